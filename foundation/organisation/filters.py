"""What the lists of people and of roles can be narrowed by."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.organisation.choices import Role
from foundation.organisation.models import Office, Person, RoleAssignment

OPEN_ROLES = [(role.value, role.label) for role in Role if role != Role.CLEARED]


class PersonFilter(django_filters.FilterSet):
    """Words of the name, office, role; those who left on request."""

    q = django_filters.CharFilter(method="by_words", label=_("Name or e-mail"), max_length=200)
    office = django_filters.ModelChoiceFilter(
        queryset=Office.objects.all(), label=_("Office"), empty_label=_("All offices")
    )
    role = django_filters.ChoiceFilter(
        choices=OPEN_ROLES, method="by_role", label=_("Role"), empty_label=_("All roles")
    )
    left = django_filters.BooleanFilter(
        method="as_it_is", label=_("Also those who have left"), widget=forms.CheckboxInput
    )

    class Meta:
        model = Person
        fields = ["q", "office", "role", "left"]

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those in service, unless the others are asked for too."""
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("left") else rows.in_service()

    def as_it_is(self, rows: Any, name: str, value: Any) -> Any:
        """`filter_queryset` looks at the box."""
        return rows

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        """Every word is a part of the name or address."""
        return rows.named_like(value)

    def by_role(self, rows: Any, name: str, value: str) -> Any:
        """Those who hold the role today."""
        return rows.holding(value, timezone.localdate())


class RoleFilter(django_filters.FilterSet):
    """Role and office; ended ones on request."""

    role = django_filters.ChoiceFilter(choices=Role.choices, label=_("Role"), empty_label=_("All roles"))
    office = django_filters.ModelChoiceFilter(
        queryset=Office.objects.all(), label=_("Office"), empty_label=_("All offices")
    )
    ended = django_filters.BooleanFilter(
        method="as_it_is", label=_("Also ended ones"), widget=forms.CheckboxInput
    )

    class Meta:
        model = RoleAssignment
        fields = ["role", "office", "ended"]

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those in force or to come, unless ended ones are asked for too."""
        rows = super().filter_queryset(queryset)
        return rows if self.form.cleaned_data.get("ended") else rows.not_over(timezone.localdate())

    def as_it_is(self, rows: Any, name: str, value: Any) -> Any:
        """`filter_queryset` looks at the box."""
        return rows
