"""What is around the messages of a request."""

import uuid

import factory

from requests_desk import models
from tests.factories.organisation import PersonFactory, RoomFactory
from tests.factories.requests_desk import MessageFactory, TicketFactory


class DraftFactory(factory.django.DjangoModelFactory[models.Draft]):
    """A reply that its requester has begun."""

    class Meta:
        model = models.Draft

    ticket = factory.SubFactory(TicketFactory)
    person = factory.SelfAttribute("ticket.requester")
    form_key = factory.LazyFunction(uuid.uuid4)
    text = "I wanted to say"


class FollowerFactory(factory.django.DjangoModelFactory[models.Follower]):
    """A colleague whom the requester lets follow."""

    class Meta:
        model = models.Follower

    ticket = factory.SubFactory(TicketFactory)
    person = factory.SubFactory(PersonFactory)
    added_by = factory.SelfAttribute("ticket.requester")


class MentionFactory(factory.django.DjangoModelFactory[models.Mention]):
    """Somebody who was named and told."""

    class Meta:
        model = models.Mention

    message = factory.SubFactory(MessageFactory)
    person = factory.SubFactory(PersonFactory)
    told = True


class LinkFactory(factory.django.DjangoModelFactory[models.Link]):
    """A request that is about a room."""

    class Meta:
        model = models.Link

    ticket = factory.SubFactory(TicketFactory)
    kind = "about"
    subject_type = "room"
    subject_id = factory.LazyFunction(lambda: RoomFactory().pk)
    added_by = factory.SelfAttribute("ticket.requester")
