"""How a write is made: one function a use case, which asks for its permission first and happens whole or not at all."""

from collections.abc import Callable, Collection, Iterable
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from peaceapp.access.actor import acting_id
from peaceapp.errors import NotPermitted, Stale, in_plain_words

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=models.Model)


class WrongActor(RuntimeError):
    """An action was called for somebody other than the one who acts."""


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

    Raises `NotPermitted` before anything is read or written; what the database refuses is a `ValidationError`. An
    `actor` who is not the one acting is a mistake of the caller (`WrongActor`): the database would judge by one person
    and the permission by another.
    """

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def act(*args: P.args, **kwargs: P.kwargs) -> R:
            subject = kwargs[on] if on else args[0]
            actor: Any = kwargs["actor"]
            if actor.pk != acting_id():
                raise WrongActor(f"{function.__name__} names account {actor.pk}, but {acting_id()} is acting.")
            with in_plain_words(), transaction.atomic():
                if not may(actor, permission, subject):
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


def validate_names(values: Collection[str], allowed: Collection[str]) -> None:
    """`ValidationError`, at each, for names of `values` that are none of the `allowed` columns."""
    if unknown := set(values) - set(allowed):
        raise ValidationError({name: _("This cannot be changed here.") for name in unknown})


def insert(row: M, key: UUID | None = None, *, unchecked: Collection[str] = ()) -> M:
    """Insert a new row, under `key` if its writer has drawn one.

    Values are cleaned by the model's own field validators, but for the columns named in `unchecked`: those that the
    database fills, or that the caller took from rows.
    """
    if key:
        row.pk = key
    row.clean_fields(exclude=unchecked)
    row.save(force_insert=True)
    return row


def set_links(links: models.QuerySet[Any, Any], to: str, wanted: Iterable[models.Model], **common: Any) -> None:
    """Make the rows of `links`, by their foreign key `to`, just the `wanted` ones; one that stays is not written again.

    `common` are the other columns of new links. Links that are not in `links` stay as they are: give a queryset of
    those alone that the writer sees.
    """
    rows = {row.pk: row for row in wanted}
    linked = set(links.values_list(f"{to}_id", flat=True))
    links.filter(**{f"{to}__in": linked - set(rows)}).delete()
    links.model._default_manager.bulk_create(
        links.model(**common, **{to: row}) for key, row in rows.items() if key not in linked
    )
