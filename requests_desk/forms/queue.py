"""Forms of the queue: a view to keep, an act on many requests."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.core.forms import Form, KeyedForm
from foundation.organisation.models import Person
from requests_desk.choices import BulkVerb, Priority
from requests_desk.forms.shared import words


class SavedViewForm(Form):
    """The name of a saved view, and for whom it is."""

    name = forms.CharField(
        label=_("Name of the view"),
        max_length=60,
        error_messages={"required": _("Give the view a name")},
    )
    shared = forms.BooleanField(
        required=False,
        label=_("Share it with the whole desk"),
        help_text=_("Everybody sees it in their queue; each sees only the requests that they may see."),
    )


class BulkAssignForm(KeyedForm):
    """Who solves them."""

    to = forms.ModelChoiceField(
        Person.objects.in_service(), label=_("Who solves them"), required=False, empty_label=_("Nobody yet")
    )

    def __init__(self, *args: Any, people: Any = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if people is not None:
            self.fields["to"].queryset = people


class BulkPriorityForm(KeyedForm):
    """One priority for all of them."""

    priority = forms.TypedChoiceField(
        label=_("Priority"), choices=Priority, coerce=int, initial=Priority.NORMAL
    )
    text = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Needed where reach and urgency say something else."),
    )


class BulkResolveForm(KeyedForm):
    """The same answer to all of them."""

    text = words(
        _("What was done"),
        help_text=_("Every requester reads this."),
        error_messages={"required": _("Tell the requesters what was done")},
    )


class BulkCancelForm(KeyedForm):
    """The same reason for all of them."""

    text = words(
        _("Reason"),
        help_text=_("Every requester reads this."),
        error_messages={"required": _("Give the reason")},
    )


BULK_FORMS: dict[str, type[KeyedForm]] = {
    BulkVerb.ASSIGN: BulkAssignForm,
    BulkVerb.PRIORITY: BulkPriorityForm,
    BulkVerb.RESOLVE: BulkResolveForm,
    BulkVerb.CANCEL: BulkCancelForm,
}
