"""Domain errors: expected failures with a message for the user. `pages` and `rest` each translate them once.

Invalid values are Django's `ValidationError`, with a dictionary from field to messages.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import DatabaseError, DataError, IntegrityError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


class DomainError(Exception):
    """Something that the domain refuses, with a message for the user."""

    code = "refused"

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


class NotPermitted(DomainError):
    """The acting user can see the row, but lacks the permission for this action."""

    code = "not_permitted"

    def __init__(self, message: Text = _("You do not have permission to do this.")) -> None:
        super().__init__(message)


class Refused(DomainError):
    """The present state of the row does not allow this."""


class MoveRefused(Refused):
    """The status cannot change in this way now."""

    code = "move_refused"


class Stale(DomainError):
    """Somebody else changed the row since it was read."""

    code = "stale"

    def __init__(self, message: Text = _("Another user changed this record while you were editing.")) -> None:
        super().__init__(message)


_messages: dict[str, Text] = {}


def register_refusal(sqlstate: str, words: Text) -> None:
    """Registers the message for a custom SQLSTATE that a trigger raises. Called at start-up."""
    _messages[sqlstate] = words


def message_of(error: Exception) -> Text | None:
    """The message for a database error with a registered SQLSTATE; `None` for any other error."""
    return _messages.get(_sqlstate(error) or "")


def _sqlstate(error: Exception) -> str | None:
    return getattr(error.__cause__, "sqlstate", None)


@contextmanager
def hide_database_errors() -> Iterator[None]:
    """Turns database errors into one general message that reveals nothing about hidden rows.

    The original messages of unique, foreign-key, check and policy errors name tables, constraints and values.
    """
    try:
        yield
    except (IntegrityError, DataError) as error:
        raise ValidationError(_("This cannot be saved."), code="refused") from error
    except DatabaseError as error:
        if words := message_of(error):
            raise Refused(words) from error
        if _sqlstate(error) == "42501":  # insufficient privilege: a policy or a grant refused
            raise ValidationError(_("This cannot be saved."), code="refused") from error
        raise
