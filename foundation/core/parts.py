"""What the parts of a page need: icons, fields of a form, heads of a list; the gallery."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.core.charts import Bars, Lines
from foundation.core.forms import Form, ManyFiles
from foundation.core.pages import Column, Slice

SHORT = (forms.NumberInput, forms.DateInput, forms.TimeInput)
HALF = (forms.Select,)


class DayInput(forms.DateInput):
    """The browser's own day picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    """The browser's own time picker, to the minute."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


@cache
def icon_names() -> frozenset[str]:
    """Names of all drawings in the sprite, rings included."""
    found = finders.find("icons.svg")
    return frozenset(re.findall(r'<symbol id="i-([a-z0-9]+)"', Path(str(found)).read_text()))


@cache
def _sprite(backend: str) -> str:
    return static("icons.svg")


def drawing(name: str) -> str:
    """Address of one drawing of the sprite. Outside production an unknown name raises LookupError."""
    if not settings.PRODUCTION and name not in icon_names():
        raise LookupError(f"No icon {name!r} in icons.svg")
    # kept for each storage: a page draws some hundred icons
    return f"{_sprite(settings.STORAGES['staticfiles']['BACKEND'])}#i-{name}"


HURRY = 8  # tenths of the time used from which a ring turns honey; 7.5 rounds up to it
SIGNS = {"over": "warn", "still": "pause", "ok": "check"}


# Small parts that a list draws a hundred times from few different words are kept as they are drawn.
@lru_cache(maxsize=500)
def icon(address: str, label: str) -> SafeString:
    """A drawing; with `label` one that is read out."""
    if label:
        return format_html(
            '<svg class="ico" role="img" aria-label="{}"><use href="{}"/></svg>', label, address
        )
    return format_html('<svg class="ico" aria-hidden="true"><use href="{}"/></svg>', address)


@lru_cache(maxsize=20)
def ring(address: str) -> SafeString:
    """A ring of the part of the time that is used."""
    return format_html('<svg class="ring" aria-hidden="true"><use href="{}"/></svg>', address)


@lru_cache(maxsize=2000)
def tag(tone: str, mark: SafeString, words: str) -> SafeString:
    """A mark and words on a tone."""
    return format_html('<span class="tag {}">{}{}</span>', tone, mark, words)


def tag_of(tone: str, icon_name: str, words: str) -> SafeString:
    """A state or priority: icon and words on a tone."""
    return tag(tone, icon(drawing(icon_name), ""), words)


def time_left(words: str, tenths: int, tone: str) -> SafeString:
    """Time left in words, and the part used up as a ring; over time a warning sign takes its place."""
    tone = tone or ("over" if tenths >= 10 else "soon" if tenths >= HURRY else "")
    name = SIGNS.get(tone)
    mark = icon(drawing(name), "") if name else ring(drawing(f"ring{min(max(tenths, 0), 10)}"))
    return tag(tone, mark, words)


@lru_cache(maxsize=2000)
def initials(first_name: str, last_name: str, named: bool) -> SafeString:
    """The round sign of a person, with the name to be read out when it is `named`."""
    letters = (first_name[:1], last_name[:1])
    sign = format_html('<span class="who" aria-hidden="true">{}{}</span>', *letters)
    return sign + format_html('<span class="unseen">{} {}</span>', first_name, last_name) if named else sign


@lru_cache(maxsize=20)
def _nobody(words: str, mark: SafeString) -> SafeString:
    return format_html(
        '<span class="who none" title="{0}">{1}<span class="unseen">{0}</span></span>', words, mark
    )


def nobody() -> SafeString:
    """The round sign where nobody is."""
    return _nobody(gettext("Unassigned"), icon(drawing("person"), ""))


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One radio button or checkbox of a group."""

    id: str
    control: SafeString
    words: Any
    hint: str


def kind_of(bound: forms.BoundField) -> str:
    """How a field is laid out: hidden, check, choices, file or plain."""
    widget = bound.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    return "file" if isinstance(widget, forms.FileInput) else "plain"


def control(bound: forms.BoundField) -> SafeString:
    """The control of a field with our classes; what its widget brings is kept."""
    widget = bound.field.widget
    attrs: dict[str, Any] = {}
    if kind_of(bound) in ("plain", "check"):
        attrs["class"] = " ".join(filter(None, [_look(widget), widget.attrs.get("class")]))
    if widget.attrs.get("placeholder"):
        attrs["placeholder"] = False  # the label says it, and stays when somebody types
    return bound.as_widget(attrs=attrs)


def _look(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "input-box"
    own = widget.attrs.get("class", "")
    if own:
        return "input"
    if isinstance(widget, SHORT):
        return "input short"
    return "input mid" if isinstance(widget, HALF) else "input"


def choices(bound: forms.BoundField) -> list[Choice]:
    """The buttons of a group; the field may carry `hints`, a sentence for each value."""
    hints = getattr(bound.field, "hints", {})
    found = []
    for one in bound.subwidgets:
        one.data["attrs"]["class"] = "input-box"
        found.append(
            Choice(
                id=one.data["attrs"].get("id", ""),
                control=one.tag(wrap_label=False),
                words=one.choice_label,
                hint=hints.get(str(one.data["value"]), ""),
            )
        )
    return found


def anchor_of(bound: forms.BoundField) -> str:
    """The id to which a line of the error summary leads; "" for a hidden field."""
    if bound.field.widget.is_hidden:
        return ""
    return f"{bound.auto_id}_0" if kind_of(bound) == "choices" else bound.id_for_label


def error_lines(form: forms.BaseForm) -> list[dict[str, str]]:
    """The lines of the summary: the words at the field, with its label where two lines would read alike."""
    lines = [{"text": text, "anchor": ""} for text in form.non_field_errors()]
    times = Counter(text for bound in form for text in bound.errors)
    for bound in form:
        for text in bound.errors:
            words = f"{bound.label} – {text}" if times[text] > 1 else text
            lines.append({"text": words, "anchor": anchor_of(bound)})
    return lines


@dataclass(frozen=True, kw_only=True)
class Head:
    """One head of a sortable list: words, the address that sorts by it, how it is sorted now."""

    title: Any
    number: bool
    url: str
    direction: str


def heads(request: HttpRequest, shown: Slice) -> Iterable[Head]:
    """The heads of a list; a second press turns the order round."""
    sort = shown.sort or next((column.name for column in shown.columns if column.order), "")
    return [_head(request, column, sort) for column in shown.columns if not column.only_exported]


def _head(request: HttpRequest, column: Column, sort: str) -> Head:
    if not column.order:
        return Head(title=column.title, number=column.number, url="", direction="")
    query = request.GET.copy()
    query.pop("after", None)
    query["sort"] = f"-{column.name}" if sort == column.name else column.name
    direction = {column.name: "ascending", f"-{column.name}": "descending"}.get(sort, "")
    return Head(
        title=column.title,
        number=column.number,
        url=f"?{query.urlencode()}",
        direction=direction,
    )


# --- the gallery ----------------------------------------------------------------------------------
TOKENS = [
    *(
        "bg",
        "surface",
        "sunken",
        "hover",
        "line",
        "edge",
        "text",
        "muted",
        "action",
        "solid",
        "soft",
        "focus",
    ),
    *("ok", "ok-mark", "ok-soft", "soon", "soon-mark", "soon-soft", "over", "over-mark", "over-soft", "note"),
    *("c1", "c2", "c3", "c4", "c5"),
]


class GalleryForm(Form):
    """One field of each kind; shown empty and with errors in the gallery of parts."""

    title = forms.CharField(label=_("Short text"), help_text=_("One line says what it is about."))
    words = forms.CharField(label=_("Long text"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    office = forms.ChoiceField(label=_("Office"), choices=[("tallinn", "Tallinn"), ("parnu", "Pärnu")])
    urgency = forms.ChoiceField(
        label=_("How much does it disturb work?"),
        choices=[("low", _("I can work")), ("high", _("Work has stopped"))],
        widget=forms.RadioSelect,
    )
    follow = forms.MultipleChoiceField(
        label=_("Whom to tell"),
        choices=[("me", _("Myself")), ("office", _("Contact person"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    secret = forms.BooleanField(label=_("Only the solver may see it"), required=False)
    files = ManyFiles(label=_("Picture or file"), help_text=_("Up to 25 MB."), required=False)
    day = forms.DateField(label=_("Date"), widget=DayInput, required=False)
    clock = forms.TimeField(label=_("Time of day"), widget=ClockInput, required=False)
    amount = forms.DecimalField(label=_("Amount"), min_value=0, help_text=_("In euros, without VAT."))
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput, required=False)
    form_key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["urgency"].hints = {"low": _("Solved within five working days")}  # type: ignore[attr-defined]  # read by the field template

    @classmethod
    def context(cls) -> dict[str, Any]:
        """Everything that the gallery shows beside what stands in its template."""
        wrong = cls({"wrong-amount": "-1"}, prefix="wrong")
        wrong.add_error(None, _("The two dates are in the wrong order."))
        return {
            "gallery": cls(initial={"urgency": "low"}, auto_id="right_%s"),
            "wrong": wrong,
            "tokens": TOKENS,
            "icons": sorted(name for name in icon_names() if not name.startswith("ring")),
            "slice": _sample_list(),
            "chart": _sample_chart(),
            "line_chart": _sample_lines(),
            "tabs": [
                {"url": "#lists", "words": _("Mine"), "count": 9, "current": True},
                {
                    "url": "#lists",
                    "words": _("Unassigned"),
                    "count": 5,
                    "current": False,
                },
            ],
            "chips": [
                {"url": "#lists", "words": _("High"), "on": True},
                {"url": "#lists", "words": _("Category"), "on": False},
            ],
            "person": SimpleNamespace(first_name="Kadri", last_name="Lepik"),
            "soon": timezone.now() + timedelta(hours=1),
            "span": timedelta(days=2, hours=4),
            "amount": Decimal("1234.50"),
        }


def _sample_list() -> Slice:
    columns = [
        Column(name="vehicle", title=_("Vehicle"), order=["vehicle"]),
        Column(name="office", title=_("Office"), order=["office"]),
        Column(name="mileage", title=_("Mileage"), number=True),
    ]
    rows = [("412 BKT", "Pärnu", "104 060 km"), ("631 TRX", "Narva", "58 220 km")]
    return Slice(rows=rows, next_key="", columns=columns, sort="vehicle")


def _sample_chart() -> Bars:
    return Bars(
        key="gallery",
        title=_("Deadlines by week"),
        finding=_("Two kinds, and the second is hatched."),
        head=_("Week"),
        labels=["48", "49", "50"],
        series=[(_("Office"), [3, 2, 1]), (_("Vehicle"), [2, 3, 0])],
    )


def _sample_lines() -> Lines:
    return Lines(
        key="gallery-lines",
        title=_("Deadlines by week"),
        finding=_("Two lines, and the second is broken."),
        head=_("Week"),
        labels=["48", "49", "50", "51"],
        series=[(_("Office"), [3, 2, 1, 4]), (_("Vehicle"), [2, 3, 0, 1])],
    )
