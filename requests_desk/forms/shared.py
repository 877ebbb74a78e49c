"""Fields that several forms of the desk share: texts, places, and the extra fields of a category."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import Signer
from django.core.validators import MaxLengthValidator
from django.db.models import Case, When
from django.utils.translation import gettext_lazy as _

from foundation.core.forms import Form
from foundation.core.parts import DayInput
from foundation.organisation.models import Person, Room
from requests_desk import extra_fields
from requests_desk.choices import FieldKind
from requests_desk.models import CategoryField

signer = Signer(salt="requests_desk.typed")
LONGEST_TEXT = 20_000
FEW = 6  # choices that stand as radio buttons; more of them drop down
NAMED = 4  # people of one name that an error lists


def sign(person: Any) -> str:
    """Goes into a form, so that only the same person gets back what was typed when the session had ended."""
    return signer.sign(str(person.pk))


def words(label: Any, *, rows: int = 3, required: bool = True, **more: Any) -> forms.CharField:
    """A field for what somebody writes."""
    return forms.CharField(
        label=label,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        validators=[MaxLengthValidator(LONGEST_TEXT)],
        **more,
    )


class Placed(Form):
    """Fields `office` and `room`: the room is typed as its number."""

    def clean(self) -> dict[str, Any]:
        """Finds the room by its number in the office."""
        cleaned = super().clean() or {}
        number, office, at = cleaned.get("room", ""), cleaned.get("office"), cleaned.pop("at", None) or 0
        cleaned["room"] = None
        if number and office:
            rooms = Room.objects.filter(building__office=office, number__iexact=number).select_related(
                "building"
            )
            # two houses of an office may have the same number: `at` is the one that a label or a profile knew
            known = Case(When(pk=at, then=0), default=1)
            cleaned["room"] = rooms.order_by(known, "pk").first()
            if cleaned["room"] is None:
                self.add_error("room", no_room(number))
        return cleaned


class Number(forms.DecimalField):
    """A number as people write it: 1 234,5 or 1234.5."""

    widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> Decimal | None:
        """The number. Raises ValidationError for what is none."""
        text = "".join(str(value or "").split()).replace(",", ".")
        number: Decimal | None = super().to_python(text)
        return number


class Colleague(forms.CharField):
    """Somebody in service, typed by name or e-mail."""

    def clean(self, value: Any) -> Person | None:
        """The one person that the words name. Raises ValidationError for nobody and for several."""
        text = super().clean(value)
        if not text:
            return None
        people = Person.objects.in_service()
        found = list(people.filter(email=text.lower())) or list(people.named_like(text)[: NAMED + 1])
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(_("Nobody has this name. Try a part of it, or the e-mail address."))
        names = ", ".join(f"{one.full_name} ({one.email})" for one in found[:NAMED])
        raise ValidationError(
            _("Several people match: %(names)s. Write the e-mail address."), params={"names": names}
        )


def field_name(field: CategoryField) -> str:
    """The name of an extra field in a form."""
    return f"{EXTRA}{field.code}"


EXTRA = "extra_"


def _form_field(field: CategoryField, required: bool) -> forms.Field:
    more: dict[str, Any] = {"label": field.label, "help_text": _hint(field), "required": required}
    if field.kind == FieldKind.NUMBER:
        return Number(max_digits=16, decimal_places=4, **more)
    if field.kind == FieldKind.DATE:
        return forms.DateField(widget=DayInput, input_formats=["%Y-%m-%d", "%d.%m.%Y"], **more)
    if field.kind == FieldKind.PERSON:
        return Colleague(max_length=200, **more)
    if field.kind == FieldKind.CHOICE:
        choices = [*([] if required else [("", _("No answer"))]), *field.choices]
        widget = forms.RadioSelect if len(choices) <= FEW + 1 else forms.Select
        return forms.ChoiceField(choices=choices, widget=widget, **more)
    return forms.CharField(max_length=20 if field.kind == FieldKind.ROOM else 500, **more)


def _hint(field: CategoryField) -> Any:
    own = {
        FieldKind.PERSON: _("Name or e-mail address of a colleague"),
        FieldKind.ROOM: _("Number of the room"),
        FieldKind.NUMBER: _("A number"),
    }
    return field.hint or own.get(FieldKind(field.kind), "")


class Detailed(Form):
    """The extra fields of a category: asked while their condition holds, cleaned to `answers` by key."""

    def __init__(self, *args: Any, extra: Iterable[CategoryField] = (), office: Any = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.extra, self.office = list(extra), office
        self.asked = extra_fields.shown(self.extra, {one.pk: self._typed(one) for one in self.extra})
        for one in self.extra:
            self.fields[field_name(one)] = _form_field(one, one.required and one.pk in self.asked)

    def _typed(self, field: CategoryField) -> str:
        name = field_name(field)
        found = self.data.get(self.add_prefix(name)) if self.is_bound else self.initial.get(name)
        return str(found or "").strip()

    def asked_fields(self) -> list[forms.BoundField]:
        """The fields to draw: those that are asked, and those in which something is wrong."""
        bound = [(one, self[field_name(one)]) for one in self.extra]
        return [field for one, field in bound if one.pk in self.asked or field.errors]

    def clean(self) -> dict[str, Any]:
        """Finds rooms, refuses answers that nobody asked for."""
        cleaned = super().clean() or {}
        by_key = {one.pk: one for one in self.extra}
        answers = {key: self._answer(one, cleaned) for key, one in by_key.items()}
        for key in extra_fields.uncalled(self.extra, answers):
            self.add_error(field_name(by_key[key]), self._uncalled(by_key[key], by_key))
        cleaned["answers"] = {
            key: value for key, value in answers.items() if not extra_fields.is_empty(value)
        }
        return cleaned

    def _answer(self, field: CategoryField, cleaned: dict[str, Any]) -> Any:
        value = cleaned.pop(field_name(field), None)
        office = cleaned.get("office") or self.office
        if field.kind != FieldKind.ROOM or not value or office is None:
            return value
        room = Room.objects.filter(building__office=office, number__iexact=value).select_related("building")
        found = room.first()
        if found is None:
            self.add_error(field_name(field), no_room(value))
        return found

    @staticmethod
    def _uncalled(field: CategoryField, by_key: dict[int, CategoryField]) -> ValidationError:
        above = by_key.get(field.shown_if_id or 0)
        words = _("This is asked only for “%(choice)s” at “%(field)s”. Leave it empty or choose that.")
        choice = dict(above.choices).get(field.shown_if_value, field.shown_if_value) if above else ""
        return ValidationError(words, params={"choice": choice, "field": above})


def no_room(number: str) -> ValidationError:
    """There is no such room in the office."""
    words = _("This office has no room %(room)s. Leave the field empty and tell the place in the text.")
    return ValidationError(words, params={"room": number})
