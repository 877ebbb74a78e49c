"""Signing in: by an identity provider, with a password, with a second factor; and the end of sessions."""

from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.errors import RuleBroken
from foundation.organisation.actions.common import locked, note
from foundation.organisation.choices import Role
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


@transaction.atomic
def note_sign_in(person: Person, *, way: str) -> None:
    """Somebody came in; `way` is the name of the address by which."""
    note("person.signed_in", person, by=person, way=way)


@transaction.atomic
def set_password(person: Person, *, password: str) -> None:
    """Saves the password alone; whoever had one before is told. All other sessions are over by it."""
    stored = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    person.set_password(password)
    person.save(update_fields=["password"])
    kind = "person.password_changed" if stored.has_usable_password() else "person.password_chosen"
    note(kind, person, by=person)


@transaction.atomic
def note_factor(person: Person, *, added: bool) -> None:
    """The person switched the second factor on or off."""
    note("person.factor_added" if added else "person.factor_removed", person, by=person)


@transaction.atomic
def reset_factor(person: Person, *, by: Person) -> Person:
    """Takes a lost second factor away, with its recovery codes, and ends all sessions.

    Raises RuleBroken for one's own, which a stolen session must not open, and when there is none.
    """
    if person.pk == by.pk:
        raise RuleBroken(_("Ask another administrator to reset your own second step."))
    person = locked(person)
    if not forget_factors(person):
        raise RuleBroken(_("This person has no second factor."))
    note("person.factor_reset", person, by=by, roles=(Role.ADMIN,))
    return person


@transaction.atomic
def end_sessions(person: Person, *, by: Person) -> Person:
    """The person is signed out everywhere. Raises RuleBroken for one who left."""
    person = locked(person)
    _end_all(person)
    note("person.sessions_ended", person, by=by, roles=(Role.ADMIN,) if by.pk != person.pk else ())
    return person


@transaction.atomic
def unlink(person: Person, *, by: Person) -> Person:
    """Forgets the person's links to identity providers, and ends all sessions. Raises RuleBroken."""
    person = locked(person)
    if not SocialAccount.objects.filter(user=person).delete()[0]:
        raise RuleBroken(_("This person has no link to single sign-on."))
    _end_all(person)
    note("person.unlinked", person, by=by, roles=(Role.ADMIN,))
    return person


def forget_factors(person: Person) -> bool:
    """Whether there was a second factor; the caller has a transaction."""
    gone = bool(Authenticator.objects.filter(user=person).delete()[0])
    if gone:
        _end_all(person)
    return gone


def _end_all(person: Person) -> None:
    person.sessions_no += 1
    person.save(update_fields=["sessions_no"])


def sweep_sign_in() -> int:
    """Forgets old tries and sessions that are over; returns how many rows went."""
    now = timezone.now()
    gone: int = Session.objects.filter(expire_date__lt=now).delete()[0]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_tries WHERE expires < %s", [now])
        return gone + int(cursor.rowcount)
