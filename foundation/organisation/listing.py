"""Columns of the lists of people and of roles."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.core.pages import Column
from foundation.organisation.models import RoleAssignment

BY_NAME = ("last_name", "first_name", "pk")
PEOPLE = [
    Column(name="last_name", title=_("Name"), order=BY_NAME),
    Column(name="office__name", title=_("Office"), order=("office__name", *BY_NAME)),
    Column(name="unit__name", title=_("Structural unit"), order=("unit__name", *BY_NAME)),
    Column(name="role_codes", title=_("Roles")),
    Column(name="phone", title=_("Phone")),
]
OF_PERSON = ("person__last_name", "person__first_name", "pk")
ROLES = [
    Column(name="role", title=_("Role"), order=("role", *OF_PERSON)),
    Column(name="office__name", title=_("Office or unit"), order=("office__name", "unit__name", *OF_PERSON)),
    Column(name="person__last_name", title=_("Name"), order=OF_PERSON),
    Column(name="period", title=_("Period")),
    Column(name="given_at", title=_("Given"), order=("given_at", "pk")),
    Column(name="ended_at", title=_("Ended")),
]


def people_rows(people: QuerySet[Any]) -> QuerySet[Any]:
    """One dictionary for each person, with the codes of today's roles; no rows behind it."""
    today = RoleAssignment.objects.on(timezone.localdate()).filter(person=OuterRef("pk"))
    names = ("first_name", "last_name", "email", "phone", "state", "office__name", "unit__name")
    return people.annotate(role_codes=ArraySubquery(today.values("role"))).values("pk", "role_codes", *names)


def role_rows(roles: QuerySet[Any]) -> QuerySet[Any]:
    """One dictionary for each role held, with the names around it."""
    names = [
        f"{who}__{part}" for who in ("person", "given_by", "ended_by") for part in ("first_name", "last_name")
    ]
    places = ("office__name", "unit__name", "person_id")
    return roles.values("pk", "role", "rank", "period", "given_at", "ended_at", *places, *names)
