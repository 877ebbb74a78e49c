"""What happens by itself: levels rise, and those who are at work are told."""

from celery import shared_task
from django.utils import timezone

from foundation.deadlines import actions
from foundation.deadlines.models import Announcement
from foundation.organisation.models import Person

MOST_CHUNKS = 200  # some 40,000 rows: what is left waits a minute for the next sweep


@shared_task(name="deadlines.sweep")
def sweep() -> None:
    """Raises what is due to rise, then tells each person in one mail; many sweeps may run side by side."""
    now = timezone.now()
    for _number in range(MOST_CHUNKS):
        if not actions.rise(now=now):
            break
    readers = Announcement.objects.to_tell(now).order_by("recipient").values("recipient").distinct()
    for person in Person.objects.filter(pk__in=readers):
        actions.tell(person, now=now)
