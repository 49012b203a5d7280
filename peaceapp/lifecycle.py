"""A status machine as data: the page's buttons, the API's answers, the admin's actions and the tests read it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from peaceapp.errors import MoveRefused, Text

Refusal = Callable[[Any, Any], Text | None]
"""Given the row and the acting user: the sentence that says why not, or nothing."""


@dataclass(frozen=True)
class Move:
    """One way from a status to another, or where it says no other, something else that wants a status to start from.

    `needs` are the values that whoever moves must give, not empty; `takes` are those that they may.
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
        """All that may be given with it, beside a reason."""
        return self.needs + self.takes


@dataclass
class Lifecycle:
    """The moves of one model's status. `may` answers permissions: a function of permission and row."""

    model: type[Model]
    field: str
    moves: list[Move]
    by_name: dict[str, list[Move]] = dataclass_field(init=False)

    def __post_init__(self) -> None:
        self.by_name = {}
        for move in self.moves:
            self.by_name.setdefault(move.name, []).append(move)

    def moves_from(self, row: Any, user: Any, may: Callable[[Any, Any], bool]) -> list[tuple[Move, Text | None]]:
        """The moves for which `user` has the right where `row` stands, each with what keeps them from it now."""
        return [
            (move, move.refuses(row, user) if move.refuses else None)
            for move in self.moves
            if getattr(row, self.field) in move.frm and may(move.permission, row)
        ]

    def open_moves(self, row: Any, user: Any, may: Callable[[Any, Any], bool]) -> list[Move]:
        """The moves that `user` may make with `row` now."""
        return [move for move, why in self.moves_from(row, user, may) if not why]

    def find(self, row: Any, name: str) -> Move:
        """The move called `name` from where `row` stands; `MoveRefused` when there is none."""
        if name not in self.by_name:
            raise ValidationError({"name": _("This action does not exist.")})
        for move in self.by_name[name]:
            if getattr(row, self.field) in move.frm:
                return move
        raise MoveRefused(_("This action is not possible in the current status."))

    def check(self, row: Any, move: Move, user: Any, given: dict[str, Any]) -> None:
        """`ValidationError` for a missing need, then `MoveRefused` for what the move itself refuses."""
        missing = {need: _("This field is required.") for need in move.needs if not str(given.get(need) or "").strip()}
        if missing:
            raise ValidationError(missing)
        if move.refuses and (why := move.refuses(row, user)):
            raise MoveRefused(why)


def names(values: Iterable[str]) -> frozenset[str]:
    """Statuses as a move's origin."""
    return frozenset(str(value) for value in values)
