"""Tables as offices really export them, read without Django: every cell becomes a tidy text.

`kind_of` and `Unreadable` are the gate, `guess` says how a file seems to be written, `read` reads it that
way, `laid_out` finds head, lines and totals, `number` and `day` understand texts.
"""

from foundation.imports.tables.gate import CSV, MOST_BYTES, MOST_ROWS, XLSX, Unreadable, kind_of
from foundation.imports.tables.layout import Head, Table, laid_out, matched, plain, signature
from foundation.imports.tables.reading import ENCODINGS, Grid, How, guess, read, sheet_names
from foundation.imports.tables.text import DELIMITERS, is_sure
from foundation.imports.tables.values import day, number

__all__ = [
    "CSV",
    "DELIMITERS",
    "ENCODINGS",
    "MOST_BYTES",
    "MOST_ROWS",
    "XLSX",
    "Grid",
    "Head",
    "How",
    "Table",
    "Unreadable",
    "day",
    "guess",
    "is_sure",
    "kind_of",
    "laid_out",
    "matched",
    "number",
    "plain",
    "read",
    "sheet_names",
    "signature",
]
