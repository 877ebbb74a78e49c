"""Requests as they are after filing: with their first message, stay and due moments."""

import uuid
from datetime import date, timedelta
from typing import Any

import factory
from django.utils import timezone

from foundation.events.models import Event
from requests_desk import models
from requests_desk.actions.bulk import as_it_was
from requests_desk.actions.ledger import set_due
from requests_desk.actions.marking import settle_mark
from requests_desk.choices import (
    Answerer,
    Audience,
    Priority,
    Score,
    State,
)
from tests.factories.organisation import OfficeFactory, PersonFactory
from tests.factories.partners import PartnerFactory


class CategoryFactory(factory.django.DjangoModelFactory[models.Category]):
    """A kind of request without a tile."""

    class Meta:
        model = models.Category

    code = factory.Sequence(lambda n: f"kind-{n}")
    name_et = factory.Sequence(lambda n: f"Liik {n}")
    name_en = factory.Sequence(lambda n: f"Kind {n}")


class TicketFactory(factory.django.DjangoModelFactory[models.Ticket]):
    """An open request of somebody in an office of its own, due by the real clock."""

    class Meta:
        model = models.Ticket
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Lamp {n} is broken")
    office = factory.SubFactory(OfficeFactory)
    requester = factory.SubFactory(PersonFactory)
    filed_by = factory.SelfAttribute("requester")
    unit = factory.SelfAttribute("requester.unit")
    category = factory.SubFactory(CategoryFactory)
    priority = Priority.NORMAL
    created_at = factory.LazyFunction(timezone.now)
    form_key = factory.LazyFunction(uuid.uuid4)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> models.Ticket:
        ticket = model_class(*args, **kwargs)
        set_due(ticket)
        settle_mark(ticket)
        ticket.save()
        models.Stay.objects.create(ticket=ticket, state=State.NEW, since=ticket.created_at)
        MessageFactory(ticket=ticket, form_key=ticket.form_key, text=ticket.title, at=ticket.created_at)
        if ticket.state != State.NEW:
            models.Stay.objects.filter(ticket=ticket).update(state=ticket.state)
        return ticket


class MessageFactory(factory.django.DjangoModelFactory[models.Message]):
    """A public message of the requester."""

    class Meta:
        model = models.Message

    ticket = factory.SubFactory(TicketFactory)
    author = factory.SelfAttribute("ticket.requester")
    audience = Audience.PUBLIC
    text = "It flickers."
    form_key = factory.LazyFunction(uuid.uuid4)


class TargetFactory(factory.django.DjangoModelFactory[models.Target]):
    """Two hours to answer, a day of eight hours to solve."""

    class Meta:
        model = models.Target

    category = factory.SubFactory(CategoryFactory)
    priority = Priority.NORMAL
    respond_minutes = 120
    solve_minutes = 480


class StayFactory(factory.django.DjangoModelFactory[models.Stay]):
    """A stay that has ended."""

    class Meta:
        model = models.Stay

    ticket = factory.SubFactory(TicketFactory)
    state = State.IN_WORK
    since = factory.LazyAttribute(lambda stay: stay.ticket.created_at - timedelta(hours=2))
    until = factory.LazyAttribute(lambda stay: stay.since + timedelta(hours=1))


class CategoryFieldFactory(factory.django.DjangoModelFactory[models.CategoryField]):
    """A line of text that may stay empty."""

    class Meta:
        model = models.CategoryField

    category = factory.SubFactory(CategoryFactory)
    code = factory.Sequence(lambda n: f"field-{n}")
    label_et = factory.Sequence(lambda n: f"Lahter {n}")
    label_en = factory.Sequence(lambda n: f"Field {n}")


class AnswerFactory(factory.django.DjangoModelFactory[models.Answer]):
    """A line of text."""

    class Meta:
        model = models.Answer

    ticket = factory.SubFactory(TicketFactory)
    field = factory.SubFactory(CategoryFieldFactory, category=factory.SelfAttribute("..ticket.category"))
    text = "Blue."


class CannedReplyFactory(factory.django.DjangoModelFactory[models.CannedReply]):
    """A text for every kind of request."""

    class Meta:
        model = models.CannedReply

    title = factory.Sequence(lambda n: f"Vastus {n}")
    text_et = factory.Sequence(lambda n: f"Aitäh, vaatame üle ({n}).")
    text_en = factory.Sequence(lambda n: f"Thank you, we will look ({n}).")


class SavedViewFactory(factory.django.DjangoModelFactory[models.SavedView]):
    """All open requests in which a word occurs, kept for oneself."""

    class Meta:
        model = models.SavedView

    owner = factory.SubFactory(PersonFactory)
    name = factory.Sequence(lambda n: f"View {n}")
    view = "open"
    words = "lamp"


class MergeFactory(factory.django.DjangoModelFactory[models.Merge]):
    """A new request, merged into another one of the same asker; its rows are as the action leaves them."""

    class Meta:
        model = models.Merge

    source = factory.SubFactory(TicketFactory)
    into = factory.LazyAttribute(
        lambda merge: TicketFactory(
            requester=merge.source.requester,
            office=merge.source.office,
            confidential=merge.source.confidential,
        )
    )
    state = factory.SelfAttribute("source.state")
    merged_by = factory.SubFactory(PersonFactory, specialist=True)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> models.Merge:
        merge: models.Merge = super()._create(model_class, *args, **kwargs)
        stays = models.Stay.objects.filter(ticket=merge.source, until=None)
        stays.update(until=merge.merged_at)
        models.Stay.objects.create(ticket=merge.source, state=State.MERGED, since=merge.merged_at)
        merge.source.state, merge.source.merged_into = State.MERGED, merge.into
        merge.source.save(update_fields=["state", "merged_into"])
        return merge


class HeardFactory(factory.django.DjangoModelFactory[models.Heard]):
    """An answer of the desk that the askers of another request read too."""

    class Meta:
        model = models.Heard

    message = factory.SubFactory(MessageFactory)
    ticket = factory.SubFactory(TicketFactory)


class BulkFactory(factory.django.DjangoModelFactory[models.Bulk]):
    """An act of a specialist of just now."""

    class Meta:
        model = models.Bulk

    verb = "assign"
    by = factory.SubFactory(PersonFactory, specialist=True)
    form_key = factory.LazyFunction(uuid.uuid4)


class BulkItemFactory(factory.django.DjangoModelFactory[models.BulkItem]):
    """A request that was assigned by an act, and has not changed since."""

    class Meta:
        model = models.BulkItem

    bulk = factory.SubFactory(BulkFactory)
    ticket = factory.SubFactory(TicketFactory)
    before = factory.LazyAttribute(lambda item: as_it_was(item.ticket))
    version = factory.SelfAttribute("ticket.version")
    event = factory.LazyAttribute(
        lambda item: Event.objects.create(
            kind="ticket.taken", subject_type="ticket", subject_id=item.ticket.pk
        )
    )


class RatingFactory(factory.django.DjangoModelFactory[models.Rating]):
    """A requester who is content."""

    class Meta:
        model = models.Rating

    ticket = factory.SubFactory(TicketFactory)
    person = factory.SelfAttribute("ticket.requester")
    score = Score.GOOD


class CountDeltaFactory(factory.django.DjangoModelFactory[models.CountDelta]):
    """A request that came today; nothing stands behind it."""

    class Meta:
        model = models.CountDelta

    day = factory.LazyFunction(timezone.localdate)
    confidential = False
    arrived = 1


class PeriodCountFactory(factory.django.DjangoModelFactory[models.PeriodCount]):
    """A week of its own long ago."""

    class Meta:
        model = models.PeriodCount

    slice, grain = "all", "week"
    period = factory.Sequence(lambda n: date(1900, 1, 1) + timedelta(days=7 * n))
    confidential = False


class ElementFactory(factory.django.DjangoModelFactory[models.Element]):
    """A part of houses that no form names."""

    class Meta:
        model = models.Element

    code = factory.Sequence(lambda n: f"part-{n}")
    name_et = factory.Sequence(lambda n: f"Osa {n}")
    name_en = factory.Sequence(lambda n: f"Part {n}")


class ResponsibilityFactory(factory.django.DjangoModelFactory[models.Responsibility]):
    """A partner who answers in all offices within two working hours."""

    class Meta:
        model = models.Responsibility

    element = factory.SubFactory(ElementFactory)
    answerer = Answerer.KEEPER
    partner = factory.SubFactory(PartnerFactory)
    respond_minutes = 120


class ReferralFactory(factory.django.DjangoModelFactory[models.Referral]):
    """A partner who was asked a moment ago."""

    class Meta:
        model = models.Referral

    ticket = factory.SubFactory(TicketFactory)
    message = factory.SubFactory(
        MessageFactory, ticket=factory.SelfAttribute("..ticket"), audience=Audience.OUTSIDE,
        address="abi@firma.example",
    )  # fmt: skip
    partner = factory.SubFactory(PartnerFactory)
    asked_at = factory.LazyFunction(timezone.now)
    due_at = factory.LazyAttribute(lambda one: one.asked_at + timedelta(hours=2))


class PresenceFactory(factory.django.DjangoModelFactory[models.Presence]):
    """Somebody of the desk who has a request open now."""

    class Meta:
        model = models.Presence

    person = factory.SubFactory(PersonFactory, specialist=True)
    ticket = factory.SubFactory(TicketFactory)


class GuideFactory(factory.django.DjangoModelFactory[models.Guide]):
    """A published guide for everybody; it is not indexed yet."""

    class Meta:
        model = models.Guide

    title_et = factory.Sequence(lambda n: f"Juhend {n}")
    title_en = factory.Sequence(lambda n: f"Guide {n}")
    text_et = "Vajuta nuppu."
    text_en = "Press the button."
    published = True
    changed_by = factory.SubFactory(PersonFactory)


class OriginFactory(factory.django.DjangoModelFactory[models.Origin]):
    """A request of another desk."""

    class Meta:
        model = models.Origin

    ticket = factory.SubFactory(TicketFactory)
    source = "Jira"
    number = factory.Sequence(lambda n: f"INC-{n}")
