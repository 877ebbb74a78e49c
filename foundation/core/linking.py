"""What an app says of the things that requests can be linked to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Thing:
    """Something that requests can be linked to, in the words of one reader who may see it."""

    title: str
    words: str = ""  # place, holder and what else helps to know it
    url: str = ""  # its own page, when it has one
    retired: bool = False  # out of use: it keeps its links and gets no new ones


@dataclass(frozen=True, kw_only=True)
class Linkable:
    """A kind of things that requests can be linked to; both functions answer by what the person may see."""

    subject: str  # as in Event.subject_type
    title: Any  # lazy text, singular
    icon: str
    find: Callable[[Any, str], dict[int, Thing]]  # person, words: those in use, at most twenty
    describe: Callable[[Any, Sequence[int]], dict[int, Thing]]  # also those out of use; one statement
