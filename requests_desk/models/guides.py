"""Guides: what people can do themselves, and how the desk does things."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from foundation.core.history import tracked
from foundation.core.rich import to_html
from requests_desk.choices import Readers
from requests_desk.models.finding import GuideQuerySet
from requests_desk.models.reference import Category


@tracked(without=["title_words", "words"])
class Guide(models.Model):
    """A guide in Markdown and both languages, for some readers; offered while they write a request."""

    title_et = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    text_et = models.TextField()
    text_en = models.TextField()
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="+")
    readers = models.CharField(max_length=8, choices=Readers, default=Readers.ALL)
    published = models.BooleanField(default=False)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    title_words = SearchVectorField(null=True)  # of both languages, without dots and accents
    words = SearchVectorField(null=True)

    objects = GuideQuerySet.as_manager()

    class Meta:
        ordering = ["title_et", "pk"]
        indexes = [GinIndex(fields=["words"], name="guide_words", fastupdate=False)]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the language of the reader."""
        return self.title_en if get_language() == "en" else self.title_et

    @property
    def html(self) -> SafeString:
        """The text in the language of the reader."""
        return to_html(self.text_en if get_language() == "en" else self.text_et)
