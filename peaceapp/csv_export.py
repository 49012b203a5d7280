"""Writes rows as CSV files for spreadsheets: no cell runs as a formula, no incomplete file is sent."""

import csv
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from io import TextIOWrapper
from typing import IO, Any

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
"""First characters that make spreadsheets read a cell as a formula. Checked after NFKC, so full-width forms count,
too."""


def escape_formula(value: Any) -> str:
    """`value` as text that no spreadsheet runs as a formula."""
    text = "" if value is None else str(value)
    begins = unicodedata.normalize("NFKC", text[:1])
    return f"'{text}" if begins.startswith(FORMULA) else text


def write_csv(marking: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> tuple[IO[bytes], int]:
    """A temporary CSV file, positioned at its start, and the number of its rows.

    The first line is `marking` (the sensitivity), the second has the column names.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the caller closes it)
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    sheet, many = csv.writer(text), 0
    sheet.writerow([escape_formula(marking)])
    sheet.writerow(names)
    for row in rows:
        sheet.writerow([escape_formula(value) for value in row])
        many += 1
    text.detach()  # otherwise the wrapper closes the file when it is collected
    file.seek(0)
    return file, many
