"""One cell as a tidy text, whatever it was."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from unicodedata import category

# controls, invisible marks and those that turn the direction of writing, halves of characters, private ones
UNSEEN = {"Cc", "Cf", "Cs", "Co"}
SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f\t\r\v\f\u2028\u2029"), " ")
PLAIN = str.maketrans("", "", "\n ")


def tidy(text: str) -> str:
    """Without what cannot be seen; every kind of space is a space, ends are cut, line ends stay."""
    text = text.translate(SPACES)
    if not text.translate(PLAIN).isprintable():
        text = "".join(one for one in text if one == "\n" or category(one) not in UNSEEN)
    return text.strip()


def words(value: Any) -> str:
    """The text of what a workbook holds: days as 2026-11-22, numbers with a point and without exponents."""
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int | float):
        return plain_number(float(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return ""


def plain_number(value: float) -> str:
    """1234 and 1234.5; nothing for what is no number."""
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return format(Decimal(repr(value)), "f")
