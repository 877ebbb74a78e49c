"""How partners are found; every read starts from `visible_to`."""

from typing import Any, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Func, OuterRef, Value
from django.db.models.functions import Concat, JSONObject

from foundation.core.access import anyone
from foundation.organisation.choices import Role

KEEPERS = (Role.SPECIALIST, Role.HEAD, Role.ADMIN)
READERS = (*KEEPERS, Role.CONTACT, Role.AUDITOR)


class PartnerQuerySet(models.QuerySet[Any]):
    """Partners."""

    def visible_to(self, person: Any) -> Self:
        """The register is read by those who send requests to partners or let them into an office."""
        return self if anyone(person) and person.holds(*READERS) else self.none()

    def in_use(self) -> Self:
        """Those that the agency works with now."""
        return self.filter(retired=False)

    def named_like(self, words: str) -> Self:
        """Every word is a part of the name or the address."""
        whole = Concat("name", Value(" "), "email", output_field=models.TextField())
        found = self.annotate(plain_name=Func(whole, function="plain", output_field=models.TextField()))
        for word in words.replace("\0", " ").split()[:5]:
            found = found.filter(plain_name__contains=Func(Value(word), function="plain"))
        return found

    def with_people(self) -> Self:
        """Each with its people, in the same statement."""
        people = self.model._meta.get_field("people").related_model
        rows = people.objects.filter(partner=OuterRef("pk")).order_by("name")
        shown = JSONObject(name="name", task="task", email="email", phone="phone")
        return self.annotate(all_people=ArraySubquery(rows.values(json=shown)))
