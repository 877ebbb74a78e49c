"""Words of the pages of the overview."""

from datetime import timedelta

from django import template

from overview import machine

register = template.Library()


@register.filter
def span(length: timedelta) -> str:
    """A period or an age in words."""
    return machine.in_words(length)
