"""Forms of the house: the error summary and the fields read the same words."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def whole_number(sent: Any) -> int | None:
    """The number that somebody sent; None for what is no number, or longer than any of ours."""
    text = str(sent)
    return int(text) if text.isdecimal() and len(text) < 10 else None


class Form(forms.Form):
    """A form whose text fields are stripped and whose required fields say what to do."""

    required_css_class = "required"
    error_css_class = "wrong"


class KeyedForm(Form):
    """A form that can be sent twice and counts once: `form_key` is made with the empty form."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)


class ManyFilesInput(forms.ClearableFileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Several uploaded files; cleaned to a list, empty when none came."""

    widget = ManyFilesInput

    def __init__(self, **kwargs: Any):
        # an empty file is refused where the good ones beside it are kept
        super().__init__(allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The uploads as a list. Raises ValidationError for an empty file or too many."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > 10:
            raise ValidationError(_("Add at most 10 files at a time."))
        return [super(ManyFiles, self).clean(one, initial) for one in given]
