"""Where everything must be real, a task run inside its caller or a mail kept in memory is a breach."""

from typing import Any, NoReturn

import pytest
from celery.app.task import Task
from django.utils.module_loading import import_string

from tests.house.source import complain

NOT_SENDING = ("locmem", "console", "dummy", "filebased")


def forbid_pretending(patch: pytest.MonkeyPatch) -> None:
    """Lasts as long as `patch`, and holds whatever a test sets meanwhile."""

    def apply(self: Task, *args: Any, **kwargs: Any) -> NoReturn:
        raise complain(f"{self.name} runs inside its caller: a real queue is needed here")

    def send_messages(self: Any, messages: Any) -> NoReturn:
        raise complain(f"a mail goes to {type(self).__module__}: a real mail server is needed here")

    patch.setattr(Task, "apply", apply)
    for name in NOT_SENDING:
        patch.setattr(
            import_string(f"django.core.mail.backends.{name}.EmailBackend"), "send_messages", send_messages
        )
