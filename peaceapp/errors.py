"""Expected failures, in the words of the domain. Mapped once to forms (`pages`) and once to problem JSON (`rest`).

Wrong values are Django's `ValidationError`, with a dictionary from field to messages.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import DatabaseError, DataError, IntegrityError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class DomainError(Exception):
    """Something that the domain refuses, with a sentence for the person who tried."""

    code = "refused"

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


class NotPermitted(DomainError):
    """The acting user sees the row, but may not do this to it."""

    code = "not_permitted"

    def __init__(self, message: Text = _("You do not have permission to do this.")) -> None:
        super().__init__(message)


class Refused(DomainError):
    """The row's present state does not allow this."""


class MoveRefused(Refused):
    """A status cannot change like this now."""

    code = "move_refused"


class Stale(DomainError):
    """Somebody else changed the row since it was read."""

    code = "stale"

    def __init__(self, message: Text = _("Another user changed this record while you were editing.")) -> None:
        super().__init__(message)


_told: dict[str, Text] = {}


def register_refusal(sqlstate: str, words: Text) -> None:
    """Called at start-up: what a person is told when a trigger raises this SQLSTATE of our own."""
    _told[sqlstate] = words


def message_of(error: Exception) -> Text | None:
    """The message of a database error that a trigger or constraint of ours raised; nothing for any other error."""
    return _told.get(_sqlstate(error) or "")


def _sqlstate(error: Exception) -> str | None:
    return getattr(error.__cause__, "sqlstate", None)


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Turn what the database refuses into one sentence that tells nothing about rows the user may not see.

    Unique, foreign-key, check and policy errors are oracles otherwise: they name tables, constraints and values.
    """
    try:
        yield
    except (IntegrityError, DataError) as error:
        raise ValidationError(_("This cannot be saved."), code="refused") from error
    except DatabaseError as error:
        if words := message_of(error):
            raise Refused(words) from error
        if _sqlstate(error) == "42501":  # insufficient privilege: a policy or a grant said no
            raise ValidationError(_("This cannot be saved."), code="refused") from error
        raise
