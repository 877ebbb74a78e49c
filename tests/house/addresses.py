"""Every address of the product, as Django resolves it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One address: its name, the route that people see, and the view behind it."""

    name: str
    route: str
    view: Callable[..., Any]

    @property
    def ours(self) -> bool:
        """Whether the view is written in this house."""
        return self.view.__module__.split(".")[0] in ("foundation", "overview", "requests_desk")


def every_address() -> list[Address]:
    """All of them, in the order in which they are tried."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list[URLPattern | URLResolver], before: str, space: str) -> Iterator[Address]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inside = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, route, inside)
        else:
            yield Address(f"{space}{pattern.name or ''}", route, pattern.callback)
