"""How the state of a file looks."""

from typing import Any

from django import template
from django.utils.safestring import SafeString

from foundation.core.templatetags.korras import tag
from foundation.imports.choices import BatchState

register = template.Library()
LOOKS = {
    BatchState.UPLOADED: ("soon", "settings"),
    BatchState.PREVIEWED: ("soon", "eye"),
    BatchState.APPLIED: ("ok", "done"),
    BatchState.UNDONE: ("still", "undo"),
    BatchState.DROPPED: ("still", "cross"),
}


@register.simple_tag
def state_tag(state: str) -> SafeString:
    """The state of a file as a tag."""
    found = BatchState(state)
    return tag(*LOOKS[found], found.label)


@register.filter
def all_rows(counts: dict[str, Any]) -> str:
    """How many rows a file has, nothing before they are counted."""
    return str(sum(counts.values())) if counts else ""
