"""The words that a reader meets on a page or in a mail, without what people typed."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from django.conf import settings
from django.db.models import CharField, TextField

from tests.house.source import our_configs

SPOKEN_ATTRIBUTES = ("aria-label", "alt", "placeholder", "title", "data-label", "content")
UNSPOKEN = {"script", "style", "kbd", "code"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
# Common English words that are no Estonian words, so that one of them betrays a text left untranslated.
ENGLISH = """
about accept added again already and answer any appear are ask back been before by can cancel change
choose clear clock close confidential correct could day deputy done due each edit email ended enter
every field file files first for form found from give goes has have hello here hide how in into keep
know last later list log mail more most must name needs new next nobody not nothing of office
one only open or other over page password people person place please print priority queue reason
remove reply request requests required right role room same save search sees select send sent show sign
since solve solved some somebody state still take that the their them then there they thing this those
time to today try unit until used valid wait waiting wants was what when where which who whom why will
with without work write wrong yes yet you your
"""
ADDRESS = re.compile(r"https?://\S+")
ESTONIAN_LETTERS = re.compile(r"\w*[õäöüÕÄÖÜ]\w*")
# What the gallery of parts shows in every language: a town, and a line for the look of Estonian letters.
SAMPLES = {"Pärnu", "Põhja-Eesti õhk, šokolaad ja žürii"}


class Reader(HTMLParser):
    """Collects what is read out: text and the attributes that are; parts in another language are left out."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language, self.found, self.closed = language, list[str](), list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Leaves out the inside of what is not read in this language."""
        given = {name: value or "" for name, value in attrs}
        if tag not in VOID and (self.closed or self._unread(tag, given)):
            self.closed.append(tag)
        if not self.closed and not (tag == "meta" and given.get("name") != "description"):
            self.found += [given[name] for name in SPOKEN_ATTRIBUTES if name in given]

    def handle_endtag(self, tag: str) -> None:
        """Reads on after a part that was left out."""
        while tag in self.closed and self.closed.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        """Keeps text that is read."""
        if not self.closed:
            self.found.append(data)

    def _unread(self, tag: str, given: dict[str, str]) -> bool:
        initials = given.get("class", "").split()[:1] == ["who"] and given.get("aria-hidden") == "true"
        other = given.get("lang", self.language) != self.language
        return tag in UNSPOKEN or other or initials


def typed() -> re.Pattern[str]:
    """What rows hold that people typed, to be left out of what is read."""
    found = {settings.PRODUCT, settings.AGENCY, *SAMPLES}
    for model in (model for config in our_configs() for model in config.get_models()):
        fields = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, CharField | TextField) and not field.choices and not field.is_relation
        ]
        for row in model._default_manager.values_list(*fields) if fields else ():
            found |= {text for text in row if text and len(text) > 2}
    return re.compile("|".join(re.escape(text) for text in sorted(found - {""}, key=len, reverse=True)))


def spoken(response: Any, left_out: re.Pattern[str]) -> str:
    """The words of a page in its own language, one part a line."""
    html = response.content.decode()
    reader = Reader(response.headers.get("Content-Language", ""))
    reader.feed(html)
    return left_out.sub(" ", "\n".join(part.strip() for part in reader.found if part.strip()))


def english(text: str) -> Iterator[str]:
    """Lines that hold an English word."""
    listed = set(ENGLISH.split())
    for line in ADDRESS.sub(" ", text).splitlines():
        words = set(re.findall(r"[a-zõäöüšž’']+", line.lower()))
        if words & listed:
            yield f"{sorted(words & listed)}: {line.strip()[:120]}"


def estonian(text: str) -> Iterator[str]:
    """Words with an Estonian letter."""
    return (found[0] for found in ESTONIAN_LETTERS.finditer(text))
