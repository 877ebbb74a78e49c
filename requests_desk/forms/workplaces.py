"""What people send about workplaces of those who come and go."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.core.forms import Form, KeyedForm
from foundation.core.parts import DayInput
from foundation.organisation.models import Office, Person, Unit
from requests_desk.choices import Wanted
from requests_desk.forms.shared import Colleague, Placed, words
from requests_desk.models import TemplateStep, WorkplaceTemplate

DAYS = ["%Y-%m-%d", "%d.%m.%Y"]


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day that must be given."""
    return forms.DateField(label=label, widget=DayInput, input_formats=DAYS, **more)


class CaseForm(KeyedForm):
    """What both kinds of cases ask; `steps` are those of the template."""

    wanted = forms.MultipleChoiceField(
        label=_("What is needed?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    manager = Colleague(
        label=_("Direct manager"),
        required=False,
        max_length=200,
        help_text=_("Name or e-mail address; empty: yourself"),
    )
    note = words(_("What else should be known?"), required=False)

    def __init__(self, *args: Any, steps: Sequence[TemplateStep] = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        asked = [step for step in steps if step.wanted != Wanted.ALWAYS]
        field: Any = self.fields["wanted"]
        field.choices = [(step.code, step.name) for step in asked]
        field.initial = [step.code for step in asked if step.wanted == Wanted.USUAL]
        if not asked:
            del self.fields["wanted"]


class NewcomerForm(Placed, CaseForm):
    """A new colleague."""

    field_order = ["name", "day", "office", "room", "unit", "manager", "wanted", "person", "note"]
    name = forms.CharField(
        label=_("Name of the new colleague"),
        max_length=160,
        error_messages={"required": _("Write the name of the colleague")},
    )
    day = day_field(_("First working day"), error_messages={"required": _("Choose the first working day")})
    office = forms.ModelChoiceField(
        Office.objects.open(),
        label=_("Office"),
        empty_label=_("Choose the office"),
        error_messages={"required": _("Choose the office")},
    )
    room = forms.CharField(
        label=_("Room"), required=False, max_length=20, help_text=_("Number, if it is known")
    )
    unit = forms.ModelChoiceField(
        Unit.objects.all(), label=_("Structural unit"), required=False, empty_label=_("Not known yet")
    )
    person = Colleague(
        label=_("In the staff register already?"),
        required=False,
        max_length=200,
        help_text=_("Name or e-mail address; then the colleague sees the steps too"),
    )


class LeaverForm(CaseForm):
    """A colleague who leaves; the place comes from the register."""

    field_order = ["person", "day", "manager", "wanted", "note"]
    person = Colleague(
        label=_("Who leaves?"),
        max_length=200,
        help_text=_("Name or e-mail address"),
        error_messages={"required": _("Write who leaves")},
    )
    day = day_field(_("Last working day"), error_messages={"required": _("Choose the last working day")})

    def clean(self) -> dict[str, Any]:
        """Office, room, unit and, where none was written, the manager of the register."""
        cleaned = super().clean() or {}
        person = cleaned.get("person")
        if person is not None and person.office_id is None:
            self.add_error("person", _("The register has no office for this person. Ask an administrator."))
        elif person is not None:
            cleaned |= {name: getattr(person, name) for name in ("office", "room", "unit")}
            cleaned["manager"] = cleaned.get("manager") or person.manager
        return cleaned


class MoveForm(Form):
    """Another first or last day; `was` is the one that the sender saw."""

    day = day_field(_("New day"), error_messages={"required": _("Choose the day")})
    was = forms.DateField(required=False, widget=forms.HiddenInput)


class CaseEditForm(Placed):
    """Who follows a case and where it is."""

    manager = Colleague(label=_("Direct manager"), max_length=200, help_text=_("Name or e-mail address"))
    owner = forms.ModelChoiceField(
        Person.objects.in_service(),
        label=_("Who watches over it"),
        required=False,
        empty_label=_("All specialists"),
    )
    person = Colleague(
        label=_("In the staff register"),
        required=False,
        max_length=200,
        help_text=_("Name or e-mail address; then the colleague sees the steps too"),
    )
    room = forms.CharField(label=_("Room"), required=False, max_length=20)
    note = words(_("What else should be known?"), required=False)

    def __init__(self, *args: Any, case: Any, owners: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.case = case
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]  # a model choice
        if case.is_leaver:
            del self.fields["person"]

    def clean(self) -> dict[str, Any]:
        """The room is one of the office."""
        self.cleaned_data["office"] = self.case.office
        cleaned = super().clean()
        cleaned.pop("office", None)
        return cleaned


class StepForm(Form):
    """Whose a step is, what was answered and promised."""

    assignee = Colleague(
        label=_("Who does it?"),
        required=False,
        max_length=200,
        help_text=_("Name or e-mail address; empty: the specialists"),
    )
    promised_on = forms.DateField(label=_("Promised by"), required=False, widget=DayInput, input_formats=DAYS)
    answer = words(
        _("What was answered"), required=False, help_text=_("The desk and the one who does it read this.")
    )


def templates_of(kind: str) -> Any:
    """Templates that one can choose, each with its steps."""
    rows = WorkplaceTemplate.objects.filter(kind=kind, retired=False)
    return rows.prefetch_related("steps")
