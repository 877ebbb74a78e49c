"""The only road into the log of events."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from foundation.core.constraints import violated
from foundation.core.duties import known_event, notice_of, reactions_to
from foundation.core.wake import wake_after_commit
from foundation.events.models import Event, Pending, ViewLog

CODE = re.compile(r"[A-Za-z0-9_.:+-]{0,60}\Z")
LONGEST_WAIT = timedelta(hours=6)
AT_ONCE = timedelta(0)


def record(
    kind: str,
    subject: models.Model,
    *,
    actor: Any,
    on_behalf_of: int | None = None,
    once: str | None = None,
    **data: Any,
) -> Event | None:
    """Writes the event of an action in the action's transaction and wakes `react` after commit.

    `actor` None is the system; `on_behalf_of` is the id of the person acted for. `once` makes a second call
    with the same key return None and do nothing.
    Raises ValueError for an undeclared kind, or for data that is not ids, codes and numbers.
    """
    if not known_event(kind):
        raise ValueError(f"no duty.py declares the event {kind}")
    _refuse_words(data)
    event = Event(
        kind=kind,
        subject_type=subject._meta.model_name or "",
        subject_id=subject.pk,
        actor=actor,
        on_behalf_of_id=on_behalf_of,
        data=data,
        once=once,
    )
    if once is None:
        _write(event)
    elif not _first_time(event):
        return None
    return event


def record_many(
    kind: str,
    subjects: Iterable[tuple[models.Model, dict[str, Any]]],
    *,
    actor: Any,
    on_behalf_of: int | None = None,
    wait: timedelta = AT_ONCE,
) -> list[Event]:
    """`record` for many subjects of one kind, each with its data, in two statements; returns the events.

    Notices and reactions wait for the next sweep, and at least `wait`: until then they can be called off.
    Raises ValueError as `record` does.
    """
    if not known_event(kind):
        raise ValueError(f"no duty.py declares the event {kind}")
    events = []
    for subject, data in subjects:
        _refuse_words(data)
        name = subject._meta.model_name or ""
        events.append(Event(kind=kind, subject_type=name, subject_id=subject.pk, actor=actor, data=data))
        events[-1].on_behalf_of_id = on_behalf_of
    Event.objects.bulk_create(events, batch_size=2000)
    if _waits(kind):
        Pending.objects.bulk_create(Pending(event=event, due_at=_due(event, wait)) for event in events)
    return events


def _waits(kind: str) -> bool:
    """Whether something has still to happen because of an event of the kind."""
    return notice_of(kind) is not None or bool(reactions_to(kind))


def _due(event: Event, wait: timedelta = AT_ONCE) -> datetime:
    notice = notice_of(event.kind)
    return event.at + max(notice.delay if notice else AT_ONCE, wait)


def call_off(event_ids: Iterable[int]) -> bool:
    """What was to follow from the events does not; False when something has begun already.

    The caller gives its transaction up then: the notices of some may have left.
    """
    kinds = Event.objects.filter(pk__in=list(event_ids)).values_list("pk", "kind")
    waiting = [number for number, kind in kinds if _waits(kind)]
    return Pending.objects.filter(pk__in=waiting).delete()[0] == len(waiting)


def _first_time(event: Event) -> bool:
    """Inserts unless the key is there already; the loser of a race waits for the winner and gives way."""
    try:
        with transaction.atomic():
            _write(event)
    except IntegrityError as clash:
        if "once" not in violated(clash):
            raise
        return False
    return True


def _write(event: Event) -> None:
    """The event, and in the same statement that it waits for its notice and reactions when it has any."""
    if not _waits(event.kind):
        event.save(force_insert=True)
        return
    fields = [field for field in Event._meta.concrete_fields if not field.primary_key]
    values = [field.get_db_prep_save(getattr(event, field.attname), connection) for field in fields]
    due = _due(event)
    with connection.cursor() as cursor:
        cursor.execute(_with_pending([str(field.column) for field in fields]), [*values, due])
        (event.pk,) = cursor.fetchone()
    event._state.adding, event._state.db = False, connection.alias
    wake_after_commit("notifications.react", event.pk)


def _with_pending(columns: list[str]) -> str:
    names, places = ", ".join(columns), ", ".join(["%s"] * len(columns))
    return (
        f"WITH made AS (INSERT INTO events_event ({names}) VALUES ({places}) RETURNING id) "  # noqa: S608  our own names
        "INSERT INTO events_pending (event_id, due_at, attempts) "
        "SELECT id, %s, 0 FROM made RETURNING event_id"
    )


def _refuse_words(value: Any) -> None:
    """Ids, codes, numbers and lists or dicts of them."""
    if isinstance(value, dict):
        for one in value.values():
            _refuse_words(one)
    elif isinstance(value, list | tuple):
        for one in value:
            _refuse_words(one)
    elif not (value is None or isinstance(value, int) or (isinstance(value, str) and CODE.match(value))):
        raise ValueError(f"an event holds ids, codes and numbers, not {value!r}")


def handled(pending: Pending) -> None:
    """The notices and reactions of an event are done."""
    Pending.objects.filter(pk=pending.pk).delete()


def forget_pending(subject_type: str, ids: Iterable[int]) -> None:
    """What events of these rows still had to bring about is not wanted any more: the rows go."""
    Pending.objects.filter(event__subject_type=subject_type, event__subject_id__in=list(ids)).delete()


@transaction.atomic
def put_off(event_id: int) -> None:
    """A fault stopped the reactions of an event: try again after a doubling delay of at most six hours."""
    pending = Pending.objects.select_for_update().filter(pk=event_id).first()
    if pending is None:
        return
    pending.attempts = min(pending.attempts + 1, 30)
    pending.due_at = timezone.now() + min(timedelta(seconds=10 * 2**pending.attempts), LONGEST_WAIT)
    pending.save(update_fields=["attempts", "due_at"])


def log_view(*, person_id: int, subject: models.Model) -> None:
    """Notes that a person sees a restricted row, on the connection that may only insert here.

    Raises DatabaseError when the log cannot be written; then the row must not be shown.
    """
    log_views(person_id=person_id, subject_type=subject._meta.model_name or "", ids=[subject.pk])


def log_views(*, person_id: int, subject_type: str, ids: Iterable[int]) -> None:
    """The same for many rows at once, as a file of a list takes them out."""
    seen = [ViewLog(person_id=person_id, subject_type=subject_type, subject_id=one) for one in ids]
    # ignore_conflicts because a role that may only insert cannot read the new key back
    ViewLog.objects.using("log").bulk_create(seen, ignore_conflicts=True)
