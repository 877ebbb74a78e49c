"""How guides are found: by who may read them, and by the words that somebody is typing."""

from collections.abc import Sequence
from typing import Any, Self

from django.contrib.postgres.search import SearchQuery
from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When

from foundation.organisation.choices import Role
from requests_desk.choices import Readers
from requests_desk.querysets import READS_ALL, plain, related, words_of

KEEPERS = (*READS_ALL, Role.ADMIN)
SHORTEST, MOST = 4, 8  # letters of a word that says something; words that are looked up
IN_TITLE, IN_TEXT, ENOUGH = 2, 1, 2


class GuideQuerySet(models.QuerySet[Any]):
    """Guides."""

    def visible_to(self, person: Any) -> Self:
        """The desk reads all, drafts too; contact persons theirs; everybody what is for everybody."""
        if not person.is_authenticated:
            return self.none()
        if person.holds(*KEEPERS):
            return self
        readers = [Readers.ALL, *([Readers.CONTACTS] if person.standing.offices() else [])]
        return self.filter(published=True, readers__in=readers)

    def fitting(self, text: str) -> Self:
        """Those that are about what somebody writes, the best first; none for words that say nothing.

        A word of the title counts twice, and one word of the text alone is not enough.
        """
        asked = list(dict.fromkeys(plain(word) for word in _in_order(text) if len(word) >= SHORTEST))[-MOST:]
        if not asked:
            return self.none()
        queries = [_any_of(forms) for forms in related(asked).values()]
        points: Any = Value(0)
        for query in queries:
            points = points + _worth("title_words", query, IN_TITLE) + _worth("words", query, IN_TEXT)
        any_of_them = Q()
        for query in queries:
            any_of_them |= Q(words=query)
        found = self.filter(any_of_them, published=True).annotate(points=points)
        return found.filter(points__gte=ENOUGH).order_by("-points", "-changed_at", "pk")

    def saying(self, text: str) -> Self:
        """Those in which all the words occur in any form."""
        asked = sorted(plain(word) for word in words_of(text))[:MOST]
        found = self
        for forms in related(asked).values() if asked else ():
            found = found.filter(words=_any_of(forms))
        return found


def _in_order(text: str) -> list[str]:
    known = words_of(text)
    cut = "".join(letter if letter.isalnum() else " " for letter in text.lower())
    return [word for word in cut.split() if word in known]


def _any_of(forms: Sequence[str]) -> SearchQuery:
    return SearchQuery(" | ".join(f"'{form}'" for form in forms), config="simple", search_type="raw")


def _worth(column: str, query: SearchQuery, worth: int) -> Case:
    return Case(When(**{column: query}, then=Value(worth)), default=Value(0), output_field=IntegerField())
