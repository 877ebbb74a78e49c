"""What people send about recurring requests and one-off tasks."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from foundation.core.forms import KeyedForm
from foundation.core.parts import DayInput
from foundation.organisation.models import Office, Person
from requests_desk.choices import Nth, PlanKind, Shift
from requests_desk.forms.shared import Colleague, Placed, words
from requests_desk.forms.workplaces import DAYS, day_field
from requests_desk.models import TITLE_LENGTH, Category

LAST_DAY = -1
# What a kind of rule needs.
NEEDED = {PlanKind.WEEK: ["weekday"], PlanKind.DAY: ["month_day"], PlanKind.WEEKDAY: ["weekday", "nth"]}


def whole(value: Any) -> int | None:
    """A chosen number; nothing where nothing was chosen."""
    return int(value) if value not in (None, "") else None


class PlanForm(Placed, KeyedForm):
    """What comes again, where, by which rule, who solves it."""

    title = forms.CharField(
        label=_("What is to be done?"),
        max_length=TITLE_LENGTH,
        error_messages={"required": _("Write what is to be done")},
    )
    text = words(_("More about it"), required=False)
    category = forms.ModelChoiceField(
        Category.objects.in_use(),
        label=_("Kind"),
        empty_label=_("Choose what it is about"),
        error_messages={"required": _("Choose what it is about")},
    )
    office = forms.ModelChoiceField(
        Office.objects.open(),
        label=_("Office"),
        empty_label=_("Choose the office"),
        error_messages={"required": _("Choose the office")},
    )
    room = forms.CharField(label=_("Room"), required=False, max_length=20)
    assignee = forms.ModelChoiceField(
        Person.objects.in_service(), label=_("Who solves it"), required=False, empty_label=_("Nobody yet")
    )
    kind = forms.ChoiceField(
        label=_("When does it come again?"), choices=PlanKind, widget=forms.RadioSelect, initial=PlanKind.DAY
    )
    every = forms.IntegerField(
        label=_("Every how many weeks or months?"), min_value=1, max_value=60, initial=1
    )
    weekday = forms.TypedChoiceField(
        label=_("Weekday"), choices=list(WEEKDAYS.items()), coerce=int, required=False, initial=0
    )
    nth = forms.TypedChoiceField(
        label=_("Which one of the month?"),
        choices=Nth,
        coerce=int,
        required=False,
        help_text=_("Only for a weekday of the month."),
    )
    month_day = forms.TypedChoiceField(
        label=_("Day of the month"),
        choices=[*((day, f"{day}.") for day in range(1, 29)), (LAST_DAY, _("the last day"))],
        coerce=int,
        required=False,
        help_text=_("Only for a day of the month."),
    )
    shift = forms.ChoiceField(
        label=_("When the office is closed that day"), choices=Shift, widget=forms.RadioSelect,
        initial=Shift.AFTER,
    )  # fmt: skip
    starts_on = day_field(_("From"), error_messages={"required": _("Choose the first day")})
    ends_on = forms.DateField(label=_("Until"), required=False, widget=DayInput, input_formats=DAYS)
    days_to_do = forms.IntegerField(
        label=_("Working days to do it"),
        required=False,
        min_value=1,
        max_value=60,
        help_text=_("Empty: by the service target."),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = people  # type: ignore[attr-defined]  # a model choice

    def clean(self) -> dict[str, Any]:
        """Only what the chosen kind of rule needs is kept, and that must be there."""
        cleaned = super().clean()
        needed = NEEDED.get(cleaned.get("kind", ""), ())
        for name in ("weekday", "nth", "month_day"):
            wanted = name in needed
            cleaned[name] = whole(cleaned.get(name)) if wanted else None
            if wanted and cleaned[name] is None and name not in self.errors:
                self.add_error(name, _("Choose one of the list"))
        return cleaned


class TaskForm(KeyedForm):
    """A one-off task with a deadline."""

    text = words(_("What is to be done?"), rows=4, error_messages={"required": _("Write what is to be done")})
    assignee = Colleague(
        label=_("Who does it?"),
        max_length=200,
        help_text=_("Name or e-mail address"),
        error_messages={"required": _("Write who does it")},
    )
    due_on = day_field(_("Deadline"), error_messages={"required": _("Choose the deadline")})
    confidential = forms.BooleanField(
        label=_("Only the one who does it may see it"),
        required=False,
        help_text=_("Then nobody stands in for them."),
    )
