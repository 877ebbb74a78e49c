"""What the desk sets up, on the admin site: kinds of requests, their fields, targets and canned replies."""

from typing import Any

from django import forms
from django.contrib.admin import register
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from foundation.core.admin import ActionAdmin, site
from foundation.core.parts import icon_names
from foundation.organisation.models import Person
from requests_desk import actions, placeholders
from requests_desk.models import (
    CannedReply,
    Category,
    CategoryField,
    Element,
    MatrixCell,
    Responsibility,
    Target,
)
from requests_desk.permissions import keeps_reference, reads_reference
from requests_desk.querysets import DESK

OUT_OF_USE = _("Nobody is offered it any more; what has been written stays.")


class DeskAdmin(ActionAdmin):
    """What the desk and administrators keep, and auditors read."""

    group = _("Requests")
    reads = staticmethod(reads_reference)
    keeps = staticmethod(keeps_reference)
    remove_row = staticmethod(actions.remove_reference)


@register(Category, site=site)
class CategoryAdmin(DeskAdmin):
    """Kinds of requests."""

    noun, nouns, order = _("Kind of request"), _("Kinds of requests"), 110
    about = _("What people choose from when they ask; eight of them stand on the home page.")
    fields = [
        "code", "name_et", "name_en", "hint_et", "hint_en", "icon", "tile", "confidential", "approval_route",
        "retired",
    ]  # fmt: skip
    labels = {
        "name": _("Name"),
        "code": _("Code"),
        "name_et": _("Name in Estonian"),
        "name_en": _("Name in English"),
        "hint_et": _("Hint in Estonian"),
        "hint_en": _("Hint in English"),
        "icon": _("Drawing"),
        "tile": _("Place on the home page"),
        "confidential": _("Requests of this kind start confidential"),
        "approval_route": _("Must be approved by the route"),
        "retired": _("Out of use"),
    }
    hints = {
        "code": _("Short and lasting; letters without dots, digits and hyphens."),
        "icon": _("The name of a drawing in the gallery of parts, for example “wrench”."),
        "tile": _("1 to 8; empty: only in the list of kinds."),
        "retired": OUT_OF_USE,
    }
    list_display = ["name", "code", "tile", "confidential", "retired"]
    search_fields = ["code", "name_et", "name_en"]
    save_row = staticmethod(actions.save_category)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """A drawing is one that there is."""
        if db_field.name == "icon":
            names = sorted(name for name in icon_names() if not name.startswith("ring"))
            known = [(name, name) for name in names]
            return forms.ChoiceField(
                label=kwargs.get("label"), help_text=kwargs.get("help_text"), choices=known,
                widget=forms.TextInput, initial="idea",
            )  # fmt: skip
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@register(CategoryField, site=site)
class FieldAdmin(DeskAdmin):
    """Extra fields."""

    noun, nouns, order = _("Extra field"), _("Extra fields"), 120
    about = _("What a kind of request asks besides the text, always or by an earlier choice.")
    fields = [
        "category", "code", "label_et", "label_en", "hint_et", "hint_en", "kind", "choices_et", "choices_en",
        "required", "shown_if", "shown_if_value", "order", "retired",
    ]  # fmt: skip
    labels = {
        "category": _("Kind of request"),
        "code": _("Code"),
        "label": _("Question"),
        "label_et": _("Question in Estonian"),
        "label_en": _("Question in English"),
        "hint_et": _("Hint in Estonian"),
        "hint_en": _("Hint in English"),
        "kind": _("What is answered"),
        "choices_et": _("Choices in Estonian"),
        "choices_en": _("Choices in English"),
        "required": _("Must be answered"),
        "shown_if": _("Asked only by a choice of"),
        "shown_if_value": _("The choice that decides"),
        "order": _("Place in the form"),
        "retired": _("Out of use"),
    }
    hints = {
        "code": _("Short and lasting; letters without dots, digits and hyphens."),
        "choices_et": _("One on each line; only for a field with choices."),
        "choices_en": _("The same choices in the same order."),
        "shown_if": _("An earlier field with choices of the same kind of request."),
        "shown_if_value": _("As it stands in the Estonian list."),
        "order": _("Smaller numbers stand first."),
        "retired": OUT_OF_USE,
    }
    list_display = ["label", "category", "kind", "required", "order", "retired"]
    list_select_related = ["category"]
    list_filter = ["category"]
    search_fields = ["code", "label_et", "label_en"]
    ordering = ["category__code", "order", "pk"]
    save_row = staticmethod(actions.save_field)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Only fields with choices can decide about others; their category stands beside."""
        if db_field.name == "shown_if":
            deciding = CategoryField.objects.filter(kind="choice", retired=False)
            kwargs["queryset"] = deciding.select_related("category").order_by("category__code", "order")
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "shown_if" and field is not None:
            field.label_from_instance = lambda row: f"{row.category}: {row}"
        return field


@register(MatrixCell, site=site)
class CellAdmin(DeskAdmin):
    """The matrix of priorities."""

    noun, nouns, order = _("Priority by reach and urgency"), _("Matrix of priorities"), 130
    about = _("Which priority a reach and an urgency give. New requests follow a change.")
    fields = ["impact", "urgency", "priority"]
    labels = {
        "impact": _("Whom it reaches"),
        "urgency": _("How urgent it is"),
        "priority": _("Priority"),
    }
    list_display = ["impact", "urgency", "priority"]
    remove_row = None

    def get_readonly_fields(self, request: Any, obj: Any = None) -> list[str]:
        """A cell keeps its place in the matrix."""
        return ["impact", "urgency"] if obj else []

    def save_row(self, row: MatrixCell | None, *, by: Any, **values: Any) -> MatrixCell:
        """The priority of a cell."""
        place = {"impact": row.impact, "urgency": row.urgency} if row else {}
        return actions.save_cell(row, by=by, **{**values, **place})


@register(Target, site=site)
class TargetAdmin(DeskAdmin):
    """Service targets."""

    noun, nouns, order = _("Service target"), _("Service targets"), 140
    about = _("How soon requests are answered and solved. Open requests follow a change at once.")
    fields = ["category", "priority", "respond_minutes", "solve_minutes", "solve_days"]
    labels = {
        "category": _("Kind of request"),
        "priority": _("Priority"),
        "respond_minutes": _("First answer, working minutes"),
        "solve_minutes": _("Solution, working minutes"),
        "solve_days": _("Solution, working days"),
    }
    hints = {
        "category": _("Empty: for all kinds without a target of their own."),
        "solve_minutes": _("Give the solution in minutes or in days."),
    }
    list_display = ["priority", "category", "respond_minutes", "solve_minutes", "solve_days"]
    list_select_related = ["category"]
    ordering = ["category__code", "priority"]
    save_row = staticmethod(actions.save_target)

    def show_category(self, row: Target) -> Any:
        """The default is for all."""
        return row.category or _("all kinds")


def _filled_in() -> str:
    """The words in braces, as the language of the page names them."""
    names = placeholders.NAMES.values() if get_language() == "et" else placeholders.NAMES
    words = gettext("Filled in when it is put into a reply: %(names)s.")
    return words % {"names": ", ".join(f"{{{name}}}" for name in names)}


FILLED_IN = lazy(_filled_in, str)()


@register(CannedReply, site=site)
class ReplyAdmin(DeskAdmin):
    """Canned replies."""

    noun, nouns, order = _("Canned reply"), _("Canned replies"), 150
    about = _("Texts that the desk writes often; they are offered beside the reply.")
    fields = ["title", "text_et", "text_en", "category", "retired"]
    labels = {
        "title": _("Title"),
        "text_et": _("Text in Estonian"),
        "text_en": _("Text in English"),
        "category": _("Kind of request"),
        "retired": _("Out of use"),
    }
    hints = {
        "category": _("Empty: offered for all kinds."),
        "text_et": FILLED_IN,
        "text_en": FILLED_IN,
        "retired": OUT_OF_USE,
    }
    list_display = ["title", "category", "retired"]
    list_select_related = ["category"]
    search_fields = ["title", "text_et", "text_en"]
    save_row = staticmethod(actions.save_reply)

    def show_category(self, row: CannedReply) -> Any:
        """Without one it is for all."""
        return row.category or _("all kinds")


@register(Element, site=site)
class ElementAdmin(DeskAdmin):
    """Parts of houses."""

    noun, nouns, order = _("Part of houses"), _("Parts of houses"), 160
    about = _("What somebody answers for in every house: the lift, the heating, locks, cleaning.")
    fields = ["code", "name_et", "name_en", "order", "categories", "retired"]
    labels = {
        "name": _("Name"),
        "code": _("Code"),
        "name_et": _("Name in Estonian"),
        "name_en": _("Name in English"),
        "order": _("Place in the list"),
        "categories": _("Offered for the kinds"),
        "retired": _("Out of use"),
    }
    hints = {
        "code": _("Short and lasting; letters without dots, digits and hyphens."),
        "order": _("Smaller numbers stand first."),
        "categories": _("In the forms of these kinds of requests it can be chosen."),
        "retired": OUT_OF_USE,
    }
    list_display = ["name", "code", "order", "retired"]
    search_fields = ["code", "name_et", "name_en"]
    save_row = staticmethod(actions.save_element)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Kinds of requests are ticked."""
        if db_field.name == "categories":
            kwargs["widget"] = forms.CheckboxSelectMultiple
            kwargs["queryset"] = Category.objects.in_use()
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@register(Responsibility, site=site)
class ResponsibilityAdmin(DeskAdmin):
    """Who answers for what."""

    noun, nouns, order = _("Responsibility"), _("Responsibilities"), 170
    about = _(
        "Who answers for which part of which office, and how soon. New requests follow it by themselves."
    )
    fields = [
        "element", "office", "hours", "answerer", "partner", "partner_person", "person", "respond_minutes",
        "round_the_clock", "forwards",
    ]  # fmt: skip
    labels = {
        "element": _("Part of the house"),
        "office": _("Office"),
        "hours": _("When"),
        "answerer": _("Who answers"),
        "partner": _("Partner"),
        "partner_person": _("Person of the partner"),
        "person": _("Who of the desk"),
        "respond_minutes": _("Answers within, minutes"),
        "round_the_clock": _("Minutes of the clock, also at night"),
        "forwards": _("New requests are sent to the partner by themselves"),
    }
    hints = {
        "office": _("Empty: in all offices without an entry of their own."),
        "partner_person": _("Empty: the address of the partner."),
        "person": _("Gets the request: to solve it, or to watch the partner."),
        "round_the_clock": _("Otherwise the working time of the office counts."),
        "forwards": _(
            "The text and the place are mailed; names and photos stay here. Never a confidential one."
        ),
    }
    list_display = ["element", "office", "hours", "answerer", "partner", "forwards"]
    list_select_related = ["element", "office", "partner"]
    list_filter = ["office"]
    ordering = ["element__order", "element__code", "office__name", "hours"]
    save_row = staticmethod(actions.save_responsibility)

    def show_office(self, row: Responsibility) -> Any:
        """Without one it holds in all."""
        return row.office or _("all offices")

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """People of the desk, and people of partners with the name of their partner."""
        if db_field.name == "person":
            today = timezone.localdate()
            holding = Person.objects.in_service().filter(roles__role__in=DESK, roles__period__contains=today)
            kwargs["queryset"] = holding.distinct()
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "partner_person" and field is not None:
            field.queryset = field.queryset.select_related("partner").order_by("partner__name", "name")
            field.label_from_instance = lambda row: f"{row.partner}: {row}"
        return field
