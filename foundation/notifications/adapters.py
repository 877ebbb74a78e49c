"""How allauth's pages reach this house: accounts come by invitation, mails go through the outbox."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from foundation.notifications import actions

KINDS = {"account/email/password_reset_key": "account.password_reset"}


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by e-mail and password; a sign-in never creates a person."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: an administrator invites."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Only the kind and the person are kept: the one-time link is made when the mail leaves."""
        actions.account_mail(kind=KINDS[template_prefix], person=context["user"])

    def set_password(self, user: Any, password: str) -> None:
        """Saves the password alone, so that a change of the same person meanwhile is not undone."""
        user.set_password(password)
        user.save(update_fields=["password"])
