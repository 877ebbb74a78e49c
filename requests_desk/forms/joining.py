"""Which requests belong together."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.core.duties import (
    linkables,
)
from foundation.core.forms import Form, KeyedForm
from foundation.core.linking import Thing
from foundation.organisation.models import Office
from requests_desk.choices import TO_REQUESTS, TO_THINGS
from requests_desk.forms.shared import Placed, words
from requests_desk.models import Category

NUMBER = re.compile(r"(?:[pP]\s*-?\s*)?(\d{1,9})")


class RequestNumber(forms.CharField):
    """The number of a request as people write it: P-4828, p4828 or 4828."""

    def clean(self, value: Any) -> int | None:
        """The number, None when it is left out. Raises ValidationError for what is none."""
        text = super().clean(value)
        if not text:
            return None
        found = NUMBER.fullmatch(text)
        if found is None:
            raise ValidationError(_("Write the number of a request, for example P-4828."))
        return int(found[1])


class MergeForm(KeyedForm):
    """Which request stays: one of those that look alike, or another by its number."""

    near = forms.TypedChoiceField(
        label=_("Which request stays?"),
        coerce=int,
        required=False,
        widget=forms.RadioSelect,
        empty_value=None,
    )
    into = RequestNumber(
        label=_("Number of the request that stays"),
        required=False,
        max_length=20,
        help_text=_("For example P-4828"),
    )
    text = words(
        _("Message to the requester"),
        required=False,
        help_text=_(
            "Goes to who asked for the request that leaves the queue. They do not see the other one."
        ),
    )

    def __init__(self, *args: Any, like: Any = (), **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["near"].choices = [*like, ("", _("Another one, by its number"))] if like else []
        if not like:
            del self.fields["near"]

    def clean(self) -> dict[str, Any]:
        """One of the two ways must lead somewhere; a typed number counts first."""
        cleaned = super().clean() or {}
        near = cleaned.pop("near", None)
        cleaned["into"] = cleaned.get("into") or near
        if cleaned["into"] is None and "into" not in self.errors:
            self.add_error("into", _("Choose the request that stays, or write its number."))
        return cleaned


class SearchThingForm(Form):
    """What to link to is searched in one kind of things."""

    subject = forms.ChoiceField(label=_("What is it?"), required=False)
    q = forms.CharField(label=_("Number, name or words"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = [(one.subject, one.title) for one in linkables().values()]


class LinkForm(Form):
    """One of the found things, and how it belongs to the request."""

    subject = forms.CharField(max_length=40, widget=forms.HiddenInput)
    subject_id = forms.TypedChoiceField(
        label=_("Found"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what to link to"),
            "invalid_choice": _("Choose what to link to"),
        },
    )
    kind = forms.ChoiceField(label=_("How do they belong together?"))

    def __init__(self, *args: Any, found: Mapping[int, Thing], to_request: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["subject_id"].choices = [
            (key, f"{thing.title} ({thing.words})" if thing.words else thing.title)
            for key, thing in found.items()
        ]
        self.fields["kind"].choices = [(one, one.label) for one in (TO_REQUESTS if to_request else TO_THINGS)]


class SplitForm(Placed, KeyedForm):
    """A part of a request as one of its own."""

    text = words(
        _("What the new request says"),
        rows=5,
        help_text=_("The requester reads this."),
        error_messages={"required": _("Write what the new request is about")},
    )
    category = forms.ModelChoiceField(Category.objects.in_use(), label=_("Kind"), empty_label=None)
    office = forms.ModelChoiceField(Office.objects.all(), label=_("Office"), empty_label=None)
    room = forms.CharField(label=_("Room"), required=False, max_length=20)
    message_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
