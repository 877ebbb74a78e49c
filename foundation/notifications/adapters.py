"""How allauth's pages reach this house: accounts come by invitation, mails go through the outbox."""

import time
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.core import context as current
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from foundation.core import signing
from foundation.notifications import actions
from foundation.organisation import actions as organisation

log = structlog.get_logger("security")
KINDS = {"account/email/password_reset_key": "account.password_reset"}
NOBODY = "account/email/unknown_account"
ASKS_FOR_CODE = {"allauth.mfa.stages.AuthenticateStage": "foundation.organisation.adapters.SecondFactorStage"}


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by e-mail and password; a sign-in never creates a person."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: an administrator invites."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Only the kind and the person are kept: the one-time link is made when the mail leaves."""
        if template_prefix == NOBODY:  # the same work, so that nobody learns who has an account
            actions.pretend_mail(kind="account.password_reset")
        else:
            actions.account_mail(kind=KINDS[template_prefix], person=context["user"])

    def set_password(self, user: Any, password: str) -> None:
        """By an action, which tells the person."""
        organisation.set_password(user, password=password)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """The limit of tries, told to the security log when it holds."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            log.warning("security.too_many_tries")
            raise

    def login(self, request: HttpRequest, user: Any) -> None:
        """Every sign-in with proof is an event."""
        super().login(request, user)
        way = request.resolver_match.view_name if request.resolver_match else ""
        organisation.note_sign_in(user, way=way)

    def get_login_stages(self) -> list[str]:
        """allauth's, with our own question for the second factor."""
        return [ASKS_FOR_CODE.get(stage, stage) for stage in super().get_login_stages()]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within minutes of signing in, so that setting up a second factor asks for no password twice."""
        since = time.time() - current.request.session.get(signing.SINCE, 0)
        return since >= REAUTHENTICATION_TIMEOUT and super().is_reauthentication_required(app=app, **kwargs)
