"""Rows that tests seldom make by themselves, of all apps: most come with another row or by an action."""

import uuid
from datetime import date, time, timedelta
from typing import Any

import factory
from django.contrib.postgres.search import SearchVector
from django.db.models import Value
from django.utils import timezone
from factory.django import DjangoModelFactory

from foundation.events.models import Event, Pending, ViewLog
from foundation.notifications.models import Heartbeat
from foundation.organisation.models import CalendarException, CalendarWindow, Wording
from requests_desk.choices import Impact, Priority
from requests_desk.models import KeptForm, MatrixCell, SearchDoc, Word
from tests.factories.organisation import PersonFactory, WorkCalendarFactory
from tests.factories.requests_desk import TicketFactory


class CalendarWindowFactory(DjangoModelFactory):
    """Ten to two on a Saturday, in a calendar of its own."""

    class Meta:
        model = CalendarWindow

    calendar = factory.SubFactory(WorkCalendarFactory)
    weekday = 5
    opens, closes = time(10), time(14)


class WordingFactory(DjangoModelFactory):
    """A word of the agency that nothing uses."""

    class Meta:
        model = Wording

    code = factory.Sequence(lambda n: f"word-{n}")
    text_et = factory.Sequence(lambda n: f"Sõna {n}")
    text_en = factory.Sequence(lambda n: f"Word {n}")


class CalendarExceptionFactory(DjangoModelFactory):
    """A closed day, in a calendar of its own."""

    class Meta:
        model = CalendarException

    calendar = factory.SubFactory(WorkCalendarFactory)
    day = date(2027, 1, 4)


class EventFactory(DjangoModelFactory):
    """Somebody filed a request of their own."""

    class Meta:
        model = Event

    kind = "ticket.filed"
    subject_type = "ticket"
    subject_id = factory.LazyAttribute(lambda made: TicketFactory(requester=made.actor).pk)
    actor = factory.SubFactory(PersonFactory)


class PendingFactory(DjangoModelFactory):
    """An event that waits for its notices."""

    class Meta:
        model = Pending

    event = factory.SubFactory(EventFactory)


class ViewLogFactory(DjangoModelFactory):
    """Somebody looked at a request; written by the log's own role, which cannot read the new key back."""

    class Meta:
        model = ViewLog
        database = "log"

    id = factory.Sequence(lambda n: 1_000_000 + n)  # above those that the database gives
    person_id = factory.LazyFunction(lambda: PersonFactory().pk)
    subject_type = "ticket"
    subject_id = factory.LazyFunction(lambda: TicketFactory().pk)

    @classmethod
    def _create(cls, model_class: type[ViewLog], **kwargs: Any) -> ViewLog:
        """As `log_view` does it: without asking for anything back."""
        return cls._get_manager(model_class).bulk_create([model_class(**kwargs)], ignore_conflicts=True)[0]


class HeartbeatFactory(DjangoModelFactory):
    """A regular job that ran just now."""

    class Meta:
        model = Heartbeat

    name = factory.Sequence(lambda n: f"job {n}")


class MatrixCellFactory(DjangoModelFactory):
    """A cell that the agency's own matrix does not have."""

    class Meta:
        model = MatrixCell

    impact = Impact.PERSON
    urgency = factory.Sequence(lambda n: 100 + n)
    priority = Priority.NORMAL


class SearchDocFactory(DjangoModelFactory):
    """The words of a request, the word lamp alone."""

    class Meta:
        model = SearchDoc

    ticket = factory.SubFactory(TicketFactory)
    public = internal = SearchVector(Value("lamp"), config="simple")


class WordFactory(DjangoModelFactory):
    """A word that is its own base form."""

    class Meta:
        model = Word

    word = factory.Sequence(lambda n: f"lamp{n}")
    lemma = factory.SelfAttribute("word")


class KeptFormFactory(DjangoModelFactory):
    """A text typed by somebody whose session had ended."""

    class Meta:
        model = KeptForm

    token_hash = factory.LazyFunction(lambda: uuid.uuid4().hex)
    data = factory.LazyFunction(lambda: {"text": "The lamp flickers."})
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(hours=1))
