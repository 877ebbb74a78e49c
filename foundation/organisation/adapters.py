"""How allauth's single sign-on and second factor reach this house.

The identity provider says who somebody is, we say whether they may come in. Secrets of second factors are
encrypted with a key made from SECRET_KEY; with another key nobody's factor opens and each must be reset.
"""

import base64
from typing import Any, NoReturn

import structlog
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.core import signing
from foundation.core.access import who_can_give
from foundation.organisation import actions
from foundation.organisation.models import Person

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


class SignedIn(AuthenticationBackend):
    """Signing in is allauth's; the person behind a session comes together with their roles of today."""

    def get_user(self, user_id: int) -> Any:
        """The person in service with their standing, by one statement; None for anybody else."""
        person = Person.objects.with_standing(user_id, timezone.localdate())
        return person if self.user_can_authenticate(person) else None


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


# --- the second factor ----------------------------------------------------------------------------


class SecondFactorStage(AuthenticateStage):
    """Asks for the second factor, unless the identity provider is trusted to have asked for one."""

    def _should_handle(self, request: HttpRequest) -> bool:
        methods = {one["method"] for one in get_authentication_records(request, self.login.user)}
        if settings.OIDC_TRUSTS_SECOND_FACTOR and "socialaccount" in methods:
            signing.prove(request, self.login.user)
            return False
        return bool(super()._should_handle(request))


class SecondFactorAdapter(DefaultMFAAdapter):
    """One-time codes by an app; secrets encrypted, mails by our own notices."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This code does not fit. Write the one that the app shows now."),
        "cannot_delete_authenticator": gettext_lazy("Your role needs the second step, so it stays on."),
        "cannot_generate_recovery_codes": gettext_lazy("Set up the app first; the codes come with it."),
    }

    def encrypt(self, text: str) -> str:
        """As it is stored."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was stored; under another SECRET_KEY a fresh secret, which no code fits."""
        try:
            return _cipher().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.error("security.factor_unreadable")
            return generate_totp_secret()

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Not while a role demands it."""
        return not authenticator.user.holds(*settings.MFA_REQUIRED_ROLES)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Never: our events tell the person."""


def _cipher() -> Fernet:
    key = salted_hmac("korras.second_factor", "secrets", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def factor_added(sender: Any, request: HttpRequest, user: Any, authenticator: Any, **kwargs: Any) -> None:
    """allauth's signal: an app was set up with a code that fitted."""
    if authenticator.type == Authenticator.Type.TOTP:
        signing.prove(request, user)
        actions.note_factor(user, added=True)


def factor_removed(sender: Any, request: HttpRequest, user: Any, authenticator: Any, **kwargs: Any) -> None:
    """allauth's signal: the person switched it off."""
    if authenticator.type == Authenticator.Type.TOTP:
        signing.forget_proof(request)
        actions.note_factor(user, added=False)


def factor_used(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    """allauth's signal: a code fitted, at signing in or later; the session gets another key."""
    signing.prove(request, user)
    request.session.cycle_key()


def factor_failed(sender: Any, user: Any, **kwargs: Any) -> None:
    """allauth's signal: a code did not fit."""
    log.warning("security.factor_failed", person=user.pk)
