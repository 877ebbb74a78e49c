"""The working time of an office, and what is said when it has none."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from foundation.core.errors import RuleBroken
from foundation.organisation.models import WorkCalendar
from foundation.organisation.working_time import WorkingCalendar


def hours_of(office_id: int) -> WorkingCalendar:
    """When an office works, by one statement."""
    hours: WorkingCalendar = WorkCalendar.objects.filter(office=office_id).with_hours().get().hours()
    return hours


@contextmanager
def that_opens() -> Iterator[None]:
    """Raises RuleBroken where a working calendar turns out never to open."""
    try:
        yield
    except ValueError as never:
        raise RuleBroken(
            _("The working calendar of this office never opens. Ask an administrator.")
        ) from never
