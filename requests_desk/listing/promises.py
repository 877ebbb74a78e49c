"""What the desk promises before a request is sent: how soon somebody answers and solves, in words."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _

from foundation.core.clock import minutes_in_words
from requests_desk.choices import Impact, Urgency
from requests_desk.models import MatrixCell, Target


@dataclass(frozen=True, kw_only=True)
class Promise:
    """Working time until the answer and until the solution, in words."""

    answer: str
    solution: str


def promises(category: Any) -> dict[int, Promise]:
    """By urgency, for one person's request of a category (None: the default targets); two statements."""
    cells = dict(MatrixCell.objects.filter(impact=Impact.PERSON).values_list("urgency", "priority"))
    rows = Target.objects.filter(category=None)
    if category is not None:
        rows = rows | Target.objects.filter(category=category)
    targets = {row.priority: row for row in rows.order_by(F("category").asc(nulls_first=True))}
    return {
        urgency: _promise(targets[priority]) for urgency, priority in cells.items() if priority in targets
    }


def _promise(target: Target) -> Promise:
    return Promise(
        answer=minutes_in_words(target.respond_minutes),
        solution=minutes_in_words(target.solve_minutes, target.solve_days),
    )


def hints(promised: dict[int, Promise], phone: str) -> dict[str, str]:
    """A sentence below each urgency; the one for danger says whom to call."""
    sentences = {
        str(urgency): _("Answer within %(answer)s, solution within %(solution)s.")
        % {"answer": one.answer, "solution": one.solution}
        for urgency, one in promised.items()
    }
    if phone:
        call = _("In danger call %(phone)s first.") % {"phone": phone}
        sentences[str(Urgency.NOW.value)] = f"{call} {sentences.get(str(Urgency.NOW.value), '')}".strip()
    return sentences
