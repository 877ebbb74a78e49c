"""`make restore FROM=/backup/korras-…`: a backup into an empty database and an empty folder, then compared.

Everything that can be wrong is looked at before anything is written. The files are copied first and the
database comes in one transaction, so a restore that fails leaves both as empty as they were.
"""

import os
import shutil
import sys
from pathlib import Path

from tools.backup import exit_code, say
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
from tools.processes import Trouble

THINGS = """
SELECT count(*) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
"""
STRANGERS = "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'"
ROLES_HERE = "SELECT rolname FROM pg_roles"


def check_backup(folder: Path) -> Manifest:
    """The backup is whole, byte for byte; Trouble names the first part that is not."""
    found = Manifest.read(folder)
    dump = folder / DUMP
    if not dump.is_file() or hash_of(dump)[1] != found.dump:
        raise Trouble(f"{dump} is missing or damaged: take another backup. Nothing was written.")
    here = read_files(folder / FILES)
    wrong = [name for name, what in found.files.items() if here.get(name) != what]
    if wrong:
        raise Trouble(
            f"{len(wrong)} files of the backup are missing or damaged, the first is {wrong[0]}: "
            "take another backup. Nothing was written."
        )
    return found


def check_target(owner: Database, media: Path, found: Manifest) -> None:
    """The database and the folder are empty and the roles are those of the backup; else Trouble."""
    if roles() != found.roles:
        wanted = ", ".join(found.roles.values())
        raise Trouble(f"The rights in the backup belong to the roles {wanted}: the settings name others.")
    with Session(owner) as session:
        missing = set(found.roles.values()) - {name for (name,) in session.ask(ROLES_HERE)}
        if missing:
            raise Trouble(f"This server has no role {', '.join(sorted(missing))}: make it first.")
        if session.ask(THINGS) != [["0"]] or session.ask(STRANGERS):
            raise Trouble(f"The database {owner.name} is not empty: make a new one. Nothing was written.")
    if media.exists() and (not media.is_dir() or any(media.iterdir())):
        raise Trouble(f"MEDIA_ROOT names {media}, which is not empty. Nothing was written.")


def write(folder: Path, owner: Database, media: Path) -> None:
    """The files, then the database; what was copied goes away again when either fails."""
    try:
        media.mkdir(mode=0o700, parents=True, exist_ok=True)
        read_files(folder / FILES, media)
        owner.run("pg_restore", "--single-transaction", "--exit-on-error", folder / DUMP)
    except (OSError, Trouble) as fault:
        for path in media.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise Trouble(f"The restore failed and everything is empty as before. {fault}") from fault


def read_back(owner: Database, media: Path) -> Manifest:
    """What stands there now, read in the same way as for the backup."""
    found = Manifest(client=client_version(), schema=read_schema(owner), files=read_files(media))
    with Session(owner) as session:
        session.ask("ANALYZE")
        found.tables, found.sequences = read_tables(session), read_sequences(session)
    return found


def bring_back() -> list[str]:
    """Check, write, compare; returns what differs, in sentences."""
    os.umask(0o077)
    folder, media = Path(setting("FROM")), Path(setting("MEDIA_ROOT"))
    owner = Database.of(setting(SETTINGS["owner"]))
    found = check_backup(folder)
    check_target(owner, media, found)
    write(folder, owner, media)
    now = read_back(owner, media)
    if now.client != found.client:
        say(f"The schema was not compared: {found.client} wrote the backup, {now.client} is here.")
    differences = found.differences(now)
    if not differences:
        say(f"{len(now.tables)} tables and {len(now.files)} files are equal to {folder}.")
        say("Before worker and beat start: mails that waited then leave now. Then run migrate.")
    return differences


def main() -> int:
    """Exit code 1 when nothing was restored, 2 when what was restored differs."""
    return exit_code(bring_back)


if __name__ == "__main__":
    sys.exit(main())
