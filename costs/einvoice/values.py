"""Numbers, days and texts of an element: as written, or refused."""

import binascii
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn

from costs.einvoice.document import InvoiceRefused, Refusal

if TYPE_CHECKING:
    from lxml.etree import _Element

Path = tuple[str, ...]

BLANKS = " \t\r\n"
NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
LONGEST_NUMBER = 100  # characters: nobody invoices more, and what is reckoned with them stays exact
DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:Z|[+-][0-9]{2}:[0-9]{2})?")  # xs:date may name a time zone
DAY_102 = re.compile(r"[0-9]{8}")  # format 102 of UN/CEFACT: YYYYMMDD
CURRENCY = re.compile(r"[A-Z]{3}")
NO_BASE64 = re.compile(r"[^A-Za-z0-9+/]")


def every(element: "_Element", path: Path) -> "Iterator[_Element]":
    """All elements at a path, in the order of the file."""
    if not path:
        yield element
        return
    for child in element.iterchildren(path[0]):
        yield from every(child, path[1:])


def first(element: "_Element", path: Path) -> "_Element | None":
    """The element at a path, by the first of each name on the way."""
    found: _Element | None = element
    for name in path:
        if found is None:
            return None
        found = next(found.iterchildren(name), None)
    return found


def words(element: "_Element | None") -> str:
    """The text of an element without the blanks around it, "" when there is none."""
    return (element.text or "").strip() if element is not None else ""


def text(element: "_Element", path: Path) -> str:
    """The text at a path, "" when there is none."""
    return words(first(element, path))


def attribute(element: "_Element", path: Path, name: str) -> str:
    """An attribute of the element at a path, "" when there is none."""
    found = first(element, path)
    return "" if found is None else found.get(name, "").strip()


def needed(element: "_Element", path: Path) -> str:
    """A text that must be there."""
    return text(element, path) or _missing(path)


def currency(element: "_Element", *paths: Path) -> str:
    """The three letters of a currency, from the first path that has them."""
    written = next(filter(None, (text(element, path) for path in paths)), "") or _missing(paths[0])
    if not CURRENCY.fullmatch(written):
        raise malformed(written, paths[0][-1], "a currency")
    return written


def to_number(element: "_Element") -> Decimal:
    """The number of an element, with the precision written."""
    written = (element.text or "").strip(BLANKS)
    if len(element) or len(written) > LONGEST_NUMBER or not NUMBER.fullmatch(written):
        raise malformed(written, element.tag, "a number")
    return Decimal(written)


def number(element: "_Element", path: Path) -> Decimal | None:
    """The number at a path, None when there is no such element."""
    found = first(element, path)
    return None if found is None else to_number(found)


def needed_number(element: "_Element", path: Path) -> Decimal:
    """A number that must be there."""
    found = first(element, path)
    return _missing(path) if found is None else to_number(found)


def day(element: "_Element", path: Path) -> date | None:
    """The day at a path: xs:date, or what UN/CEFACT writes in eight digits; None when there is none."""
    found = first(element, path)
    return None if found is None else to_day(found)


def to_day(found: "_Element") -> date:
    """The day of an element."""
    written = (found.text or "").strip(BLANKS)
    shape = DAY_102 if found.tag.endswith("}DateTimeString") else DAY
    match = shape.fullmatch(written)
    try:
        if len(found) or not match or found.get("format", "102") != "102":
            raise ValueError
        return date.fromisoformat(match[1] if shape is DAY else written)
    except ValueError:
        raise malformed(written, found.tag, "a date") from None


def needed_day(element: "_Element", path: Path) -> date:
    """A day that must be there."""
    return day(element, path) or _missing(path)


def flag(element: "_Element", path: Path) -> bool:
    """True or false, which must be there."""
    written = needed(element, path)
    if written not in ("true", "false", "1", "0"):
        raise malformed(written, path[-1], "true or false")
    return written in ("true", "1")


def content(element: "_Element") -> bytes:
    """The file that an element holds in base64; what is no letter of it is left out, as in mail."""
    letters = NO_BASE64.sub("", element.text or "")
    whole = letters[: len(letters) - 1] if len(letters) % 4 == 1 else letters
    return binascii.a2b_base64(whole + "=" * (-len(whole) % 4))


def malformed(written: str, tag: str, what: str) -> InvoiceRefused:
    """The refusal of a value that is not what it should be."""
    name = tag.rpartition("}")[2]
    return InvoiceRefused(Refusal.MALFORMED, f"{name}: “{written[:40]}” is not {what}.", name)


def _missing(path: Path) -> NoReturn:
    name = path[-1].rpartition("}")[2]
    raise InvoiceRefused(
        Refusal.MALFORMED, f"{'/'.join(tag.rpartition('}')[2] for tag in path)} is missing.", name
    )
