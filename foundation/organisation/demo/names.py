"""Names of invented people: common first and last names of Estonia, drawn apart from each other."""

from pathlib import Path


def _lists() -> dict[str, list[str]]:
    """The sections of names.txt: "= title", then names."""
    sections = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").split("= ")[1:]
    titled = (section.split("\n", 1) for section in sections)
    return {title: words.split() for title, words in titled}


_LISTS = _lists()
WOMEN, MEN, LAST = _LISTS["women"], _LISTS["men"], _LISTS["last"]
RUSSIAN_WOMEN, RUSSIAN_MEN = _LISTS["russian women"], _LISTS["russian men"]
# of a man and of a woman: "a" is added where the list does not say otherwise
RUSSIAN_LAST = [
    (man, woman or f"{man}a") for man, _, woman in (name.partition("/") for name in _LISTS["russian last"])
]
