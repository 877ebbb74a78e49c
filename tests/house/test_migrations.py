"""A migration runs while the old code works. What that code could not survive says why it may be done."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from tests.house.source import our_configs

# The last migration of each app in the first release: before it there was no old code.
FIRST_RELEASE = {
    "approvals": "0002_decisions_stand",
    "core": "0004_tries",
    "deadlines": "0002_gone_with_their_deadline",
    "events": "0002_append_only",
    "files": "0001_initial",
    "imports": "0002_order_of_verdicts",
    "notifications": "0003_notices",
    "organisation": "0009_wording_history",
    "requests_desk": "0012_merges",
}
GONE = (
    migrations.RemoveField,
    migrations.RenameField,
    migrations.RenameModel,
    migrations.DeleteModel,
    migrations.AlterModelTable,
)
SQL = re.compile(r"\b(DROP|RENAME|SET\s+NOT\s+NULL|ALTER\s+COLUMN\s+\S+\s+TYPE)\b", re.IGNORECASE)
HOW = (
    "Old code runs on while this migration is applied. Do it in two versions (CONTRIBUTING, “Migrations”), "
    "or say in the class why it may be done at once: old_code = “No released version reads the column.”"
)


def faults(migration: migrations.Migration, before: ProjectState) -> Iterator[str]:
    """What the operations of a migration would do to old code, without what it says about itself."""
    made: set[str] = set()
    for operation in _flat(migration.operations):
        if isinstance(operation, migrations.CreateModel):
            made.add(operation.name_lower)
        model = getattr(operation, "model_name_lower", "") or getattr(operation, "name_lower", "")
        if model not in made and (fault := _fault(operation, before, migration.app_label)):
            yield f"{type(operation).__name__} {fault}"
        operation.state_forwards(migration.app_label, before)


def _flat(operations: Any) -> Iterator[Operation]:
    for operation in operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from _flat(operation.database_operations)
        else:
            yield operation


def _fault(operation: Operation, before: ProjectState, app: str) -> str:
    """What is wrong with one of them; empty when old code goes on."""
    if isinstance(operation, GONE):
        return "takes away what old code reads"
    if isinstance(operation, migrations.AddField):
        return (
            "" if _fillable(operation.field) else "makes old code's INSERT fail: give it null or db_default"
        )
    if isinstance(operation, migrations.AlterField):
        old = before.models[app, operation.model_name_lower].fields[operation.name]
        return _narrower(old, operation.field)
    if isinstance(operation, migrations.AddConstraint) and not isinstance(operation, AddConstraintNotValid):
        return "reads the whole table under a lock: AddConstraintNotValid, then ValidateConstraint"
    if isinstance(operation, migrations.AddIndex) and not isinstance(operation, AddIndexConcurrently):
        return "keeps writers waiting: AddIndexConcurrently with atomic = False"
    if isinstance(operation, migrations.RunSQL) and SQL.search(str(operation.sql)):
        return "takes away or narrows what old code uses"
    return ""


def _fillable(field: models.Field) -> bool:
    """Whether a row can be written by code that does not know the field."""
    return field.null or field.many_to_many or field.has_db_default() or getattr(field, "generated", False)


def _narrower(old: models.Field, new: models.Field) -> str:
    if old.null and not new.null:
        return "forbids the empty value that old code writes"
    if old.get_internal_type() != new.get_internal_type():
        return "gives the column another type"
    longest = [getattr(one, "max_length", None) for one in (old, new)]
    return "makes the column shorter" if None not in longest and longest[0] > longest[1] else ""


def judged() -> list[tuple[str, str]]:
    """Our migrations after the first release."""
    ours = {config.label for config in our_configs()}
    found = MigrationLoader(None).disk_migrations
    return [key for key in sorted(found) if key[0] in ours and key[1] > FIRST_RELEASE.get(key[0], "")]


def test_the_list_of_the_first_release_names_what_is_there() -> None:
    found = MigrationLoader(None).disk_migrations
    assert {config.label for config in our_configs()} >= set(FIRST_RELEASE)
    assert set(FIRST_RELEASE.items()) <= set(found)


def test_no_later_migration_breaks_old_code_without_saying_why() -> None:
    loader = MigrationLoader(None)
    found = []
    for key in judged():
        migration = loader.disk_migrations[key]
        reason = getattr(migration, "old_code", "")
        before = loader.project_state(key, at_end=False)
        for fault in faults(migration, before):
            if not reason.endswith(".") or len(reason) < 20:
                found.append(f"{key[0]}.{key[1]}: {fault}. {HOW}")
    assert found == []


def planted(*operations: Operation) -> list[str]:
    """What is said of operations on a table with a few columns."""
    before = ProjectState()
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=20, null=True)),
    ]
    migrations.CreateModel("Thing", fields).state_forwards("events", before)
    migration = migrations.Migration("planted", "events")
    migration.operations = list(operations)
    return list(faults(migration, before))


CHECK = models.CheckConstraint(name="short", condition=models.Q(name="x"))
INDEX = models.Index(fields=["name"], name="by_name")


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RemoveField("thing", "name"),
        migrations.RenameField("thing", "name", "title"),
        migrations.RenameModel("Thing", "Other"),
        migrations.DeleteModel("Thing"),
        migrations.AddField("thing", "size", models.IntegerField(default=0)),
        migrations.AlterField("thing", "name", models.CharField(max_length=20)),
        migrations.AlterField("thing", "name", models.CharField(max_length=10, null=True)),
        migrations.AlterField("thing", "name", models.IntegerField(null=True)),
        migrations.AddConstraint("thing", CHECK),
        migrations.AddIndex("thing", INDEX),
        migrations.RunSQL("ALTER TABLE events_thing DROP COLUMN name"),
        migrations.SeparateDatabaseAndState(database_operations=[migrations.RemoveField("thing", "name")]),
    ],
    ids=lambda operation: operation.describe(),
)
def test_what_old_code_could_not_survive_is_found(operation: Operation) -> None:
    assert len(planted(operation)) == 1


@pytest.mark.parametrize(
    "operations",
    [
        [migrations.AddField("thing", "size", models.IntegerField(null=True))],
        [migrations.AddField("thing", "size", models.IntegerField(db_default=0))],
        [migrations.AlterField("thing", "name", models.CharField(max_length=30, null=True))],
        [AddConstraintNotValid("thing", CHECK)],
        [AddIndexConcurrently("thing", INDEX)],
        [migrations.RunSQL("CREATE SEQUENCE numbers")],
        [
            migrations.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))]),
            migrations.AddField("other", "size", models.IntegerField(default=0)),
            migrations.AddIndex("other", models.Index(fields=["size"], name="by_size")),
        ],
    ],
)
def test_what_widens_is_let_through(operations: list[Operation]) -> None:
    assert planted(*operations) == []
