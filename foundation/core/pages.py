"""How views answer: a part for htmx, a page for everybody else; lists page by key, never by counting."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme

from foundation.core import exports

PAGE = 50


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asked, and not to restore a page of the history."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def page_or_part(
    request: HttpRequest, page: str, part: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The part for htmx, the whole page for everybody else, from one context."""
    response = render(request, part if wants_part(request) else page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def own_address(request: HttpRequest, default: str) -> str:
    """Where the form says that its reader came from, if that is on our own host, else the named address."""
    target = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if ours else reverse(default)


def error_page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    """One of our own error pages; stands without the database."""
    return HttpResponse(loader.render_to_string(f"{status}.html", context, request), status=status)


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a list: head, sort link, cell and export come from here."""

    name: str  # a path for `values()`
    title: Any
    order: Sequence[str] = ()  # indexed; the key comes last as tie-break
    show: Callable[[dict[str, Any]], Any] | None = None  # row -> what an export writes, if not row[name]
    number: bool = False
    only_exported: bool = False  # on the page it stands in the cell of another column


@dataclass(frozen=True, kw_only=True)
class Slice:
    """One page of a list: at most 50 rows and the key of the next page."""

    rows: list[Any]
    next_key: str = ""
    columns: Sequence[Column] = field(default_factory=tuple)
    sort: str = ""


def cut(
    rows: QuerySet[Any], order: Sequence[str], after: str, *, size: int = PAGE, values: Sequence[str] = ()
) -> tuple[list[Any], str]:
    """`size` rows behind the key `after`, and the key of the next page ("" on the last one).

    With `values` the rows are chosen first and these columns read afterwards: joins for what is shown cannot
    lead the planner astray. The last name of `order` is unique. Raises BadRequest for a key that this order
    cannot have made.
    """
    rows = rows.order_by(*order)
    if after:
        try:
            rows = rows.filter(_behind(order, _unpack(after, order)))
        except (ValueError, TypeError, ValidationError) as wrong:  # values that do not fit their columns
            raise BadRequest("key") from wrong
    if values:
        chosen = rows.values("pk")[: size + 1]
        rows = rows.model._default_manager.filter(pk__in=chosen).order_by(*order).values(*values)
    found = list(rows[: size + 1])
    if len(found) <= size:
        return found, ""
    return found[:size], _pack(found[size - 1], order)


def _behind(order: Sequence[str], key: list[Any]) -> Q:
    """Rows that sort behind the key: (a, b, c) > (x, y, z), written out.

    As in PostgreSQL an empty value sorts last, and first when descending.
    """
    behind, same = Q(), Q()
    for name, value in zip(order, key, strict=True):
        column, descending = name.lstrip("-"), name.startswith("-")
        empty = Q(**{f"{column}__isnull": True})
        if value is None:
            step = ~empty if descending else Q(pk__in=[])
            here = empty
        else:
            step = Q(**{f"{column}__lt": value}) if descending else Q(**{f"{column}__gt": value}) | empty
            here = Q(**{column: value})
        behind |= same & step
        same &= here
    return behind


def _value(row: Any, column: str) -> Any:
    if isinstance(row, dict):
        return row[column]
    for step in column.split("__"):
        row = getattr(row, step)
    return row


def _pack(row: Any, order: Sequence[str]) -> str:
    values = [_value(row, name.lstrip("-")) for name in order]
    text = json.dumps([value if isinstance(value, int | None) else str(value) for value in values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _unpack(after: str, order: Sequence[str]) -> list[Any]:
    try:
        key = json.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
    except (ValueError, binascii.Error) as wrong:
        raise BadRequest("key") from wrong
    if not isinstance(key, list) or len(key) != len(order):
        raise BadRequest("key")
    if not all(value is None or isinstance(value, str | int) for value in key):
        raise BadRequest("key")
    return key


def list_page(
    request: HttpRequest,
    rows: QuerySet[Any],
    filter_class: Any,
    columns: Sequence[Column],
    page: str,
    *,
    extra: dict[str, Any] | None = None,
    export: str = "",
) -> HttpResponseBase:
    """A filtered list in an allowed order of `columns`, 50 rows by key; the part is `_rows.html` beside.

    With `export`, the name of a file, `?format=csv` and `xlsx` give the whole list.
    """
    chosen = filter_class(request.GET, queryset=rows, request=request)
    sorts = {column.name: column.order for column in columns if column.order}
    sort = request.GET.get("sort", "")
    order = sorts.get(sort.lstrip("-")) or next(iter(sorts.values()))
    if sort.startswith("-") and sort.lstrip("-") in sorts:
        order = [name[1:] if name.startswith("-") else f"-{name}" for name in order]
    if export and exports.asked_format(request):
        return exports.as_file(request, export, columns, chosen.qs.order_by(*order))
    found, next_key = cut(chosen.qs, order, request.GET.get("after", ""))
    shown = Slice(rows=found, next_key=next_key, columns=columns, sort=sort)
    part = page.rsplit("/", 1)[0] + "/_rows.html"
    return page_or_part(request, page, part, {"slice": shown, "filter": chosen, **(extra or {})})
