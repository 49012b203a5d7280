"""Rows as a file that spreadsheets open: no cell is run, and a file that is not whole is not sent."""

import csv
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from io import TextIOWrapper
from typing import IO, Any

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
"""With these a cell begins that a spreadsheet takes for a formula; in their full-width and other forms, too."""


def inert(value: Any) -> str:
    """A cell as text that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    begins = unicodedata.normalize("NFKC", text[:1])
    return f"'{text}" if begins.startswith(FORMULA) else text


def written(marking: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> tuple[IO[bytes], int]:
    """A temporary file in CSV, at its beginning, and how many rows are in it.

    Its first line is the `marking`, the second the names of the columns.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115  (closed by who sends it)
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="")
    sheet, many = csv.writer(text), 0
    sheet.writerow([inert(marking)])
    sheet.writerow(names)
    for row in rows:
        sheet.writerow([inert(value) for value in row])
        many += 1
    text.detach()  # or it would close the file with itself
    file.seek(0)
    return file, many
