"""The parts of our pages as tags and filters; /styleguide/ shows each of them."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import structlog
from django import forms, template
from django.conf import settings
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.core import clock, money, parts
from foundation.core.pages import Slice

register = template.Library()
TONE_ICONS = {"": "info", "ok": "done", "soon": "warn", "over": "alert"}


# --- settings and the request ---------------------------------------------------------------------
@register.simple_tag
def product() -> str:
    """Name of the product; needs no context, so error pages may use it."""
    return str(settings.PRODUCT)


@register.simple_tag
def agency() -> str:
    """Name of the agency, may be empty."""
    return str(settings.AGENCY)


@register.simple_tag
def emergency_phone() -> str:
    """Number to call when a house is in danger, may be empty."""
    return str(settings.EMERGENCY_PHONE)


@register.simple_tag
def request_id() -> str:
    """Id of this request as the logs have it, "" outside a request."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


# --- small parts ----------------------------------------------------------------------------------
@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing; `label` only where no word stands beside it. An unknown name fails outside production."""
    return parts.icon(parts.drawing(name), str(label))


@register.simple_tag
def ring(tenths: int) -> SafeString:
    """The part of the time used up, 0 to 10 tenths; the words beside it say the same."""
    return parts.ring(parts.drawing(f"ring{min(max(tenths, 0), 10)}"))


@register.simple_tag
def tag(tone: str, icon_name: str, words: Any) -> SafeString:
    """A state or priority: icon and words on a tone (ok, soon, over, info, still, bare or "")."""
    return parts.tag_of(tone, icon_name, str(words))


@register.simple_tag
def left(words: Any, tenths: int, tone: str = "") -> SafeString:
    """Time left in words, and the part used up as a ring; over time a warning sign takes its place."""
    return parts.time_left(str(words), tenths, tone)


@register.simple_tag
def initials(person: Any, named: bool = False) -> SafeString:
    """The round sign of a person, or of nobody; `named` where the full name does not stand beside it."""
    if not person:
        return parts.nobody()
    return parts.initials(person.first_name, person.last_name, named)


@register.filter
def breakable(address: str) -> SafeString:
    """An e-mail address that a narrow column breaks before a sign, not inside a word."""
    parts_of_it = ((part,) for part in re.split(r"(?=[@.])", address))
    return format_html_join(mark_safe("<wbr>"), "{}", parts_of_it)


@register.simple_tag
def moment(at: datetime | None) -> SafeString:
    """A moment in words that machines can read too; nothing when there is none."""
    if at is None:
        return SafeString()
    return format_html(
        '<time datetime="{}">{}</time>',
        at.isoformat(timespec="seconds"),
        clock.short_moment(at),
    )


@register.simple_tag
def crumbs(*pairs: str) -> SafeString:
    """The way to this page: address, words, address, words …"""
    links = zip(pairs[::2], pairs[1::2], strict=True)
    items = format_html_join("", '<li><a href="{}">{}</a></li>', links)
    return format_html('<nav aria-label="{}"><ol class="crumbs plain">{}</ol></nav>', _("Breadcrumb"), items)


# --- boxes ----------------------------------------------------------------------------------------
@register.simple_block_tag(end_name="endpanel")
def panel(
    content: str,
    title: str = "",
    *,
    anchor: str = "",
    more: str = "",
    more_url: str = "",
    foot: str = "",
    pad: bool = True,
    level: int = 2,
) -> SafeString:
    """The only box: head with one link, body, foot. `pad=False` for rows and tables."""
    link = format_html('<a href="{}">{}</a>', more_url, more) if more else ""
    named = format_html(' id="{}"', anchor) if anchor else ""
    head = format_html("<header><h{0}{1}>{2}</h{0}>{3}</header>", level, named, title, link) if title else ""
    body = format_html('<div class="body">{}</div>', content) if pad else content
    end = format_html("<footer>{}</footer>", foot) if foot else ""
    return format_html('<section class="panel">{}{}{}</section>', head, body, end)


@register.simple_block_tag(end_name="endmessage")
def message(content: str, tone: str = "", icon_name: str = "") -> SafeString:
    """A sentence that matters, on a tone (ok, soon, over or ""), with the icon of that tone."""
    sign = icon(icon_name or TONE_ICONS[tone])
    return format_html('<div class="message {}">{}<div>{}</div></div>', tone, sign, content)


@register.simple_block_tag(end_name="enddialog")
def dialog(content: str, anchor: str, title: str) -> SafeString:
    """A native dialog; a button with commandfor opens it without a script."""
    return format_html(
        '<dialog class="dialog" id="{0}" aria-labelledby="{0}-title"><h2 id="{0}-title">{1}</h2>{2}</dialog>',
        anchor,
        title,
        content,
    )


# --- forms ----------------------------------------------------------------------------------------
@register.inclusion_tag("components/field.html")
def field(
    bound: forms.BoundField,
    label: str = "",
    hint: str | None = None,
    optional: bool = True,
) -> dict[str, Any]:
    """Label, hint, error and control of one field; `label` and `hint` replace those of the form.

    `optional=False` leaves out the word "optional", for filters where nothing is required.
    """
    if label:
        bound.label = label
    if hint is not None:
        bound.help_text = hint
    kind = parts.kind_of(bound)
    return {
        "field": bound,
        "kind": kind,
        "control": "" if kind == "choices" else parts.control(bound),
        "choices": parts.choices(bound) if kind == "choices" else [],
        "optional": optional and not bound.field.required and kind != "check",
        "many": getattr(bound.field.widget, "allow_multiple_selected", False),
        "table": ".csv" in bound.field.widget.attrs.get("accept", ""),
    }


@register.inclusion_tag("components/fields.html")
def fields(form: forms.BaseForm) -> dict[str, Any]:
    """All fields of a form in their order."""
    return {"form": form}


@register.inclusion_tag("components/errors.html")
def errors(form: forms.BaseForm | None) -> dict[str, Any]:
    """The summary of what is wrong, each line leading to its field; nothing while all is well."""
    if form is None or not form.is_bound or not form.errors:
        return {}
    return {"lines": parts.error_lines(form), "name": f"{form.prefix}-errors" if form.prefix else "errors"}


# --- lists ----------------------------------------------------------------------------------------
@register.inclusion_tag("components/list_head.html")
def list_head(request: HttpRequest, shown: Slice) -> dict[str, Any]:
    """The heads of a table, those of sortable columns as links."""
    return {"heads": parts.heads(request, shown)}


@register.filter
def of(given: dict[Any, Any] | None, key: Any) -> Any:
    """The value of a key that is only known here; "" without one."""
    return (given or {}).get(key, "")


# --- time and money in words ----------------------------------------------------------------------
@register.filter
def short_moment(at: datetime | None) -> str:
    """Today at 14:47; "" for none."""
    return clock.short_moment(at) if at else ""


@register.filter
def long_moment(at: datetime | None) -> str:
    """A moment with weekday and year; "" for none."""
    return clock.long_moment(at) if at else ""


@register.filter
def day(at: date | datetime | None) -> str:
    """22.11.2026; "" for none."""
    return clock.day(at) if at else ""


@register.filter
def duration(span: timedelta | None) -> str:
    """2 days 4 h; "" for none. Not called length: Django's own filter has that name."""
    return "" if span is None else clock.length(span)


@register.filter
def euros(amount: Decimal | None) -> str:
    """An amount as the language of the page writes it; "" for none."""
    return "" if amount is None else money.euros(amount, get_language() or settings.LANGUAGE_CODE)
