"""Answers in words: from what one statement brings for each of them."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from foundation.core.clock import day
from requests_desk.choices import FieldKind


def answer_in_words(found: dict[str, Any]) -> dict[str, str]:
    """Label and words of an answer, in the language of the reader."""
    language = "en" if get_language() == "en" else "et"
    return {"label": found[f"label_{language}"], "words": _words(found, language)}


def _words(found: dict[str, Any], language: str) -> str:
    kind = found["kind"]
    if kind == FieldKind.NUMBER:
        number = f"{Decimal(found['number']).normalize():f}"
        return number if language == "en" else number.replace(".", ",")
    if kind == FieldKind.DATE:
        return day(date.fromisoformat(found["day"]))
    if kind == FieldKind.PERSON:
        return f"{found['first_name']} {found['last_name']}"
    if kind == FieldKind.ROOM:
        return str(found["room"])
    if kind == FieldKind.CHOICE:
        pairs = zip(found["choices_et"].splitlines(), found["choices_en"].splitlines(), strict=False)
        return dict(pairs).get(found["text"], found["text"]) if language == "en" else found["text"]
    return str(found["text"])
