"""What was typed when a session had ended: kept for an hour, given back to the same person after sign-in."""

from urllib.parse import urlencode

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url

from requests_desk import actions
from requests_desk.actions.filing import KEPT_FOR, forget_typed
from requests_desk.forms.shared import sign, signer

__all__ = ["COOKIE", "forget", "kept", "send_to_sign_in", "sign"]

COOKIE = "typed"
NEVER = {"csrfmiddlewaretoken", "signer"}


def send_to_sign_in(request: HttpRequest, *, back: str = "") -> HttpResponse:
    """To the sign-in page and back here, or to the address `back`; what was posted is kept for it."""
    back = back or request.get_full_path()
    address = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': back})}"
    response: HttpResponse = HttpResponseRedirect(address)
    if "HX-Request" in request.headers:  # the whole page goes there, not the part
        response = HttpResponse(status=204, headers={"HX-Redirect": address})
    if request.method == "POST":
        data = {key: value for key, value in request.POST.items() if key not in NEVER}
        secret = actions.keep_typed(data={**data, "who": _who(request), "path": back.partition("?")[0]})
        if secret:
            response.set_cookie(
                COOKIE, secret, max_age=int(KEPT_FOR.total_seconds()), httponly=True, samesite="Lax",
                secure=settings.SECURE,
            )  # fmt: skip
    return response


def _who(request: HttpRequest) -> str:
    try:
        return signer.unsign(request.POST.get("signer", ""))
    except BadSignature:
        return ""


def kept(request: HttpRequest) -> dict[str, str]:
    """What this person typed at this address before the session ended; empty otherwise."""
    secret = request.COOKIES.get(COOKIE, "")
    data = actions.take_typed(secret) if secret else {}
    mine = data.get("who") == str(request.user.pk) and data.get("path") == request.path
    return data if mine else {}


def forget(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The text has found its way."""
    if secret := request.COOKIES.get(COOKIE, ""):
        forget_typed(secret)
        response.delete_cookie(COOKIE)
    return response
