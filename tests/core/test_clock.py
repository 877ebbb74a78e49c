"""Moments and lengths in words, in both languages and by the clock of Tallinn."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from foundation.core import clock

TALLINN = ZoneInfo("Europe/Tallinn")
NOW = datetime(2026, 11, 23, 13, 45, tzinfo=TALLINN)  # a Monday


def at(text: str) -> datetime:
    """A moment by the Tallinn clock, handed over in UTC as the database does."""
    return datetime.fromisoformat(text).replace(tzinfo=TALLINN).astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "english", "estonian"),
    [
        ("2026-11-23 14:47", "today at 14:47", "täna kell 14:47"),
        ("2026-11-23 00:00", "today at 0:00", "täna kell 0:00"),  # still yesterday in UTC
        ("2026-11-24 08:05", "tomorrow at 8:05", "homme kell 8:05"),
        ("2026-11-22 23:59", "yesterday at 23:59", "eile kell 23:59"),
        ("2026-11-20 15:42", "Fri 20.11 at 15:42", "R 20.11 kell 15:42"),
        ("2026-11-25 12:00", "Wed 25.11 at 12:00", "K 25.11 kell 12:00"),
        ("2026-11-29 09:00", "Sun 29.11 at 9:00", "P 29.11 kell 9:00"),  # six days away
        ("2026-11-30 09:00", "30.11.2026 at 9:00", "30.11.2026 kell 9:00"),  # the same weekday again
        ("2026-11-16 09:00", "16.11.2026 at 9:00", "16.11.2026 kell 9:00"),
        ("2027-03-05 15:42", "5.03.2027 at 15:42", "5.03.2027 kell 15:42"),
    ],
)
def test_a_moment_is_as_brief_as_it_is_clear(moment, english, estonian):
    with override("en"):
        assert clock.short_moment(at(moment), NOW) == english
    with override("et"):
        assert clock.short_moment(at(moment), NOW) == estonian


def test_without_a_now_it_is_now():
    with override("en"):
        assert clock.short_moment(timezone.now()).startswith("today at ")


def test_a_moment_in_full():
    with override("en"):
        assert clock.long_moment(at("2026-11-25 12:00")) == "Wednesday, 25 November 2026 at 12:00"
    with override("et"):
        assert clock.long_moment(at("2026-11-25 12:00")) == "kolmapäev, 25. november 2026 kell 12:00"


def test_a_day_is_the_local_one():
    assert clock.day(date(2026, 11, 22)) == "22.11.2026"
    assert clock.day(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)) == "23.11.2026"
    assert clock.clock_time(datetime(2026, 7, 1, 5, 47, tzinfo=UTC)) == "8:47"


@pytest.mark.parametrize(
    ("span", "english", "estonian"),
    [
        (timedelta(hours=1, minutes=2, seconds=59), "1 h 2 min", "1 h 2 min"),
        (timedelta(days=2, hours=4, minutes=30), "2 days 4 h", "2 päeva 4 h"),
        (timedelta(days=1, minutes=30), "1 day", "1 päev"),
        (timedelta(days=3), "3 days", "3 päeva"),
        (timedelta(minutes=40), "40 min", "40 min"),
        (timedelta(hours=6), "6 h", "6 h"),
        (timedelta(seconds=59), "less than a minute", "alla minuti"),
        (timedelta(0), "less than a minute", "alla minuti"),
    ],
)
def test_lengths_in_words(span, english, estonian):
    with override("en"):
        assert clock.length(span) == english
    with override("et"):
        assert clock.length(span) == estonian


@given(st.integers(1, 10**6))
def test_an_exact_length_says_every_minute(minutes):
    # given any number of minutes, when it is said exactly
    with override("en"):
        words = clock.length(timedelta(minutes=minutes), rough=False).split()
        worked = clock.working_length(timedelta(minutes=minutes)).split()
    # then reading the words gives the number back, with and without days
    size = {"day": 1440, "days": 1440, "h": 60, "min": 1}
    assert (
        sum(int(count) * size[unit] for count, unit in zip(words[::2], words[1::2], strict=True)) == minutes
    )
    assert (
        sum(int(count) * size[unit] for count, unit in zip(worked[::2], worked[1::2], strict=True)) == minutes
    )
    assert not {"day", "days"} & set(worked)


def test_a_working_length_has_no_days():
    assert clock.working_length(timedelta(hours=53, minutes=20)) == "53 h 20 min"


@pytest.mark.parametrize("said", [clock.length, clock.working_length])
def test_a_negative_length_is_refused(said):
    with pytest.raises(ValueError, match="no length"):
        said(timedelta(seconds=-1))


@pytest.mark.parametrize(
    ("minutes", "days", "english", "estonian"),
    [
        (240, None, "4 working hours", "4 töötundi"),
        (60, None, "1 working hour", "1 töötund"),
        (90, None, "90 working minutes", "90 tööminutit"),
        (1, None, "1 working minute", "1 tööminut"),
        (0, None, "0 working minutes", "0 tööminutit"),
        (None, 5, "5 working days", "5 tööpäeva"),
        (None, 1, "1 working day", "1 tööpäev"),
    ],
)
def test_targets_in_words(minutes, days, english, estonian):
    with override("en"):
        assert clock.minutes_in_words(minutes, days) == english
    with override("et"):
        assert clock.minutes_in_words(minutes, days) == estonian


def test_time_left_and_time_over():
    with override("en"):
        assert clock.time_left(at("2026-11-23 14:47"), NOW) == ("1 h 2 min", False)
        assert clock.time_left(at("2026-11-23 13:05"), NOW) == ("40 min over", True)
        assert clock.time_left(NOW, NOW) == ("less than a minute", False)
    with override("et"):
        assert clock.time_left(at("2026-11-23 13:05"), NOW) == ("40 min üle", True)
