"""Signing in: which person an identity provider speaks of, and the link that is kept of it."""

from collections.abc import Mapping
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from foundation.core.errors import RuleBroken
from foundation.organisation.actions.common import note
from foundation.organisation.models import Person


class Stranger(RuleBroken):
    """Whoever the identity provider speaks of may not come in; `code` says why, for the log alone."""

    def __init__(self, code: str):
        super().__init__(_("There is no account for you here."))
        self.code = code


@transaction.atomic
def link_subject(*, issuer: str, subject: str, claims: Mapping[str, Any]) -> Person:
    """Finds the person of the claims and links the subject for all later sign-ins.

    By the claim that names a person of the register; by e-mail only from an issuer trusted for it, when the
    claim says verified and the person has no link yet. Nobody is ever made. Raises Stranger.
    """
    found, way = _by_claim(claims), "claim"
    if found is None:
        found, way = _by_email(claims), "email"
    if found is None:
        raise Stranger("no_match")
    person: Person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=found.pk)
    if not person.is_active:
        raise Stranger("left")
    links = SocialAccount.objects.filter(user=person)
    if (links if way == "email" else links.filter(provider=issuer)).exists():
        raise Stranger("other_link")
    SocialAccount.objects.create(user=person, provider=issuer, uid=subject)
    note("person.linked", person, by=person, way=way)
    return person


def _by_claim(claims: Mapping[str, Any]) -> Person | None:
    """The person whose directory id or personnel number the claim is, also one who left."""
    value = claims.get(settings.OIDC_PERSON_CLAIM) if settings.OIDC_PERSON_CLAIM else None
    if not isinstance(value, str | int) or not str(value) or isinstance(value, bool):
        return None
    found: Person | None = Person.objects.filter(**{settings.OIDC_MATCH: str(value)}).first()
    return found


def _by_email(claims: Mapping[str, Any]) -> Person | None:
    """The person in service with exactly this address, whom no claim names otherwise."""
    email = claims.get("email")
    if not settings.OIDC_EMAIL_TRUSTED or claims.get("email_verified") is not True:
        return None
    if not isinstance(email, str):
        return None
    found: Person | None = Person.objects.in_service().filter(email=email).first()
    named_otherwise = settings.OIDC_PERSON_CLAIM in claims and getattr(found, settings.OIDC_MATCH, None)
    return None if named_otherwise else found
