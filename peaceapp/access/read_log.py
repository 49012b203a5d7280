"""Collects the strictly confidential rows that a request reads, for the audit trail."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import Model

Reads = set[tuple[type[Model], Any]]

_reads: ContextVar[Reads | None] = ContextVar("_reads", default=None)


@contextmanager
def collecting() -> Iterator[Reads]:
    """Collects the rows read in this block, as pairs of model and key."""
    found: Reads = set()
    token = _reads.set(found)
    try:
        yield found
    finally:
        _reads.reset(token)


def record_read(model: type[Model], key: Any) -> None:
    """Records that a strictly confidential row was read. Does nothing outside a `collecting` block."""
    if (reads := _reads.get()) is not None:
        reads.add((model, key))


@contextmanager
def unrecorded() -> Iterator[None]:
    """Switches recording off in this block, for look-ups of the application that are shown to nobody."""
    token = _reads.set(None)
    try:
        yield
    finally:
        _reads.reset(token)
