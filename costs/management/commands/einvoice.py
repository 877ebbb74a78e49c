"""`manage.py einvoice FILE`: what an e-invoice states and whether it adds up; no database, nothing stored."""

import json
import sys
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from costs.einvoice import MAX_BYTES, Attachment, Finding, InvoiceDocument, InvoiceRefused, check, read


class Command(BaseCommand):
    """Read a file, show it, leave with 0; with 1 when it is refused."""

    help = "Show what an e-invoice (UBL 2.1, CII, EVS 923) states and what does not add up. Stores nothing."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="everything, for programs")

    def handle(self, *args: Any, **options: Any) -> None:
        data = _bytes(options["file"])
        try:
            document = read(data)
        except InvoiceRefused as no:
            self._refuse(no, as_json=options["json"])
        else:
            self._show(document, check(document), as_json=options["json"])

    def _refuse(self, no: InvoiceRefused, *, as_json: bool) -> None:
        if not as_json:
            raise CommandError(f"{no.code}: {no}")
        self._write({"refused": {"code": no.code, "message": str(no)}})
        sys.exit(1)

    def _show(self, document: InvoiceDocument, findings: list[Finding], *, as_json: bool) -> None:
        if as_json:
            self._write({"document": _document(document), "findings": _plain(findings)})
            return
        self.stdout.write(
            f"{document.seller.name} {document.number} {document.issue_date}\n"
            f"{document.gross:f} {document.currency}, {len(document.lines)} lines, {document.format}"
        )
        for finding in findings:
            self.stdout.write(f"{finding.severity}: {finding.code}: {finding.message}")

    def _write(self, answer: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(answer, ensure_ascii=False, indent=2))


def _bytes(path: Path) -> bytes:
    """One byte more than is read is enough to refuse the file."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as no:
        raise CommandError(f"{path} cannot be read: {no.strerror}.") from None


def _document(document: InvoiceDocument) -> dict[str, Any]:
    plain: dict[str, Any] = _plain(document)
    del plain["by_root"]
    return plain | {"is_credit": document.is_credit, "effect": _plain(document.effect)}


def _plain(value: Any) -> Any:
    """Decimals and days as strings, attachments without their content."""
    if isinstance(value, Attachment):
        return {"name": value.name, "mime": value.mime, "size": len(value.content)}
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value
