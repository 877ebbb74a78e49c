"""The shape of a decision."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from foundation.core.forms import Form

LONGEST_REASON = 5_000


class ApproveForm(Form):
    """Yes to what was seen."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class ReturnForm(ApproveForm):
    """No, and why."""

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The requester reads it. Say what to change or why it is not possible."),
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[MaxLengthValidator(LONGEST_REASON)],
        error_messages={"required": _("Write the reason: the requester must know what to change")},
    )
