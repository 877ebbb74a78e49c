"""How requests are found; every read starts from `visible_to`."""

import re
import unicodedata
from datetime import (
    date,
    datetime,
)
from typing import Any, Self

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery
from django.db import connection, models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, Extract, JSONObject
from django.utils import timezone

from foundation.approvals.choices import StepState
from foundation.approvals.models import ApprovalStep
from foundation.organisation.choices import Role
from foundation.organisation.querysets import unattended
from requests_desk.choices import (
    OPEN,
    TASK,
    Audience,
    State,
)
from requests_desk.summaries import Narrowed, reading

DESK = (Role.SPECIALIST, Role.HEAD)
READS_ALL = (*DESK, Role.AUDITOR)


# For each asked word, the nearest first: itself, words of the same base form, longer ones that begin with it,
# near misses; for a word that nobody wrote also what is less near. Each arm reads an index of its own.
RELATED = """
SELECT asked, ARRAY(
  SELECT word FROM (
    SELECT asked AS word, 0 AS step
    UNION ALL SELECT w.word, 1 FROM requests_desk_word w WHERE w.lemma = asked
    UNION ALL SELECT w.word, 1 FROM requests_desk_word known JOIN requests_desk_word w USING (lemma)
      WHERE known.word = asked
    UNION ALL SELECT w.word, 2 FROM requests_desk_word w
      WHERE length(asked) >= 3 AND w.word LIKE asked || '%%'
    UNION ALL (SELECT w.word, 2 FROM requests_desk_word w
      WHERE length(asked) >= 4 AND w.word %% asked AND abs(length(w.word) - length(asked)) <= 2
        AND (similarity(w.word, asked) >= 0.5
             OR NOT EXISTS (SELECT FROM requests_desk_word known WHERE known.word = asked))
      ORDER BY similarity(w.word, asked) DESC, w.word LIMIT 8)
  ) AS found GROUP BY word ORDER BY min(step), similarity(word, asked) DESC, word LIMIT 40)
FROM unnest(%(words)s::text[]) AS asked
"""
# The views of the queue, each counted no further than its limit, by indexes. What everybody at the desk sees
# is asked apart from the few confidential ones: planning the whole rule five times is dearer than counting.
# A request that waits has no due moment (a constraint says so): so the index of the queue finds it. Without
# an order the planner looks for the first thousand open ones in the table, where they stand at its very end.
VIEW_COUNTS = """
WITH plain AS NOT MATERIALIZED ({plain}), rest AS MATERIALIZED ({rest}), few AS (
  SELECT count(*) AS open, count(*) FILTER (WHERE assignee_id = %(me)s) AS mine,
    count(*) FILTER (WHERE assignee_id IS NULL) AS unassigned,
    count(*) FILTER (WHERE solve_by < %(now)s) AS overdue,
    count(*) FILTER (WHERE solve_by IS NULL) AS waiting FROM rest)
SELECT
  few.open + (SELECT count(*) FROM (SELECT FROM plain ORDER BY solve_by LIMIT %(most)s) AS x),
  few.mine + (SELECT count(*) FROM (SELECT FROM plain WHERE assignee_id = %(me)s LIMIT %(most)s) AS x),
  few.unassigned + (SELECT count(*) FROM (SELECT FROM plain WHERE assignee_id IS NULL LIMIT %(most)s) AS x),
  few.overdue + (SELECT count(*) FROM (
    SELECT FROM plain WHERE solve_by < %(now)s ORDER BY solve_by LIMIT %(most)s) AS x),
  few.waiting + (SELECT count(*) FROM (SELECT FROM plain WHERE solve_by IS NULL LIMIT %(most)s) AS x)
FROM few
"""
WORD = re.compile(r"[^\W_]+")
MOST_WORDS, LONGEST = 6, 60


def plain(text: str) -> str:
    """Lower case without dots and accents."""
    apart = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def words_of(text: str) -> set[str]:
    """Words as they are written, in lower case; at most 60 characters each."""
    return {word[:LONGEST] for word in WORD.findall(text.lower())}


def related(words: list[str]) -> dict[str, list[str]]:
    """For each plain word the at most 40 that it is searched by, the nearest first; itself is always one."""
    with connection.cursor() as cursor:
        cursor.execute(RELATED, {"words": words})
        return dict(cursor.fetchall())


def asked_for(text: str) -> SearchQuery | None:
    """A search over all forms of the asked words; None when there is no word in it."""
    text = re.sub(r"\bp-(?=\d)", "", text.lower())  # P-4828 is found by its number
    asked = sorted(plain(word) for word in words_of(text))[:MOST_WORDS]
    if not asked:
        return None
    forms = related(asked)
    every = " & ".join("(" + " | ".join(f"'{form}'" for form in forms[word]) + ")" for word in asked)
    return SearchQuery(every, config="simple", search_type="raw")


def _open_to(person: Any) -> Q:
    """Requests that are not confidential, by the roles of today."""
    standing = person.standing
    if standing.holds(*READS_ALL):
        return Q(confidential=False)
    reach = Q(filed_by=person) | Q(assignee__in=standing.acts_for)
    if offices := standing.offices():
        reach |= Q(office__in=offices)
    if units := standing.units():
        reach |= Q(unit__in=units)
    followed = apps.get_model("requests_desk", "follower").objects.filter(person=person)
    reach |= Q(pk__in=followed.values("ticket"))
    return Q(confidential=False) & reach


def _confidential_to(person: Any) -> Q:
    """Confidential ones: the cleared see all; the head those left by who is away with no cleared deputy.

    Where nobody is cleared the head sees the unassigned, too.
    """
    standing = person.standing
    if is_cleared(person):
        return Q(confidential=True)
    if not standing.holds(Role.HEAD):
        return Q(pk__in=[])
    left_behind = Q(confidential=True, assignee__in=unattended(timezone.localdate(), Role.CLEARED))
    return left_behind if standing.anyone_cleared else left_behind | Q(confidential=True, assignee=None)


def _of_this(steps: Any) -> Any:
    """Those steps that are about the request of the outer statement."""
    return steps.filter(approval__subject_type="ticket", approval__subject_id=OuterRef("pk"))


def _to_be_decided_by(person: Any) -> Q:
    """Who must approve a request reads it meanwhile, a confidential one too."""
    # by EXISTS the planner may look up one request or read all steps once, whichever is cheaper
    return Q(Exists(_of_this(ApprovalStep.objects.waiting_for(person))))


def _near(model: Any, name: str) -> Any:
    return model._meta.get_field(name).related_model.objects


def _rows(rows: Any, *names: str, **more: Any) -> ArraySubquery:
    return ArraySubquery(rows.values(json=JSONObject(**{name: name for name in names}, **more)))


def _name(path: str) -> Concat:
    return Concat(f"{path}__first_name", Value(" "), f"{path}__last_name")


class CategoryQuerySet(models.QuerySet[Any]):
    """Kinds of requests."""

    def in_use(self) -> Self:
        """Those that people may choose."""
        return self.filter(retired=False).exclude(code=TASK)

    def with_fields(self) -> Self:
        """With the extra fields that each asks for now and the parts of a house, in the same statement."""
        model = self.model._meta.get_field("fields").related_model
        rows = model.objects.filter(category=OuterRef("pk"), retired=False).order_by("order", "pk")
        columns = {one.attname: one.attname for one in model._meta.concrete_fields}
        parts = self.model._meta.get_field("elements").related_model.objects.in_use()
        parts = parts.filter(categories=OuterRef("pk")).order_by("order", "code")
        return self.annotate(
            all_fields=ArraySubquery(rows.values(json=JSONObject(**columns))),
            all_elements=ArraySubquery(parts.values(json=JSONObject(pk="pk", et="name_et", en="name_en"))),
        )


def reads_the_map(person: Any) -> bool:
    """Who looks up who answers for what."""
    return bool(person.is_authenticated and person.holds(*READS_ALL, Role.CONTACT, Role.ADMIN))


class TicketQuerySet(models.QuerySet[Any]):
    """Requests."""

    def visible_to(self, person: Any) -> Self:
        """Own and those one solves; by role the office's, the unit's or all; confidential by clearance."""
        if not person.is_authenticated:
            return self.none()
        return self.filter(
            Q(requester=person)
            | Q(assignee=person)
            | _open_to(person)
            | _confidential_to(person)
            | _to_be_decided_by(person)
        )

    def known_at(self, room: int) -> Self:
        """Open ones that everybody who stands in a room may know of, without words: no confidential one."""
        return self.open().filter(room=room, confidential=False)

    def mine(self, person: Any) -> Self:
        """Asked by the person, or filed for somebody and still open to the filer."""
        return self.filter(Q(requester=person) | Q(filed_by=person, confidential=False))

    def open(self) -> Self:
        """Not yet solved, closed or cancelled."""
        return self.filter(state__in=OPEN)

    def overdue(self, now: datetime) -> Self:
        """Open ones whose time is up."""
        return self.filter(state__in=[State.NEW, State.IN_WORK], solve_by__lt=now)

    def waiting(self) -> Self:
        """Those whose clock stands; without a due moment, and by that the index of the queue finds them."""
        return self.filter(state=State.WAITING, solve_by=None)

    def open_to_asker(self) -> Self:
        """Open ones, and those merged into an open one: for who asked the matter is not over."""
        return self.filter(Q(state__in=OPEN) | Q(state=State.MERGED, merged_into__state__in=OPEN))

    def ended_to_asker(self) -> Self:
        """The others."""
        return self.exclude(state__in=OPEN).exclude(state=State.MERGED, merged_into__state__in=OPEN)

    def unassigned(self) -> Self:
        """Open ones that nobody has taken."""
        return self.open().filter(assignee=None)

    def view_counts(self, person: Any, now: datetime, most: int) -> dict[str, int]:
        """How many open ones a reader of the queue sees: all, own, unassigned, overdue, waiting.

        Counted no further than `most`, in one statement.
        """
        rows = self.model.objects.open().order_by().values("assignee_id", "solve_by")
        with connection.cursor() as cursor:
            # psycopg writes the values into the text, so that the two queries may stand in the third
            plain = cursor.mogrify(*rows.filter(_open_to(person)).query.sql_with_params())
            rest = cursor.mogrify(*rows.visible_to(person).filter(confidential=True).query.sql_with_params())
            sql = VIEW_COUNTS.format(plain=plain.replace("%", "%%"), rest=rest.replace("%", "%%"))
            cursor.execute(sql, {"me": person.pk, "now": now, "most": most})
            names = ("open", "mine", "unassigned", "overdue", "waiting")
            return dict(zip(names, cursor.fetchone(), strict=True))

    def saying(self, text: str, person: Any) -> Self:
        """Those in which all the words occur in any form; notes are searched only for their readers."""
        query = asked_for(text)
        if query is None:
            return self
        column = "internal" if reads_notes(person) else "public"
        return self.filter(**{f"words__{column}": query})

    def with_names(self) -> Self:
        """With everything that a page of one request shows, in the same statement."""
        people = ("requester", "filed_by", "assignee")
        others = ("follow_up_of", "merged_into__assignee", "rating")
        return self.select_related(
            "category", "element", "office", "room__building", "unit", *people, *others
        )

    def like(self, ticket: Any) -> Self:
        """Open ones that may be about the same matter: of its asker first, its room, its office and kind."""
        near = Q(requester=ticket.requester_id) | Q(office=ticket.office_id, category=ticket.category_id)
        if ticket.room_id:
            near |= Q(room=ticket.room_id)
        here = When(room=ticket.room_id, room__isnull=False, then=Value(1))
        same = Case(When(requester=ticket.requester_id, then=Value(0)), here, default=Value(2))
        near &= Q(confidential=ticket.confidential) & ~Q(pk=ticket.pk)
        return self.open().filter(near).order_by(same, "-number")

    def with_surroundings(self, person: Any) -> Self:
        """With seen requests merged into each, the person's drafts, followers, and links from both sides."""
        merged = self.model.objects.visible_to(person).filter(merged_into=OuterRef("pk")).order_by("pk")
        here = {"ticket": OuterRef("pk")}
        drafts, followers, links = (_near(self.model, one) for one in ("drafts", "followers", "links"))
        sent = _near(self.model, "messages").filter(author=person, form_key=OuterRef("form_key"))
        own = drafts.filter(~Exists(sent), **here, person=person).order_by("-saved_at", "-pk")
        sides = links.filter(Q(**here) | Q(subject_type="ticket", subject_id=OuterRef("pk"))).order_by("pk")
        return self.annotate(
            all_merged=_rows(merged, "pk", "number", "title", requester=_name("requester")),
            all_drafts=_rows(own, "form_key", "audience", "text", "version", at=Extract("saved_at", "epoch")),
            all_followers=_rows(followers.filter(**here).order_by("pk"), "person_id", name=_name("person")),
            all_links=_rows(sides, "pk", "kind", "subject_type", "subject_id", "ticket_id"),
        )

    def about(self, subject: str, number: int) -> Self:
        """Those that have to do with a thing: linked to it, or in that room."""
        linked = _near(self.model, "links").filter(subject_type=subject, subject_id=number).values("ticket")
        return self.filter(Q(pk__in=linked) | Q(room=number) if subject == "room" else Q(pk__in=linked))

    def with_step(self, person: Any) -> Self:
        """With the decision that each waits for and whether it is the person's, in the same statement."""
        mine = ApprovalStep.objects.waiting_for(person).filter(pk=OuterRef("pk"))
        shown = JSONObject(
            pk="pk",
            due_at="due_at",
            name=Concat("person__first_name", Value(" "), "person__last_name"),
            role="role",
            place=Coalesce("unit__name", "office__name", Value("")),
            mine=Exists(mine),
        )
        waiting = ApprovalStep.objects.filter(state=StepState.WAITING).order_by()
        return self.annotate(step=Subquery(_of_this(waiting).values(json=shown)))

    def with_partner(self) -> Self:
        """With the moment until which a partner who was asked answers, in the same statement."""
        asked = self.model._meta.get_field("referrals").related_model.objects.filter(ended_at=None)
        return self.annotate(partner_due=Subquery(asked.filter(ticket=OuterRef("pk")).values("due_at")[:1]))

    def with_replies(self) -> Self:
        """With the titles of the canned replies that fit, in the same statement."""
        model = self.model._meta.get_field("category").related_model._meta.get_field("replies").related_model
        fits = Q(category=None) | Q(category=OuterRef("category"))
        rows = model.objects.filter(fits, retired=False).order_by("title")
        return self.annotate(all_replies=ArraySubquery(rows.values(json=JSONObject(pk="pk", title="title"))))

    def with_answers(self) -> Self:
        """With the answers to the extra fields of the category, in the same statement."""
        answers = self.model._meta.get_field("answers").related_model
        found = answers.objects.filter(ticket=OuterRef("pk")).order_by("field__order", "pk")
        named = ("label_et", "label_en", "kind", "choices_et", "choices_en")
        shown = JSONObject(
            field="field_id",
            text="text",
            number=Cast("number", models.TextField()),  # exact, a JSON number would not be
            day="day",
            first_name="person__first_name",
            last_name="person__last_name",
            room="room__number",
            **{name: f"field__{name}" for name in named},
        )
        return self.annotate(all_answers=ArraySubquery(found.values(json=shown)))


class CountQuerySet(models.QuerySet[Any]):
    """Counts of the reports."""

    def told(
        self, asked: Narrowed, by: str, grain: str, since: date, *, only_open: bool = False
    ) -> list[dict[str, Any]]:
        """The amounts from a day on, by `by` (period or a place), together with what waits to be folded."""
        sql, values = reading(asked, by=by, grain=grain, only_open=only_open)
        with connection.cursor() as cursor:
            cursor.execute(sql, {**values, "since": since})
            names = [column.name for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


class MessageQuerySet(models.QuerySet[Any]):
    """Messages of requests."""

    def visible_to(self, person: Any) -> Self:
        """Public ones of requests one sees; notes and mails to partners only for the desk and auditors.

        What the desk said on the request that one's own was merged into is heard on one's own.
        """
        tickets = self.model._meta.get_field("ticket").related_model.objects.visible_to(person)
        heard = self.model._meta.get_field("heard").related_model.objects.filter(ticket__in=tickets)
        own, too = Q(ticket__in=tickets), Q(audience=Audience.PUBLIC, pk__in=heard.values("message"))
        return self.filter(own | too).readable_by(person)

    def to_the_askers(self) -> Self:
        """Of requests found through `visible_to`: what their askers read."""
        return self.filter(audience=Audience.PUBLIC)

    def readable_by(self, person: Any) -> Self:
        """Of a request found through `visible_to`: all for the desk and auditors, else public ones."""
        return self if reads_notes(person) else self.filter(audience=Audience.PUBLIC)


class SavedViewQuerySet(models.QuerySet[Any]):
    """Kept narrowings of the queue."""

    def visible_to(self, person: Any) -> Self:
        """One's own and those shared with the desk, for those who read the queue."""
        if not reads_notes(person):
            return self.none()
        return self.filter(Q(owner=person) | Q(shared=True))

    def as_links(self, person: Any) -> Any:
        """What leads to each, as rows of the kind that filters unite: own ones come before shared ones."""
        own = models.Case(models.When(owner=person, then=0), default=1)
        asked = JSONObject(
            view="view", office="office_id", category="category_id", state="state", q="words", sort="sort"
        )
        place = Cast(own, models.PositiveSmallIntegerField())
        return self.visible_to(person).order_by().values_list(Value("saved"), place, "name", "pk", asked)


def is_cleared(person: Any) -> bool:
    """Those of the desk who hold the clearance themselves; a deputy does not get it."""
    standing = person.standing
    return bool(standing.holds(*DESK) and standing.holds_personally(Role.CLEARED))


def reads_notes(person: Any) -> bool:
    """Internal notes are for the desk and auditors; they reach no requester by any road."""
    return bool(person.is_authenticated and person.holds(*READS_ALL))
