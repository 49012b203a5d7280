"""Status moves: `POST <object>/transitions/` makes one, `GET` there lists the moves open to the caller."""

from collections.abc import Callable
from functools import cache
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from peaceapp.actions import may
from peaceapp.errors import NotPermitted, Refused, Stale
from peaceapp.lifecycle import Lifecycle, Move
from peaceapp.rest.fields import Line, Text
from peaceapp.rest.idempotency import once
from peaceapp.rest.rendering import answer
from peaceapp.rest.serializers import StrictSerializer
from peaceapp.rest.versions import refuse_stale
from peaceapp.rest.viewsets import NounViewSet


class MoveViewSet(NounViewSet):
    """Viewset of a noun with a status. `move` is the action that makes a move of its `lifecycle` by name."""

    lifecycle: ClassVar[Lifecycle]
    move: ClassVar[Callable[..., Any]]

    @classmethod
    def move_serializer(cls) -> type[StrictSerializer]:
        """The input serializer of a move: its name, a reason, and each value that a move of this lifecycle can take."""
        return _reader(
            cls.lifecycle.model.__name__, frozenset(value for move in cls.lifecycle.moves for value in move.values)
        )

    def moves(self, request: Request, key: str) -> HttpResponse:
        """List the moves open to the caller, with the values that each needs."""
        row = self.find(key)
        allowed = cache(lambda permission: may(request.user, permission, row))
        found = self.lifecycle.open_moves(row, request.user, lambda permission, _row: allowed(permission))
        return answer(
            {
                "results": [
                    {
                        "name": move.name,
                        "label": str(move.label),
                        "to": move.to or getattr(row, self.lifecycle.field),
                        "needs": list(move.needs),
                        "takes": list(move.takes),
                    }
                    for move in found
                ]
            }
        )

    def make_move(self, request: Request, key: str) -> HttpResponse:
        """Make one status move. If-Match is optional; where it is sent, it must name the current version."""
        row = self.find(key)
        data, unreadable = self.peek(request)
        self.refuse_move(row, data)
        refuse_stale(request._request, row, is_needed=False)
        if unreadable:
            raise unreadable

        def work() -> None:
            given = self.move_serializer()().run_validation(data)
            self._validate_needs(given)
            try:
                type(self).move(row, actor=request.user, **given)
            except Stale as error:
                raise Refused(error.message) from error

        return once(request._request, request.user, work, lambda _made: self.show_changed(row))

    def refuse_move(self, row: Any, data: Any) -> None:
        """Raises `NotPermitted` for a caller without the right to this move, before the values are checked."""
        name = data.get("name") if isinstance(data, dict) else None
        moves = self.lifecycle.by_name.get(name, []) if isinstance(name, str) else []
        from_here = [move for move in moves if getattr(row, self.lifecycle.field) in move.frm] or moves
        if moves and not any(may(self.request.user, move.permission, row) for move in from_here):
            raise NotPermitted

    def _validate_needs(self, given: dict[str, Any]) -> None:
        """`ValidationError` for values that every move of this name needs, whatever the row's status."""
        moves: list[Move] = self.lifecycle.by_name.get(given["name"], [])
        if not moves:
            raise ValidationError({"name": ValidationError(_("This action does not exist."), code="does_not_exist")})
        needed = set.intersection(*({*move.needs} for move in moves))
        missing = {
            need: ValidationError(_("This field is required."), code="required")
            for need in needed
            if not given.get(need)
        }
        if missing:
            raise ValidationError(missing)


@cache
def _reader(noun: str, values: frozenset[str]) -> type[StrictSerializer]:
    fields = {value: Text() for value in sorted(values | {"reason"})}
    return type(f"{noun}Move", (StrictSerializer,), {"name": Line(40, required=True, allow_blank=False), **fields})
