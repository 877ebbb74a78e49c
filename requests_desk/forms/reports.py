"""What a report is narrowed by; everything stands in the address."""

from typing import Any

from django import forms
from django.db.models import F, Value
from django.utils.translation import gettext_lazy as _

from foundation.core.forms import Form
from foundation.organisation.models import Office, Unit
from requests_desk.models import Category
from requests_desk.summaries import Narrowed

MONTHS = (3, 12, 24)
HEADS = {"office": _("Office"), "category": _("Kind"), "unit": _("Unit")}
BY = [("office", _("By office")), ("category", _("By kind")), ("unit", _("By unit"))]


def place_names() -> dict[str, dict[int, str]]:
    """Names of offices, kinds and units by their keys, in one statement."""
    offices = Office.objects.order_by().values_list(Value("office"), F("name"), "pk")
    kinds = Category.objects.order_by().values_list(Value("category"), F(Category.name_column()), "pk")
    units = Unit.objects.order_by().values_list(Value("unit"), F("name"), "pk")
    found: dict[str, dict[int, str]] = {"office": {}, "category": {}, "unit": {}}
    for what, name, key in sorted(offices.union(kinds, units, all=True), key=lambda row: row[1]):
        found[what][key] = name
    return found


class ReportForm(Form):
    """Months, places, and what the table is parted by."""

    months = forms.TypedChoiceField(
        label=_("Period"),
        coerce=int,
        choices=[(3, _("3 months")), (12, _("12 months")), (24, _("24 months"))],
        required=False,
        empty_value=12,
    )
    office = forms.TypedChoiceField(label=_("Office"), coerce=int, required=False, empty_value=None)
    category = forms.TypedChoiceField(label=_("Kind"), coerce=int, required=False, empty_value=None)
    unit = forms.TypedChoiceField(label=_("Unit"), coerce=int, required=False, empty_value=None)
    by = forms.ChoiceField(choices=BY, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, names: dict[str, dict[int, str]], reach: Narrowed):
        super().__init__({"months": "12", **{name: data[name] for name in data}})
        self.names = names
        every = {"office": _("All offices"), "category": _("All kinds"), "unit": _("All units")}
        for name, words in every.items():
            near = (reach.reach or {}).get(f"{name}_id") if reach.reach and len(reach.reach) == 1 else None
            shown = [(key, one) for key, one in names[name].items() if near is None or key in near]
            self.fields[name].choices = [("", words), *shown]  # type: ignore[attr-defined]  # a choice field

    @property
    def chosen(self) -> dict[str, Any]:
        """What is asked; whatever makes no sense is left out."""
        self.is_valid()
        plain: dict[str, Any] = {"months": 12, "office": None, "category": None, "unit": None, "by": ""}
        found = {**plain, **self.cleaned_data}
        return {**found, "months": found["months"] or 12, "by": found["by"] or "office"}
