"""Answers to the extra fields of a category: written at filing, changed by the desk."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.core.errors import RuleBroken
from foundation.events.actions import record
from requests_desk import extra_fields
from requests_desk.actions.common import acting_for, demand, locked, save
from requests_desk.choices import FieldKind
from requests_desk.models import COLUMN, Answer, CategoryField, Ticket
from requests_desk.permissions import may_work


def write_answers(ticket: Ticket, answers: Mapping[int, Any], *, changed: bool = False) -> None:
    """Writes the answers of a request by key of the field. Raises RuleBroken for what is not asked.

    Also the required ones of a new request are looked for here: a form may be left out, an action not.
    """
    fields = ticket.category.asked
    if extra_fields.uncalled(fields, answers):
        raise RuleBroken(_("Something was answered that is not asked. Load the page again and answer anew."))
    if extra_fields.missing(fields, answers):
        raise RuleBroken(_("Something that must be answered is empty."))
    if changed:
        Answer.objects.filter(ticket=ticket, field__in=fields).delete()
    rows = [_answer(ticket, field, answers.get(field.pk)) for field in fields]
    Answer.objects.bulk_create([row for row in rows if row is not None])


def _answer(ticket: Ticket, field: CategoryField, value: Any) -> Answer | None:
    if extra_fields.is_empty(value):
        return None
    if field.kind == FieldKind.CHOICE and value not in field.choices_et.splitlines():
        raise RuleBroken(_("“%(field)s” has no such choice.") % {"field": field})
    if field.kind == FieldKind.ROOM and value.building.office_id != ticket.office_id:
        raise RuleBroken(_("This room is not in the chosen office."))
    return Answer(ticket=ticket, field=field, **{COLUMN[FieldKind(field.kind)]: value})


@transaction.atomic
def answer(number: int, *, by: Any, answers: Mapping[int, Any]) -> Ticket:
    """Changes what a request answers to the fields of its category. Raises NotYours without the right."""
    ticket = locked(number, by)
    demand(may_work(by, ticket))
    write_answers(ticket, answers, changed=True)
    save(ticket, [])
    record("ticket.detailed", ticket, actor=by, on_behalf_of=acting_for(by, ticket))
    return ticket
