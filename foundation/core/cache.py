"""Counters of tries are rows: they hold without Redis, and their keys tell nobody's address."""

from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.utils.crypto import salted_hmac

USED_CODE = "allauth.mfa.totp.used"
USED_CODE_SECONDS = 120  # longer than a code is taken: its own half minute and one on each side


def hashed_key(key: str, prefix: str, version: int) -> str:
    """A keyed hash in place of a key that holds addresses or ids."""
    return salted_hmac("korras.tries", f"{prefix}:{version}:{key}", algorithm="sha256").hexdigest()


class Tries(DatabaseCache):
    """Django's cache in a table, for the limits of sign-in alone."""

    def add(self, key: Any, value: Any, timeout: Any = None, version: int | None = None) -> bool:
        """As in Django; a used one-time code is remembered as long as it would be taken."""
        if str(key).startswith(USED_CODE):
            timeout = USED_CODE_SECONDS
        return bool(super().add(key, value, timeout, version))
