"""What the actions share: the locked file, its import, and sentences for what cannot be read."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from foundation.core.duties import importer_of
from foundation.core.errors import RuleBroken
from foundation.core.importing import Importer
from foundation.imports.choices import UNREADABLE
from foundation.imports.models import Batch
from foundation.imports.tables import Unreadable, plain


@contextmanager
def told() -> Iterator[None]:
    """What cannot be read becomes a sentence."""
    try:
        yield
    except Unreadable as no:
        raise RuleBroken(str(UNREADABLE[no.code]) % no.values) from no


def locked(batch: Batch) -> Batch:
    """The file as it is now, locked for this transaction. Raises RuleBroken while somebody else has it."""
    rows = Batch.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    found: Batch | None = rows.filter(pk=batch.pk).first()
    if found is None:
        raise RuleBroken(_("Somebody is working with this file right now. Try again in a minute."))
    return found


def importer_for(batch: Batch) -> Importer:
    """The import of a file. Raises RuleBroken when its duty is no longer installed."""
    importer = importer_of(batch.importer)
    if importer is None:
        raise RuleBroken(_("This kind of import is no longer available."))
    return importer


def aliases(importer: Importer) -> dict[str, list[str]]:
    """For each column the names by which it is found: its title in every language, then its aliases."""
    titles: dict[str, list[str]] = {column.name: [] for column in importer.columns}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for column in importer.columns:
                titles[column.name].append(plain(str(column.title)))
    for column in importer.columns:
        titles[column.name] += [plain(alias) for alias in (*column.aliases.split(";"), column.name) if alias]
    return titles
