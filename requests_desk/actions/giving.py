"""One-off tasks that a manager gives somebody, with a deadline of their own."""

import uuid
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.access import NotYours
from foundation.core.errors import RuleBroken
from foundation.deadlines.terms import start_of_day
from requests_desk.actions.filing import file_request
from requests_desk.actions.hours import hours_of, that_opens
from requests_desk.choices import TASK
from requests_desk.models import Category, Ticket
from requests_desk.permissions import gives_task_to, gives_tasks


def give_task(
    *, by: Any, form_key: uuid.UUID, text: str, assignee: Any, due_on: date, confidential: bool = False
) -> Ticket:
    """Gives somebody a task, due at the closing of a day in their office: once for a form.

    Raises NotYours for one who gives no tasks, RuleBroken for somebody else's people, a day that is over, or
    when the agency has removed the kind of requests.
    """
    if not gives_tasks(by):
        raise NotYours("gives_tasks")
    if not gives_task_to(by, assignee):
        words = _("You give tasks to people of your unit. %(name)s is not one of them.")
        raise RuleBroken(words % {"name": assignee.full_name})
    kind = Category.objects.filter(code=TASK).first()
    if kind is None:
        raise RuleBroken(_("The kind of requests for tasks is missing. Ask an administrator to add it."))
    office = assignee.office or by.office
    if office is None:
        raise RuleBroken(_("The register has no office for this person. Ask an administrator."))
    due = _closing(office, due_on)
    if due <= timezone.now():
        raise RuleBroken(_("This day is over. Choose a later one."))
    return file_request(
        by=by, form_key=form_key, text=text, category=kind, office=office, assignee=assignee,
        set_due_at=due, confidential=confidential, unasked=True,
    )  # fmt: skip


def _closing(office: Any, day: date) -> datetime:
    """The end of the working day, or of the one before when the office is closed."""
    calendar = hours_of(office.pk)
    with that_opens():
        windows = calendar.windows(day)
        return windows[-1][1] if windows else calendar.add_days(start_of_day(day), -1, end_of_day=True)
