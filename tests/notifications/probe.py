"""A small duty of the tests: whom its bell tells stands in the event, so that other processes know it too.

Imported by the tests here and, with `--include`, by real workers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from celery import shared_task
from django.db import transaction
from django.template import engines

from foundation.core.duties import Duty, Notice, Reaction, register
from foundation.events import actions as events
from foundation.events.models import Event
from foundation.organisation.models import Person, Unit

LOUD, QUIET, LATE, BROKEN, ANSWERED = "bell.loud", "bell.quiet", "bell.late", "bell.broken", "bell.answered"


@dataclass
class Ringing:
    """What the tests of one process choose."""

    subject: str = "The bell"
    hidden: bool = False
    outsiders: tuple[str, ...] = ()
    file: Path | None = None
    faults: int = 0  # how many times the reaction fails first


ringing = Ringing()
reacted: list[int] = []


def listeners(event: Any) -> Iterable[Person]:
    """The people named by the event."""
    return Person.objects.filter(pk__in=event.data.get("people", []))


def words(event: Any, person: Person | None) -> dict[str, Any] | None:
    """What a listener reads; an outsider gets no link."""
    if ringing.hidden:
        return None
    return {"subject": ringing.subject, "person": person, "path": "/bell/" if person else ""}


def attached(event: Any) -> Iterable[Any]:
    """The chosen file, shaped like a kept one."""
    file = ringing.file
    return [SimpleNamespace(name="plaan & pilt.pdf", path=file, mime="application/pdf")] if file else []


def broken(event: Any) -> Iterable[Person]:
    """A notice with a fault in it."""
    raise LookupError("nobody knows who listens")


def bell(**more: Any) -> Notice:
    """A notice of this duty."""
    more.setdefault("recipients", listeners)
    return Notice(
        template="probe/mail/bell",
        context=words,
        outsiders=lambda event: ringing.outsiders,
        attachments=attached,
        thread=lambda event: f"bell-{event.subject_id}",
        **more,
    )


@shared_task(name="probe.answer")
def answer(event_id: int) -> None:
    """A reaction that fails as often as a test wants."""
    if ringing.faults > 0:
        ringing.faults -= 1
        raise OSError("the bell fell off")
    reacted.append(event_id)


engines["django"].engine.dirs.append(Path(__file__).parent / "templates")
register(
    Duty(
        code="probe",
        title="Probe",
        events={
            LOUD: bell(),
            QUIET: None,
            LATE: bell(delay=timedelta(seconds=12)),
            BROKEN: bell(recipients=broken),
            ANSWERED: bell(),
        },
        reactions=[Reaction(kind=ANSWERED, task="probe.answer")],
    )
)


@transaction.atomic
def ring(*people: Person, kind: str = LOUD, unit: Unit | None = None, actor: Any = None) -> Event:
    """What an action of a duty does: one transaction with an event at its end."""
    unit = unit or Unit.objects.get_or_create(code="bell", defaults={"name": "Bell"})[0]
    event = events.record(kind, unit, actor=actor, people=[person.pk for person in people])
    assert event is not None
    return event
