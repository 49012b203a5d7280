"""Versions on the wire: the ETag of an object, and the If-Match that a change of it must carry."""

import re
from typing import Any

from django.http import HttpRequest

from peaceapp.errors import Stale
from peaceapp.rest.problems import VersionNeeded

TAG = re.compile(r'\s*(?:W/)?"([^"]*)"\s*')


def etag(version: int) -> str:
    """A version as an entity tag."""
    return f'"{version}"'


def refuse_stale(request: HttpRequest, row: Any, is_needed: bool = True) -> None:
    """`VersionNeeded` without If-Match, `Stale` where it names no version that `row` has.

    A proxy that compresses weakens the tag; the `W/` is ignored. `*` names no version: it would overwrite the unread.
    """
    given = request.META.get("HTTP_IF_MATCH", "").strip()
    if given in {"", "*"}:
        if is_needed:
            raise VersionNeeded
        return
    if str(row.version) not in TAG.findall(given):
        raise Stale
