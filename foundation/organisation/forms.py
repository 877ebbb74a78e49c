"""The shape of what people send about people."""

import re
from datetime import time
from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.core.admin import ActionForm
from foundation.core.forms import Form
from foundation.core.parts import DayInput
from foundation.organisation.choices import ALL_ROLES, NEVER_BY_DEPUTY, PersonState, Rank, Role
from foundation.organisation.models import CostCentre, Office, Person, Room, Unit

SCOPES = [(ALL_ROLES, _("Everything")), *(one for one in Role.choices if one[0] not in NEVER_BY_DEPUTY)]


class FindForm(Form):
    """A search for a person, inside another form (`who`) or alone (`q`), and the radios' name."""

    q = forms.CharField(required=False, max_length=200)
    who = forms.CharField(required=False, max_length=200)
    field = forms.SlugField(required=False, max_length=40)


def words_of(data: Any) -> str:
    """What a search for a person looks for; "" for what cannot be a name."""
    cleaned = _cleaned(data)
    return cleaned.get("q") or cleaned.get("who") or ""


def field_of(data: Any) -> str:
    """The name that the radio buttons of a search get."""
    return _cleaned(data).get("field") or "person"


def _cleaned(data: Any) -> dict[str, Any]:
    form = FindForm(data)
    form.is_valid()
    return form.cleaned_data


class PersonForm(Form):
    """What the register holds about a person."""

    first_name = forms.CharField(
        label=_("First name"), max_length=80, error_messages={"required": _("Write the first name")}
    )
    last_name = forms.CharField(
        label=_("Last name"), max_length=80, error_messages={"required": _("Write the last name")}
    )
    email = forms.EmailField(
        label=_("E-mail"), max_length=254, error_messages={"required": _("Write the e-mail address")}
    )
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    personnel_no = forms.CharField(label=_("Personnel number"), max_length=40, required=False)
    unit = forms.ModelChoiceField(Unit.objects.all(), label=_("Structural unit"), required=False)
    office = forms.ModelChoiceField(Office.objects.all(), label=_("Office"), required=False)
    room = forms.CharField(label=_("Room"), max_length=20, required=False, help_text=_("Number of the room"))
    cost_centre = forms.ModelChoiceField(CostCentre.objects.all(), label=_("Cost centre"), required=False)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("As the browser says")), ("et", "Eesti"), ("en", "English")],
        required=False,
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=[(one.value, one.label) for one in (PersonState.ACTIVE, PersonState.LEAVING)],
        initial=PersonState.ACTIVE,
    )
    manager = forms.ModelChoiceField(Person.objects.in_service(), label=_("Direct manager"), required=False)

    def clean(self) -> dict[str, Any]:
        """Finds the room by its number in the office."""
        cleaned = super().clean() or {}
        number, office = cleaned.get("room", ""), cleaned.get("office")
        cleaned["room"] = None
        if number:
            rooms = Room.objects.filter(building__office=office, number__iexact=number)
            cleaned["room"] = rooms.select_related("building").first()
            if cleaned["room"] is None:
                words = _("This office has no room %(room)s.")
                self.add_error("room", ValidationError(words, params={"room": number}))
        return cleaned


def values_of(person: Person) -> dict[str, Any]:
    """What the form of a person starts with."""
    kept = {name: getattr(person, name) for name in PersonForm.base_fields}
    return {
        **kept,
        "room": person.room.number if person.room else "",
        "personnel_no": person.personnel_no or "",
    }


class PeriodForm(Form):
    """From and to, both included."""

    since = forms.DateField(label=_("First day"), widget=DayInput, initial=timezone.localdate)
    until = forms.DateField(label=_("Last day"), widget=DayInput, required=False)

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first."))
        return cleaned


class RoleForm(PeriodForm):
    """A role for a period; a contact person names an office, a manager a unit."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("", "---"), *Role.choices],
        error_messages={"required": _("Choose the role")},
    )
    office = forms.ModelChoiceField(
        Office.objects.all(), label=_("Office"), required=False, help_text=_("For a facility contact person")
    )
    unit = forms.ModelChoiceField(
        Unit.objects.all(),
        label=_("Structural unit"),
        required=False,
        help_text=_("For a manager; the units below come with it"),
    )
    rank = forms.ChoiceField(label=_("Whom to ask first"), choices=Rank.choices, initial=Rank.PRIMARY)
    field_order = ["role", "office", "unit", "rank", "since", "until"]


class DeputyForm(PeriodForm):
    """Who acts for a person, when and in what."""

    deputy = forms.ModelChoiceField(
        Person.objects.in_service(),
        label=_("Deputy"),
        error_messages={"required": _("Find the deputy and choose them")},
    )
    scope = forms.ChoiceField(label=_("In what"), choices=SCOPES, initial=ALL_ROLES)
    standing = forms.BooleanField(
        required=False,
        label=_("Whenever the person is away"),
        help_text=_("The deputy acts on the days of an absence. The last day may stay empty."),
    )
    field_order = ["deputy", "scope", "standing", "since", "until"]

    def clean(self) -> dict[str, Any]:
        """Without a last day somebody would act for ever."""
        cleaned = super().clean()
        if not cleaned.get("standing") and not cleaned.get("until") and "until" not in self.errors:
            words = _("Give the last day, or choose that the deputy acts whenever the person is away.")
            self.add_error("until", words)
        return cleaned


class AbsenceForm(PeriodForm):
    """The days on which a person is away."""


WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
STRETCH = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d{2}))?")


class Hours(forms.CharField):
    """The working time of one weekday as people write it: 8:00–12:00, 12:30–16:30; empty is a free day."""

    def __init__(self, **kwargs: Any):
        super().__init__(required=False, max_length=100, **kwargs)

    def to_python(self, value: Any) -> list[tuple[time, time]]:
        """The stretches. Raises ValidationError for what is no time of day."""
        text = super().to_python(value)
        return [self._stretch(one.strip()) for one in re.split(r"[,;]", text) if one.strip()]

    def validate(self, value: Any) -> None:
        """Any list will do; the action refuses overlaps."""

    def run_validators(self, value: Any) -> None:
        """The text was judged when it was read."""

    def prepare_value(self, value: Any) -> Any:
        """A text stays as it was typed."""
        if not isinstance(value, list):
            return value
        return ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in value)

    @staticmethod
    def _stretch(text: str) -> tuple[time, time]:
        found = STRETCH.fullmatch(text)
        try:
            if found is None:
                raise ValueError(text)
            first, last = (int(found[1]), int(found[2] or 0)), (int(found[3]) % 24, int(found[4] or 0))
            return time(*first), time(*last)
        except ValueError as wrong:
            raise ValidationError(_("Write the hours like this: 8:00–12:00, 12:30–16:30")) from wrong


class CalendarForm(ActionForm):
    """A working calendar: its name and the hours of each weekday."""

    monday = Hours(
        label=pgettext_lazy("label", "Monday"),
        help_text=_("For example 8:00–12:00, 12:30–16:30. Empty: a free day."),
    )
    tuesday = Hours(label=pgettext_lazy("label", "Tuesday"))
    wednesday = Hours(label=pgettext_lazy("label", "Wednesday"))
    thursday = Hours(label=pgettext_lazy("label", "Thursday"))
    friday = Hours(label=pgettext_lazy("label", "Friday"))
    saturday = Hours(label=pgettext_lazy("label", "Saturday"))
    sunday = Hours(label=pgettext_lazy("label", "Sunday"))

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            return
        for window in self.instance.windows.all():
            self.initial.setdefault(WEEK[window.weekday], []).append((window.opens, window.closes))


class _Code:
    """A field for a one-time code: digits on a phone, filled in by those that can; no words inside it."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        written = {"autocomplete": "one-time-code", "inputmode": "numeric"}
        self.fields["code"].widget = forms.TextInput(attrs=written)  # type: ignore[attr-defined]  # of the form


class CodeForm(_Code, AuthenticateForm):
    """The code at signing in."""


class CodeAgainForm(_Code, ReauthenticateForm):
    """The code once more, before the account is changed."""


class FirstCodeForm(_Code, ActivateTOTPForm):
    """The code that proves that the app was set up."""
