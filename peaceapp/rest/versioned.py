"""`GET <object>/history/`: the versions of a row that the caller may read, newest first."""

import base64
import binascii
from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from peaceapp.history import Version, versions
from peaceapp.rest.rendering import answer
from peaceapp.rest.viewsets import NounViewSet, link, read_limit
from peaceapp.shape import As, One, Row


class Versioned(NounViewSet):
    """A noun with a history. `why` is the column that says why the last change was made."""

    why: ClassVar[str] = "reason"

    def history(self, request: Request, key: str) -> HttpResponse:
        """Who changed what and when, by the names that the API writes. `previous` stays empty: it only goes back."""
        row, params = self.find(key), request._request.GET
        if unknown := set(params) - {"limit", "cursor"}:
            raise ValidationError({name: _("There is no such filter.") for name in unknown})
        limit = read_limit(params)
        found = versions(type(row), row.pk, limit + 1, before=_read(params.get("cursor")))
        shown = found[:limit]
        following = _write(shown[-1].key) if len(found) > limit else None
        return answer({"results": self._dress(shown), "next": link(request._request, following), "previous": None})

    def _dress(self, shown: list[Version]) -> list[Row]:
        people = get_user_model()._default_manager.filter(pk__in={version.user for version in shown if version.user})
        names = {user.pk: {"id": user.get_username(), "label": str(user)} for user in people}
        labels = {
            name: self._labels(name, part, shown) for name, part in self.shape.parts.items() if isinstance(part, One)
        }
        return [
            {
                "at": version.at,
                "by": names.get(version.user) if version.user else None,
                "is_first": version.is_first,
                "reason": version.changes.get(self.why, (None, ""))[1],
                "changes": list(self._changes(version, labels)),
            }
            for version in shown
        ]

    def _labels(self, name: str, part: One, shown: Iterable[Version]) -> dict[Any, Row]:
        """What the keys of related rows are called, with one query for all versions."""
        keys = {key for version in shown for key in version.changes.get(f"{part.path}_id", ()) if key is not None}
        if not keys:
            return {}
        related = self.shape.model._meta.get_field(part.path).related_model
        rows = related._default_manager.filter(pk__in=keys)  # type: ignore[union-attr]  # the path of a One is a foreign key
        return {key: {"id": id_, "label": label} for key, id_, label in rows.values_list("pk", part.id, part.label)}

    def _changes(self, version: Version, labels: dict[str, dict[Any, Row]]) -> Iterable[Row]:
        for name, part in self.shape.parts.items():
            if isinstance(part, As) and part.column in version.changes:
                before, after = (
                    part.turn(value) if part.turn and value is not None else value
                    for value in version.changes[part.column]
                )
                yield {"field": name, "before": before, "after": after}
            elif isinstance(part, One) and f"{part.path}_id" in version.changes:
                before, after = (labels[name].get(value) for value in version.changes[f"{part.path}_id"])
                yield {"field": name, "before": before, "after": after}


def _write(key: int) -> str:
    return base64.urlsafe_b64encode(str(key).encode()).decode().rstrip("=")


def _read(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
    except (ValueError, binascii.Error):
        text = ""
    if not text.isdecimal() or len(text) > 9:
        raise ValidationError({"cursor": _("This is not a cursor that the list gave.")})
    return int(text)
