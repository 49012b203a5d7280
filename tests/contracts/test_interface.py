"""Addresses and the API's schema keep what they promised: `interface.json.xz` holds those of an earlier state.

Clients and bookmarks rely on them. New addresses, parameters and properties may be added; none goes, and none changes.
Texts (descriptions, summaries, titles) are left out. Write the file anew only with a decision that says what goes.
"""

import json
import lzma
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, get_resolver

from peaceapp.api import _schema

BEFORE = json.loads(lzma.decompress((Path(__file__).parent / "interface.json.xz").read_bytes()))
TEXTS = {"description", "summary", "title"}


def addresses(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    """The route and the name of every address."""
    for pattern in patterns:
        route = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLPattern):
            yield f"{route} {pattern.name or ''}".rstrip()
        else:
            yield from addresses(pattern.url_patterns, route)


def lost(before: Any, now: Any, path: str = "") -> Iterator[str]:
    """The places of `before` that `now` lacks or has otherwise."""
    if isinstance(before, dict) and isinstance(now, dict):
        for key, value in before.items():
            if key in TEXTS and isinstance(value, str):
                continue
            if key not in now:
                yield f"{path}/{key} is gone"
            else:
                yield from lost(value, now[key], f"{path}/{key}")
    elif isinstance(before, list) and isinstance(now, list):
        named = {(item.get("in"), item.get("name")): item for item in now if isinstance(item, dict) and "name" in item}
        for item in before:
            if isinstance(item, dict) and "name" in item:
                yield from lost(item, named.get((item.get("in"), item["name"]), {}), f"{path}/{item['name']}")
            elif item not in now:
                yield f"{path}: {item} is gone"
    elif before != now:
        yield f"{path}: {before} became {now}"


def test_no_address_goes() -> None:
    assert set(BEFORE["addresses"]) - set(addresses(get_resolver().url_patterns)) == set()


def test_nothing_of_the_schema_goes_or_changes() -> None:
    now = json.loads(json.dumps(_schema(), default=str))
    assert list(lost(BEFORE["schema"], now)) == []


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ({"a": {"type": "string"}}, {"a": {"type": "integer"}}),
        ({"a": 1}, {}),
        ({"enum": ["x", "y"]}, {"enum": ["x"]}),
        ([{"name": "q", "in": "query"}], []),
        ({"required": True}, {"required": False}),
    ],
)
def test_the_comparison_sees_each(before: Any, now: Any) -> None:
    assert list(lost(before, now))
    assert not list(lost(before, before | {"b": 1} if isinstance(before, dict) else [*before, {"name": "new"}]))
