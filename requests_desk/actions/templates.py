"""Templates of workplaces: which steps there are. Running cases keep the steps that they began with."""

from collections.abc import Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from foundation.core.errors import RuleBroken
from foundation.events.actions import record
from requests_desk import turns
from requests_desk.actions.reference import ruled, write_row
from requests_desk.choices import Who
from requests_desk.models import TemplateStep, WorkplaceTemplate


def save_template(
    template: WorkplaceTemplate | None = None,
    *,
    by: Any,
    code: str,
    kind: str,
    name_et: str,
    name_en: str,
    retired: bool = False,
) -> WorkplaceTemplate:
    """Adds or changes a template. Raises RuleBroken for a code in use or another kind of one with steps."""
    with ruled(by):
        if template is not None and kind != template.kind and template.steps.exists():
            raise RuleBroken(_("This template has steps: its kind stays. Make another template."))
        row = write_row(
            template,
            WorkplaceTemplate,
            code=code,
            kind=kind,
            name_et=name_et,
            name_en=name_en,
            retired=retired,
        )
        record("workplacetemplate.saved", row, actor=by)
    return row


def save_template_step(
    step: TemplateStep | None = None,
    *,
    by: Any,
    template: WorkplaceTemplate,
    code: str,
    name_et: str,
    name_en: str,
    who: str = Who.DESK,
    person: Any = None,
    unit: Any = None,
    address: str = "",
    provider: str = "",
    wanted: str = "always",
    order: int = 10,
    days_before: int = 3,
    after: Sequence[str] = (),
    returnable: bool = False,
    retired: bool = False,
) -> TemplateStep:
    """Adds or changes a step of a template.

    Raises RuleBroken for a code in use, a step whose doer is missing, and steps that wait for each other in
    a ring or for one that the template does not have.
    """
    with ruled(by):
        WorkplaceTemplate.objects.select_for_update(of=("self",), no_key=True).get(pk=template.pk)
        row = write_row(
            step, TemplateStep, template=template, code=code, name_et=name_et, name_en=name_en, who=who,
            person=person if who == Who.PERSON else None, unit=unit if who == Who.UNIT else None,
            address=address if who == Who.PARTNER else "", provider=provider if who == Who.PROVIDER else "",
            wanted=wanted, order=order, days_before=days_before, after=sorted(set(after)),
            returnable=returnable, retired=retired,
        )  # fmt: skip
        _turns_come(template)
        record("templatestep.saved", row, actor=by)
    return row


def _turns_come(template: WorkplaceTemplate) -> None:
    """Every step waits for steps of the same template, and for none that waits for it."""
    after = dict(TemplateStep.objects.filter(template=template).values_list("code", "after"))
    unknown = sorted({one for before in after.values() for one in before} - after.keys())
    if unknown:
        words = _("This template has no step “%(code)s” to wait for.")
        raise RuleBroken(words % {"code": unknown[0]})
    if found := turns.ring(after):
        words = _("These steps wait for each other: %(codes)s. One of them must go first.")
        raise RuleBroken(words % {"codes": ", ".join(found)})


def remove_template_row(row: models.Model, *, by: Any) -> models.Model:
    """Deletes a template or a step of one for good. Raises RuleBroken while something needs it."""
    with ruled(by):
        now = type(row)._default_manager.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
        try:
            with transaction.atomic():
                now.delete()
        except ProtectedError as used:
            raise RuleBroken(_("This is in use and stays. Change first what uses it.")) from used
        if isinstance(row, TemplateStep):
            _turns_come(row.template)
        record(f"{row._meta.model_name}.removed", row, actor=by)
    return row
