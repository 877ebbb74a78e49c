"""Views of the queue that people keep under a name."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.constraints import violated
from foundation.core.errors import RuleBroken
from foundation.events.actions import record
from requests_desk.actions.common import demand
from requests_desk.models import SavedView
from requests_desk.permissions import may_change_view, works_the_desk

MOST = 30  # views of one person: more of them help nobody to find one


@transaction.atomic
def save_view(*, by: Any, name: str, shared: bool, asks: Mapping[str, str]) -> SavedView:
    """Keeps what the queue is narrowed to; an own view of the same name is replaced.

    `asks` are the parameters of the queue, already allowed ones. Raises RuleBroken for one too many.
    """
    demand(works_the_desk(by))
    mine = SavedView.objects.select_for_update(of=("self",), no_key=True).filter(owner=by)
    row = mine.filter(name__iexact=name).first() or SavedView(owner=by)
    if row.pk is None and mine.count() >= MOST:
        words = _("You keep %(count)s views already. Remove one that you do not need.")
        raise RuleBroken(words % {"count": MOST})
    row.name, row.shared, row.saved_at = name, shared, timezone.now()
    row.view, row.state, row.sort = asks.get("view", ""), asks.get("state", ""), asks.get("sort", "")
    row.office_id, row.category_id = _key(asks.get("office")), _key(asks.get("category"))
    row.words = asks.get("q", "")
    _write(row)
    record("savedview.saved", row, actor=by, shared=shared)
    return row


def _key(text: str | None) -> int | None:
    return int(text) if text else None


def _write(row: SavedView) -> None:
    """Raises RuleBroken when another view of the owner has the name."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as twice:
        if violated(twice) != "one_saved_view_of_a_name":
            raise
        raise RuleBroken(_("Another view has this name. Choose a different one.")) from twice


def _changeable(number: int, by: Any) -> SavedView:
    """A view to change. Raises SavedView.DoesNotExist for an unseen one, NotYours for somebody else's."""
    rows = SavedView.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    row: SavedView = rows.get(pk=number)
    demand(may_change_view(by, row))
    return row


@transaction.atomic
def change_view(number: int, *, by: Any, name: str, shared: bool) -> SavedView:
    """Renames a view, and shares it with the desk or not. Raises RuleBroken for a name in use.

    The head may do so with the shared views of others; no longer shared, it is its owner's alone.
    """
    row = _changeable(number, by)
    row.name, row.shared = name, shared
    _write(row)
    record("savedview.saved", row, actor=by, shared=shared)
    return row


@transaction.atomic
def remove_view(number: int, *, by: Any) -> SavedView:
    """Removes a view for good; the requests that it showed stay."""
    row = _changeable(number, by)
    record("savedview.removed", row, actor=by)
    SavedView.objects.filter(pk=row.pk).delete()
    return row
