"""How a write is made: one function a use case, which asks for its permission first and happens whole or not at all."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar

from django.db import models, transaction

from peaceapp.errors import NotPermitted, Stale, in_plain_words

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=models.Model)


class Judge(Protocol):
    """Answers whether a user may do something to an object. The app that knows memberships registers it."""

    def __call__(self, user: Any, permission: Any, subject: Any) -> bool: ...  # pragma: no cover


_judges: list[Judge] = []


def register_judge(judge: Judge) -> None:
    """Called once, at start-up."""
    _judges[:] = [judge]


def may(user: Any, permission: Any, subject: Any) -> bool:
    """Whether `user` may do this to `subject` now, for who must know before trying."""
    return _judges[0](user, permission, subject)


def action(permission: StrEnum, on: str | None = None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare a use case: `permission` on the first argument, or on the keyword argument `on`.

    Raises `NotPermitted` before anything is read or written; what the database refuses is a `ValidationError`.
    """

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def act(*args: P.args, **kwargs: P.kwargs) -> R:
            subject = kwargs[on] if on else args[0]
            with in_plain_words(), transaction.atomic():
                if not may(kwargs["actor"], permission, subject):
                    raise NotPermitted
                return function(*args, **kwargs)

        act.permission, act.on = permission, on  # type: ignore[attr-defined]  # read by the API and by tests
        return act

    return declare


def write(row: M, /, **changes: Any) -> M:
    """Write `changes` and the next version to `row`, if nobody has since it was read; `Stale` otherwise.

    `row.version` is the version that the writer last saw. Values are cleaned by the model's own field validators.
    """
    for name, value in changes.items():
        setattr(row, name, value)
    row.clean_fields(
        exclude={f.name for f in row._meta.fields} - {f.name for f in row._meta.fields if f.name in changes}
    )
    version = row.version  # type: ignore[attr-defined]  # every model that is amended carries one
    found = type(row)._default_manager.filter(pk=row.pk, version=version)
    if not found.update(**{name: getattr(row, name) for name in changes}, version=version + 1):
        raise Stale
    row.version = version + 1  # type: ignore[attr-defined]  # as above
    return row
