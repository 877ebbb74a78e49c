"""How it went."""

from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.core.forms import Form
from requests_desk.choices import Score
from requests_desk.models import COMMENT_LENGTH


class RatingForm(Form):
    """A click on one of three words, or a sentence to it."""

    score = forms.ChoiceField(label=_("How did it go?"), choices=Score, required=False)
    comment = forms.CharField(label=_("What could be better?"), required=False, max_length=COMMENT_LENGTH)
