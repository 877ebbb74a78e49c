"""Who answers for what in which house, and what partners have been asked to do."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from foundation.core.constraints import in_order
from foundation.core.history import tracked
from foundation.organisation.models import Office, Person
from partners.models import Partner, PartnerPerson
from requests_desk.choices import Answerer, Hours
from requests_desk.models.mapping import ElementQuerySet, ResponsibilityQuerySet
from requests_desk.models.reference import Category
from requests_desk.models.tickets import Message, Ticket


@tracked()
class Element(models.Model):
    """A part of every house that somebody answers for: the lift, the heating, locks, cleaning."""

    code = models.SlugField(max_length=30, unique=True)
    name_et = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    order = models.PositiveSmallIntegerField(default=10)
    retired = models.BooleanField(default=False)
    categories = models.ManyToManyField(Category, related_name="elements", blank=True)  # whose form names it

    objects = ElementQuerySet.as_manager()

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the reader."""
        return self.name_en if get_language() == "en" else self.name_et


@tracked()
class Responsibility(models.Model):
    """Who answers for a part of the house in an office (no office: in all), how soon, and how it is told."""

    element = models.ForeignKey(Element, models.PROTECT, related_name="responsibilities")
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="+")
    hours = models.CharField(max_length=8, choices=Hours, default=Hours.ALWAYS)
    answerer = models.CharField(max_length=8, choices=Answerer)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="+")
    partner_person = models.ForeignKey(PartnerPerson, models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")  # of the desk
    respond_minutes = models.PositiveIntegerField()
    round_the_clock = models.BooleanField(default=False)  # else the office's working minutes
    forwards = models.BooleanField(default=False)  # new requests are mailed by themselves

    objects = ResponsibilityQuerySet.as_manager()

    class Meta:
        ordering = ["element", "office", "hours"]
        constraints = [
            models.UniqueConstraint(
                name="responsibility_once", fields=["element", "office", "hours"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="responsibility_of_a_partner_or_our_own",
                condition=Q(answerer=Answerer.OWN, partner=None, partner_person=None)
                | ~Q(answerer=Answerer.OWN) & Q(partner__isnull=False),
            ),
            models.CheckConstraint(
                name="responsibility_forwarded_is_watched",
                condition=Q(forwards=False) | Q(partner__isnull=False, person__isnull=False),
            ),
            models.CheckConstraint(
                name="responsibility_answers_in_some_time",
                condition=Q(respond_minutes__gte=1, respond_minutes__lte=525_600),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.element_id} {self.office_id or 'all'} {self.hours}"

    @property
    def email(self) -> str:
        """Where a request is sent; "" for our own people and for a partner without an address."""
        own = self.partner_person.email if self.partner_person else ""
        return own or (self.partner.email if self.partner else "")

    @property
    def phone(self) -> str:
        """Whom to call; "" for nobody."""
        own = self.partner_person.phone if self.partner_person else ""
        if own or self.partner:
            return own or (self.partner.phone if self.partner else "")
        return self.person.phone if self.person else ""


class Referral(models.Model):
    """A partner was asked to deal with a request and has until `due_at` to answer; a clock of its own."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="referrals")
    message = models.OneToOneField(Message, models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="+")
    responsibility = models.ForeignKey(Responsibility, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # the wait for the partner was over

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_partner_asked_at_a_time", fields=["ticket"], condition=Q(ended_at=None)
            ),
            in_order("referral_due_after_it_was_asked", "asked_at", "due_at"),
            in_order("referral_ends_after_it_was_asked", "asked_at", "ended_at"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} to {self.partner_id}"
