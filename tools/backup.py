"""`make backup DEST=/backup`: the database and the kept files in a new folder, with hashes of everything.

The database comes first, the files second. Bytes are on the disk before their row commits and are never
changed, so every row of the dump finds its file; a file that came later is only too many.
"""

import os
import shutil
import sys
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tools.manifest import (
    DUMP,
    FILES,
    Manifest,
    client_version,
    hash_of,
    read_files,
    read_schema,
    read_sequences,
    read_tables,
)
from tools.pgclient import SETTINGS, Database, Session, roles, setting
from tools.places import CHECKOUT
from tools.processes import Trouble

NOT_IN_IT = "SECRET_KEY and the other settings are not in it: keep them in your vault."
# where a file lies follows from its number; one that belongs to nothing may go at any time
KEPT = """
SELECT substr(hex, 1, 2) || '/' || hex, sha256
FROM (SELECT replace(id::text, '-', '') AS hex, sha256 FROM files_file WHERE subject_type IS NOT NULL) AS f
"""


def destination() -> Path:
    """A new folder below DEST, named after the moment; Trouble when DEST is no folder."""
    parent = Path(setting("DEST"))
    if not parent.is_dir():
        raise Trouble(f"DEST names {parent}, but there is no such folder.")
    folder = parent / f"korras-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    if folder.exists():
        raise Trouble(f"{folder} is there already: wait a second and start again.")
    return folder


def fill(folder: Path, media: Path) -> list[str]:
    """Write the backup into the folder; returns what is wrong with the kept files, in sentences."""
    owner, dump = Database.of(setting(SETTINGS["owner"])), folder / DUMP
    found = Manifest(made_at=f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", product=_version(), roles=roles())
    with Session(owner) as session:
        session.ask("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        ((moment,),) = session.ask("SELECT pg_export_snapshot()")
        ((found.server,),) = session.ask("SHOW server_version")
        same = f"--snapshot={moment}"
        owner.run("pg_dump", "--format=custom", f"--file={dump}", same)
        found.client, found.schema = client_version(), read_schema(owner, same)
        found.tables, found.sequences = read_tables(session), read_sequences(session)
        kept = dict(session.ask(KEPT)) if "public.files_file" in found.tables else {}
    found.dump = str(hash_of(dump)[1])
    found.files = read_files(media, folder / FILES)
    found.write(folder)
    return wrong_files(kept, found)


def wrong_files(kept: dict[str, str], found: Manifest) -> list[str]:
    """Files that belong to something and are missing, or are not what was once kept."""
    missing = [name for name in kept if name not in found.files]
    changed = [
        name for name, digest in kept.items() if name in found.files and found.files[name][1] != digest
    ]
    return [f"file {name} is missing" for name in missing] + [f"file {name} was damaged" for name in changed]


def _version() -> str:
    return str(tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def make() -> list[str]:
    """The whole backup or nothing: it gets its name when it is whole. Returns what is to be said."""
    os.umask(0o077)
    media, whole = Path(setting("MEDIA_ROOT")), destination()
    if not media.is_dir():
        raise Trouble(f"MEDIA_ROOT names {media}, but there is no such folder.")
    part = whole.with_suffix(".part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(mode=0o700)
        wrong = fill(part, media)
        part.rename(whole)
    except OSError as fault:
        raise Trouble(f"The backup could not be written: {fault.strerror} ({fault.filename}).") from fault
    finally:
        shutil.rmtree(part, ignore_errors=True)
    found = Manifest.read(whole)
    rows = sum(count for count, _digest in found.tables.values())
    size = sum(count for count, _digest in found.files.values())
    say(f"{whole}: {len(found.tables)} tables with {rows} rows, {len(found.files)} files with {size} bytes.")
    say(NOT_IN_IT)
    return wrong


def say(words: str) -> None:
    """Print for the person or the log, at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def exit_code(work: Callable[[], list[str]], words: str = "{}") -> int:
    """1 when the work met trouble, 2 when it was done and something is to be told, in `words`."""
    try:
        found = work()
    except Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    for one in found:
        sys.stderr.write(f"{words.format(one)}\n")
    return 2 if found else 0


def main() -> int:
    """Exit code 1 when there is no backup, 2 when there is one and kept files are missing or damaged."""
    return exit_code(make, "The backup is kept, but {}. Fetch it from an older backup.")


if __name__ == "__main__":
    sys.exit(main())
