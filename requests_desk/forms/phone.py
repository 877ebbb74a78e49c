"""What the desk writes down while somebody calls."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.organisation.models import Person
from requests_desk.forms import NewRequestForm
from requests_desk.forms.shared import words

QUEUE, TAKE, SOLVED = "queue", "take", "solved"


class PhoneForm(NewRequestForm):
    """A request of a caller: the words first, then who they are, then what becomes of it."""

    files = None  # type: ignore[assignment]  # nobody sends a photo by phone; it can be added later
    text = words(
        _("What the caller says"),
        rows=6,
        error_messages={"required": _("Write what the caller said")},
    )
    requester = forms.ModelChoiceField(
        Person.objects.in_service(),
        label=_("Caller"),
        error_messages={"required": _("Choose the caller among those found")},
    )
    then = forms.ChoiceField(
        label=_("Then"),
        choices=[
            (QUEUE, _("It goes to the queue")),
            (TAKE, _("I take it")),
            (SOLVED, _("Solved while we talked")),
        ],
        initial=QUEUE,
        widget=forms.RadioSelect,
        required=False,
    )
    answer = words(
        _("What was done"),
        required=False,
        help_text=_("Only for what is solved already. The caller gets it by mail."),
    )

    def clean(self) -> dict[str, Any]:
        """What is solved has an answer."""
        cleaned = super().clean()
        if cleaned.get("then") == SOLVED and not cleaned.get("answer", "").strip():
            self.add_error("answer", _("Tell the caller what was done"))
        return cleaned
