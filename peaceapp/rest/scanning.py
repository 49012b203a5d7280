"""Checks the limits of a JSON body before it is parsed."""

import re
from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _

from peaceapp.problems import Problem

MAX_KEYS = 1_000
"""Maximum number of keys in one object."""
MAX_TOKENS = 200_000
"""Maximum number of strings and signs in a body. Enough for 1,000 rows with fifty fields each."""
MAX_DEPTH = 20
"""Maximum nesting of objects and lists."""

# Matches a string, closed or not, as one token. Possessive quantifiers, so that no byte is read twice.
TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[{}\[\],:]', re.DOTALL)


def check_limits(body: bytes) -> None:
    """Raises `Problem` for a body that is too wide, too deep or repeats a key. The parser refuses broken JSON."""
    keys: list[set[bytes]] = []
    text = b""
    for number, found in enumerate(TOKEN.finditer(body)):
        token = found[0]
        if number > MAX_TOKENS:
            raise _problem("too_many", _("Too many values."))
        if token == b":":
            if keys and text:
                _add(keys[-1], text)
            continue
        if token[:1] == b'"':
            text = token
            continue
        text = b""
        if token in b"{[":
            keys.append(set())
            if len(keys) > MAX_DEPTH:
                raise _problem("too_deep", _("The data is nested too deeply."))
        elif token in b"}]" and keys:
            keys.pop()


def _add(keys: set[bytes], name: bytes) -> None:
    """Adds a key to those of its object. Compares bytes, or the decoded text for a key with escapes."""
    if b"\\" in name:
        try:
            name = orjson.dumps(orjson.loads(name))
        except orjson.JSONDecodeError:
            return  # invalid JSON: the parser refuses it
    if name in keys:
        raise _problem("duplicate", _("This field is given more than once."), name)
    keys.add(name)
    if len(keys) > MAX_KEYS:
        raise _problem("too_many", _("An object can have at most 1,000 fields."))


def _problem(code: str, message: Any, name: bytes = b"") -> Problem:
    field = name.decode(errors="replace").strip('"')[:100]
    return Problem(message, [{"field": field, "code": code, "message": str(message)}])
