"""The shape of what is asked on the Today page."""

from datetime import date, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.core.forms import Form
from foundation.core.parts import DayInput


def next_working_day() -> date:
    """Tomorrow, on a Friday or Saturday the next Monday."""
    today = timezone.localdate()
    return today + timedelta(days=max(1, 7 - today.weekday()) if today.weekday() >= 4 else 1)


class SnoozeForm(Form):
    """Until when nobody is reminded."""

    until = forms.DateField(
        label=_("Remind again on"),
        help_text=_("Nobody is reminded before that day. The due time stays as it is."),
        initial=next_working_day,
        widget=DayInput,
    )
