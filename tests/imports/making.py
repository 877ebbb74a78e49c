"""Files as offices make them, made in the test."""

import zipfile
from io import BytesIO

import xlsxwriter


def csv_bytes(rows, delimiter=";", encoding="utf-8", ending="\r\n"):
    """Rows of texts, joined and nothing else."""
    return ending.join(delimiter.join(row) for row in rows).encode(encoding)


def workbook(rows, *, formats=None, sheets=("Leht1",), options=None):
    """A workbook whose last sheet holds the rows; `formats` gives number formats by column."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **(options or {})}) as book:
        made = [book.add_worksheet(name) for name in sheets]
        kinds = {column: book.add_format({"num_format": code}) for column, code in (formats or {}).items()}
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                made[-1].write(at, column, value, kinds.get(column) if at else None)
    return out.getvalue()


def zipped(parts, *, method=zipfile.ZIP_DEFLATED):
    """A zip of these parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def parts_of(data):
    """The parts of a workbook."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
