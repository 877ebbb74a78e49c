"""What an app says of the files from outside that it takes, and a row of one on its way."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from foundation.core.access import Rule


@dataclass(frozen=True, kw_only=True)
class ImportColumn:
    """A column that an import knows, found by its title (in any language) or an alias, whatever the case."""

    name: str
    title: Any
    aliases: str = ""  # other names of it, with ; between
    kind: str = "text"  # text | whole | number | day | email
    longest: int = 120
    required: bool = False  # a row without it is refused
    example: str = ""  # for the template


@dataclass(kw_only=True)
class ImportRow:
    """A row of a file on its way: what it says, and what would come of it. `number` None: not in the file.

    `cells` holds the columns that the file has, None for an empty cell. `values`, `before` and `params` are
    kept as JSON: texts, numbers, lists, None.
    """

    number: int | None
    cells: dict[str, Any] = field(default_factory=dict)
    verdict: str = "same"  # conflict | reject | absent | new | change | same
    key: str = ""  # what people know it by
    subject_id: int | None = None
    values: dict[str, Any] = field(default_factory=dict)  # what `apply` writes
    before: dict[str, Any] = field(default_factory=dict)  # what stood there, for undo
    changes: list[tuple[str, str, str]] = field(default_factory=list)  # column, old and new in words
    reason: str = ""
    params: dict[str, Any] = field(default_factory=dict)

    def refuse(self, reason: str, *, verdict: str = "reject", **params: Any) -> None:
        """The row is not taken; the first reason stays."""
        if self.verdict not in ("reject", "conflict"):
            self.verdict, self.reason, self.params = verdict, reason, params
            self.values, self.before, self.changes = {}, {}, []

    def change(self, name: str, old: Any, new: Any, *, shown: tuple[str, str] | None = None) -> None:
        """Writes `new` where `old` stands; `shown` are both in words. Nothing happens when they are equal."""
        if old != new and self.verdict not in ("reject", "conflict"):
            self.before[name], self.values[name] = old, new
            old_words, new_words = shown or (str(old or ""), str(new or ""))
            self.changes.append((name, old_words, new_words))
            self.verdict = "change" if self.verdict == "same" else self.verdict


@dataclass(frozen=True, kw_only=True)
class Absent:
    """What an import of a whole register may do with rows that its file does not have, once confirmed."""

    question: Any  # the words beside the box
    most: Callable[[], int]  # so many at most, else none of them
    too_many: Any  # a sentence with %(count)s and %(most)s


@dataclass(frozen=True, kw_only=True)
class Importer:
    """Files from outside that an app takes. `foundation.imports` reads, shows, applies once and undoes.

    `look_up` finds in a few statements what `plan` compares each row with; `finish` looks at all rows
    together and may add absent ones. `apply` writes through the app's own actions in the caller's
    transaction, sets `subject_id` of new rows and may `refuse` single ones. `undo` raises RuleBroken with a
    sentence when something depends on what was written.
    """

    code: str
    title: Any
    text: Any  # what it brings, in one sentence
    right: Rule
    columns: Sequence[ImportColumn]
    needs: Sequence[Sequence[str]] = ()  # of each group of columns the file has one at least
    look_up: Callable[[Sequence[ImportRow]], Any]
    plan: Callable[[ImportRow, Any], None]
    finish: Callable[[list[ImportRow], Any], Iterable[ImportRow]] = lambda rows, found: ()
    apply: Callable[..., None]  # rows that are new, change or absent; by=
    undo: Callable[..., None]  # the same rows as applied; by=
    reasons: dict[str, Any] = field(default_factory=dict)  # code: sentence with places for the params
    labels: dict[str, Any] = field(default_factory=dict)  # words for changed names that are no columns
    absent: Absent | None = None
    icon: str = "file"
