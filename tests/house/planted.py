"""Addresses and tasks that break a rule on purpose, so that the judges of the house are seen to judge."""

from typing import Any

from celery import shared_task
from django.core.management.base import BaseCommand
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from foundation.core.access import allow, everybody
from foundation.organisation import actions
from foundation.organisation.models import Person, Unit

PAGES = {
    "script": "<p>x</p><script>alert(1)</script>",
    "style": '<p style="color: red">x</p>',
    "handler": '<button onclick="go()">x</button>',
    "link": '<a href="javascript:go()">x</a>',
    "form": '<form method="post" action="/"><input name="a"></form>',
}
HARMLESS = """<meta name="x" content='{"on":"style"}'><script src="/a.js"></script>
<p>style="a" onclick="b"</p>
<input value="&quot; onclick=&quot;x" title="a > b style=c"><form method="post"><input type="hidden"
name="csrfmiddlewaretoken" value="x"></form><form action="/"><input name="post"></form>"""


@allow(everybody)
def write_here(request: HttpRequest) -> HttpResponse:
    """Writes without an action."""
    Unit.objects.create(code="planted", name="Planted")
    return HttpResponse("written")


@allow(everybody)
def write_by_action(request: HttpRequest) -> HttpResponse:
    """Writes as it should, but also when it is only asked to read."""
    actions.switch_keys(on=False, by=Person.objects.get(pk=request.GET["person"]))
    return HttpResponse("written")


@allow(everybody)
def page(request: HttpRequest, name: str) -> HttpResponse:
    """A page with a fault in it."""
    return HttpResponse(PAGES.get(name, HARMLESS))


@shared_task(name="planted.write")
def task() -> None:
    """Writes without an action."""
    Unit.objects.create(code="planted", name="Planted")


class Command(BaseCommand):
    """Writes without an action."""

    def handle(self, *args: Any, **options: Any) -> None:
        Unit.objects.create(code="planted", name="Planted")


def drawn(source: str, **context: Any) -> str:
    """A template as if it were a file of ours."""
    template = engines["django"].from_string(source)
    template.template.origin.name = str(engines["django"].engine.dirs[0] / "planted.html")
    return str(template.render(context))


urlpatterns = [
    path("write-here/", write_here),
    path("write-by-action/", write_by_action),
    path("page/<str:name>/", page),
]
