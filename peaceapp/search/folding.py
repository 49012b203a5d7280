"""Normalises text for search, duplicate checks and sorting. The same as the SQL function `search_text`.

1. Unicode NFKD. 2. Drops accents, vowel marks, apostrophes, tatweel and invisible characters. 3. Unifies letter forms
and folds case. 4. Replaces every other sign by one space. Cyrillic й and ё become и and е. Devanagari, Thai and other
scripts keep their vowel signs, which are letters there. `peaceapp.search.database` builds the SQL from the tables
below. Both agree on every text of characters in Unicode 14 (Python 3.11); PostgreSQL 15 to 18 know later ones, too.
"""

import re
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase
from unicodedata import normalize

APOSTROPHES = "'`´ʹʻʼʽʾʿˈ‘’‛′‵՚׳Ꞌꞌ＇"
"""Dropped, so that `d’Ivoire`, `d'Ivoire` and `dIvoire` are one word. The index also has the parts."""

DROPPED = (
    APOSTROPHES.replace("'", "\\u0027")
    + r"\u00ad\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u061c\u0640"
    r"\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u0898-\u089f"
    r"\u08ca-\u08e1\u08e3-\u08ff\u115f\u1160\u17b4\u17b5\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f"
    r"\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff\U000e0000-\U000e0fff"
)
"""Accents and vowel marks of Latin, Greek, Cyrillic, Hebrew, Arabic and Syriac; invisible characters; apostrophes."""

SIGNS = (
    r"\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u00d7\u00f7\u02c2-\u02c5\u02d2-\u02df\u02e5-\u02ff\u0375"
    r"\u037e\u03f6\u0482\u055a-\u055f\u0589-\u058f\u05be\u05c0\u05c3\u05c6\u05f3-\u060f\u061b-\u061f\u066a-\u066d"
    r"\u06d4\u06dd\u06de\u06e9\u06fd\u06fe\u0700-\u070f\u07f6-\u07f9\u0964\u0965\u0970\u0df4\u0e3f\u0e4f\u0e5a\u0e5b"
    r"\u0f01-\u0f17\u0f3a-\u0f3d\u104a-\u104f\u10fb\u1360-\u1368\u1390-\u1399\u1400\u166d\u1680\u17d4-\u17d6"
    r"\u17d8-\u17db\u1800-\u180a\u2000-\u2070\u207a-\u207e\u208a-\u208e\u20a0-\u20cf\u2100-\u214f\u218a-\u245f"
    r"\u2500-\u2bff\u2e00-\u2e7f\u2ff0-\u3004\u3008-\u3020\u3030\u3037\u303d-\u303f\u30a0\u30fb\ua4fe\ua4ff\ua60d-\ua60f"
    r"\ua78a\ufd3e\ufd3f\ufdfc-\ufdff\ufe10-\ufe19\ufe30-\ufe6f\ufff9-\ufffd\U0001d000-\U0001d3ff\U0001f000-\U0001faff"
)
"""Punctuation, symbols, white space and control characters: they end a word. All other characters count as letters."""

UNIFIED = {
    **dict(zip("øđðħıłŋɲɓɗɖƙƴʋƒɣɔɛŧʉɨƶɩ", "oddhilnnbddkyvfgoetuizi", strict=True)),
    **dict(zip("\u0671\u0672\u0673", "\u0627" * 3, strict=True)),  # forms of alef
    **dict(zip("\u0649\u06cc", "\u064a" * 2, strict=True)),  # alef maqsura, Farsi ya: ya
    "\u06a9": "\u0643",  # keheh: kaf
    **dict(zip("\u0629\u06c3\u06d5\u06c1\u06be", "\u0647" * 5, strict=True)),  # ta marbuta, forms of ha: ha
    **dict(zip("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "0123456789" * 2, strict=True)),
}
"""Letters and digits without a Unicode decomposition; lower case, because case is folded first."""

LIGATURES = {"ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th"}

RANGES = {
    "latin": r"\u00c0-\u02af\u1e9e\u2c60-\u2c7f\ua722-\ua7ff",
    "greek": r"\u0370-\u03ff",
    "cyrillic": r"\u0400-\u052f\u1c80-\u1c88\ua640-\ua69f",
    "arabic": r"\u0620-\u06ff",
    "others": r"\u0531-\u0556\u10a0-\u10c5\u13f8-\u13fd\u1c90-\u1cbf\u2c00-\u2c2f\u2c80-\u2cf2\uab70-\uabbf"
    r"\U00010400-\U000104d3\U00010570-\U00010595\U00010c80-\U00010cb2\U000118a0-\U000118bf"
    r"\U00016e40-\U00016e5f\U0001e900-\U0001e921",
}
"""Ranges with letters of two cases or with letters to unify, so that a text skips the tables of other scripts."""


def characters(ranges: str) -> list[str]:
    """All characters of ranges in the syntax of a regular expression's brackets."""
    found: list[str] = []
    for one in re.finditer(r"(\\[uU][0-9a-f]+|[^\\])(?:-(\\[uU][0-9a-f]+))?", ranges):
        first, last = one.groups()
        start, end = (int(each[2:], 16) if len(each) > 1 else ord(each) for each in (first, last or first))
        found += map(chr, range(start, end + 1))
    return found


def _folds(ranges: str) -> dict[str, str]:
    """Maps each letter to its folded form: lower case and unified. Letters that do not change are left out."""
    folded = {each: each.casefold() for each in characters(ranges) if normalize("NFKD", each) == each}
    became = {each: UNIFIED.get(small, small) for each, small in folded.items()}
    return {each: small for each, small in became.items() if small != each and each not in LIGATURES}


FOLDS = {script: _folds(ranges) for script, ranges in RANGES.items()}
_CAPITALS = dict(zip(ascii_uppercase, ascii_lowercase, strict=True))
_BECOMES: dict[str, str] = _CAPITALS | LIGATURES
for _script in FOLDS.values():
    _BECOMES |= _script
_LETTERS = str.maketrans(_BECOMES | dict.fromkeys(characters(DROPPED), ""))
_SPACES = str.maketrans(dict.fromkeys(characters(SIGNS), " "))


def search_text(text: str) -> str:
    """`text` as it is searched and sorted: folded words separated by one space."""
    folded = normalize("NFKD", text.replace("´", "'")).translate(_LETTERS)
    # Again, because dropped marks may have separated others; before signs become spaces, since some signs are marks.
    return " ".join(normalize("NFKD", folded).translate(_SPACES).split())


@lru_cache(maxsize=4096)
def sort_text(text: str) -> str:
    """`search_text` with a cache, for sorting labels that occur often."""
    return search_text(text)


def split_text(text: str) -> str:
    """`search_text` with every apostrophe as the end of a word: `d ivoire`."""
    return search_text(text.translate(_SPLIT))


_SPLIT = str.maketrans(dict.fromkeys(APOSTROPHES, " "))
