"""What the demo needs before its first page, in one process: folders, static files, migrations, data."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor


def static_sources() -> Iterator[Path]:
    """Every file that changes what is collected or how it is named."""
    yield settings.BASE_DIR / "requirements.lock"
    yield settings.BASE_DIR / "config" / "settings.py"
    of_apps = (Path(app.path) / "static" for app in apps.get_app_configs())
    for folder in (*settings.STATICFILES_DIRS, *of_apps):
        yield from sorted(path for path in Path(folder).rglob("*") if path.is_file())


def stamp_of(paths: Iterator[Path]) -> str:
    """A hash over names, sizes and times of change."""
    seen = hashlib.sha256()
    for path in paths:
        found = path.stat()
        seen.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def collect_static() -> None:
    """Collect the static files anew, unless nothing changed since the last time."""
    note, stamp = Path(settings.STATIC_ROOT).parent / "static.stamp", stamp_of(static_sources())
    if note.exists() and note.read_text() == stamp and Path(settings.STATIC_ROOT).exists():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    note.write_text(stamp)


def migrate() -> None:
    """Migrate as the owner, unless there is nothing to do: asking is faster than migrating nothing."""
    executor = MigrationExecutor(connections["owner"])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", database="owner", interactive=False, verbosity=0)


def write_accounts(path: Path) -> None:
    """Keep the list of the demo's accounts for the launcher to print."""
    with path.open("w") as accounts:
        call_command("demo", accounts=True, stdout=accounts)


def main() -> None:
    """Prepare everything; running it again changes nothing."""
    django.setup()
    Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
    collect_static()
    migrate()
    call_command("demo", verbosity=0)
    write_accounts(Path(settings.STATIC_ROOT).parent / "accounts.txt")


if __name__ == "__main__":
    main()
