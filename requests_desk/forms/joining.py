"""Which requests belong together."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from foundation.core.forms import KeyedForm
from requests_desk.forms.shared import words

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
