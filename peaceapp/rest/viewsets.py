"""Base viewset of a noun: list, object, create, change and history, declared over shape, filters and actions."""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet, UUIDField
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.viewsets import ViewSetMixin

from peaceapp.actions import may
from peaceapp.errors import NotPermitted
from peaceapp.lists.listing import ABOUT_PAGING, Listing, validate_single
from peaceapp.lists.shape import Row, Shape
from peaceapp.problems import Problem
from peaceapp.rest.fields import KEY, UUID
from peaceapp.rest.idempotency import once
from peaceapp.rest.rendering import answer
from peaceapp.rest.serializers import StrictSerializer
from peaceapp.rest.versions import etag, is_known, refuse_stale, version_name
from peaceapp.rest.views import Api

DEFAULT_LIMIT, MAX_LIMIT = 50, 200

Action = Callable[..., Any]


class NounViewSet(ViewSetMixin, Api):
    """The rows of a noun under `/api/v1/<prefix>/`: list and detail, and, with actions, create and change.

    `listing` declares the list, `shape` the whole row, `lookup` the column of the key in the address. `create_action`
    makes a row from the values that `serializer` reads; `update_action` changes a row by the values that `amendment`
    reads. Without these actions the noun is read-only. Viewsets make no access decisions: row-level security selects
    the rows, actions refuse.
    """

    listing: ClassVar[Listing]
    shape: ClassVar[Shape]
    lookup: ClassVar[str] = "pk"
    serializer: ClassVar[type[StrictSerializer]]
    amendment: ClassVar[type[StrictSerializer]]
    create_action: ClassVar[Action]
    update_action: ClassVar[Action]

    def queryset(self) -> QuerySet[Any]:
        """All rows that the caller may see."""
        return self.shape.model._default_manager.all()

    def only(self, key: str) -> QuerySet[Any]:
        """The row with this `key`, as a queryset; empty for a hidden row. `Http404` for a malformed key."""
        field = self.shape.model._meta.pk if self.lookup == "pk" else self.shape.model._meta.get_field(self.lookup)
        if not (UUID if isinstance(field, UUIDField) else KEY).fullmatch(key):
            raise Http404
        return self.queryset().filter(**{self.lookup: key})

    def find(self, key: str) -> Any:
        """The row with this `key` as an instance. Raises `Http404` for hidden and unknown rows."""
        row = self.only(key).first()
        if row is None:
            raise Http404
        return row

    def refuse_missing(self, **kwargs: Any) -> None:
        """Used by `OPTIONS`: raises `Http404` where the address names a hidden or unknown row."""
        if "key" in kwargs:
            self.find(kwargs["key"])

    # Reading

    def rows(self, request: Request) -> HttpResponse:
        """List rows by cursor. Counts them, up to a cap, where `count=1` is given."""
        params = request._request.GET
        validate_single(params, "limit", "count")
        limit, is_counted = read_limit(params), _is_counted(params)
        rows, notices = self.queryset(), []
        # A filter set is slow to build: only where parameters filter, or where the set has a default filter.
        if getattr(self.listing.filters, "narrows_unasked", False) or not ABOUT_PAGING.issuperset(params):
            self.listing.validate_parameters(params)
            narrowed = self.listing.filter(rows, params)
            if not narrowed.is_valid():
                raise ValidationError(narrowed.errors.as_data())
            rows, notices = narrowed.qs, [str(notice) for notice in getattr(narrowed, "notices", [])]
        page = self.listing.page(rows, params, limit)
        body: Row = {
            "results": page.rows,
            "next": link(request._request, page.next),
            "previous": link(request._request, page.previous),
        }
        if is_counted:
            body |= {"count": page.count, "count_is_capped": page.count_is_capped}
        if notices:
            body["notices"] = notices
        return answer(body)

    def row(self, request: Request, key: str) -> HttpResponse:
        """Show one row. Answers 304 where If-None-Match names the current state."""
        response = self.show(self.only(key))
        tag = response.headers.get("ETag")
        if tag and is_known(request._request, tag):
            return HttpResponse(status=304, headers={"ETag": tag})
        return response

    def show(self, rows: QuerySet[Any], status: int = 200) -> HttpResponse:
        """The response for one row; raises `Http404` for an empty queryset."""
        found = list(rows.values_list(*self.shape.columns))
        if not found:
            raise Http404
        row = self.shape.present(found)[0]
        response = answer(row, status)
        if "version" in row:
            response.headers["ETag"] = etag(version_name(rows.model, found[0][0], row["version"]), response.content)
        return response

    def show_changed(self, row: Any) -> HttpResponse:
        """The response after a change: the row, or 204 where the change hid the row from the caller."""
        try:
            return self.show(self.queryset().filter(pk=row.pk))
        except Http404:
            return HttpResponse(status=204)

    # Writing

    def context(self, row: Any = None) -> dict[str, Any]:
        """The context of serializers: a cache of found rows (`found`), and the keys linked to `row` (`had`)."""
        return {"found": {}, "had": {}}

    def read(self, serializer: type[StrictSerializer], data: Any, row: Any = None) -> dict[str, Any]:
        """`data` validated as keyword arguments of an action. For an existing `row`, fields can be left out."""
        read: dict[str, Any] = serializer(context=self.context(row), partial=row is not None).run_validation(data)
        return read

    def read_new(self, reader: StrictSerializer, data: Any) -> dict[str, Any]:
        """`data` validated as arguments of `create_action`. Checks the right to create before other errors show."""
        try:
            read: dict[str, Any] = reader.run_validation(data)
            return read
        except serializers.ValidationError:
            on = getattr(type(self).create_action, "on", None)
            if on and isinstance(data, dict) and on in data:
                with suppress(serializers.ValidationError):
                    self.permit(type(self).create_action, reader.fields[on].run_validation(data[on]))
            raise

    def permit(self, act: Action, subject: Any) -> None:
        """Raises `NotPermitted` where the action `act` would."""
        if not may(self.request.user, getattr(act, "permission", None), subject):
            raise NotPermitted

    def add(self, request: Request) -> HttpResponse:
        """Create a row."""
        create, data = type(self).create_action, request.data

        def work() -> list[Any]:
            made = create(actor=request.user, **self.read_new(self.serializer(context=self.context()), data))
            return [made.pk]

        return once(request._request, request.user, work, lambda made: self.show_made(request._request, made[0]))

    def show_made(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """The response to a `POST` that made the row `pk`, with the caller's present rights."""
        row = self.queryset().filter(pk=pk)
        response = self.show(row, status=201)
        key = pk if self.lookup == "pk" else row.values_list(self.lookup, flat=True)[0]
        response.headers["Location"] = request.build_absolute_uri(f"{request.path}{key}/")
        return response

    def change(self, request: Request, key: str) -> HttpResponse:
        """Change one row. If-Match must name its current version."""
        row = self.find(key)
        data, unreadable = self.peek(request)
        self.refuse_change(row, data)
        refuse_stale(request._request, row)
        if unreadable:
            raise unreadable
        with transaction.atomic():
            self.amend(row, self.read(self.amendment, data, row))
            return self.show_changed(row)

    def peek(self, request: Request) -> tuple[Any, Exception | None]:
        """The parsed body, or the parser's error. The error is raised only after permission and version are checked."""
        try:
            return request.data, None
        except (APIException, Problem) as error:
            return None, error

    def refuse_change(self, row: Any, data: Any) -> None:
        """Raises `NotPermitted` where the caller may not make the change `data` to `row`."""
        self.permit(type(self).update_action, row)

    def amend(self, row: Any, values: dict[str, Any]) -> None:
        """Calls the update action."""
        type(self).update_action(row, actor=self.request.user, **values)


def link(request: HttpRequest, cursor: str | None) -> str | None:
    """The URL of the page at `cursor`, with the other parameters of this request; `None` without a cursor."""
    if cursor is None:
        return None
    params = request.GET.copy()
    params["cursor"] = cursor
    return f"{request.scheme}://{request.get_host()}{request.path}?{params.urlencode()}"


def read_limit(params: QueryDict) -> int:
    """The page size: 50 by default, 200 at most. Raises `ValidationError` for anything but a positive number."""
    given = params.get("limit")
    if given is None:
        return DEFAULT_LIMIT
    if not re.fullmatch(r"0*[1-9][0-9]{0,8}", given, re.ASCII):
        raise ValidationError({"limit": _("Give a number from 1 to 200.")})
    return min(int(given), MAX_LIMIT)


def _is_counted(params: QueryDict) -> bool:
    given = params.get("count", "0")
    if given not in {"0", "1"}:
        raise ValidationError({"count": _("Give 1 to count the rows.")})
    return given == "1"
