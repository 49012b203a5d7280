"""Collects the strictly confidential rows that a request reads, for the audit trail."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import Model

Seen = set[tuple[type[Model], Any]]

_seen: ContextVar[Seen | None] = ContextVar("_seen", default=None)


@contextmanager
def collecting() -> Iterator[Seen]:
    """Collects the rows read in this block, as pairs of model and key."""
    found: Seen = set()
    token = _seen.set(found)
    try:
        yield found
    finally:
        _seen.reset(token)


def record_read(model: type[Model], key: Any) -> None:
    """Records that a strictly confidential row was read. Does nothing outside a `collecting` block."""
    if (seen := _seen.get()) is not None:
        seen.add((model, key))


@contextmanager
def unseen() -> Iterator[None]:
    """Switches recording off in this block, for look-ups of the application that are shown to nobody."""
    token = _seen.set(None)
    try:
        yield
    finally:
        _seen.reset(token)
