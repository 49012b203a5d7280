"""When two names are the same, and when one is the other mistyped."""

import re
from collections.abc import Iterable

from peaceapp.search.folding import search_text, split_text

ARTICLES = {"the", "la", "le", "les", "l", "el", "los", "al"}
"""A name may begin with one or not."""

BRACKETED = re.compile(r"^(.*\S)\s*\(([^()]+)\)\s*$", re.DOTALL)


def name_words(name: str) -> list[str]:
    """The words of a name without the article before it."""
    words = split_text(name).split()
    return words[1:] if len(words) > 1 and words[0] in ARTICLES else words


def name_key(name: str) -> str:
    """A name's letters and digits, folded: two names of one key are the same name."""
    return "".join(name_words(name))


def readings(names: Iterable[str]) -> list[str]:
    """The names, and of `African Union (AU)` also what stands before the brackets and within."""
    found = []
    for name in names:
        found.append(name)
        if bracketed := BRACKETED.match(name):
            found += bracketed.groups()
    return [name for name in dict.fromkeys(found) if search_text(name)]


def is_slip(one: str, other: str) -> bool:
    """Whether a key is another with a letter or two wrong, missing or too many; numbers must be the same."""
    shorter = min(len(one), len(other))
    most = 2 if shorter >= 12 else 1 if shorter >= 5 else 0
    if one == other or abs(len(one) - len(other)) > most or re.findall(r"\d", one) != re.findall(r"\d", other):
        return False
    return _distance(one, other, most) <= most


def _distance(one: str, other: str, most: int) -> int:
    """How many letters must change, come or go; more than `most` is told as `most + 1`."""
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        above, row = row, [place]
        for at, there in enumerate(other, 1):
            row.append(min(above[at] + 1, row[-1] + 1, above[at - 1] + (letter != there)))
        if min(row) > most:
            return most + 1
    return row[-1]
