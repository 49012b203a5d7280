"""Status machines as data, used by the buttons of pages, the API, the admin and the tests."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from peaceapp.errors import MoveRefused, Text

Refusal = Callable[[Any, Any], Text | None]
"""Gets the row and the acting user; returns the reason why the move is refused, or `None`."""


@dataclass(frozen=True)
class Move:
    """A move from some statuses to another one. With `to=None`, an action that depends on the status.

    `needs` are required values, `takes` optional ones.
    """

    name: str
    label: Text
    frm: frozenset[str]
    to: str | None
    permission: Any
    needs: tuple[str, ...] = ()
    refuses: Refusal | None = None
    takes: tuple[str, ...] = ()

    @property
    def values(self) -> tuple[str, ...]:
        """All values of the move, except the reason."""
        return self.needs + self.takes


@dataclass
class Lifecycle:
    """The moves of one model's status. The argument `may` of its methods checks a permission on a row."""

    model: type[Model]
    field: str
    moves: list[Move]
    by_name: dict[str, list[Move]] = dataclass_field(init=False)

    def __post_init__(self) -> None:
        self.by_name = {}
        for move in self.moves:
            self.by_name.setdefault(move.name, []).append(move)

    def moves_from(self, row: Any, user: Any, may: Callable[[Any, Any], bool]) -> list[tuple[Move, Text | None]]:
        """The moves that `user` has the permission for in this status, each with its refusal or `None`."""
        return [
            (move, move.refuses(row, user) if move.refuses else None)
            for move in self.moves
            if getattr(row, self.field) in move.frm and may(move.permission, row)
        ]

    def open_moves(self, row: Any, user: Any, may: Callable[[Any, Any], bool]) -> list[Move]:
        """The moves that `user` can make with `row` now."""
        return [move for move, why in self.moves_from(row, user, may) if not why]

    def find(self, row: Any, name: str) -> Move:
        """The move `name` from the status of `row`; `MoveRefused` if there is none."""
        if name not in self.by_name:
            raise ValidationError({"name": _("This action does not exist.")})
        for move in self.by_name[name]:
            if getattr(row, self.field) in move.frm:
                return move
        raise MoveRefused(_("This action is not possible in the current status."))

    def check(self, row: Any, move: Move, user: Any, given: dict[str, Any]) -> None:
        """`ValidationError` for a missing required value, then `MoveRefused` if the move's own check refuses."""
        missing = {need: _("This field is required.") for need in move.needs if not str(given.get(need) or "").strip()}
        if missing:
            raise ValidationError(missing)
        if move.refuses and (why := move.refuses(row, user)):
            raise MoveRefused(why)


def names(values: Iterable[str]) -> frozenset[str]:
    """Statuses from which a move starts."""
    return frozenset(str(value) for value in values)
