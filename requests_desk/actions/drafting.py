"""Typed text is kept while it is typed: for one person, on one request, in one form."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.core.constraints import violated
from requests_desk.actions.common import demand
from requests_desk.choices import Audience
from requests_desk.models import Draft, Message, Ticket
from requests_desk.permissions import may_reply, may_work

ON_ITS_WAY = timedelta(seconds=5)  # what was saved while the form was sent arrives within this time
DRAFTS_KEPT = timedelta(days=90)  # a text that nobody has touched for so long is not finished any more


def save_draft(
    number: int, *, by: Any, form_key: uuid.UUID, text: str, note: bool = False, seen: int = 0
) -> Draft | None:
    """Keeps what is typed; `seen` is the version that the form knows. No text, no draft: then None.

    What another window wrote under the same key meanwhile stays: this text gets a key of its own.
    Raises Ticket.DoesNotExist when `by` does not see the request, NotYours when they may not write there.
    """
    ticket = Ticket.objects.visible_to(by).get(number=number)
    demand(may_work(by, ticket) if note else may_reply(by, ticket))
    audience = Audience.INTERNAL if note else Audience.PUBLIC
    draft = Draft(person=by, ticket=ticket, form_key=form_key, audience=audience, text=text)
    try:
        with transaction.atomic():
            return _keep(draft, seen)
    except IntegrityError as twice:  # two savings of a form met before the first was there
        if violated(twice) != "one_draft_of_a_form":
            raise
        draft.pk, draft._state.adding = None, True
        with transaction.atomic():
            return _keep(draft, seen)


def _keep(draft: Draft, seen: int) -> Draft | None:
    rows = Draft.objects.select_for_update(of=("self",), no_key=True)
    kept = rows.filter(person=draft.person, ticket=draft.ticket, form_key=draft.form_key).first()
    if kept is None:
        sent = Message.objects.filter(author=draft.person, form_key=draft.form_key).first()
        if sent is not None:
            if sent.text == draft.text.strip() or timezone.now() - sent.at < ON_ITS_WAY:
                return None
            draft.form_key = uuid.uuid4()
        return _first(draft)
    if kept.version != seen and not draft.text.startswith(kept.text):
        draft.form_key = uuid.uuid4()
        return _first(draft)
    if not draft.text.strip():
        kept.delete()
        return None
    kept.text, kept.audience = draft.text, draft.audience
    kept.version, kept.saved_at = kept.version + 1, timezone.now()
    kept.save(update_fields=["text", "audience", "version", "saved_at"])
    return kept


def _first(draft: Draft) -> Draft | None:
    if not draft.text.strip():
        return None
    draft.save(force_insert=True)
    return draft


def forget_draft(*, by: Any, form_key: uuid.UUID) -> None:
    """The text was sent, or its writer does not want it any more."""
    Draft.objects.filter(person=by, form_key=form_key).delete()


def drop_old_drafts(now: datetime) -> int:
    """Forgets what nobody has typed on for 90 days; returns how many drafts went."""
    return int(Draft.objects.filter(saved_at__lt=now - DRAFTS_KEPT).delete()[0])
