"""The only writers of the register of partners."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.core.access import NotYours
from foundation.core.errors import RuleBroken
from foundation.core.ruling import in_words
from foundation.events.actions import record
from partners.models import Partner, PartnerPerson
from partners.permissions import keeps_partners
from partners.querysets import KEEPERS

SENTENCES: dict[str, Promise] = {
    "partner_name_once": gettext_lazy("There is a partner of this name already. Change that one."),
    "person_once_with_a_partner": gettext_lazy("Two people of the partner have the same name."),
}


@dataclass(frozen=True, kw_only=True)
class PersonWords:
    """Somebody of a partner, as entered."""

    name: str
    task: str = ""
    email: str = ""
    phone: str = ""


@contextmanager
def _ruled(by: Any) -> Iterator[None]:
    """A transaction of one who may; violated constraints that we know become RuleBroken."""
    if not keeps_partners(by):
        raise NotYours("keeps_partners")
    with in_words(SENTENCES):
        yield


def save_partner(
    partner: Partner | None = None,
    *,
    by: Any,
    name: str,
    email: str = "",
    phone: str = "",
    note: str = "",
    retired: bool = False,
    people: Sequence[PersonWords] = (),
) -> Partner:
    """Adds or changes a partner with all its people. Raises RuleBroken for a name in use."""
    with _ruled(by):
        rows = Partner.objects.select_for_update(of=("self",), no_key=True)
        row = Partner() if partner is None else rows.get(pk=partner.pk)
        row.name, row.email, row.phone = name.strip(), email.strip().lower(), phone.strip()
        row.note, row.retired = note.strip(), retired
        row.save()
        _write_people(row, people)
        record("partner.saved", row, actor=by, on_behalf_of=by.standing.on_behalf_of(*KEEPERS))
    return row


def _write_people(partner: Partner, people: Sequence[PersonWords]) -> None:
    """Those of the same name stay the same rows: other data points at them."""
    there = {one.name.lower(): one for one in partner.people.all()}
    for words in people:
        row = there.pop(words.name.strip().lower(), None) or PartnerPerson(partner=partner)
        row.name, row.task = words.name.strip(), words.task.strip()
        row.email, row.phone = words.email.strip().lower(), words.phone.strip()
        row.save()
    for row in there.values():
        _remove(row, _("%(name)s answers for something and stays. Change that first.") % {"name": row.name})


def remove_partner(partner: Partner, *, by: Any) -> Partner:
    """Deletes a partner with its people for good. Raises RuleBroken while something points at them."""
    with _ruled(by):
        row = Partner.objects.select_for_update(of=("self",), no_key=True).get(pk=partner.pk)
        used = _("This is in use and stays. Change first what uses it.")
        for person in row.people.all():
            _remove(person, used)
        _remove(row, used)
        record("partner.removed", partner, actor=by, on_behalf_of=by.standing.on_behalf_of(*KEEPERS))
    return row


def _remove(row: Partner | PartnerPerson, sentence: str) -> None:
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as used:
        raise RuleBroken(sentence) from used
