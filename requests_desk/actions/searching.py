"""The words of a request, and the vocabulary that finds their other forms."""

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db import transaction
from django.db.models import CharField, Func, Value

from requests_desk.choices import Audience
from requests_desk.models import Message, SearchDoc, Ticket, Word
from requests_desk.querysets import LONGEST, plain, words_of

# Base forms that simplemma finds and a facilities desk does not mean: ceilings there are no fairs.
MEANT = {"laad": "lagi", "lage": "lagi", "poti": "pott", "korgi": "kork"}


def index_ticket(ticket_id: int) -> None:
    """Writes the search document of a request anew and learns its new words. May run any number of times."""
    learn(_write_document(ticket_id))  # outside the lock: the first word loads a dictionary for seconds


@transaction.atomic
def _write_document(ticket_id: int) -> set[str]:
    """The lock keeps an older reading from overwriting a newer one; returns all words."""
    ticket = Ticket.objects.select_for_update(of=("self",), no_key=True).get(pk=ticket_id)
    public = {str(ticket.number)} | words_of(ticket.title)
    for line in Ticket.objects.with_answers().get(pk=ticket_id).answers_in_words:
        public |= words_of(line["words"])
    internal: set[str] = set()
    for audience, text in Message.objects.filter(ticket=ticket).values_list("audience", "text"):
        (public if audience == Audience.PUBLIC else internal).update(words_of(text))
    SearchDoc.objects.update_or_create(
        ticket=ticket, defaults={"public": _vector(public), "internal": _vector(public | internal)}
    )
    return public | internal


def _vector(words: Iterable[str]) -> Func:
    """Words alone, without positions: nothing is ranked."""
    known = sorted({plain(word) for word in words})
    return Func(Value(known, output_field=ArrayField(CharField())), function="array_to_tsvector")


def learn(words: Iterable[str]) -> None:
    """Adds words that are new, with the base form that simplemma finds. For the worker: it needs 240 MB."""
    by_plain = {plain(word): word for word in sorted(words) if not word.isdigit()}
    known = set(Word.objects.filter(word__in=by_plain).values_list("word", flat=True))
    fresh = sorted(by_plain.keys() - known)
    if not fresh:
        return
    rows = [Word(word=word, lemma=plain(_base_form(by_plain[word]))[:LONGEST]) for word in fresh]
    Word.objects.bulk_create(rows, ignore_conflicts=True)


def _base_form(word: str) -> str:
    """As simplemma finds it, but things before deeds: "lambid" are lamps and not what you do."""
    import simplemma  # noqa: PLC0415  heavy, and never wanted in the web process

    lemma: str = simplemma.lemmatize(word, lang="et")
    if lemma.endswith("ma") and word[-2:] == f"{lemma[-3]}d" and not word.endswith(("vad", "sid")):
        lemma = simplemma.lemmatize(word[:-1], lang="et")
    return MEANT.get(lemma, lemma)
