"""Notices to offices: what the desk tells many at once, and who has read it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from foundation.core.constraints import in_order, paired
from foundation.core.rich import to_html
from foundation.organisation.models import Office
from requests_desk.choices import Addressees
from requests_desk.models.telling import BulletinQuerySet


class Bulletin(models.Model):
    """A notice of the desk to contact persons or everybody of some offices (none named: of all)."""

    title_et = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    text_et = models.TextField()
    text_en = models.TextField()
    addressees = models.CharField(max_length=8, choices=Addressees)
    offices = models.ManyToManyField(Office, related_name="+", blank=True)
    shown_until = models.DateField()
    read_by = models.DateField(
        null=True
    )  # the day by which each says that they have read it; None: not asked
    form_key = models.UUIDField()
    published_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    reminded_at = models.DateTimeField(null=True)

    objects = BulletinQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(name="one_bulletin_for_a_form", fields=["published_by", "form_key"]),
            paired("bulletin_withdrawn_paired", "withdrawn_at", "withdrawn_by"),
            in_order("bulletin_shown_until_it_is_read", "read_by", "shown_until"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the language of the reader."""
        return self.title_en if get_language() == "en" else self.title_et

    @property
    def text(self) -> str:
        """The text in the language of the reader, as it was written."""
        return self.text_en if get_language() == "en" else self.text_et

    @property
    def html(self) -> SafeString:
        """The text in the language of the reader, drawn."""
        return to_html(self.text)


class BulletinRead(models.Model):
    """Somebody said that they have read a notice."""

    bulletin = models.ForeignKey(Bulletin, models.PROTECT, related_name="reads")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="bulletin_read_once", fields=["bulletin", "person"])]

    def __str__(self) -> str:
        return f"{self.bulletin_id} by {self.person_id}"
