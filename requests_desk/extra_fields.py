"""Which extra fields of a category are asked, and what may be answered. Knows no database."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol


class Asked(Protocol):
    """What of an extra field matters here."""

    pk: int
    required: bool
    shown_if_id: int | None
    shown_if_value: str


def shown(fields: Iterable[Asked], values: Mapping[int, Any]) -> set[int]:
    """Keys of the fields that are asked while others hold `values` (by key); fields in their order.

    A field that hangs on another is asked while that one is asked itself and holds the value.
    """
    asked: set[int] = set()
    for field in fields:
        above = field.shown_if_id
        if above is None or (above in asked and values.get(above) == field.shown_if_value):
            asked.add(field.pk)
    return asked


def missing(fields: Iterable[Asked], values: Mapping[int, Any]) -> list[int]:
    """Keys of required fields that are asked and have no answer."""
    fields = list(fields)
    asked = shown(fields, values)
    return [one.pk for one in fields if one.required and one.pk in asked and is_empty(values.get(one.pk))]


def uncalled(fields: Iterable[Asked], values: Mapping[int, Any]) -> list[int]:
    """Keys that have an answer although nobody asks: hidden fields, and what the category does not have."""
    asked = shown(fields, values)
    return [key for key, value in values.items() if key not in asked and not is_empty(value)]


def is_empty(value: Any) -> bool:
    """Whether nothing was answered; nought is an answer."""
    return value is None or value == ""
