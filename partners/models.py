"""Other organisations that the agency works with, and their people."""

from django.db import models
from django.db.models.functions import Lower

from foundation.core.history import tracked
from partners.querysets import PartnerQuerySet


@tracked()
class Partner(models.Model):
    """An organisation outside the house: a landlord, a cleaner, a guard, somebody who keeps lifts."""

    name = models.CharField(max_length=120)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    note = models.CharField(max_length=200, blank=True)  # what the desk should know
    retired = models.BooleanField(default=False)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(Lower("name"), name="partner_name_once")]

    def __str__(self) -> str:
        return self.name


@tracked()
class PartnerPerson(models.Model):
    """Somebody of a partner: for what, and how to reach them."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="people")
    name = models.CharField(max_length=120)
    task = models.CharField(max_length=80, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    phone = models.CharField(max_length=30, blank=True)

    class Meta:
        ordering = ["partner", "name"]
        constraints = [models.UniqueConstraint("partner", Lower("name"), name="person_once_with_a_partner")]

    def __str__(self) -> str:
        return self.name
