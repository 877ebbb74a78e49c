"""Guides: written by the desk, found by their words."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import transaction
from django.db.models import CharField, Func, Value
from django.utils import timezone

from foundation.events.actions import record
from requests_desk.actions.reference import ruled
from requests_desk.actions.searching import learn
from requests_desk.choices import Readers
from requests_desk.models import Category, Guide
from requests_desk.querysets import plain, words_of


def save_guide(
    guide: Guide | None = None,
    *,
    by: Any,
    title_et: str,
    title_en: str,
    text_et: str,
    text_en: str,
    category: Category | None = None,
    readers: str = Readers.ALL,
    published: bool = False,
) -> Guide:
    """Adds or changes a guide; it is offered once it is published and its words are indexed."""
    with ruled(by):
        rows = Guide.objects.select_for_update(of=("self",), no_key=True)
        row = Guide() if guide is None else rows.get(pk=guide.pk)
        row.title_et, row.title_en = title_et.strip(), title_en.strip()
        row.text_et, row.text_en = text_et.strip(), text_en.strip()
        row.category, row.readers, row.published = category, readers, published
        row.changed_at, row.changed_by = timezone.now(), by
        row.save()
        record("guide.saved", row, actor=by)
    return row


def index_guide(guide_id: int) -> None:
    """Writes the words of a guide anew and learns the new ones. May run any number of times."""
    learn(_write_words(guide_id))


@transaction.atomic
def _write_words(guide_id: int) -> set[str]:
    row = Guide.objects.select_for_update(of=("self",), no_key=True).filter(pk=guide_id).first()
    if row is None:  # removed meanwhile
        return set()
    title = words_of(f"{row.title_et} {row.title_en}")
    every = title | words_of(f"{row.text_et} {row.text_en}")
    Guide.objects.filter(pk=row.pk).update(title_words=_vector(title), words=_vector(every))
    return every


def _vector(words: set[str]) -> Func:
    known = sorted({plain(word) for word in words})
    return Func(Value(known, output_field=ArrayField(CharField())), function="array_to_tsvector")
