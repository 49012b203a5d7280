"""`GET <object>/history/`: the versions of a row that the caller may read, newest first."""

from collections.abc import Sequence
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from peaceapp.chronicle import dressed
from peaceapp.history import Kin, onwards, read_mark, versions, write_mark
from peaceapp.rest.rendering import answer
from peaceapp.rest.viewsets import NounViewSet, link, read_limit


class Versioned(NounViewSet):
    """A noun with a history. `why` is the column that says why the last change was made; `kin` is told with it."""

    why: ClassVar[str] = "reason"
    kin: ClassVar[Sequence[Kin]] = ()

    def history(self, request: Request, key: str) -> HttpResponse:
        """Who changed what and when, by the names that the API writes. `previous` stays empty: it only goes back."""
        row, params = self.find(key), request._request.GET
        if unknown := set(params) - {"limit", "cursor"}:
            raise ValidationError({name: _("There is no such filter.") for name in unknown})
        limit, before = read_limit(params), read_mark(params.get("cursor"))
        found = versions(type(row), row.pk, limit + 1, before, self.kin)
        shown = found[:limit]
        following = write_mark(onwards(before, shown, self.kin)) if len(found) > limit else None
        results = dressed(self.shape, shown, self.why)
        return answer({"results": results, "next": link(request._request, following), "previous": None})
