"""Forms of the queue: a view to keep."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.core.forms import Form


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
