"""The acting user of a transaction. Row-level security and history read it from database settings."""

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

from peaceapp.access.request_context import REQUEST_CONTEXT, as_text
from peaceapp.access.sensitivity import Sensitivity

SET = "select current_setting('app.user_id', true), current_setting('app.ceiling', true), " + (
    "set_config('app.user_id', %s, true), set_config('app.ceiling', %s, true), set_config('app.asked', %s, true)"
)
T = TypeVar("T")
_acting: ContextVar[int | None] = ContextVar("acting", default=None)


class Account(Protocol):
    """Interface of an actor: a primary key, `None` when signed out."""

    @property
    def pk(self) -> int | None: ...  # pragma: no cover


_zone: list[Callable[[Account], tzinfo]] = []


def register_zone(find: Callable[[Account], tzinfo]) -> None:
    """Registers the function that gives a user's time zone. Called once at start-up, by the app that knows offices."""
    _zone[:] = [find]


def acting_id() -> int | None:
    """The primary key of the user who acts by `acting_as`; `None` outside."""
    return _acting.get()


def become(user_id: str, ceiling: str) -> tuple[str, str]:
    """Sets the actor and the ceiling of this transaction; returns the previous ones."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An actor lives in a transaction: use acting_as().")
    with connection.cursor() as cursor:
        cursor.execute(SET, [user_id, ceiling, as_text(REQUEST_CONTEXT.get())])
        before = cursor.fetchone()
    return before[0] or "", before[1] or ""


@contextmanager
def recorded_as(user_id: int) -> Iterator[None]:
    """Records `user_id` as the author of the history that this block writes.

    pghistory merges nested contexts into one. That would record the outer actor's changes under the inner actor.
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
    """Acts as `user` (`None`: no rows are visible) in a transaction of its own; then as the previous actor again.

    `ceiling` limits every clearance: API tokens have a lower one. The history records `user` as the author. Dates and
    times in this block are in `user`'s time zone, or UTC without a user. There is no `finally`: a rollback restores the
    previous actor, and a failed transaction accepts no statement.
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
        stack.callback(_acting.set, acted)  # not `reset(token)`: another thread may close a stream
        yield
        if not outermost and not connection.needs_rollback:  # the end of a transaction resets the actor
            become(*before)


def streamed(user: Account, rows: Iterable[T]) -> Iterator[T]:
    """The rows of a streaming response, read as `user`: it is sent after the request's transaction has ended."""
    with acting_as(user):
        yield from rows
