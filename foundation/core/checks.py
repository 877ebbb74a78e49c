"""System checks that stop a wrong set-up at the start."""

import re
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register
def demo_stays_at_home(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The demo signs in without a password, so it may answer only on this machine."""
    if settings.DEMO and not set(settings.ALLOWED_HOSTS) <= settings.LOOPBACK:
        return [
            Error("KORRAS_MODE=demo answers on loopback names only: correct ALLOWED_HOSTS.", id="korras.E001")
        ]
    return []


@register
def somebody_reads_the_sender(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """People answer mails: a mailbox that nobody reads must not be their sender."""
    if re.search(r"no-?_?reply|do-?not-?reply", settings.MAIL_FROM, re.IGNORECASE):
        return [
            Error(
                "MAIL_FROM must be a mailbox that somebody reads, not a no-reply address.", id="korras.E002"
            )
        ]
    return []


@register
def roles_are_apart(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The application must not own the tables, or append-only would be a wish."""
    users = [settings.DATABASES[alias].get("USER") for alias in ("default", "owner", "log")]
    if settings.PRODUCTION and len(set(users)) < 3:
        return [
            Error(
                "DATABASE_URL, DATABASE_OWNER_URL and DATABASE_LOG_URL need three different roles.",
                id="korras.E003",
            )
        ]
    return []
