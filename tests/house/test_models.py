"""What every model of ours keeps."""

import importlib
import pkgutil

import pytest
from django.contrib.admin.models import ADDITION, LogEntry
from django.db import ProgrammingError, models, transaction
from django.db.models import CheckConstraint, Q
from factory.django import DjangoModelFactory

from foundation.core.history import Change, change_models
from foundation.organisation.models import Person
from tests import factories
from tests.factories import PersonFactory
from tests.factories.seldom import ViewLogFactory
from tests.house.source import CODE_FOLDERS, our_configs
from tools.places import CHECKOUT

# Tables of changes are made by `tracked` and filled by triggers: tests/history/ says what they keep.
CHANGES = set(change_models())
MODELS = [model for config in our_configs() for model in config.get_models() if model not in CHANGES]
# Nullable pairs that are not set together, each with its reason.
UNPAIRED: dict[str, str] = {}


def factory_classes():
    """Every factory of tests/factories."""
    for module in pkgutil.iter_modules(factories.__path__):
        found = vars(importlib.import_module(f"tests.factories.{module.name}")).values()
        yield from (
            one
            for one in found
            if isinstance(one, type) and issubclass(one, DjangoModelFactory) and one._meta.model
        )


FACTORIES = sorted(set(factory_classes()), key=lambda one: one.__name__)
every_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)


def looked_at(condition):
    """The names of the fields that a condition asks about."""
    for part in condition.children if isinstance(condition, Q) else ():
        yield from looked_at(part) if isinstance(part, Q) else [part[0].split("__")[0]]


@every_model
def test_it_says_in_a_sentence_what_a_row_is(model):
    words = model.__doc__ or ""
    assert not words.startswith(f"{model.__name__}("), "this is the docstring that Django makes"
    assert words.split("\n")[0].endswith(".")


@every_model
def test_it_has_an_order_and_shows_itself_in_words(model):
    assert model._meta.ordering
    assert "__str__" in vars(model)


@every_model
def test_its_rows_can_be_made_by_a_factory(model):
    assert model in {factory._meta.model for factory in FACTORIES}


@every_model
def test_who_and_when_are_set_together(model):
    fields = {field.name: field for field in model._meta.concrete_fields}
    for name in fields:
        partner = f"{name[:-3]}_by"
        if not name.endswith("_at") or partner not in fields or f"{model.__name__}.{name}" in UNPAIRED:
            continue
        if fields[name].null and fields[partner].null:
            checks = [one.condition for one in model._meta.constraints if isinstance(one, CheckConstraint)]
            assert any({name, partner} <= set(looked_at(one)) for one in checks), f"{name} and {partner}"


@every_model
def test_nothing_that_points_at_a_person_goes_with_the_person(model):
    pointing = [
        field
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField) and field.related_model is Person
    ]
    assert all(field.remote_field.on_delete is models.PROTECT for field in pointing)


def test_every_table_of_changes_is_made_append_only_by_a_migration():
    """The call of keep() in some migration names it."""
    texts = [
        path.read_text(encoding="utf-8")
        for folder in CODE_FOLDERS
        for path in (CHECKOUT / folder).rglob("migrations/0*.py")
    ]
    kept = "".join(text.split("keep(", 1)[1] for text in texts if "keep(" in text)
    assert not [model.__name__ for model in CHANGES if model._meta.db_table not in kept]


def test_only_what_tracked_made_passes_as_a_table_of_changes():
    """It stands beside its model in the same app, and keeps the fields of that model and nothing else."""
    assert CHANGES
    for model in CHANGES:
        tracked = model.pgh_tracked_model
        assert issubclass(model, Change)
        assert (model.__name__, model._meta.app_label) == (
            f"{tracked.__name__}Change",
            tracked._meta.app_label,
        )
        kept = {field.name for field in model._meta.fields if not field.name.startswith("pgh_")}
        assert kept <= {field.name for field in tracked._meta.fields}


def test_a_person_stands_in_no_group_and_nobody_asks_for_permissions_of_django():
    """Rights are functions over roles: no group, no permission, nobody above them, whatever Django brings."""
    assert not Person._meta.many_to_many
    assert not Person().is_superuser
    assert not hasattr(Person(), "is_staff")
    assert not hasattr(Person(), "has_perm")


@pytest.mark.django_db
def test_the_log_that_the_admin_brings_cannot_be_written():
    """It would be deleted with a person; the log of events is the only one."""
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        LogEntry.objects.create(user=PersonFactory(), action_flag=ADDITION, object_repr="x")


@every_model
def test_constraints_and_indexes_have_names_that_speak(model):
    for one in (*model._meta.constraints, *model._meta.indexes):
        assert len(one.name) > 5
        assert "%" not in one.name


def makes_two_different_rows(factory):
    first, second = factory(), factory()
    return type(first).objects.filter(pk__in={first.pk, second.pk}).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "factory", [one for one in FACTORIES if one is not ViewLogFactory], ids=lambda one: one.__name__
)
def test_a_factory_makes_two_different_rows(factory):
    assert makes_two_different_rows(factory)


@pytest.mark.django_db(transaction=True)
def test_the_factory_of_the_log_makes_two_different_rows():
    """The log is written on a connection of its own, so others read it after its commit."""
    assert makes_two_different_rows(ViewLogFactory)
