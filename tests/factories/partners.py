"""Partners and their people."""

import factory

from partners import models


class PartnerFactory(factory.django.DjangoModelFactory[models.Partner]):
    """A firm with an address."""

    class Meta:
        model = models.Partner

    name = factory.Sequence(lambda n: f"Firma {n} OÜ")
    email = factory.Sequence(lambda n: f"abi{n}@firma.example")
    phone = "600 1234"


class PartnerPersonFactory(factory.django.DjangoModelFactory[models.PartnerPerson]):
    """Somebody of a firm."""

    class Meta:
        model = models.PartnerPerson

    partner = factory.SubFactory(PartnerFactory)
    name = factory.Sequence(lambda n: f"Rein Tehnik {n}")
    task = "Hooldus"
    email = factory.Sequence(lambda n: f"rein{n}@firma.example")
