"""Pages that break on purpose, beside those of the product."""

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path

from config.urls import handler400, handler403, handler404, handler500, urlpatterns
from foundation.core.access import allow, everybody

__all__ = ["handler400", "handler403", "handler404", "handler500"]
SECRET = "the inside of the machine"


@allow(everybody)
def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours, with something in it that nobody may read."""
    held = request.POST.get("password", "")
    raise ValueError(f"{SECRET} {len(held)}")


@allow(everybody)
def gone(request: HttpRequest) -> HttpResponse:
    """The database is away."""
    raise OperationalError(f"{SECRET}: server closed the connection unexpectedly")


@allow(everybody)
def too_often(request: HttpRequest) -> HttpResponse:
    """As the counters of tries answer."""
    return TemplateResponse(request, "429.html", status=429)


urlpatterns = [
    *urlpatterns,
    path("broken/", broken),
    path("gone/", gone),
    path("too-often/", too_often),
]
