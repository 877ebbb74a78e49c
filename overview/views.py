"""The home page, and what belongs to no duty: language, theme, the gallery of parts, error pages."""

import sys

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from foundation.core.access import NotYours, allow, anyone, everybody, who_can_give
from foundation.core.duties import duties
from foundation.core.pages import error_page, own_address
from foundation.core.parts import GalleryForm
from foundation.organisation import actions
from overview.shell import THEMES

YEAR = 365 * 24 * 3600


@require_safe
@allow(anyone)
def home(request: HttpRequest) -> HttpResponse:
    """What one can start, what one has open, and what waits for one; each duty adds its cards."""
    cards = [
        {"template": card.template, "place": card.place, **shown}
        for card in sorted((card for duty in duties() for card in duty.cards), key=lambda card: card.order)
        if (shown := card.show(request.user)) is not None
    ]
    tiles = sorted((tile for duty in duties() for tile in duty.tiles()), key=lambda tile: tile.order)
    return render(request, "overview/home.html", {"cards": cards, "tiles": tiles[:8]})


@require_safe
@allow(everybody)
def styleguide(request: HttpRequest) -> HttpResponse:
    """All parts that pages are made of."""
    return render(request, "overview/styleguide.html", GalleryForm.context())


@require_POST
@allow(everybody)
def language(request: HttpRequest) -> HttpResponse:
    """Switches the language, in the profile too when somebody is signed in."""
    code = request.POST.get("language", "")
    response = _back(request)
    if code in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            actions.choose_language(language=code, by=request.user)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.SECURE,
        )
    return response


@require_POST
@allow(everybody)
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system says."""
    code = request.POST.get("theme", "")
    response = _back(request)
    if code in THEMES:
        response.set_cookie(
            "theme", code, max_age=YEAR, httponly=True, samesite="Lax", secure=settings.SECURE
        )
    else:
        response.delete_cookie("theme")
    return response


@require_POST
@allow(anyone)
def keys(request: HttpRequest) -> HttpResponse:
    """Turns the single-letter keys on or off."""
    actions.switch_keys(on=request.POST.get("on") == "1", by=request.user)
    return _back(request)


def _back(request: HttpRequest) -> HttpResponseRedirect:
    """Where the form stood, if that is on our own host."""
    return HttpResponseRedirect(own_address(request, "home"))


# --- error pages: no @allow, Django calls them ----------------------------------------------------


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent makes no sense."""
    return error_page(request, 400)


def forbidden(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    """A page that the person's roles do not open."""
    who = who_can_give(exception.rule) if isinstance(exception, NotYours) else ""
    return error_page(request, 403, who=who)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Missing, or not for this person: the same bytes."""
    return error_page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    """Our fault; 503 while the database is away."""
    gone = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    return error_page(request, 503 if gone else 500)
