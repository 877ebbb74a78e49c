"""What every page that a test draws must keep: no undefined variable, nothing inline, tokens in forms."""

import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.template import Context, VariableDoesNotExist, engines
from django.template.base import FilterExpression
from django.test import Client

from tests.house.source import TEMPLATES, complain, noticed

DEFAULTS = {"default", "default_if_none"}  # filters that say what to show when there is nothing
OF_EVERY_PAGE = {"request", "shell", "user", "messages"}  # by the context processors
TAG = re.compile(
    r"""<(?P<name>[a-z][\w-]*)(?P<attrs>(?:\s+[^\s=>"'/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?)*)\s*/?>""",
    re.IGNORECASE,
)
ATTRIBUTE = re.compile(r"""([^\s=>"'/]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+))?""")
WORTH_A_LOOK = re.compile(r"""\son|\sstyle|hx-on|javascript:|post""", re.IGNORECASE)
# A value shown in a field runs nothing.
FOLLOWED = ("href", "src", "action", "formaction", "xlink:href", "data")
TOKEN = 'name="csrfmiddlewaretoken"'


class Undefined(str):
    """Stands in for a variable that no context holds: a fault in our templates, not in those of others."""

    __slots__ = ()

    def __bool__(self) -> bool:
        """Asked by the template engine before it shows us, in the frame of FilterExpression.resolve."""
        frame = sys._getframe(1)
        expression = frame.f_locals.get("self")
        if isinstance(expression, FilterExpression):
            context = frame.f_locals["context"]
            name = str(context.render_context.template.origin.name)
            if name.startswith(str(TEMPLATES)) and not _tolerated(expression, context, name):
                raise complain(f"{name[len(str(TEMPLATES)) + 1 :]} shows {expression}, which is not defined")
        return False


def _tolerated(expression: FilterExpression, context: Context, name: str) -> bool:
    """With a default, an empty relation down the dots, or what a part of a page drawn alone has not."""
    if DEFAULTS & {function.__name__ for function, _args in expression.filters}:
        return True
    if (
        "request" not in context
        and name.endswith(".html")
        and str(expression.var).split(".")[0] in OF_EVERY_PAGE
    ):
        return True
    fault = sys.exception()
    return isinstance(fault, VariableDoesNotExist) and len(fault.params) > 1 and fault.params[1] in (None, {})


def faults(html: str) -> Iterator[str]:
    """What a page holds that the content policy forbids, and forms that anybody could send."""
    for tag in TAG.finditer(html):
        name, attrs = tag["name"].lower(), tag["attrs"]
        if name == "style" or (name == "script" and not re.search(r"\ssrc\s*=", attrs)):
            yield f"inline <{name}>"
        if not WORTH_A_LOOK.search(attrs):
            continue
        given = {key.lower(): (value or "").strip("\"'").lower() for key, value in ATTRIBUTE.findall(attrs)}
        inline = [key for key in given if key == "style" or re.match(r"on[a-z]|hx-on", key)]
        inline += [key for key in FOLLOWED if given.get(key, "").lstrip().startswith("javascript:")]
        if inline:
            yield f"inline {', '.join(inline)} in {tag[0][:200]}"
        if (
            name == "form"
            and given.get("method") == "post"
            and TOKEN not in html[tag.end() :].split("</form", 1)[0]
        ):
            yield f"no csrf token in {tag[0][:200]}"


def judge(response: HttpResponse, address: str) -> None:
    """Raises HouseBroken for the first fault of a page of ours."""
    if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
        return
    for fault in faults(response.content.decode(response.charset or "utf-8", errors="replace")):
        raise complain(f"{address}: {fault}")


@pytest.fixture(scope="session", autouse=True)
def pages_are_judged() -> Iterator[None]:
    """Every page that a test client gets, and every template that is drawn."""
    plain = Client.request

    def request(self: Client, **environ: Any) -> Any:
        response = plain(self, **environ)
        judge(response, environ.get("PATH_INFO", ""))
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "request", request)
        patch.setattr(engines["django"].engine, "string_if_invalid", Undefined())
        yield


@pytest.fixture(autouse=True)
def nothing_is_swallowed() -> Iterator[None]:
    """A breach fails the test also where an except clause of the code kept the error to itself."""
    noticed.clear()
    yield
    found = list(noticed)
    noticed.clear()
    assert not found, f"breaches of house rules: {found}"
