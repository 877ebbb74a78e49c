"""A session's moments and proofs, and a line in the security log for each way in and out.

A session ends at the latest `SESSION_LONGEST` after its sign-in, and `SESSION_IDLE` after the last page. The
moment of the last page is written at most every `SESSION_NOTED`, so that reading writes almost nothing.
"""

import time
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest

log = structlog.get_logger("security")
QUIET = "X-Quiet"  # a page that asks by itself says so: nobody is at work because of it
SINCE, SEEN, RIGHTS, PROOF = "signed_in_at", "seen_at", "rights_no", "second_factor_of"


def _way(request: HttpRequest) -> str:
    """The address by which one came, as a code."""
    match = getattr(request, "resolver_match", None)
    return str(match.view_name) if match else ""


def begin(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Django's signal of a sign-in, by whatever way."""
    request.session[SINCE] = request.session[SEEN] = int(time.time())
    request.session[RIGHTS] = user.rights_no
    log.info("security.signed_in", person=user.pk, way=_way(request))


def left(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """Django's signal of a sign-out."""
    if user is not None:
        log.info("security.signed_out", person=user.pk, way=_way(request))


def failed(sender: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Django's signal of a wrong pair; what was typed is not logged."""
    log.warning("security.sign_in_failed", way=_way(request) if request else "")


def continue_or_end(request: HttpRequest) -> None:
    """Ends a session that has lasted too long; another key when the person's rights have changed since."""
    session, now = request.session, int(time.time())
    longest, idle = settings.SESSION_LONGEST.total_seconds(), settings.SESSION_IDLE.total_seconds()
    if now - session.get(SINCE, 0) >= longest or now - session.get(SEEN, 0) >= idle:
        log.info("security.session_over", person=request.user.pk)
        logout(request)
        return
    if now - session[SEEN] >= settings.SESSION_NOTED.total_seconds() and QUIET not in request.headers:
        session[SEEN] = now
    if session.get(RIGHTS) != request.user.rights_no:
        session.cycle_key()
        session[RIGHTS] = request.user.rights_no
        log.info("security.session_rotated", person=request.user.pk)


def prove(request: HttpRequest, person: Any) -> None:
    """The person has shown a second factor in this session."""
    request.session[PROOF] = person.pk


def forget_proof(request: HttpRequest) -> None:
    """There is no second factor any more."""
    request.session.pop(PROOF, None)


def must_prove(request: HttpRequest) -> bool:
    """Whether a role held today, own or as a deputy, demands a second factor not shown in this session."""
    roles = settings.MFA_REQUIRED_ROLES
    return bool(roles and request.session.get(PROOF) != request.user.pk and request.user.holds(*roles))
