"""Databases of the tests, set back by their owner: what they held at first is there again, all else gone."""

import os
from typing import Any

import psycopg
from django.conf import settings

KEPT = {"django_migrations"}
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
# The column by which a table of changes is known: triggers write it anew when its rows come back.
OF_CHANGES = "SELECT attrelid::regclass::text FROM pg_attribute WHERE attname = 'pgh_id'"
COUNTED = """SELECT table_name, column_name, seq
FROM information_schema.columns, pg_get_serial_sequence(quote_ident(table_name), column_name) AS seq
WHERE table_schema = 'public' AND seq IS NOT NULL"""
COUNT_ON = """SELECT setval('{2}', (SELECT coalesce(max("{1}"), 1) FROM "{0}"))"""


def owner(database: str = "", *, autocommit: bool = True) -> psycopg.Connection[Any]:
    """A connection of the owner, outside Django; to the database of the tests unless one is named."""
    data = settings.DATABASES["owner"]
    return psycopg.connect(
        dbname=database or data["NAME"],
        user=data["USER"],
        host=data["HOST"],
        port=data["PORT"] or None,
        autocommit=autocommit,
        password=data["PASSWORD"] or None,
    )


class Keeper:
    """Remembers the rows of a database as it is made and puts them back."""

    def __init__(self, database: str = "") -> None:
        """Reads all tables; the database of the tests unless one is named."""
        self.database = database
        self.rows: dict[str, bytes] = {}
        with owner(database) as connection:
            found = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall()
            self.tables = [name for (name,) in found if name not in KEPT]
            self.counted = [row for row in connection.execute(COUNTED).fetchall() if row[0] in self.tables]
            of_changes = {name for (name,) in connection.execute(OF_CHANGES).fetchall()}
            for table in self.tables:
                if table not in of_changes and (data := _content(connection, table)):
                    self.rows[table] = data

    def restore(self) -> None:
        """Empties all tables and writes the remembered rows, at once, so that their order does not matter."""
        names = ", ".join(f'"{table}"' for table in self.tables)
        with owner(self.database, autocommit=False) as connection:
            connection.execute(f"TRUNCATE {names} RESTART IDENTITY")
            for table, data in self.rows.items():
                with connection.cursor().copy(f'COPY "{table}" FROM STDIN') as copy:
                    copy.write(data)
            for row in self.counted:
                if row[0] in self.rows:
                    connection.execute(COUNT_ON.format(*row))


def _content(connection: psycopg.Connection[Any], table: str) -> bytes:
    with connection.cursor().copy(f'COPY "{table}" TO STDOUT') as copy:
        return b"".join(bytes(block) for block in copy)


def environment() -> dict[str, str]:
    """The environment of a child process that works on the same services."""
    return dict(os.environ)
