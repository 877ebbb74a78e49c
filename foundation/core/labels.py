"""Codes of labels: short upper-case texts that name a thing, cannot be made up and show a slip of the pen.

`R00K7QX2M9PDFA`: the kind (one letter), the key of the thing, eight letters of a signature, a check letter.
Letters are Crockford's, so that nobody reads O for 0 or I for 1. The address is upper-case too: a QR code
holds it in its alphanumeric mode, which makes it smaller and easier to read from a distance.
"""

import hmac
from functools import reduce

from django.conf import settings
from django.utils.crypto import salted_hmac

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ALIKE = str.maketrans("OIL", "011", " -.")  # read as others, or left out
SIGNATURE, SHORTEST_KEY, LONGEST = 8, 3, 24


class Mistyped(ValueError):
    """The check letter does not fit: a letter is wrong, or two have changed places."""


class NotOurs(ValueError):
    """No code of ours, or the signature has been changed."""


def code_of(kind: str, number: int) -> str:
    """The code of a thing by the letter of its kind and its key."""
    body = kind + _in_letters(number).rjust(SHORTEST_KEY, "0")
    signed = body + _signature(body)
    return signed + _check(signed)


def read(text: str) -> tuple[str, int]:
    """Kind and key of a code, scanned or typed. Raises Mistyped, or NotOurs for one that we did not make."""
    code = text.upper().translate(ALIKE)
    shortest = 1 + SHORTEST_KEY + SIGNATURE + 1
    if not shortest <= len(code) <= LONGEST or any(letter not in LETTERS for letter in code):
        raise NotOurs
    signed, check = code[:-1], code[-1]
    if _check(signed) != check:
        raise Mistyped
    body, signature = signed[:-SIGNATURE], signed[-SIGNATURE:]
    number = reduce(lambda sum_, letter: sum_ * 32 + LETTERS.index(letter), body[1:], 0)
    # written anew, so that one thing has one code
    if (
        not hmac.compare_digest(signature, _signature(body))
        or number >= 2**63
        or code != code_of(body[0], number)
    ):
        raise NotOurs
    return body[0], number


def spaced(code: str) -> str:
    """The code in groups of four, for people who type it."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def address_of(code: str) -> str:
    """What the QR code holds: all upper-case."""
    return f"{settings.BASE_URL}/L/{code}/".upper()


def _in_letters(number: int) -> str:
    found = ""
    while number:
        number, digit = divmod(number, 32)
        found = LETTERS[digit] + found
    return found


def _signature(body: str) -> str:
    digest = salted_hmac("korras.label", body, secret=settings.LABEL_KEY, algorithm="sha256").digest()
    return _in_letters(int.from_bytes(digest[:5], "big")).rjust(SIGNATURE, "0")


def _check(signed: str) -> str:
    """Horner's rule in the field of 32 elements: any wrong letter and any swap of neighbours shows."""
    return LETTERS[reduce(lambda sum_, letter: _doubled(sum_) ^ LETTERS.index(letter), signed, 1)]


def _doubled(element: int) -> int:
    element <<= 1
    return element ^ 0b100101 if element & 32 else element  # x⁵ + x² + 1
