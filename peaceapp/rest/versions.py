"""ETags of rows, and the checks of If-Match and If-None-Match."""

import re
from hashlib import sha256
from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from peaceapp.errors import Stale
from peaceapp.problems import WORDS, VersionNeeded

TAG = re.compile(r'(W/)?"([^"]*)"')
LONG = 24


def version_name(model: type[Model], key: Any, version: int) -> str:
    """A name for one version of one row, unique over all rows."""
    return _short(f"{model._meta.label_lower} {key} {version}".encode())


def etag(name: str, body: bytes) -> str:
    """The entity tag of `body`, which shows the version `name`.

    The second half is a digest of the body: linked rows and the reader's rights can change while the row keeps its
    version.
    """
    return f'"{name}.{_short(body)}"'


def refuse_stale(request: HttpRequest, row: Any, is_needed: bool = True) -> None:
    """Raises `VersionNeeded` without If-Match, and `Stale` where If-Match does not name the version of `row`.

    Compares strongly (RFC 9110): a weak tag never matches. `*` names no version, since it would overwrite changes that
    the caller has not read.
    """
    given = request.META.get("HTTP_IF_MATCH", "").strip()
    if given in {"", "*"}:
        if is_needed:
            raise VersionNeeded
        return
    named = {tag.partition(".")[0] for weak, tag in TAG.findall(given) if not weak}
    if version_name(type(row), row.pk, row.version) not in named:
        raise Stale(WORDS[412])  # also for the tag of another row, or a foreign tag


def is_known(request: HttpRequest, tag: str) -> bool:
    """Whether the caller has the content of `tag`, by If-None-Match. Weak tags match here."""
    given = request.META.get("HTTP_IF_NONE_MATCH", "").strip()
    return given == "*" or tag in {f'"{one}"' for _weak, one in TAG.findall(given)}


def _short(content: bytes) -> str:
    return sha256(content).hexdigest()[:LONG]
