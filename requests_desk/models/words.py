"""What requests are found by, and what was typed and not sent yet."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from requests_desk.models.tickets import Ticket


class SearchDoc(models.Model):
    """The words of a request: those that everybody who sees it may find it by, and all of them."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, primary_key=True, related_name="words")
    public = SearchVectorField()
    internal = SearchVectorField()  # public and internal words

    class Meta:
        ordering = ["pk"]
        indexes = [
            GinIndex(fields=["public"], name="searchdoc_public", fastupdate=False),
            GinIndex(fields=["internal"], name="searchdoc_internal", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"words of {self.ticket_id}"


class Word(models.Model):
    """A word that occurs in requests, without dots and accents, and its base form."""

    word = models.CharField(max_length=60, unique=True)
    lemma = models.CharField(max_length=60, db_index=True)

    class Meta:
        ordering = ["word"]
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="word_by_part")]

    def __str__(self) -> str:
        return self.word


class KeptForm(models.Model):
    """What somebody typed when their session had ended; kept for an hour, found by a secret in a cookie."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    data = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["expires_at"]

    def __str__(self) -> str:
        return f"kept until {self.expires_at}"
