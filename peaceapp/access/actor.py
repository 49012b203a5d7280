"""Who acts, for the length of one transaction, told to the database."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from datetime import UTC, tzinfo
from typing import Protocol, TypeVar
from uuid import uuid4

import pghistory
from django.db import connection, transaction
from django.utils import timezone
from pghistory import runtime

from peaceapp.access.request_context import ASKED, as_text
from peaceapp.access.sensitivity import Sensitivity

SET = "select current_setting('app.user_id', true), current_setting('app.ceiling', true), " + (
    "set_config('app.user_id', %s, true), set_config('app.ceiling', %s, true), set_config('app.asked', %s, true)"
)
T = TypeVar("T")
_acting: ContextVar[int | None] = ContextVar("acting", default=None)


class Account(Protocol):
    """The interface of an actor: a primary key, empty when signed out."""

    @property
    def pk(self) -> int | None: ...  # pragma: no cover


_zone: list[Callable[[Account], tzinfo]] = []


def register_zone(find: Callable[[Account], tzinfo]) -> None:
    """Called once, at start-up, by the app that knows offices: the time zone in which somebody's days begin."""
    _zone[:] = [find]


def acting_id() -> int | None:
    """The key of whoever acts now by `acting_as`; `None` while nobody does."""
    return _acting.get()


def become(user_id: str, ceiling: str) -> tuple[str, str]:
    """Set the actor and the ceiling of this transaction; returns the ones before."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An actor lives in a transaction: use acting_as().")
    with connection.cursor() as cursor:
        cursor.execute(SET, [user_id, ceiling, as_text(ASKED.get())])
        before = cursor.fetchone()
    return before[0] or "", before[1] or ""


@contextmanager
def recorded_as(user_id: int) -> Iterator[None]:
    """Name `user_id` in the history of what this block writes.

    The library joins nested contexts into one, which would lay the outer actor's changes at the inner one's door.
    """
    outer = getattr(runtime._tracker, "value", None)
    if outer is None:
        with pghistory.context(user=user_id):
            yield
        return
    runtime._tracker.value = runtime.Context(id=uuid4(), metadata={"user": user_id})
    try:
        yield
    finally:
        runtime._tracker.value = outer


@contextmanager
def acting_as(user: Account | None, ceiling: Sensitivity = Sensitivity.STRICTLY_CONFIDENTIAL) -> Iterator[None]:
    """Act as `user` (nobody: no rows) in a transaction of this block's own; then as whoever acted before.

    `ceiling` caps every clearance: a token carries a lower one. There is no `finally`: a rollback brings the actor
    before back by itself, and in a broken transaction nothing else could be run. What is written is recorded as
    `user`'s in the history. Days and times in this block are those of `user`'s time zone; nobody's are UTC.
    """
    outermost = not connection.in_atomic_block
    who = str(user.pk) if user is not None and user.pk else ""
    acted = _acting.get()
    with transaction.atomic(), ExitStack() as stack:
        before = become(who, str(int(ceiling)) if who else "")
        if who:
            stack.enter_context(recorded_as(int(who)))
        stack.enter_context(timezone.override(_zone[0](user) if user is not None and who and _zone else UTC))
        _acting.set(int(who) if who else None)
        stack.callback(_acting.set, acted)  # not by a token: a stream may be closed by another thread
        yield
        if not outermost and not connection.needs_rollback:  # a transaction's end forgets its actor by itself
            become(*before)


def streamed(user: Account, rows: Iterable[T]) -> Iterator[T]:
    """Rows for a streaming answer, which is read when the request's own transaction is long over."""
    with acting_as(user):
        yield from rows
