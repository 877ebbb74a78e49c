"""Labels with QR codes: sheets to print, and the page on which a scanned label lands."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from foundation.core import labels
from foundation.core.access import allow, anyone
from foundation.core.duties import LabelKind, Labelled, label_kinds, label_offers
from foundation.core.forms import Form
from foundation.organisation.models import Office
from foundation.organisation.permissions import prints_labels
from overview import sheets

MOST = 500  # labels of one sheet: some seconds of work
FARTHEST = 20  # millimetres that a printer may be off


class SheetForm(Form):
    """Which labels, on which paper, from where on."""

    kind = forms.ChoiceField(label=gettext_lazy("What for"))
    office = forms.ModelChoiceField(Office.objects.none(), label=gettext_lazy("Office"), empty_label=None)
    only = forms.CharField(label=gettext_lazy("Which ones"), required=False, max_length=200)
    layout = forms.ChoiceField(
        label=gettext_lazy("Paper"), help_text=gettext_lazy("Sheets of A4 with labels")
    )
    start = forms.IntegerField(
        label=gettext_lazy("First free label"), min_value=1, initial=1,
        help_text=gettext_lazy("On a sheet that was begun, count from the top left."),
    )  # fmt: skip
    shift_x = forms.DecimalField(
        label=gettext_lazy("Move to the right, mm"), min_value=-FARTHEST, max_value=FARTHEST,
        decimal_places=1, initial=0, help_text=gettext_lazy("Less than zero moves to the left."),
    )  # fmt: skip
    shift_y = forms.DecimalField(
        label=gettext_lazy("Move down, mm"),
        min_value=-FARTHEST,
        max_value=FARTHEST,
        decimal_places=1,
        initial=0,
    )

    def __init__(self, *args: Any, person: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kinds = label_kinds()
        self.fields["kind"].choices = [(kind.letter, kind.title) for kind in kinds]  # type: ignore[attr-defined]  # a choice
        self.fields["only"].help_text = kinds[0].hint if len(kinds) == 1 else ""
        self.fields["layout"].choices = sheets.layout_choices()  # type: ignore[attr-defined]  # a choice
        self.fields["office"].queryset = Office.objects.labelled_by(person)  # type: ignore[attr-defined]  # a choice

    def clean(self) -> dict[str, Any]:
        """Finds the things; complains of none, of too many, and of a place beyond the sheet."""
        cleaned = super().clean() or {}
        layout = sheets.LAYOUTS.get(cleaned.get("layout", ""))
        if layout and cleaned.get("start", 1) > layout.count:
            self.add_error("start", _("This sheet has %(count)s labels.") % {"count": layout.count})
        if cleaned.get("kind") and cleaned.get("office"):
            kind = kind_of(cleaned["kind"])
            cleaned["ids"] = kind.find(cleaned["office"].pk, cleaned.get("only", "")) if kind else []
            self._enough(cleaned["ids"])
        return cleaned

    def _enough(self, ids: list[int]) -> None:
        if not ids:
            self.add_error("only", _("Nothing of this office fits. Correct the numbers or clear the field."))
        if len(ids) > MOST:
            words = _("These are %(count)s labels; at most %(most)s go on one print. Name some of them.")
            raise ValidationError(words % {"count": len(ids), "most": MOST})


def kind_of(letter: str) -> LabelKind | None:
    """The kind of things whose codes begin with a letter."""
    return next((kind for kind in label_kinds() if kind.letter == letter), None)


@require_safe
@allow(prints_labels)
def label_sheet(request: HttpRequest) -> HttpResponseBase:
    """What to print; with everything chosen, the sheet as PDF."""
    asked = request.GET if "layout" in request.GET else None
    form = SheetForm(asked, person=request.user, initial={"office": request.user.office_id})
    if asked is not None and form.is_valid():
        return _pdf(request.user, form.cleaned_data)
    return render(request, "overview/label_sheet.html", {"form": form}, status=422 if asked else 200)


def _pdf(person: Any, chosen: dict[str, Any]) -> HttpResponse:
    kind = kind_of(chosen["kind"])
    found = kind.describe(person, chosen["ids"]) if kind else {}
    things = [(labels.code_of(chosen["kind"], key), found[key]) for key in chosen["ids"] if key in found]
    data = sheets.content(
        things, layout=chosen["layout"], start=chosen["start"], shift_x=float(chosen["shift_x"]),
        shift_y=float(chosen["shift_y"]),
    )  # fmt: skip
    name = f"{chosen['office'].code}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(sheets.pdf(data), content_type="application/pdf", headers=headers)


@require_safe
@allow(anyone)
def find_label(request: HttpRequest) -> HttpResponse:
    """A code typed by hand leads to where scanning it leads."""
    code = request.GET.get("code", "")[: 2 * labels.LONGEST].upper().translate(labels.ALIKE)
    if code.isascii() and code.isalnum():
        return HttpResponseRedirect(reverse("label", args=[code]))
    return render(request, "overview/label_unknown.html", {"why": "", "code": ""})


@require_safe
@allow(anyone)
def label(request: HttpRequest, code: str) -> HttpResponse:
    """Where a scanned label lands: what the thing is, and what the duties offer before it."""
    try:
        letter, key = labels.read(code)
    except labels.Mistyped:
        return _unknown(request, code, "mistyped")
    except labels.NotOurs:
        return _unknown(request, code, "foreign")
    kind = kind_of(letter)
    thing = kind.describe(request.user, [key]).get(key) if kind else None
    if kind is None or thing is None:
        return _unknown(request, code, "gone")
    offers = _offers(request.user, kind.subject, key, thing, labels.code_of(letter, key))
    return render(request, "overview/label.html", {"thing": thing, "offers": offers})


def _offers(person: Any, subject: str, key: int, thing: Labelled, code: str) -> list[dict[str, Any]]:
    shown = ((offer, offer.show(person, subject, key, thing, code)) for offer in label_offers())
    return [{"template": offer.template, **context} for offer, context in shown if context is not None]


def _unknown(request: HttpRequest, code: str, why: str) -> HttpResponse:
    """Nothing is behind the code; what it looks like, and the code again to be corrected."""
    context = {"why": why, "code": code[: labels.LONGEST]}
    return render(request, "overview/label_unknown.html", context, status=404)
