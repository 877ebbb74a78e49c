"""Numbers and days as people and programs write them. None means: this is not one."""

import re
from datetime import date, timedelta
from decimal import Decimal

LONGEST = 40  # characters; longer texts are no numbers, and cost nothing
SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f']+")
SIGNS = {"-": -1, "\u2212": -1, "\u2013": -1, "+": 1}
WHOLE = re.compile(r"\d+|\d{1,3}(?:([ .,])\d{3})(?:\1\d{3})*", re.ASCII)
FRACTION = re.compile(r"\d+", re.ASCII)
CURRENCY = re.compile(r"^(?:€|eur)\s*|\s*(?:€|eur)$", re.IGNORECASE)
DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?:[ T]\d.*)?", re.ASCII)
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T]\d.*)?", re.ASCII)
SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
FIRST_SERIAL, FIRST_DAY = 20_000, date(1899, 12, 30)  # 1954; smaller numbers are no days of ours


def number(text: str) -> Decimal | None:
    """1 234,50 and 1234.5, 1.234,50 and 1,234.50, 1 234,50- and (1 234,50), with € or without.

    One point or comma is the decimal sign; of both kinds the last one is, the other groups by three.
    """
    if not text or len(text) > LONGEST:
        return None
    text = CURRENCY.sub("", SPACES.sub(" ", text.strip()).strip()).strip()
    sign, text = _signed(text)
    whole, fraction = _parted(text)
    if not WHOLE.fullmatch(whole) or not FRACTION.fullmatch(fraction):
        return None
    return sign * Decimal(f"{re.sub('[^0-9]', '', whole)}.{fraction}")


def _signed(text: str) -> tuple[int, str]:
    if text.startswith("(") and text.endswith(")"):
        return -1, text[1:-1].strip()
    if text[:1] in SIGNS:
        return SIGNS[text[0]], text[1:].strip()
    if text[-1:] in SIGNS:
        return SIGNS[text[-1]], text[:-1].strip()
    return 1, text


def _parted(text: str) -> tuple[str, str]:
    """The whole part and the digits behind the decimal sign, "0" when there is none."""
    at = max(text.rfind("."), text.rfind(","))
    if at < 0 or (text.count(text[at]) > 1):
        return text, "0"
    return text[:at], text[at + 1 :]


def day(text: str) -> date | None:
    """22.11.2026, 2026-11-22, both with a time behind, or the number that Excel gives to a day."""
    if not text or len(text) > LONGEST:
        return None
    if found := DOTTED.fullmatch(text):
        return _date(int(found[3]), int(found[2]), int(found[1]))
    if found := ISO.fullmatch(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if (found := SERIAL.fullmatch(text)) and int(found[1]) >= FIRST_SERIAL:
        return FIRST_DAY + timedelta(days=int(found[1]))
    return None


def _date(year: int, month: int, day_of_month: int) -> date | None:
    try:
        return date(year, month, day_of_month)
    except ValueError:
        return None
