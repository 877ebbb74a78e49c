"""Names as people see them. They are words only: where the bytes lie has nothing to do with them."""

from unicodedata import category, normalize

from foundation.files.choices import KNOWN_ENDINGS, NAME_LENGTH, Kind

# controls, invisible marks and those that turn the direction of writing, halves of characters, line ends
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
NAMELESS = "file"


def tidy(given: str) -> str:
    """The last part of what the browser sent, unseen characters left out; 1 to 120 characters."""
    base = given.replace("\\", "/").rsplit("/", 1)[-1]
    seen = "".join(one for one in " ".join(base.split()) if category(one) not in UNSEEN)
    words = normalize("NFC", seen).strip(". ")
    return words[:NAME_LENGTH].strip(". ") or NAMELESS


def named_as(given: str, kind: Kind) -> str:
    """The tidy name with an ending that tells the truth about the kind."""
    name = tidy(given)
    stem, _dot, ending = name.rpartition(".")
    if stem and ending.lower() in kind.endings:
        return name
    if not stem or ending.lower() not in KNOWN_ENDINGS:
        stem = name
    ending = kind.endings[0]
    return f"{stem[: NAME_LENGTH - len(ending) - 1].rstrip('. ')}.{ending}"
