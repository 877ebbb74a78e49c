"""The shape of a notice to offices."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.core.forms import KeyedForm
from foundation.core.parts import DayInput
from foundation.organisation.models import Office
from requests_desk.choices import Addressees
from requests_desk.forms.shared import words

DAYS = ["%Y-%m-%d", "%d.%m.%Y"]


class BulletinForm(KeyedForm):
    """What is told, to whom, until when, and whether each has to say that they have read it."""

    title_et = forms.CharField(label=_("Title in Estonian"), max_length=120)
    text_et = words(_("Text in Estonian"), rows=5, help_text=_("Markdown: **bold**, lists by -."))
    title_en = forms.CharField(label=_("Title in English"), max_length=120)
    text_en = words(_("Text in English"), rows=5)
    addressees = forms.ChoiceField(label=_("For whom"), choices=Addressees, widget=forms.RadioSelect)
    offices = forms.ModelMultipleChoiceField(
        Office.objects.open(), label=_("Offices"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all offices."),
    )  # fmt: skip
    shown_until = forms.DateField(label=_("Shown until"), widget=DayInput, input_formats=DAYS)
    read_by = forms.DateField(
        label=_("Has to be read by"), required=False, widget=DayInput, input_formats=DAYS,
        help_text=_("Then each is asked to say so, and reminded the day before. Empty: nobody is asked."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["addressees"].initial = Addressees.CONTACTS
