"""Bounds of a JSON body, checked before anything is built of it."""

import re
from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _

from peaceapp.rest.problems import Problem

MOST_KEYS = 1_000
"""Keys in one object."""
MOST_TOKENS = 200_000
"""Strings and signs in a body: a thousand rows at once have room for fifty fields each."""
DEEPEST = 20
"""Objects and lists in one another."""

# A string, closed or not, is passed over as a whole; possessive, so that no byte of it is looked at twice.
TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[{}\[\],:]', re.DOTALL)


def refuse_unfit(body: bytes) -> None:
    """`Problem` for a body that is too wide or too deep, or names a key twice. Broken JSON is left to the parser."""
    keys: list[set[bytes]] = []
    text = b""
    for number, found in enumerate(TOKEN.finditer(body)):
        token = found[0]
        if number > MOST_TOKENS:
            raise _unfit("too_many", _("Too many values."))
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
            if len(keys) > DEEPEST:
                raise _unfit("too_deep", _("The data is nested too deeply."))
        elif token in b"}]" and keys:
            keys.pop()


def _add(keys: set[bytes], name: bytes) -> None:
    """Note one more key of an object, by its bytes; by what they mean where they can be written in several ways."""
    if b"\\" in name:
        try:
            name = orjson.dumps(orjson.loads(name))
        except orjson.JSONDecodeError:
            return  # no JSON, as the parser will say
    if name in keys:
        raise _unfit("duplicate", _("This field is given more than once."), name)
    keys.add(name)
    if len(keys) > MOST_KEYS:
        raise _unfit("too_many", _("An object can have at most 1,000 fields."))


def _unfit(code: str, message: Any, name: bytes = b"") -> Problem:
    field = name.decode(errors="replace").strip('"')[:100]
    return Problem(message, [{"field": field, "code": code, "message": str(message)}])
