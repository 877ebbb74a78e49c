"""Templates of workplaces and their steps, on the admin site."""

from typing import Any

from django import forms
from django.contrib.admin import register
from django.utils.translation import gettext_lazy as _

from foundation.core.admin import site
from foundation.core.duties import workplace_steps
from foundation.organisation.models import Person
from requests_desk import actions
from requests_desk.admin.desk import OUT_OF_USE, DeskAdmin
from requests_desk.models import TemplateStep, WorkplaceTemplate


class WorkplaceAdmin(DeskAdmin):
    """What makes workplaces ready and takes them back."""

    group = _("Workplaces")
    remove_row = staticmethod(actions.remove_template_row)


@register(WorkplaceTemplate, site=site)
class TemplateAdmin(WorkplaceAdmin):
    """Templates of workplaces."""

    noun, nouns, order = _("Workplace template"), _("Workplace templates"), 160
    about = _("A set of steps for those who come, or for those who leave.")
    fields = ["code", "kind", "name_et", "name_en", "retired"]
    labels = {
        "name": _("Name"),
        "code": _("Code"),
        "kind": _("For whom"),
        "name_et": _("Name in Estonian"),
        "name_en": _("Name in English"),
        "retired": _("Out of use"),
    }
    hints = {"code": _("Short and lasting; letters without dots, digits and hyphens."), "retired": OUT_OF_USE}
    list_display = ["name", "kind", "code", "retired"]
    save_row = staticmethod(actions.save_template)


@register(TemplateStep, site=site)
class TemplateStepAdmin(WorkplaceAdmin):
    """Steps of templates."""

    noun, nouns, order = _("Step of a workplace"), _("Steps of workplaces"), 170
    about = _("What is done for each workplace, by whom and by when. Running cases keep their steps.")
    fields = [
        "template", "code", "name_et", "name_en", "who", "person", "unit", "address", "provider",
        "days_before", "after", "wanted", "returnable", "order", "retired",
    ]  # fmt: skip
    labels = {
        "template": _("Workplace template"),
        "code": _("Code"),
        "name": _("Step"),
        "name_et": _("Name in Estonian"),
        "name_en": _("Name in English"),
        "who": _("Whose it is"),
        "person": _("Person"),
        "unit": _("Structural unit"),
        "address": _("E-mail of the partner"),
        "provider": _("Part of the system"),
        "days_before": _("Working days before the day"),
        "after": _("Waits for"),
        "wanted": _("When it is needed"),
        "returnable": _("Asked back when the person leaves"),
        "order": _("Place in the list"),
        "retired": _("Out of use"),
    }
    hints = {
        "code": _("Short and lasting; letters without dots, digits and hyphens."),
        "person": _("Only for a certain person."),
        "unit": _("Only for another unit: its manager gets the step."),
        "address": _("Only for a partner: they get a mail when their turn comes."),
        "provider": _("Only for another part of the system. Without one it is a task of the specialist."),
        "days_before": _("0 is the first or last day itself, −1 the working day after it."),
        "after": _("Their turn comes first; steps of the same template."),
        "order": _("Smaller numbers stand first."),
        "retired": OUT_OF_USE,
    }
    list_display = ["name", "template", "who", "days_before", "wanted", "retired"]
    list_select_related = ["template"]
    list_filter = ["template"]
    search_fields = ["code", "name_et", "name_en"]
    ordering = ["template__code", "order", "pk"]
    save_row = staticmethod(actions.save_template_step)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Codes of other steps and of parts of the system are chosen, not typed."""
        words = {"label": kwargs.get("label"), "help_text": kwargs.get("help_text"), "required": False}
        if db_field.name == "after":
            rows = TemplateStep.objects.filter(retired=False).order_by("order", "pk")
            known = {step.code: f"{step.name} ({step.code})" for step in rows}
            return forms.MultipleChoiceField(
                choices=list(known.items()), widget=forms.CheckboxSelectMultiple, **words
            )
        if db_field.name == "provider":
            parts = [(code, step.title) for code, step in workplace_steps().items()]
            return forms.ChoiceField(choices=[("", "–"), *parts], **words)
        if db_field.name == "person":
            kwargs["queryset"] = Person.objects.in_service().filter(roles__isnull=False).distinct()
        return super().formfield_for_dbfield(db_field, request, **kwargs)
