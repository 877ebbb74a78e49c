"""Who may call a view. Each view declares one rule; without a rule the house tests fail."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

Rule = Callable[[Any], bool]
View = Callable[..., HttpResponse]


class NotYours(PermissionDenied):
    """The signed-in person's roles do not open this page; `rule` names what was asked for."""

    def __init__(self, rule: str):
        super().__init__(rule)
        self.rule = rule


def everybody(person: Any) -> bool:
    """Also those who have not signed in."""
    return True


def anyone(person: Any) -> bool:
    """Everyone who is signed in."""
    return bool(person.is_authenticated)


def holds(*roles: str) -> Rule:
    """Those who hold one of the roles today, themselves or as a deputy."""

    def rule(person: Any) -> bool:
        return anyone(person) and person.holds(*roles)

    rule.__name__ = "holds_" + "_or_".join(roles)
    return rule


def allow(rule: Rule) -> Callable[[View], View]:
    """Opens a view to those for whom `rule(person)` is true; `everybody` also opens it before sign-in."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not rule(request.user):
                raise NotYours(rule.__name__)
            return view(request, *args, **kwargs)

        guarded.rule = rule  # type: ignore[attr-defined]  # read by the house tests
        guarded.login_required = rule is not everybody  # type: ignore[attr-defined]  # read by Django
        return guarded

    return decorate


def who_can_give(rule: str) -> str:
    """Whom to ask for the right that was missing, as a sentence."""
    return _("An administrator of this system can give you access. Your contact person knows who that is.")
