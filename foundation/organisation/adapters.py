"""How the identity provider reaches this house: it says who somebody is, we say whether they may come in."""

from typing import Any, NoReturn

import structlog
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from foundation.core.access import who_can_give
from foundation.organisation import actions

log = structlog.get_logger("security")
LONGEST_SUBJECT = 191  # of allauth's column


class Issuer(OpenIDConnectProvider):
    """The agency's identity provider: its subject is kept, its claims are looked at once and forgotten."""

    @property
    def sub_id(self) -> str:
        """Links are kept by the issuer's address: the same subject of another issuer is somebody else."""
        return str(self.app.settings["server_url"])

    def extract_uid(self, data: dict[str, Any]) -> str:
        """The subject; of an issuer of national codes a keyed hash. Raises PermissionDenied without one."""
        subject = claims_of(data).get("sub")
        if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
            raise PermissionDenied("subject")
        return subject_hash(subject) if settings.OIDC_HASH_SUBJECT else subject

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Nothing of it is stored."""
        return {}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """The claims, for the moment of signing in."""
        return {"claims": claims_of(data)}

    def extract_email_addresses(self, data: dict[str, Any]) -> list[Any]:
        """None: allauth links nobody by e-mail, our own rule does."""
        return []


def claims_of(data: dict[str, Any]) -> dict[str, Any]:
    """What the ID token and the userinfo address say. Raises PermissionDenied when they differ in whom."""
    token, more = data.get("id_token"), data.get("userinfo") or {}
    if not token or (more and more.get("sub") != token.get("sub")):
        raise PermissionDenied("claims")
    return {**token, **more}


def subject_hash(subject: str) -> str:
    """What is stored in place of a national code."""
    return salted_hmac("korras.sign_on.subject", subject, algorithm="sha256").hexdigest()


class SignOnAdapter(DefaultSocialAccountAdapter):
    """Single sign-on finds a person of the register and never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody signs up."""
        return False

    def authenticate_by_email(self, sociallogin: Any) -> None:
        """Never by allauth's rule."""

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> Any:
        """Keeps the claims beside the login while it lasts."""
        sociallogin.claims = data["claims"]
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Lets the linked person in, links one whom the claims name, refuses everybody else."""
        try:
            sociallogin.user = _person(sociallogin)
        except actions.Stranger as no:
            log.warning("security.sign_in_refused", way="sso", why=no.code)
            context = {"who": who_can_give("sign_in")}
            page = render(request, "organisation/sign_on_refused.html", context, status=403)
            raise ImmediateHttpResponse(page) from no

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, **kwargs: Any
    ) -> NoReturn:
        """The way to the provider and back broke; its words may hold secrets and are not logged."""
        fault = type(exception).__name__ if exception else ""
        log.warning("security.sign_in_broken", way="sso", why=str(error), fault=fault)
        if error == AuthError.CANCELLED:
            messages.info(request, _("You broke off the log in."))
            raise ImmediateHttpResponse(redirect("account_login"))
        raise ImmediateHttpResponse(render(request, "organisation/sign_on_broken.html", status=401))


def _person(sociallogin: Any) -> Any:
    if sociallogin.state.get("process") != AuthProcess.LOGIN:
        raise actions.Stranger("process")
    if not sociallogin.is_existing:
        account = sociallogin.account
        return actions.link_subject(issuer=account.provider, subject=account.uid, claims=sociallogin.claims)
    if not sociallogin.user.is_active:
        raise actions.Stranger("left")
    return sociallogin.user
