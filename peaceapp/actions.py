"""Base of all actions: one function a use case, which checks its permission first and runs in one transaction."""

from collections.abc import Callable, Collection, Iterable
from enum import StrEnum
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from peaceapp.access.actor import acting_id
from peaceapp.errors import NotPermitted, Stale, hide_database_errors

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=models.Model)


class WrongActor(RuntimeError):
    """An action was called with an `actor` who is not the acting user."""


class PermissionCheck(Protocol):
    """Answers whether a user has a permission on an object. The app that knows memberships registers it."""

    def __call__(self, user: Any, permission: Any, subject: Any) -> bool: ...  # pragma: no cover


_permission_checks: list[PermissionCheck] = []


def register_permission_check(check: PermissionCheck) -> None:
    """Registers the permission check. Called once, at start-up."""
    _permission_checks[:] = [check]


def may(user: Any, permission: Any, subject: Any) -> bool:
    """Whether `user` has the permission on `subject` now. For buttons and other code that must know before it calls."""
    return _permission_checks[0](user, permission, subject)


def action(permission: StrEnum, on: str | None = None) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declares a use case: `permission` on the first argument, or on the keyword argument `on`.

    Raises `NotPermitted` before anything is read or written. A refusal by the database becomes a `ValidationError`.
    Raises `WrongActor` for an `actor` who is not the acting user: a programming error, since row-level security would
    check one person and the permission another.
    """

    def declare(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def act(*args: P.args, **kwargs: P.kwargs) -> R:
            subject = kwargs[on] if on else args[0]
            actor: Any = kwargs["actor"]
            if actor.pk != acting_id():
                raise WrongActor(f"{function.__name__} names account {actor.pk}, but {acting_id()} is acting.")
            with hide_database_errors(), transaction.atomic():
                if not may(actor, permission, subject):
                    raise NotPermitted
                return function(*args, **kwargs)

        act.permission, act.on = permission, on  # type: ignore[attr-defined]  # read by the API and by tests
        return act

    return declare


def write(row: M, /, **changes: Any) -> M:
    """Writes `changes` and the next version to `row`. Raises `Stale` if the row was changed since it was read.

    `row.version` is the version that the editor read. The model's field validators clean the values.
    """
    for name, value in changes.items():
        setattr(row, name, value)
    row.clean_fields(
        exclude={f.name for f in row._meta.fields} - {f.name for f in row._meta.fields if f.name in changes}
    )
    version = row.version  # type: ignore[attr-defined]  # every editable model has a version
    found = type(row)._default_manager.filter(pk=row.pk, version=version)
    if not found.update(**{name: getattr(row, name) for name in changes}, version=version + 1):
        raise Stale
    row.version = version + 1  # type: ignore[attr-defined]  # every editable model has a version
    return row


def validate_names(values: Collection[str], allowed: Collection[str]) -> None:
    """`ValidationError` for each name in `values` that is not an `allowed` column."""
    if unknown := set(values) - set(allowed):
        raise ValidationError({name: _("This cannot be changed here.") for name in unknown})


def insert(row: M, key: UUID | None = None, *, unchecked: Collection[str] = ()) -> M:
    """Inserts a new row, with the primary key `key` if one is given.

    The model's field validators clean the values, except the columns in `unchecked`: columns that the database fills,
    or that the caller copied from rows.
    """
    if key:
        row.pk = key
    row.clean_fields(exclude=unchecked)
    row.save(force_insert=True)
    return row


def set_links(links: models.QuerySet[Any, Any], to: str, wanted: Iterable[models.Model], **common: Any) -> None:
    """Deletes and inserts rows of `links` until their foreign key `to` names exactly `wanted`. Keeps existing ones.

    `common` are the other columns of new links. Links outside the queryset `links` are not changed: pass only the links
    that the writer can see.
    """
    rows = {row.pk: row for row in wanted}
    linked = set(links.values_list(f"{to}_id", flat=True))
    links.filter(**{f"{to}__in": linked - set(rows)}).delete()
    links.model._default_manager.bulk_create(
        links.model(**common, **{to: row}) for key, row in rows.items() if key not in linked
    )
