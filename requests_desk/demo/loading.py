"""The requests of the demo: those of its people by name, and a year and a half of everybody else's."""

import random
from datetime import datetime, timedelta

from django.utils import timezone

from foundation.organisation.working_time import WorkingCalendar
from requests_desk.actions import fold_all
from requests_desk.choices import Urgency
from requests_desk.demo import storing, workplaces
from requests_desk.demo.agreeing import furniture
from requests_desk.demo.bulletins import notices
from requests_desk.demo.conversation import talk
from requests_desk.demo.desk import Desk
from requests_desk.demo.guides import guides
from requests_desk.demo.houses import answerers, name_parts
from requests_desk.demo.keeping import keep_views
from requests_desk.demo.rows import Deed, Told
from requests_desk.demo.stories import STORIES, Step, Story
from requests_desk.demo.telling import Teller
from requests_desk.demo.writing import Writer

ENDS = ("close", "cancel", "send_back")


def load(now: datetime, size: int) -> None:
    """`size` is a percentage: 100 brings about 5,000 requests, 0 about 70."""
    rng = random.Random(2004)  # noqa: S311  the same requests every time, nothing secret
    furniture()
    answerers()
    desk = Desk()
    writer = Writer(rng, desk)
    for told in Teller(rng, desk, now).tell(48 + round(48.6 * size)):
        if size or (told.deeds and told.deeds[-1].verb in ENDS):  # the small queue is that of the stories
            writer.write(told)
    for story in STORIES:
        writer.write(_told(story, desk, now))
    storing.save(writer)
    keep_views(desk)
    talk(desk, now)
    fold_all()
    name_parts()
    guides(now)
    notices(now)
    workplaces.load(desk, now)
    workplaces.plan(desk, now)
    storing.announce(now, desk.by_number["demo-specialist"])


def _told(story: Story, desk: Desk, now: datetime) -> Told:
    asker = desk.by_number[story.who]
    hours = desk.hours[asker.office_id]
    return Told(
        at=back(hours, now, story.ago), kind=story.kind, asker=asker, text=story.text,
        urgency=Urgency(story.urgency), confidential=story.confidential,
        deeds=[_deed(step, back(hours, now, step.ago), desk, story) for step in story.steps],
    )  # fmt: skip


def _deed(step: Step, at: datetime, desk: Desk, story: Story) -> Deed:
    by = desk.by_number[story.who if step.verb == "ask" else step.by]
    return Deed(at=at, verb=step.verb, by=by, text=step.text, waiting_for=step.waiting_for)


def back(calendar: WorkingCalendar, now: datetime, minutes: int) -> datetime:
    """The moment that lies so many working minutes before now."""
    left, day = timedelta(minutes=minutes), timezone.localtime(now).date()
    while True:
        for start, end in reversed(calendar.windows(day)):
            end = min(end, now)
            if end > start:
                if end - start >= left:
                    return end - left
                left -= end - start
        day -= timedelta(days=1)
