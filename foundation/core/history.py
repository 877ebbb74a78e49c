"""History of rows: triggers of the database keep what a row held after each change, whoever made it.

`tracked` makes the table of changes beside a model; `acting` says who changes and where, for those rows.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

import pghistory
import structlog
from django.db import models
from django.db.models import Func, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from pghistory.core import event_models
from pghistory.models import Event

Facts = Callable[[], dict[str, Any]]
SETTING = "pghistory.context_metadata"  # what the triggers read
WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|WITH|MERGE)\b", re.IGNORECASE)

_acting: ContextVar[Facts | None] = ContextVar("acting", default=None)


class ChangeKind(models.TextChoices):
    """What was done to a row."""

    INSERT = "insert", _("Added")
    UPDATE = "update", _("Changed")
    DELETE = "delete", _("Removed")
    START = "start", _("As it stood when its history began")


class Change(Event):  # type: ignore[misc]  # pghistory's base is untyped
    """What a row held after a change (before it, when removed); written by triggers, never changed.

    The key comes from one sequence for all tables of changes, so that their newest rows merge by key.
    """

    pgh_id = models.BigIntegerField(
        primary_key=True, db_default=Func(Value("history_of_rows"), function="nextval")
    )
    pgh_created_at = models.DateTimeField(db_default=Now())
    pgh_label = models.CharField(max_length=6, choices=ChangeKind)

    class Meta:
        abstract = True
        ordering = ["-pgh_id"]

    def __str__(self) -> str:
        return f"{self.pgh_tracked_model.__name__} {self.pgh_label}"


def tracked(*, without: Sequence[str] = ()) -> Callable[[type[models.Model]], type[models.Model]]:
    """Keeps the history of a model in a table of its own, without the named fields (secrets, noise)."""

    def decorate(model: type[models.Model]) -> type[models.Model]:
        name = model.__name__.lower()
        indexes = [
            models.Index(fields=["pgh_obj", "pgh_id"], name=f"{name}_changes"),
            models.Index(fields=["pgh_created_at"], name=f"{name}_changed_at"),
            models.Index(KeyTextTransform("by", "pgh_context"), name=f"{name}_changed_by"),
        ]
        return pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            exclude=list(without),
            obj_field=pghistory.ObjForeignKey(related_name="+", related_query_name="+", db_index=False),
            context_field=pghistory.ContextJSONField(),
            context_id_field=None,
            base_model=Change,
            meta={"indexes": indexes, "ordering": ["-pgh_id"]},
        )(model)

    return decorate


@cache
def change_models() -> tuple[type[Change], ...]:
    """The tables of changes of all tracked models."""
    return tuple(event_models())


@contextmanager
def acting(facts: Facts) -> Iterator[None]:
    """While this lasts, changes of tracked rows carry `facts()`; asked only when one is about to happen."""
    token = _acting.set(facts)
    try:
        yield
    finally:
        _acting.reset(token)


def job(name: str) -> Facts:
    """What is known of a task or a command."""
    return lambda: {"job": name[:60], "request": _request_id()}


def page(request: Any) -> Facts:
    """What is known of a request: the person, the name of the address, the number in the log."""

    def facts() -> dict[str, Any]:
        match, user = request.resolver_match, getattr(request, "user", None)
        return {
            "by": getattr(user, "pk", None),
            "page": match.view_name if match else "",
            "request": _request_id(),
        }

    return facts


def _request_id() -> str:
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def say_who(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Puts the facts before a statement that writes tracked rows, for its transaction."""
    facts = _acting.get()
    if facts is None or not (isinstance(sql, str) and WRITES.match(sql) and _tracked_tables().search(sql)):
        return execute(sql, params, many, context)
    words = json.dumps({name: value for name, value in facts().items() if value not in (None, "")})
    if many or isinstance(params, dict):
        execute(f"SELECT set_config('{SETTING}', %s, true)", (words,), False, context)
        return execute(sql, params, many, context)
    done = execute(
        f"SELECT set_config('{SETTING}', %s, true); {sql}", (words, *(params or ())), many, context
    )
    cursor = context["cursor"]
    while cursor.nextset():
        pass
    return done


@cache
def _tracked_tables() -> re.Pattern[str]:
    tables = (re.escape(model.pgh_tracked_model._meta.db_table) for model in change_models())
    return re.compile(rf"\b(?:{'|'.join(tables)})\b")


def listen(sender: Any, connection: Any, **kwargs: Any) -> None:
    """Sees every statement of a new connection; outermost, since others take themselves off from the end."""
    if say_who not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, say_who)
