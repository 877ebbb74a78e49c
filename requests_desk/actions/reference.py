"""Reference data of the desk: each change is an event, so that open requests follow it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.core.access import NotYours
from foundation.core.errors import RuleBroken
from foundation.core.ruling import in_words
from foundation.events.actions import record
from requests_desk import placeholders
from requests_desk.choices import FieldKind
from requests_desk.models import Answer, CannedReply, Category, CategoryField, MatrixCell, Target
from requests_desk.permissions import keeps_reference

CHOICE_LENGTH = 80
Row = TypeVar("Row", bound=models.Model)
SENTENCES: dict[str, Promise] = {
    "requests_desk_category_code_key": gettext_lazy("Another kind of request has this code."),
    "requests_desk_category_tile_key": gettext_lazy(
        "Another kind of request stands at this place of the home page. Take that one away first."
    ),
    "category_tile_1_to_8": gettext_lazy("The home page has the places 1 to 8."),
    "field_code_once_in_its_category": gettext_lazy("Another field of this kind of request has this code."),
    "target_once": gettext_lazy(
        "This kind of request has a target for this priority already. Change that one."
    ),
    "requests_desk_element_code_key": gettext_lazy("Another part of the house has this code."),
    "responsibility_once": gettext_lazy(
        "For these hours somebody answers for this part of the office already. Change that entry."
    ),
    "responsibility_answers_in_some_time": gettext_lazy("Give a response time from one minute to a year."),
    "requests_desk_workplacetemplate_code_key": gettext_lazy("Another template has this code."),
    "template_step_once": gettext_lazy("Another step of this template has this code."),
    "template_step_names_whose_it_is": gettext_lazy(
        "Say whose the step is: choose the person, unit, partner’s address or part of the system."
    ),
    "template_step_within_120_days": gettext_lazy("Give at most 120 working days before or after the day."),
    "requests_desk_cannedreply_title_key": gettext_lazy("Another canned reply has this title."),
}


@contextmanager
def ruled(by: Any) -> Iterator[None]:
    """A transaction of one who may; violated constraints that we know become RuleBroken."""
    if not keeps_reference(by):
        raise NotYours("keeps_reference")
    with in_words(SENTENCES):
        yield


def write_row(row: Row | None, model: type[Row], **values: Any) -> Row:
    """The row as stored now with the values, locked and saved."""
    rows = model._default_manager.select_for_update(of=("self",), no_key=True)
    now = model() if row is None else rows.get(pk=row.pk)
    for name, value in values.items():
        setattr(now, name, value)
    now.save()
    return now


def save_category(
    category: Category | None = None,
    *,
    by: Any,
    code: str,
    name_et: str,
    name_en: str,
    hint_et: str = "",
    hint_en: str = "",
    icon: str = "idea",
    tile: int | None = None,
    confidential: bool = False,
    approval_route: Any = None,
    retired: bool = False,
) -> Category:
    """Adds or changes a kind of request. Raises RuleBroken for a code or a place in use."""
    with ruled(by):
        row = write_row(
            category, Category, code=code, name_et=name_et, name_en=name_en, hint_et=hint_et, hint_en=hint_en,
            icon=icon, tile=None if retired else tile, confidential=confidential,
            approval_route=approval_route, retired=retired,
        )  # fmt: skip
        record("category.saved", row, actor=by)
    return row


def save_field(
    field: CategoryField | None = None,
    *,
    by: Any,
    category: Category,
    code: str,
    label_et: str,
    label_en: str,
    kind: str,
    hint_et: str = "",
    hint_en: str = "",
    choices_et: str = "",
    choices_en: str = "",
    required: bool = False,
    shown_if: CategoryField | None = None,
    shown_if_value: str = "",
    order: int = 10,
    retired: bool = False,
) -> CategoryField:
    """Adds or changes an extra field. Raises RuleBroken for choices or a condition that cannot be."""
    choices_et, choices_en = _lines(choices_et), _lines(choices_en)
    with ruled(by):
        _same_kind(field, category, kind)
        _paired_choices(kind, choices_et, choices_en)
        _condition(category, order, shown_if, shown_if_value)
        row = write_row(
            field, CategoryField, category=category, code=code, label_et=label_et, label_en=label_en,
            kind=kind, hint_et=hint_et, hint_en=hint_en, choices_et=choices_et, choices_en=choices_en,
            required=required, shown_if=shown_if, shown_if_value=shown_if_value, order=order, retired=retired,
        )  # fmt: skip
        _keeps_what_hangs_on_it(row)
        record("categoryfield.saved", row, actor=by)
    return row


def _lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _same_kind(field: CategoryField | None, category: Category, kind: str) -> None:
    """What requests have answered stays readable: a used field keeps its kind and its category."""
    if field is None or (field.kind, field.category_id) == (kind, category.pk):
        return
    if Answer.objects.filter(field=field).exists():
        raise RuleBroken(
            _("Requests have answered this field, so its kind stays. Take it out of use and add another.")
        )


def _paired_choices(kind: str, choices_et: str, choices_en: str) -> None:
    et, en = choices_et.splitlines(), choices_en.splitlines()
    if kind != FieldKind.CHOICE and (et or en):
        raise RuleBroken(_("Only a field with choices has choices. Clear them or change the kind of field."))
    if kind == FieldKind.CHOICE and (not et or len(et) != len(en)):
        raise RuleBroken(_("Give the same number of choices in Estonian and in English, one on each line."))
    if len(set(et)) != len(et) or any(len(one) > CHOICE_LENGTH for one in [*et, *en]):
        raise RuleBroken(_("Each choice stands once and has at most 80 characters."))


def _condition(category: Category, order: int, above: CategoryField | None, value: str) -> None:
    if (above is None) != (not value):
        raise RuleBroken(_("Give both the field that decides and its choice, or neither."))
    if above is None:
        return
    if above.category_id != category.pk or above.kind != FieldKind.CHOICE or above.order >= order:
        raise RuleBroken(
            _("The field that decides is a choice of the same kind of request and stands before this one.")
        )
    if value not in above.choices_et.splitlines():
        raise RuleBroken(_("Write the deciding choice as it stands in the Estonian list."))


def _keeps_what_hangs_on_it(row: CategoryField) -> None:
    """Fields that are shown by a choice of this one still can be."""
    for below in CategoryField.objects.filter(shown_if=row, retired=False).select_related("category"):
        if row.retired:
            raise RuleBroken(_("“%(field)s” is shown by a choice of this field.") % {"field": below})
        _condition(below.category, below.order, row, below.shown_if_value)


def save_cell(
    cell: MatrixCell | None = None, *, by: Any, impact: str, urgency: int, priority: int
) -> MatrixCell:
    """Sets the priority that an impact and an urgency give; requests filed from now on follow it."""
    with ruled(by):
        row = cell or MatrixCell.objects.filter(impact=impact, urgency=urgency).first()
        row = write_row(row, MatrixCell, impact=impact, urgency=urgency, priority=priority)
        record("matrixcell.saved", row, actor=by, priority=priority)
    return row


def save_target(
    target: Target | None = None,
    *,
    by: Any,
    priority: int,
    respond_minutes: int,
    solve_minutes: int | None = None,
    solve_days: int | None = None,
    category: Any = None,
) -> Target:
    """Sets how soon requests of a priority (and category) are answered and solved; open ones follow.

    Working minutes, or working days for the solution: RuleBroken unless exactly one of the two is given.
    """
    if (solve_minutes is None) == (solve_days is None):
        raise RuleBroken(_("Give the solution in working minutes or in working days, not both."))
    with ruled(by):
        row = target or Target.objects.filter(category=category, priority=priority).first()
        _still_covered(row, category, priority)
        row = write_row(
            row, Target, category=category, priority=priority, respond_minutes=respond_minutes,
            solve_minutes=solve_minutes, solve_days=solve_days,
        )  # fmt: skip
        record("target.changed", row, actor=by)
    return row


def _still_covered(target: Target | None, category: Any = None, priority: int = 0) -> None:
    """The targets of all kinds of requests stay: without one nobody could ask."""
    if target is not None and target.category_id is None and (category, target.priority) != (None, priority):
        raise RuleBroken(_("Each priority needs a target for all kinds of requests. This one stays."))


def save_reply(
    reply: CannedReply | None = None,
    *,
    by: Any,
    title: str,
    text_et: str,
    text_en: str,
    category: Category | None = None,
    retired: bool = False,
) -> CannedReply:
    """Adds or changes a text that the desk writes often.

    Raises RuleBroken for a title in use and for words in braces that nothing fills.
    """
    _only_known_places(text_et, text_en)
    with ruled(by):
        row = write_row(
            reply, CannedReply, title=title, text_et=text_et.strip(), text_en=text_en.strip(),
            category=category, retired=retired,
        )  # fmt: skip
        record("cannedreply.saved", row, actor=by)
    return row


def _only_known_places(*texts: str) -> None:
    wrong = [name for text in texts for name in placeholders.unknown(text)]
    if wrong:
        known = ", ".join(f"{{{name}}}" for name in dict.fromkeys(placeholders.KNOWN))
        words = _("Nothing is known for {%(wrong)s}. These words are filled in: %(known)s.")
        raise RuleBroken(words % {"wrong": wrong[0], "known": known})


def remove_reference(row: models.Model, *, by: Any) -> models.Model:
    """Deletes a category, field, target or canned reply for good. Raises RuleBroken while it is in use."""
    with ruled(by):
        now = type(row)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
        if isinstance(now, Target):
            _still_covered(now)
        try:
            with transaction.atomic():
                now.delete()
        except ProtectedError as used:
            raise RuleBroken(_("This is in use and stays. Change first what uses it.")) from used
        record(f"{row._meta.model_name}.removed", row, actor=by)
    return row
