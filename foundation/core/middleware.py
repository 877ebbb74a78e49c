"""What happens around every request."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.cache import patch_cache_control

from foundation.core import signing
from foundation.core.history import acting, page
from foundation.core.pages import error_page

Handler = Callable[[HttpRequest], HttpResponse]
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")

# Addresses whose GET may write, each with its reason. Everything else reads in a read-only transaction.
GETS_THAT_WRITE = {
    "account_reset_password_from_key": "allauth keeps the key of the link in the session, then redirects",
    "openid_connect_callback": "one comes back from the identity provider by a GET, and is signed in by it",
    "mfa_view_recovery_codes": "allauth notes that the codes were shown, so that they are shown once",
}
# Answer without the database, so that they can tell that it is gone.
WITHOUT_DATABASE = {"healthz", "readyz"}


# Open to those who have not shown the second factor that their roles demand.
BEFORE_SECOND_FACTOR = {
    *("mfa_activate_totp", "mfa_reauthenticate", "account_reauthenticate", "account_logout"),
    *("language", "theme", "styleguide", *WITHOUT_DATABASE),
}


class SignInFirst(LoginRequiredMiddleware):
    """Sends those who are not signed in to the sign-in page; htmx as a whole page, not into a part."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponse:
        """A redirect, or for htmx the header that makes the browser go there."""
        if "HX-Request" not in request.headers:
            return super().handle_no_permission(request, view_func)
        came_from = urlsplit(request.headers.get("HX-Current-URL", ""))
        back = urlencode({"next": came_from.path or "/"})
        return HttpResponse(status=204, headers={"HX-Redirect": f"{resolve_url(settings.LOGIN_URL)}?{back}"})


class SecondFactorFirst:
    """Leads those whose roles demand a second factor to it, before anything else."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The decision falls when the view is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """On to setting it up or showing it; htmx as a whole page."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
        if name in BEFORE_SECOND_FACTOR or not signed_in or not signing.must_prove(request):
            return None
        known = is_mfa_enabled(request.user)
        where = reverse("mfa_reauthenticate") if known else reverse("mfa_activate_totp")
        if "HX-Request" in request.headers:
            return HttpResponse(status=204, headers={"HX-Redirect": where})
        return HttpResponseRedirect(f"{where}?{urlencode({'next': request.path})}")


def sessions_end(get_response: Handler) -> Handler:
    """Sessions that lasted too long are over, whatever the browser still holds."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            signing.continue_or_end(request)
        return get_response(request)

    return middleware


def speak_the_persons_language(get_response: Handler) -> Handler:
    """The language of the profile, else of the cookie, else of the browser."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = (
            getattr(request.user, "language", "") if settings.SESSION_COOKIE_NAME in request.COOKIES else ""
        )
        language = chosen or translation.get_language_from_request(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def keep_out_of_caches(get_response: Handler) -> Handler:
    """Pages of a signed-in person are stored nowhere: the back button after sign-out shows nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and "Cache-Control" not in response:
            patch_cache_control(response, no_store=True, private=True)
        return response

    return middleware


def words_instead_of_traces(get_response: Handler) -> Handler:
    """Refuses what no page can use: a NUL, more than all files may weigh; a wrong verb gets words too."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.MAX_REQUEST_MB * 2**20:
            return error_page(request, 413)
        if _holds_nul(request):
            return error_page(request, 400)
        response = get_response(request)
        if response.status_code == 405 and not response.content:
            page = error_page(request, 405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    return middleware


def _holds_nul(request: HttpRequest) -> bool:
    if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        return True
    texts = (text for _, sent in request.POST.lists() for text in sent) if request.method == "POST" else ()
    return any("\0" in text for text in texts)


def reads_cannot_write(get_response: Handler) -> Handler:
    """A GET runs in a transaction in which PostgreSQL refuses every write."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE or _address(request) in GETS_THAT_WRITE.keys() | WITHOUT_DATABASE:
            return get_response(request)
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION READ ONLY")
            return get_response(request)

    return middleware


def writes_are_signed(get_response: Handler) -> Handler:
    """The history of rows learns who sends a change, and from which page; a GET changes nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in SAFE and _address(request) not in GETS_THAT_WRITE:
            return get_response(request)
        with acting(page(request)):
            return get_response(request)

    return middleware


def _address(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""
