"""`POST <resource>/bulk/`: creates many rows in one request, all or none."""

from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request

from peaceapp.errors import DomainError
from peaceapp.problems import Error, Problem, as_problem
from peaceapp.rest.idempotency import once
from peaceapp.rest.rendering import answer
from peaceapp.rest.viewsets import Action, NounViewSet

MAX_ROWS = 1000
STATUS_ORDER = {403: 0, 400: 1, 409: 2}
"""Order of statuses where rows have several problems. The lowest wins: a single row would get that problem first."""


class BulkViewSet(NounViewSet):
    """Viewset whose rows can be created in bulk. Each row goes through the same action as a single `POST`."""

    def add_many(self, request: Request) -> HttpResponse:
        """Create all rows of a list. Each item is what `POST` takes. `results` has the new rows in the same order."""
        create, data = type(self).create_action, request.data
        if not isinstance(data, list) or not 1 <= len(data) <= MAX_ROWS:
            raise ValidationError(_("Send a list of 1 to 1,000 objects."), code="invalid")

        def work() -> list[Any]:
            reader = self.serializer(context=self.context())
            read = self.each(data, lambda row: self.read_new(reader, row))
            made = self.each(read, lambda values: create(actor=request.user, **values))
            return [row.pk for row in made]

        return once(request._request, request.user, work, self.show_all_made)

    def show_all_made(self, keys: list[Any]) -> HttpResponse:
        """The rows with these keys in this order, as the caller may read them now; 404 where one is hidden."""
        found = {str(row["id"]): row for row in self.shape.rows(self.queryset().filter(pk__in=keys))}
        if not found.keys() >= {str(key) for key in keys}:
            raise Http404
        return answer({"results": [found[str(key)] for key in keys]}, status=201)

    def each(self, rows: list[Any], work: Action) -> list[Any]:
        """Calls `work` for each of `rows`; returns the results. Raises one `Problem` with each refused row's index."""
        done, problems = [], []
        for at, row in enumerate(rows):
            try:
                done.append(work(row))
            except (ValidationError, serializers.ValidationError, DomainError) as error:
                problems.append((at, as_problem(error)))
        if problems:
            _refuse(problems)
        return done


def _refuse(problems: list[tuple[int, Problem | None]]) -> NoReturn:
    status = min((found.status for _at, found in problems if found), key=lambda code: STATUS_ORDER.get(code, 1))
    errors: list[Error] = []
    for at, found in problems:
        if found:
            whole = {"field": "", "code": "refused", "message": str(found.detail)}
            errors += [{"row": at, **error} for error in found.errors or [whole]]
    raise Problem(errors=errors, status=status)
