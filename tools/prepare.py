"""What the demo needs before its first page, in one process: static files, migrations, data, accounts."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command


def static_sources() -> Iterator[Path]:
    """Every file of which the collected static files or their hashed names depend."""
    yield settings.BASE_DIR / "requirements.lock"
    yield settings.BASE_DIR / "config" / "settings.py"
    for folder in (
        *settings.STATICFILES_DIRS,
        *settings.BASE_DIR.glob("*/static"),
        *settings.BASE_DIR.glob("*/*/static"),
    ):
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


def write_accounts(path: Path) -> None:
    """Keep the list of the demo's accounts for the launcher to print."""
    with path.open("w") as accounts:
        call_command("demo", accounts=True, stdout=accounts)


def main() -> None:
    """Prepare everything; running it again changes nothing."""
    django.setup()
    collect_static()
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    call_command("demo", verbosity=0)
    write_accounts(Path(settings.STATIC_ROOT).parent / "accounts.txt")


if __name__ == "__main__":
    main()
