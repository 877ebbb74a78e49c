"""The shape of what people send about files."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from foundation.core.forms import Form, KeyedForm
from foundation.core.importing import Importer
from foundation.imports.models import Batch
from foundation.imports.tables import DELIMITERS, ENCODINGS

DELIMITER_WORDS = {
    ";": gettext_lazy("Semicolon ;"),
    ",": gettext_lazy("Comma ,"),
    "tab": gettext_lazy("Tab"),
    "|": gettext_lazy("Vertical line |"),
}
NOT_THERE = "-"


class UploadForm(KeyedForm):
    """Which import, and the file."""

    importer = forms.ChoiceField(label=gettext_lazy("What does the file hold?"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=pgettext_lazy("upload", "File"),
        help_text=gettext_lazy("CSV or XLSX, up to 20 MB and 20 000 rows."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        allow_empty_file=True,  # told by the reader, in our words
        max_length=500,
        error_messages={"required": gettext_lazy("Choose a file")},
    )

    def __init__(self, *args: Any, importers: Sequence[Importer], **kwargs: Any):
        super().__init__(*args, **kwargs)
        field = self.fields["importer"]
        field.choices = [(one.code, one.title) for one in importers]  # type: ignore[attr-defined]  # a ChoiceField
        field.hints = {one.code: one.text for one in importers}  # type: ignore[attr-defined]  # for the template
        field.error_messages["required"] = _("Choose what the file holds")


class ReadingForm(Form):
    """How the file is read: letters and delimiter of a CSV file, sheet of a workbook, row of the titles."""

    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), choices=list(ENCODINGS.items()))
    delimiter = forms.ChoiceField(
        label=gettext_lazy("Columns end with"), choices=[(one, DELIMITER_WORDS[one]) for one in DELIMITERS]
    )
    sheet = forms.TypedChoiceField(label=gettext_lazy("Sheet"), coerce=int)
    header = forms.IntegerField(label=gettext_lazy("Row of the column titles"), min_value=1, max_value=20_000)

    def __init__(self, *args: Any, batch: Batch, **kwargs: Any):
        start = {name: getattr(batch, name) for name in self.base_fields}
        super().__init__(*args, initial=start, **kwargs)
        if batch.sheets:
            del self.fields["encoding"], self.fields["delimiter"]
            self.fields["sheet"].choices = list(enumerate(batch.sheets))  # type: ignore[attr-defined]  # a choice
        if len(batch.sheets) < 2:
            del self.fields["sheet"]


class ColumnsForm(Form):
    """Which column of the file is which; and that the letters are right where the bytes do not prove it."""

    def __init__(self, *args: Any, batch: Batch, importer: Importer, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.importer = importer
        offered = [
            (NOT_THERE, _("– not in the file –")),
            *((str(place), title) for place, title in batch.heads),
        ]
        for column in importer.columns:
            self.fields[f"column_{column.name}"] = forms.ChoiceField(
                label=column.title,
                choices=offered,
                initial=str(batch.columns.get(column.name, NOT_THERE)),
                required=False,
            )
        if not batch.sure:
            self.fields["letters"] = forms.BooleanField(
                label=_("The letters õ ä ö ü š ž are right in the rows above"),
                error_messages={
                    "required": _(
                        "Look at the letters. If they are wrong, read the file with another encoding."
                    )
                },
            )

    def columns(self) -> dict[str, int]:
        """Place in the file by name of the column."""
        given = ((one.name, self.cleaned_data.get(f"column_{one.name}")) for one in self.importer.columns)
        return {name: int(place) for name, place in given if place and place != NOT_THERE}


class ApplyForm(Form):
    """Whether those whom the file does not have are gone too."""

    absent = forms.BooleanField(required=False)


class VerdictForm(Form):
    """Which rows of a preview are shown."""

    verdict = forms.SlugField(required=False, max_length=10)
    after = forms.CharField(required=False, max_length=300)


class KindForm(Form):
    """Which import an address is about."""

    importer = forms.SlugField(required=False, max_length=40)
