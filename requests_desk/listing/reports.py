"""What the reports show: amounts in words, charts with a finding, and tables that export as they stand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils.dates import MONTHS_3
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from foundation.core.charts import Bars, Lines
from foundation.core.clock import length
from foundation.core.pages import Column
from requests_desk.choices import Score, WaitingFor
from requests_desk.models import PeriodCount
from requests_desk.summaries import AMOUNTS, Narrowed

Amounts = Mapping[str, Any]
NOTHING: Amounts = dict.fromkeys(AMOUNTS, 0)
BEGINNING = date(1990, 1, 1)  # before any request
AGES = (1, 2, 4, 13)  # weeks; what was filed within so many
MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One number with what it was before."""

    words: Any
    value: str
    before: str = ""
    url: str = ""
    bad: bool = False


def whole(count: int) -> str:
    """A count as the language of the reader writes it."""
    return str(number_format(count, use_l10n=True, force_grouping=True))


def share(part: int, of: int) -> str:
    """Per cent without a fraction; a dash for a part of nothing."""
    return f"{round(100 * part / of)} %" if of else "–"


def mean(minutes: int, of: int) -> str:
    """How long on average; a dash for nothing."""
    return length(timedelta(minutes=minutes // of)) if of else "–"


def rated(row: Amounts) -> int:
    """How many said how it went."""
    return int(row["rated_good"] + row["rated_fair"] + row["rated_poor"])


def net(row: Amounts) -> int:
    """How many more are open than before."""
    return int(row["arrived"] + row["reopened"] - row["solved"] - row["dropped"])


def total(rows: Iterable[Amounts]) -> dict[str, int]:
    """The sum of rows."""
    found = dict(NOTHING)
    for row in rows:
        for name in AMOUNTS:
            found[name] += row[name]
    return found


# --- periods --------------------------------------------------------------------------------------
def first_of_month(day: date, back: int = 0) -> date:
    """The first day of the month `back` months before that of a day."""
    at = day.year * 12 + day.month - 1 - back
    return date(at // 12, at % 12 + 1, 1)


def monday(day: date) -> date:
    """The first day of the week of a day."""
    return day - timedelta(days=day.weekday())


def month_words(first: date) -> str:
    """A month with its year, briefly."""
    return f"{MONTHS_3[first.month]} {first:%y}"


def week_words(first: date) -> str:
    """A week by its Monday."""
    return f"{first.day}.{first:%m}.{first:%y}"


# --- reading --------------------------------------------------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Told:
    """Everything that a report is made of, read by four statements."""

    since: date
    now: dict[str, int]
    before: dict[str, int]
    months: dict[date, Amounts]
    weeks: dict[date, Amounts]
    ages: dict[date, Amounts]

    @property
    def open_now(self) -> int:
        """How many are open at this moment."""
        return sum(row["open_now"] for row in self.ages.values())


def read(asked: Narrowed, *, months: int, today: date, weekly: bool = True) -> Told:
    """The last `months` months, the current one among them, and as many before them; weeks when asked."""
    counts = PeriodCount.objects
    since = first_of_month(today, months - 1)
    by_month = {
        row["period"]: row for row in counts.told(asked, "period", "month", first_of_month(since, months))
    }
    weekly_rows = counts.told(asked, "period", "week", monday(since)) if weekly else []
    ages = counts.told(asked, "period", "week", BEGINNING, only_open=True)
    return Told(
        since=since,
        now=total(row for first, row in by_month.items() if first >= since),
        before=total(row for first, row in by_month.items() if first < since),
        months=by_month,
        weeks={row["period"]: row for row in weekly_rows},
        ages={row["period"]: row for row in ages if row["open_now"]},
    )


def of_this_month(seen: Told, today: date) -> Told:
    """The current month beside the last one, from what is read already."""
    since = first_of_month(today)
    now, then = (seen.months.get(one, NOTHING) for one in (since, first_of_month(today, 1)))
    return replace(seen, since=since, now=total([now]), before=total([then]))


# --- figures --------------------------------------------------------------------------------------
def figures(told: Told, *, before: str) -> list[Figure]:
    """Six figures with what they were in the period before; `before` has the place %(value)s."""
    now, then = told.now, told.before
    open_then = told.open_now - net(now)
    rows: list[tuple[Any, str, str]] = [
        (_("Filed"), whole(now["arrived"]), whole(then["arrived"])),
        (_("Solved"), whole(now["solved"]), whole(then["solved"])),
        (_("Open now"), whole(told.open_now), whole(open_then)),
        (_("Answered in time"), share(now["answered_in_time"], now["answered"]),
         share(then["answered_in_time"], then["answered"])),
        (_("Solved in time"), share(now["finished_in_time"], now["finished"]),
         share(then["finished_in_time"], then["finished"])),
        (_("Content"), share(now["rated_good"], rated(now)), share(then["rated_good"], rated(then))),
    ]  # fmt: skip
    return [Figure(words=words, value=value, before=before % {"value": old}) for words, value, old in rows]


# --- pictures -------------------------------------------------------------------------------------
def flow(told: Told, today: date) -> Lines:
    """What came and what was solved, by week."""
    weeks = _weeks(told, today)
    came = [told.weeks.get(one, NOTHING)["arrived"] for one in weeks]
    solved = [told.weeks.get(one, NOTHING)["solved"] for one in weeks]
    more = told.now["arrived"] - told.now["solved"]
    names = {"came": whole(told.now["arrived"]), "solved": whole(told.now["solved"]), "more": whole(more)}
    finding = (
        _("%(came)s came and %(solved)s were solved: %(more)s more came than were solved.") % names
        if more > 0
        else _("%(came)s came and %(solved)s were solved: the desk keeps up.") % names
    )
    return Lines(
        key="flow", title=_("Requests filed and solved by week"), finding=finding, head=_("Week from"),
        labels=[week_words(one) for one in weeks],
        series=[(_("Filed"), came), (_("Solved"), solved)],
    )  # fmt: skip


def standing(told: Told, today: date) -> Lines:
    """How many were open at the end of each week, counted back from those that are open now."""
    weeks = _weeks(told, today)
    open_then, counts = told.open_now, []
    for one in reversed(weeks):
        counts.append(open_then)
        open_then -= net(told.weeks.get(one, NOTHING))
    counts.reverse()
    highest = max(counts, default=0)
    finding = _("%(now)s are open now; the most were %(most)s.") % {
        "now": whole(told.open_now), "most": whole(highest),
    }  # fmt: skip
    return Lines(
        key="standing", title=_("Open requests at the end of each week"), finding=finding,
        head=_("Week from"), labels=[week_words(one) for one in weeks],
        series=[(_("Open"), counts)],
    )  # fmt: skip


def _weeks(told: Told, today: date) -> list[date]:
    first, last = monday(told.since), monday(today)
    return [first + timedelta(days=7 * at) for at in range((last - first).days // 7 + 1)]


def ages(told: Told, today: date) -> Bars:
    """How old the open ones are, by the week in which they were filed."""
    this_week = monday(today)
    counts = [0] * (len(AGES) + 1)
    for week, row in told.ages.items():
        back = (this_week - week).days // 7
        counts[next((at for at, most in enumerate(AGES) if back < most), len(AGES))] += row["open_now"]
    old = counts[-1]
    finding = (
        ngettext("%(count)s open request is older than a quarter of a year.",
                 "%(count)s open requests are older than a quarter of a year.", old)
        if old else _("No open request is older than a quarter of a year.")
    )  # fmt: skip
    return Bars(
        key="ages", title=_("Age of the open requests"), finding=finding % {"count": whole(old)},
        head=_("Filed"),
        labels=[_("this week"), _("last week"), _("2–4 weeks"), _("5–13 weeks"), _("earlier")],
        series=[(_("Open"), counts)],
    )  # fmt: skip


def waits(told: Told) -> Bars:
    """Whom the open ones wait for now."""
    names = [str(one.value) for one in WaitingFor]
    counts = [sum(row[f"waits_{name}"] for row in told.ages.values()) for name in names]
    ours = told.open_now - sum(counts)
    if not told.open_now:
        finding = _("Nothing is open.")
    else:
        finding = _("%(share)s of the open ones wait for us, the rest for others.") % {
            "share": share(ours, told.open_now)
        }
    return Bars(
        key="waits", title=_("Whom open requests wait for"), finding=finding, head=_("Waits for"),
        labels=[_("us"), _("requester"), _("partner"), _("delivery"), _("approval")],
        series=[(_("Open"), [ours, *counts])],
    )  # fmt: skip


# --- the table ------------------------------------------------------------------------------------
def _shown(name: str) -> Any:
    return lambda row: row[name]


PLACE_COLUMNS = [
    Column(name="place", title=gettext_lazy("Place")),
    Column(name="arrived", title=gettext_lazy("Filed"), number=True),
    Column(name="solved", title=gettext_lazy("Solved"), number=True),
    Column(name="reopened", title=gettext_lazy("Reopened"), number=True),
    Column(name="open_now", title=gettext_lazy("Open now"), number=True),
    Column(name="answered_share", title=gettext_lazy("Answered in time"), number=True),
    Column(name="answer_mean", title=gettext_lazy("Time to answer"), number=True),
    Column(name="finished_share", title=gettext_lazy("Solved in time"), number=True),
    Column(name="finish_mean", title=gettext_lazy("Time to solve"), number=True),
    Column(name="rated_share", title=gettext_lazy("Content"), number=True),
]
# As a file: numbers to go on counting with.
SHEET = [
    Column(name="place", title=gettext_lazy("Place")),
    *(
        Column(name=name, title=title, show=_shown(name))
        for name, title in (
            ("arrived", gettext_lazy("Filed")), ("solved", gettext_lazy("Solved")),
            ("dropped", gettext_lazy("Cancelled")), ("reopened", gettext_lazy("Reopened")),
            ("open_now", gettext_lazy("Open now")),
            ("answered", gettext_lazy("Answered")),
            ("answered_in_time", gettext_lazy("Answered in time")),
            ("answer_minutes", gettext_lazy("Minutes until answers")),
            ("finished", gettext_lazy("Solved and not reopened")),
            ("finished_in_time", gettext_lazy("Solved in time")),
            ("finish_minutes", gettext_lazy("Minutes until solutions")),
            ("waited_requester", gettext_lazy("Minutes waited for requesters")),
            ("waited_partner", gettext_lazy("Minutes waited for partners")),
            ("waited_delivery", gettext_lazy("Minutes waited for deliveries")),
            ("waited_approval", gettext_lazy("Minutes waited for approvals")),
            *((f"rated_{score.value}", score.label) for score in Score),
        )
    ),
]  # fmt: skip


def by_place(asked: Narrowed, by: str, names: Mapping[int, str], since: date) -> list[dict[str, Any]]:
    """The amounts of each place since a day, by name; open ones of all time."""
    counts = PeriodCount.objects
    rows = {row[by]: row for row in counts.told(asked, by, "month", since)}
    open_ones = counts.told(asked, by, "month", BEGINNING, only_open=True)
    still = {row[by]: row["open_now"] for row in open_ones}
    found = []
    for key in {*rows, *(key for key, count in still.items() if count)}:
        row = {**(rows.get(key) or NOTHING), "open_now": still.get(key, 0)}
        if any(row[name] for name in AMOUNTS):
            found.append({**row, "place": names.get(key or 0) or _("without")})
    return sorted(found, key=lambda row: str(row["place"]))


def in_words(row: Amounts) -> list[tuple[Any, str]]:
    """The cells of a row, each with its head."""
    values = {
        "answered_share": share(row["answered_in_time"], row["answered"]),
        "answer_mean": mean(row["answer_minutes"], row["answered"]),
        "finished_share": share(row["finished_in_time"], row["finished"]),
        "finish_mean": mean(row["finish_minutes"], row["finished"]),
        "rated_share": share(row["rated_good"], rated(row)),
    }
    return [
        (column.title, values.get(column.name) or whole(row[column.name])) for column in PLACE_COLUMNS[1:]
    ]


def table(rows: Sequence[Amounts], head: str) -> dict[str, Any]:
    """The rows in words and their sum, as the page shows them."""
    return {
        "head": head,
        "heads": [column.title for column in PLACE_COLUMNS[1:]],
        "rows": [(row["place"], in_words(row)) for row in rows],
        "sum": in_words(total(rows)) if len(rows) > 1 else [],
    }


def longest_waits(now: Amounts) -> list[tuple[Any, str]]:
    """Days that requests of a period waited for each of the others."""
    return [
        (one.label, length(timedelta(minutes=now[f"waited_{one.value}"])))
        for one in WaitingFor
        if now[f"waited_{one.value}"] >= MINUTES_A_DAY
    ]
