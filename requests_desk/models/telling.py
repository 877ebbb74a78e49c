"""Whom a notice to offices is for, asked from both sides by the same words."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from foundation.organisation.choices import Role
from foundation.organisation.models import Office, Person
from requests_desk.choices import Addressees
from requests_desk.querysets import READS_ALL


class BulletinQuerySet(models.QuerySet[Any]):
    """Notices to offices."""

    def visible_to(self, person: Any) -> Self:
        """The desk and auditors see all, others those that are for them and were not withdrawn."""
        if not person.is_authenticated:
            return self.none()
        if person.holds(*READS_ALL):
            return self
        return self.told(person)

    def told(self, person: Any) -> Self:
        """Those that are for a person and were not withdrawn."""
        places = self.model.offices.through.objects.filter(bulletin=OuterRef("pk"))
        nowhere = ~Exists(places)
        staff = Q(addressees=Addressees.STAFF) & (nowhere | Exists(places.filter(office=person.office_id)))
        reach = staff if person.office_id else Q(addressees=Addressees.STAFF) & nowhere
        if offices := person.standing.offices():
            mine = Exists(places.filter(office__in=offices))
            reach |= Q(addressees=Addressees.CONTACTS) & (nowhere | mine)
        return self.filter(reach, withdrawn_at=None)

    def on_show(self, day: date) -> Self:
        """Those whose day has not passed."""
        return self.filter(shown_until__gte=day, withdrawn_at=None)

    def with_read(self, person: Any) -> Self:
        """Each with `is_read`: whether the person has said so."""
        reads = self.model._meta.get_field("reads").related_model.objects
        return self.annotate(is_read=Exists(reads.filter(bulletin=OuterRef("pk"), person=person.pk)))


def readers_of(bulletin: Any) -> Any:
    """The people in service whom a notice is for now."""
    offices = Office.objects.filter(pk__in=bulletin.offices.values("pk"))
    everywhere = not offices.exists()
    people = Person.objects.in_service()
    if bulletin.addressees == Addressees.STAFF:
        return people if everywhere else people.filter(office__in=offices)
    today = timezone.localdate()
    held = {"roles__role": Role.CONTACT, "roles__period__contains": today}
    return people.filter(**held, **({} if everywhere else {"roles__office__in": offices})).distinct()
