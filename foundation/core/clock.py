"""Moments and lengths of time in words, in the language of the reader and the time of the office."""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.dates import MONTHS, WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

ONE_MINUTE = timedelta(minutes=1)
ONE_HOUR = timedelta(hours=1)
ONE_DAY = timedelta(days=1)
NEAR_DAYS = 6  # as long as a weekday means one day only


def short_moment(at: datetime, now: datetime | None = None) -> str:
    """A moment as briefly as is clear from `now`: today at 14:47, Fri 20.11 at 15:42, 20.11.2026 at 15:42."""
    local = timezone.localtime(at)
    away = (local.date() - timezone.localtime(now or timezone.now()).date()).days
    words = {"time": clock_time(at), "date": day(at)}
    if away == 0:
        return _("today at %(time)s") % words
    if away == 1:
        return _("tomorrow at %(time)s") % words
    if away == -1:
        return _("yesterday at %(time)s") % words
    if abs(away) <= NEAR_DAYS:
        near = {**words, "weekday": _weekday_letters(local.weekday()), "date": f"{local.day}.{local:%m}"}
        return _("%(weekday)s %(date)s at %(time)s") % near
    return _("%(date)s at %(time)s") % words


def long_moment(at: datetime) -> str:
    """A moment in full: Wednesday, 25 November 2026 at 12:00."""
    local = timezone.localtime(at)
    return _("%(weekday)s, %(day)s %(month)s %(year)s at %(time)s") % {
        "weekday": WEEKDAYS[local.weekday()],
        "day": local.day,
        "month": MONTHS[local.month],
        "year": local.year,
        "time": clock_time(at),
    }


def day(at: date) -> str:
    """A day, or the local day of a moment, as 22.11.2026."""
    local = timezone.localdate(at) if isinstance(at, datetime) else at
    return f"{local.day}.{local:%m}.{local.year}"


def clock_time(at: datetime) -> str:
    """The local time of a moment as 8:47."""
    local = timezone.localtime(at)
    return f"{local.hour}:{local:%M}"


def length(span: timedelta, rough: bool = True) -> str:
    """A length in days of 24 hours, hours and minutes; `rough` leaves out minutes beside days.

    What is begun and not full does not count. Raises ValueError for a negative length.
    """
    days, rest = divmod(span, ONE_DAY)
    hours, minutes = _hours_and_minutes(rest)
    if rough and days > 0:
        minutes = 0
    return _joined(span, [_days(days) if days else "", _hours(hours), _minutes(minutes)])


def working_length(span: timedelta) -> str:
    """A length of working time in hours and minutes only. Raises ValueError for a negative length."""
    hours, minutes = _hours_and_minutes(span)
    return _joined(span, [_hours(hours), _minutes(minutes)])


def minutes_in_words(minutes: int | None, days: int | None = None) -> str:
    """A target in working time: 4 working hours, 90 working minutes; given in days: 5 working days."""
    if days is not None:
        return ngettext("%(count)s working day", "%(count)s working days", days) % {"count": days}
    count = minutes or 0
    if count and count % 60 == 0:
        hours = count // 60
        return ngettext("%(count)s working hour", "%(count)s working hours", hours) % {"count": hours}
    return ngettext("%(count)s working minute", "%(count)s working minutes", count) % {"count": count}


def time_left(due: datetime, now: datetime) -> tuple[str, bool]:
    """How long until a due moment, or how long it is over, in words; and whether it is over."""
    if now > due:
        return _("%(length)s over") % {"length": length(now - due)}, True
    return length(due - now), False


def _weekday_letters(weekday: int) -> str:
    """The shortest name of a weekday, 0 = Monday; Django's own are longer in Estonian."""
    return (
        pgettext("weekday short", "Mon"),
        pgettext("weekday short", "Tue"),
        pgettext("weekday short", "Wed"),
        pgettext("weekday short", "Thu"),
        pgettext("weekday short", "Fri"),
        pgettext("weekday short", "Sat"),
        pgettext("weekday short", "Sun"),
    )[weekday]


def _hours_and_minutes(span: timedelta) -> tuple[int, int]:
    hours, rest = divmod(span, ONE_HOUR)
    return hours, rest // ONE_MINUTE


def _days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def _hours(count: int) -> str:
    return _("%(count)s h") % {"count": count} if count else ""


def _minutes(count: int) -> str:
    return _("%(count)s min") % {"count": count} if count else ""


def _joined(span: timedelta, parts: list[str]) -> str:
    if span < timedelta(0):
        raise ValueError(f"{span} is no length of time")
    return " ".join(part for part in parts if part) or _("less than a minute")
