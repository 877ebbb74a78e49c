"""The access mark of a file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.core.forms import Form
from foundation.core.marks import LENGTH


class MarkForm(Form):
    """Basis and last day; the law gives both where nothing is written."""

    basis = forms.CharField(
        label=_("Basis of the restriction"),
        max_length=LENGTH,
        required=False,
        help_text=_("Where nothing is written: AvTS § 35 lg 1 p 12, somebody's private life."),
    )
    until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Where nothing is written: 5 years, about people 75."),
    )
