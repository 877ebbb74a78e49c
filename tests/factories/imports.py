"""Files on their way in, of people."""

import hashlib
import uuid

import factory
from factory.django import DjangoModelFactory

from foundation.imports.choices import BatchState
from foundation.imports.models import Batch, Mapping, Row, Upload
from tests.factories.organisation import PersonFactory


class BatchFactory(DjangoModelFactory):
    """A file of people that was uploaded a moment ago."""

    class Meta:
        model = Batch

    importer = "people"
    name = factory.Sequence(lambda n: f"inimesed{n}.csv")
    sha256 = factory.LazyFunction(lambda: hashlib.sha256(uuid.uuid4().bytes).hexdigest())
    encoding, delimiter = "utf-8", ";"
    heads = factory.LazyFunction(lambda: [[0, "Number"], [1, "Nimi"]])
    form_key = factory.LazyFunction(uuid.uuid4)
    uploaded_by = factory.SubFactory(PersonFactory)
    state = BatchState.UPLOADED


class UploadFactory(DjangoModelFactory):
    """The bytes of a file with one person."""

    class Meta:
        model = Upload

    batch = factory.SubFactory(BatchFactory)
    data = b"Number;Nimi\r\n1;Tamm, Mari"


class RowFactory(DjangoModelFactory):
    """A row that stays as it is."""

    class Meta:
        model = Row

    batch = factory.SubFactory(BatchFactory)
    number = factory.Sequence(lambda n: n + 2)
    verdict, place = "same", 5


class MappingFactory(DjangoModelFactory):
    """Columns remembered for files with certain titles."""

    class Meta:
        model = Mapping

    importer = "people"
    signature = factory.LazyFunction(lambda: hashlib.sha256(uuid.uuid4().bytes).hexdigest())
    saved_by = factory.SubFactory(PersonFactory)
