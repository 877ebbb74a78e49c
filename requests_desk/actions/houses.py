"""The map of responsibilities: parts of houses, and who answers for each in which office."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from foundation.core.errors import RuleBroken
from foundation.events.actions import record
from requests_desk.actions.reference import ruled
from requests_desk.choices import Answerer, Hours
from requests_desk.models import Category, Element, Responsibility
from requests_desk.permissions import works_the_desk


def save_element(
    element: Element | None = None,
    *,
    by: Any,
    code: str,
    name_et: str,
    name_en: str,
    order: int = 10,
    categories: Iterable[Category] = (),
    retired: bool = False,
) -> Element:
    """Adds or changes a part of houses. Raises RuleBroken for a code in use."""
    with ruled(by):
        rows = Element.objects.select_for_update(of=("self",), no_key=True)
        row = Element() if element is None else rows.get(pk=element.pk)
        row.code, row.name_et, row.name_en = code, name_et.strip(), name_en.strip()
        row.order, row.retired = order, retired
        row.save()
        row.categories.set(categories)
        record("element.saved", row, actor=by)
    return row


def save_responsibility(
    responsibility: Responsibility | None = None,
    *,
    by: Any,
    element: Element,
    answerer: str,
    respond_minutes: int,
    office: Any = None,
    hours: str = Hours.ALWAYS,
    partner: Any = None,
    partner_person: Any = None,
    person: Any = None,
    round_the_clock: bool = False,
    forwards: bool = False,
) -> Responsibility:
    """Says who answers for a part of the house in an office, or in all of them.

    Raises RuleBroken when a partner is missing or too much, or a request could not be sent or watched.
    """
    with ruled(by):
        rows = Responsibility.objects.select_for_update(of=("self",), no_key=True)
        row = Responsibility() if responsibility is None else rows.get(pk=responsibility.pk)
        row.element, row.office, row.hours, row.answerer = element, office, hours, answerer
        row.partner, row.partner_person, row.person = partner, partner_person, person
        row.respond_minutes, row.round_the_clock, row.forwards = respond_minutes, round_the_clock, forwards
        _one_side(row)
        _reachable(row)
        row.save()
        record("responsibility.saved", row, actor=by)
    return row


def _one_side(row: Responsibility) -> None:
    if row.answerer == Answerer.OWN and (row.partner or row.partner_person):
        raise RuleBroken(_("Our own people answer here: clear the partner, or choose who of them answers."))
    if row.answerer != Answerer.OWN and row.partner is None:
        raise RuleBroken(_("Choose the partner who answers."))
    if row.partner_person is not None and row.partner_person.partner_id != row.partner_id:
        raise RuleBroken(_("This person is not one of the chosen partner."))


def _reachable(row: Responsibility) -> None:
    if row.person is not None and not works_the_desk(row.person):
        name = {"name": row.person.full_name}
        raise RuleBroken(_("%(name)s does not work the desk. Choose a specialist.") % name)
    if row.forwards and row.partner is None:
        raise RuleBroken(_("Only to a partner requests are sent by themselves."))
    if row.forwards and not row.email:
        raise RuleBroken(_("The partner has no e-mail address yet. Enter one, or do not send by itself."))
    if row.forwards and row.person is None:
        raise RuleBroken(_("Choose who of the desk watches the partner: the answers come to them."))
