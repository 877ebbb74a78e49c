"""While a request, a task or a command runs, only actions write: judged by the stack of each statement.

Factories and the tests themselves run outside and may write as they like.
"""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache, wraps
from types import FrameType
from typing import Any

import pytest
from celery.app.task import Task
from django.core.handlers.base import BaseHandler
from django.core.management.base import BaseCommand
from django.db import connections

from tests.house.source import complain, is_ours

WRITE = re.compile(
    r"\b(?:INSERT\s+INTO|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE)\b|\bUPDATE\s+(?:ONLY\s+)?\S+\s+SET\b",
    re.IGNORECASE,
)
WATCHED = ("default", "log")
# Code of others that may write, each with its reason.
OTHERS = {
    "/django/contrib/sessions/backends/": "a session is a row, saved after the view",
    "/django/core/cache/backends/db.py": "the database cache, when one is used",
    "/allauth/": "sign-in and passwords are its business; not its middleware, which is always there",
}
SIGNED_IN = "update_last_login"  # Django notes the time of a sign-in by its own signal, in the demo too


@cache
def may_write(file: str, function: str) -> bool:
    """Whether a frame of this file and function answers for a write below it."""
    if parts := is_ours(file):
        return parts[-1] in ("actions.py", "demo.py") or bool(
            {"actions", "demo", "migrations"} & set(parts[:-1])
        )
    if function == SIGNED_IN:
        return True
    return not file.endswith("/middleware.py") and any(place in file for place in OTHERS)


def answered_for(frame: FrameType | None) -> bool:
    """Whether some caller of this frame may write."""
    while frame is not None:
        if may_write(frame.f_code.co_filename, frame.f_code.co_name):
            return True
        frame = frame.f_back
    return False


def culprit(frame: FrameType | None) -> str:
    """Our innermost line on the way to a write."""
    while frame is not None:
        if parts := is_ours(frame.f_code.co_filename):
            return f"{'/'.join(parts)}:{frame.f_lineno}"
        frame = frame.f_back
    return "code of somebody else"


def refuse(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Lets reads pass, and writes of those who may."""
    words = sql if isinstance(sql, str) else str(sql)
    if WRITE.search(words) and not answered_for(sys._getframe(1)):
        raise complain(f"{culprit(sys._getframe(1))} writes outside actions: {words[:120]}")
    return execute(sql, params, many, context)


@contextmanager
def only_actions_write() -> Iterator[None]:
    """Judges the writes of this thread while it lasts."""
    with ExitStack() as watching:
        for alias in WATCHED:
            if refuse not in connections[alias].execute_wrappers:
                watching.enter_context(connections[alias].execute_wrapper(refuse))
        yield


def watched(run: Callable[..., Any]) -> Callable[..., Any]:
    """The same function under judgement."""

    @wraps(run)
    def judged(*args: Any, **kwargs: Any) -> Any:
        with only_actions_write():
            return run(*args, **kwargs)

    return judged


@pytest.fixture(scope="session", autouse=True)
def writes_are_judged() -> Iterator[None]:
    """Every request, task and management command of this process."""
    with pytest.MonkeyPatch.context() as patch:
        for place, name in ((BaseHandler, "get_response"), (Task, "__call__"), (BaseCommand, "execute")):
            patch.setattr(place, name, watched(getattr(place, name)))
        yield
