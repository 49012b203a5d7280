"""Compares names: equal, or different by a typing error."""

import re
from collections.abc import Iterable

from peaceapp.search.folding import search_text, split_text

ARTICLES = {"the", "la", "le", "les", "l", "el", "los", "al"}
"""Articles that are ignored at the start of a name."""

BRACKETED = re.compile(r"^(.*\S)\s*\(([^()]+)\)\s*$", re.DOTALL)


def name_words(name: str) -> list[str]:
    """The words of a name without a leading article."""
    words = split_text(name).split()
    return words[1:] if len(words) > 1 and words[0] in ARTICLES else words


def name_key(name: str) -> str:
    """The folded letters and digits of a name. Names with the same key are the same name."""
    return "".join(name_words(name))


def readings(names: Iterable[str]) -> list[str]:
    """The names; for `African Union (AU)` also the parts before and inside the brackets."""
    found = []
    for name in names:
        found.append(name)
        if bracketed := BRACKETED.match(name):
            found += bracketed.groups()
    return [name for name in dict.fromkeys(found) if search_text(name)]


def is_slip(one: str, other: str) -> bool:
    """Whether two keys differ by a typing error: one or two letters wrong, missing or added. Digits must be equal."""
    shorter = min(len(one), len(other))
    most = 2 if shorter >= 12 else 1 if shorter >= 5 else 0
    if one == other or abs(len(one) - len(other)) > most or re.findall(r"\d", one) != re.findall(r"\d", other):
        return False
    return _distance(one, other, most) <= most


def _distance(one: str, other: str, most: int) -> int:
    """The edit distance; `most + 1` for all distances above `most`."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        above, row = row, [place]
        for at, there in enumerate(other, 1):
            row.append(min(above[at] + 1, row[-1] + 1, above[at - 1] + (letter != there)))
        if min(row) > most:
            return most + 1
    return row[-1]
