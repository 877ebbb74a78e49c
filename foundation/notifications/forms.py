"""How somebody wants to hear of what happens."""

from typing import Any

from django import forms

from foundation.core.forms import Form
from foundation.notifications.actions import groups
from foundation.notifications.choices import Way


class WaysForm(Form):
    """One choice for each app that sends notices; what must not be silent has no such choice."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for duty in groups():
            ways = [(way.value, way.label) for way in Way if way != Way.OFF or duty.may_be_silent]
            self.fields[duty.code] = forms.ChoiceField(label=duty.title, choices=ways, initial=Way.NOW)
