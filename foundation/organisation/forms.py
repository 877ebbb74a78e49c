"""The shape of what people send about people."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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
