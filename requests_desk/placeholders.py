"""Words in braces that a canned reply fills in: {first_name}, {number}. Nothing here knows a database."""

import re
from collections.abc import Mapping

PLACE = re.compile(r"\{([^{}\n]{1,40})\}")
# each by its English and its Estonian name, so that both texts of a reply read well to those who write them
NAMES = {
    "first_name": "eesnimi",
    "name": "nimi",
    "number": "number",
    "title": "pealkiri",
    "place": "koht",
    "due": "tähtaeg",
    "solver": "lahendaja",
    "me": "mina",
    "my_phone": "minu_telefon",
}
KNOWN = {name: code for code, other in NAMES.items() for name in (code, other)}


def unknown(text: str) -> list[str]:
    """The words in braces that mean nothing, in their order."""
    return [name for name in PLACE.findall(text) if _code(name) is None]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with the values in their places; braces inside a value stay as they are."""
    return PLACE.sub(lambda found: values.get(_code(found[1]) or "", found[0]), text)


def _code(name: str) -> str | None:
    return KNOWN.get(name.strip().lower())
