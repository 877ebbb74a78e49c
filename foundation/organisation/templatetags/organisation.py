"""Periods and roles in words."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.clock import day
from foundation.organisation.choices import Role

register = template.Library()


@register.filter
def period(span: Any) -> str:
    """22.11.2026 – 30.11.2026, both days included; "" for a period that never was."""
    if span is None or span.isempty:
        return ""
    if span.upper is None:
        return _("from %(day)s") % {"day": day(span.lower)}
    first, last = span.lower, span.upper - timedelta(days=1)
    return day(first) if first == last else f"{day(first)} – {day(last)}"


@register.filter
def is_over(span: Any) -> bool:
    """Whether a period has ended before today."""
    return bool(span.isempty or (span.upper is not None and span.upper <= timezone.localdate()))


@register.filter
def holds_now(span: Any) -> bool:
    """Whether today lies in a period."""
    today: date = timezone.localdate()
    return not span.isempty and today in span


@register.filter
def role_names(codes: Iterable[str]) -> str:
    """Names of roles, each once; clearance is nobody's business."""
    known = [role for role in Role if role in set(codes) and role != Role.CLEARED]
    return ", ".join(str(role.label) for role in known)


@register.filter
def role_name(code: str) -> str:
    """The name of a role."""
    return str(Role(code).label)
