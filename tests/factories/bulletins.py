"""Notices to offices."""

import uuid
from datetime import timedelta

import factory
from django.utils import timezone

from requests_desk import models
from requests_desk.choices import Addressees
from tests.factories.organisation import PersonFactory


class BulletinFactory(factory.django.DjangoModelFactory[models.Bulletin]):
    """A notice of today to everybody of all offices, shown for a week."""

    class Meta:
        model = models.Bulletin

    title_et = factory.Sequence(lambda n: f"Teade {n}")
    title_en = factory.Sequence(lambda n: f"Notice {n}")
    text_et = "Vesi on kinni."
    text_en = "The water is off."
    addressees = Addressees.STAFF
    shown_until = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=7))
    form_key = factory.LazyFunction(uuid.uuid4)
    published_by = factory.SubFactory(PersonFactory)


class BulletinReadFactory(factory.django.DjangoModelFactory[models.BulletinRead]):
    """Somebody has read a notice."""

    class Meta:
        model = models.BulletinRead

    bulletin = factory.SubFactory(BulletinFactory)
    person = factory.SubFactory(PersonFactory)
