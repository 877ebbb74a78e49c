"""Constraints of the database, told to people in sentences."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction

from foundation.core.constraints import violated
from foundation.core.errors import RuleBroken


@contextmanager
def in_words(sentences: Mapping[str, Any]) -> Iterator[None]:
    """A transaction whose violated constraints become RuleBroken; unknown ones stay what they are."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as broken:
        sentence = sentences.get(violated(broken))
        if sentence is None:
            raise
        raise RuleBroken(str(sentence)) from broken
