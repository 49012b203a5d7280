"""Versions on the wire: the ETag of an object, and what a request says of it by If-Match and If-None-Match."""

import re
from hashlib import sha256
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from peaceapp.errors import Stale
from peaceapp.rest.problems import WORDS, VersionNeeded

TAG = re.compile(r'(W/)?"([^"]*)"')
LONG = 24


def version_name(model: type[Model], key: Any, version: int) -> str:
    """One version of one row, as a name that no other version and no other row has."""
    return _short(f"{model._meta.label_lower} {key} {version}".encode())


def etag(name: str, body: bytes) -> str:
    """The entity tag of `body`, which tells of the version `name`.

    The second half changes with all that is told: what belongs to the row may change, and what its reader may read,
    while the row keeps its version.
    """
    return f'"{name}.{_short(body)}"'


def refuse_stale(request: HttpRequest, row: Any, is_needed: bool = True) -> None:
    """`VersionNeeded` without If-Match, `Stale` where it names no version that `row` has.

    Compared strongly (RFC 9110): a weak tag never matches. `*` names no version: it would overwrite the unread.
    """
    given = request.META.get("HTTP_IF_MATCH", "").strip()
    if given in {"", "*"}:
        if is_needed:
            raise VersionNeeded
        return
    named = {tag.partition(".")[0] for weak, tag in TAG.findall(given) if not weak}
    if version_name(type(row), row.pk, row.version) not in named:
        raise Stale(WORDS[412])  # also where the tag is another row's, or none of ours


def is_known(request: HttpRequest, tag: str) -> bool:
    """Whether the caller has what `tag` stands for, by If-None-Match: there weak tags match."""
    given = request.META.get("HTTP_IF_NONE_MATCH", "").strip()
    return given == "*" or tag in {f'"{one}"' for _weak, one in TAG.findall(given)}


def _short(content: bytes) -> str:
    return sha256(content).hexdigest()[:LONG]
