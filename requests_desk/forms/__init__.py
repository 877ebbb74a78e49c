"""The shape of what people send to the desk."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.core.forms import Form, KeyedForm, ManyFiles
from foundation.organisation.models import Office, Person
from requests_desk.choices import Impact, Priority, Urgency, WaitingFor
from requests_desk.forms.shared import Detailed, Placed, words
from requests_desk.models import TITLE_LENGTH, Category, Element


class Kind(forms.ModelChoiceField):
    """A category; the one that was read for its extra fields is not read again."""

    known: Category | None = None

    def to_python(self, value: Any) -> Any:
        """The category of a code."""
        if self.known is not None and value == self.known.code:
            return self.known
        return super().to_python(value)


class NewRequestForm(Detailed, Placed, KeyedForm):
    """A request: the text is the only field that must be typed."""

    text = words(
        _("What happened, or what do you need?"),
        rows=5,
        help_text=_("One or two sentences. For example: “The door of meeting room 204 does not lock.”"),
        error_messages={"required": _("Write what happened or what you need")},
    )
    category = Kind(
        Category.objects.in_use(),
        label=_("Kind"),
        to_field_name="code",
        empty_label=_("Choose what it is about"),
        error_messages={"required": _("Choose what it is about")},
    )
    office = forms.ModelChoiceField(
        Office.objects.open(),
        label=_("Office"),
        empty_label=_("Choose the office"),
        error_messages={"required": _("Choose the office")},
    )
    room = forms.CharField(label=_("Room"), required=False, max_length=20, help_text=_("Number of the room"))
    at = forms.IntegerField(required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput)
    element = forms.TypedChoiceField(
        label=_("Which part of the house?"), required=False, coerce=int, empty_value=None
    )
    urgency = forms.TypedChoiceField(
        label=_("How much does it hinder work?"),
        coerce=int,
        choices=[(Urgency.NORMAL, _("I can work")), (Urgency.SOON, _("It hinders work")),
                 (Urgency.NOW, _("Work stands still or there is danger"))],
        initial=Urgency.NORMAL,
        widget=forms.RadioSelect,
        required=False,
        empty_value=Urgency.NORMAL,
    )  # fmt: skip
    files = ManyFiles(
        label=_("Photo or file"),
        required=False,
        help_text=_("Up to 25 MB. The place is removed from pictures."),
    )
    requester = forms.ModelChoiceField(Person.objects.in_service(), required=False, label=_("For whom"))
    confidential = forms.BooleanField(
        required=False,
        label=_("Only those who solve it may see it"),
        help_text=_("Use it when the text holds somebody's personal data"),
    )

    def __init__(self, *args: Any, kind: Category | None = None, **kwargs: Any):
        super().__init__(*args, extra=kind.asked if kind else (), **kwargs)
        self.kind = self.fields["category"].known = kind  # type: ignore[attr-defined]  # a field of ours
        parts = kind.parts if kind else []
        self.fields["element"].choices = [("", _("I do not know, or something else")), *parts]  # type: ignore[attr-defined]  # a choice


class TextForm(KeyedForm):
    """Something to say, with files."""

    text = words(_("Text"), error_messages={"required": _("Write something first")})
    files = ManyFiles(label=_("Photo or file"), required=False)


class ReplyForm(TextForm):
    """A public reply, or an internal note of the desk."""

    kind = forms.ChoiceField(
        choices=[("reply", _("Reply to the requester")), ("note", _("Internal note"))],
        required=False,
        initial="reply",
    )


class ResolveForm(TextForm):
    """The answer that solves a request."""

    text = words(
        _("What was done"),
        help_text=_("The requester reads this."),
        error_messages={"required": _("Tell the requester what was done")},
    )


class ReasonForm(KeyedForm):
    """Why something ends or starts again."""

    text = words(
        _("Reason"),
        help_text=_("The requester reads this."),
        error_messages={"required": _("Give the reason")},
    )


class WaitForm(KeyedForm):
    """For whom the clock stands."""

    waiting_for = forms.ChoiceField(
        label=_("What do you wait for?"), choices=WaitingFor, widget=forms.RadioSelect
    )
    until = forms.DateField(
        label=_("Promised by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    text = words(_("Message to the requester"), required=False, help_text=_("A question must be written."))


class AssignForm(Form):
    """Who solves it; `was` is whom the sender saw as assigned."""

    to = forms.ModelChoiceField(
        Person.objects.in_service(), label=_("Who solves it"), required=False, empty_label=_("Nobody yet")
    )
    was = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Any = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if people is not None:
            self.fields["to"].queryset = people


class ForwardForm(KeyedForm):
    """What a partner outside gets."""

    address = forms.EmailField(label=_("E-mail of the partner"), max_length=254)
    text = words(_("What the partner reads"), rows=6)
    file_ids = forms.MultipleChoiceField(
        label=_("Files to send along"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, files: Any = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["file_ids"].choices = [(str(one.pk), one.name) for one in files]
        if not self.fields["file_ids"].choices:
            del self.fields["file_ids"]

    def clean_file_ids(self) -> list[uuid.UUID]:
        """Ids of the chosen files."""
        return [uuid.UUID(one) for one in self.cleaned_data["file_ids"]]


class AnswersForm(Detailed):
    """What a request answers to the extra fields of its category."""


class EditForm(Placed):
    """The facts of a request."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH)
    category = forms.ModelChoiceField(Category.objects.all(), label=_("Kind"), empty_label=None)
    impact = forms.ChoiceField(label=_("Whom it reaches"), choices=Impact)
    urgency = forms.TypedChoiceField(label=_("How urgent it is"), choices=Urgency, coerce=int)
    priority = forms.TypedChoiceField(
        label=_("Priority"),
        choices=Priority,
        coerce=int,
        help_text=_("Comes from reach and urgency unless you change it."),
    )
    override_reason = forms.CharField(label=_("Reason for another priority"), max_length=200, required=False)
    office = forms.ModelChoiceField(Office.objects.all(), label=_("Office"), empty_label=None)
    room = forms.CharField(label=_("Room"), required=False, max_length=20)
    element = forms.ModelChoiceField(
        Element.objects.all(),
        label=_("Part of the house"),
        required=False,
        empty_label=_("None in particular"),
    )
    confidential = forms.BooleanField(label=_("Only those who solve it may see it"), required=False)
    confidential_mark = forms.CharField(
        label=_("Basis of the restriction"),
        max_length=120,
        required=False,
        help_text=_("Where nothing is written: AvTS § 35 lg 1 p 12, somebody's private life."),
    )
    mark_until = forms.DateField(
        label=_("Restricted until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Where nothing is written: 5 years, about people 75."),
    )
