"""Clearing the test database as its owner, reference rows kept."""

import os
from io import BytesIO

import psycopg
from django.conf import settings

KEPT = {"django_migrations"}


def owner() -> psycopg.Connection:
    """A connection of the owner, outside Django."""
    data = settings.DATABASES["owner"]
    return psycopg.connect(
        dbname=data["NAME"],
        user=data["USER"],
        host=data["HOST"],
        port=data["PORT"] or None,
        autocommit=True,
        password=data["PASSWORD"] or None,
    )


class Keeper:
    """Remembers the rows that migrations made and puts them back after a test that committed."""

    rows: dict[str, bytes] = {}
    tables: list[str] = []

    @classmethod
    def remember(cls) -> None:
        """Call once after the migrations."""
        with owner() as connection:
            found = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            ).fetchall()
            cls.tables = [name for (name,) in found if name not in KEPT]
            for table in cls._without_history(connection):
                with connection.cursor().copy(f'COPY "{table}" TO STDOUT') as copy:
                    data = b"".join(bytes(block) for block in copy)
                if data:
                    cls.rows[table] = data

    @classmethod
    def restore(cls) -> None:
        """Empties all tables and writes the remembered rows."""
        names = ", ".join(f'"{table}"' for table in cls.tables)
        with owner() as connection:
            connection.execute(f"TRUNCATE {names} RESTART IDENTITY")
            for table in cls._parents_first():
                with connection.cursor().copy(f'COPY "{table}" FROM STDIN') as copy:
                    copy.write(BytesIO(cls.rows[table]).read())
            for table in cls.rows:
                connection.execute(
                    "SELECT setval(seq, (SELECT coalesce(max(id), 1) FROM " + f'"{table}"' + ")) "
                    f"FROM pg_get_serial_sequence('{table}', 'id') AS seq WHERE seq IS NOT NULL"
                )

    @classmethod
    def _without_history(cls, connection: psycopg.Connection) -> list[str]:
        """Tables of changes are left out: the triggers write them anew when the rows come back."""
        found = connection.execute(
            "SELECT attrelid::regclass::text FROM pg_attribute WHERE attname = 'pgh_id'"
        )
        changes = {name for (name,) in found.fetchall()}
        return [name for name in cls.tables if name not in changes]

    @classmethod
    def _parents_first(cls) -> list[str]:
        order = [
            "django_content_type",
            "auth_permission",
            "requests_desk_category",
            "requests_desk_categoryfield",
        ]
        return [name for name in order if name in cls.rows] + [name for name in cls.rows if name not in order]


def environment() -> dict[str, str]:
    """The environment of a child process that works on the same services."""
    return dict(os.environ)
