"""Routes of approvals on the admin site."""

from typing import Any

from django.contrib.admin import register
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.approvals import actions
from foundation.approvals.models import Route, RouteStep
from foundation.approvals.permissions import keeps_routes, reads_routes
from foundation.core.admin import ActionAdmin, ActionInline, site
from foundation.organisation.models import Person


class StepInline(ActionInline):
    """The steps of a route, in the order in which they are asked."""

    model = RouteStep
    noun, nouns = _("Step"), _("Steps")
    about = _("Asked one after another, from the top. Each names a role or a person; running approvals stay.")
    fields = ["role", "person", "from_amount", "days"]
    labels = {
        "role": _("Role"),
        "person": _("Person with a role"),
        "from_amount": _("From this amount on, in euros"),
        "days": _("Working days to decide"),
    }
    extra = 3
    reads = staticmethod(reads_routes)
    keeps = staticmethod(keeps_routes)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """People who hold a role are named, read once for all rows; an empty row needs no days."""
        if db_field.name == "days":
            kwargs |= {"initial": None, "required": False, "min_value": 1, "max_value": 60}
        if db_field.name != "person":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        people = Person.objects.in_service().filter(roles__period__contains=timezone.localdate()).distinct()
        field: Any = super().formfield_for_dbfield(db_field, request, queryset=people, **kwargs)
        field.choices = [("", field.empty_label), *((one.pk, one.full_name) for one in people)]
        return field


@register(Route, site=site)
class RouteAdmin(ActionAdmin):
    """Routes of approvals."""

    group = _("Approvals")
    reads = staticmethod(reads_routes)
    keeps = staticmethod(keeps_routes)
    remove_row = staticmethod(actions.remove_route)
    noun, nouns, order = _("Approval route"), _("Approval routes"), 90
    about = _("Who must agree, in which order, from which amount on. Kinds of requests name a route.")
    fields = ["code", "name_et", "name_en", "retired"]
    labels = {
        "name": _("Name"),
        "code": _("Code"),
        "name_et": _("Name in Estonian"),
        "name_en": _("Name in English"),
        "retired": _("Out of use"),
    }
    hints = {"code": _("Short and lasting; letters without dots, digits and hyphens.")}
    list_display = ["name", "code", "retired"]
    search_fields = ["code", "name_et", "name_en"]
    inlines = [StepInline]

    def save_row(self, row: Any, *, by: Any, **values: Any) -> Any:
        """The route with all its steps."""
        usual = actions.StepWords.days
        steps = [
            actions.StepWords(
                role=one["role"],
                person=one["person"],
                from_amount=one["from_amount"],
                days=one["days"] or usual,
            )
            for one in values.pop("steps")
        ]
        return actions.save_route(row, by=by, steps=steps, **values)
