"""What happens around every request."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import patch_cache_control

from foundation.core.history import acting, page
from foundation.core.pages import error_page

Handler = Callable[[HttpRequest], HttpResponse]
SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")

# Addresses whose GET may write, each with its reason. Everything else reads in a read-only transaction.
GETS_THAT_WRITE = {
    "account_reset_password_from_key": "allauth keeps the key of the link in the session, then redirects",
    "openid_connect_callback": "one comes back from the identity provider by a GET, and is signed in by it",
}
# Answer without the database, so that they can tell that it is gone.
WITHOUT_DATABASE = {"healthz", "readyz"}


class SignInFirst(LoginRequiredMiddleware):
    """Sends those who are not signed in to the sign-in page; htmx as a whole page, not into a part."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponse:
        """A redirect, or for htmx the header that makes the browser go there."""
        if "HX-Request" not in request.headers:
            return super().handle_no_permission(request, view_func)
        came_from = urlsplit(request.headers.get("HX-Current-URL", ""))
        back = urlencode({"next": came_from.path or "/"})
        return HttpResponse(status=204, headers={"HX-Redirect": f"{resolve_url(settings.LOGIN_URL)}?{back}"})


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
