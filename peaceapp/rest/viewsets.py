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
from peaceapp.lists.listing import ABOUT_PAGING, Listing, refuse_repeated
from peaceapp.lists.shape import Row, Shape
from peaceapp.rest.fields import KEY, UUID
from peaceapp.rest.idempotency import once
from peaceapp.rest.problems import Problem
from peaceapp.rest.rendering import answer
from peaceapp.rest.serializers import Strict
from peaceapp.rest.versions import etag, is_known, refuse_stale, version_name
from peaceapp.rest.views import Api

LIMIT, MOST = 50, 200

Action = Callable[..., Any]


class NounViewSet(ViewSetMixin, Api):
    """A noun's rows under `/api/v1/<prefix>/`: listed, shown, and, where actions are named, written.

    `listing` is what a list shows and takes, `shape` a whole row; `lookup` the column that addresses one. `create` is
    the action that makes a row of what `serializer` reads, `update` the one that changes it by what `amendment` reads;
    a noun without them is read only.
    Neither this nor a subclass decides anything: rows come from the database's rule, refusals from the actions.
    """

    listing: ClassVar[Listing]
    shape: ClassVar[Shape]
    lookup: ClassVar[str] = "pk"
    serializer: ClassVar[type[Strict]]
    amendment: ClassVar[type[Strict]]
    create_action: ClassVar[Action]
    update_action: ClassVar[Action]

    def queryset(self) -> QuerySet[Any]:
        """All rows that the caller sees."""
        return self.shape.model._default_manager.all()

    def only(self, key: str) -> QuerySet[Any]:
        """The row that is addressed by `key`, if there is one for the caller."""
        field = self.shape.model._meta.pk if self.lookup == "pk" else self.shape.model._meta.get_field(self.lookup)
        if not (UUID if isinstance(field, UUIDField) else KEY).fullmatch(key):
            raise Http404
        return self.queryset().filter(**{self.lookup: key})

    def find(self, key: str) -> Any:
        """That row as an instance; `Http404` for hidden and unknown alike."""
        row = self.only(key).first()
        if row is None:
            raise Http404
        return row

    def refuse_missing(self, **kwargs: Any) -> None:
        """For `OPTIONS`."""
        if "key" in kwargs:
            self.find(kwargs["key"])

    # Reading

    def rows(self, request: Request) -> HttpResponse:
        """`GET` of a list: one page by key, and a capped count for those who ask for it."""
        params = request._request.GET
        refuse_repeated(params, "limit", "count")
        limit, is_counted = read_limit(params), _is_counted(params)
        rows, notices = self.queryset(), []
        # A filter set is costly: only for those who filter, and where something is left out unless it is asked for.
        if getattr(self.listing.filters, "narrows_unasked", False) or not ABOUT_PAGING.issuperset(params):
            self.listing.refuse_unknown(params)
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
        """`GET` of one row; 304 for who has it as it is (If-None-Match)."""
        response = self.show(self.only(key))
        tag = response.headers.get("ETag")
        if tag and is_known(request._request, tag):
            return HttpResponse(status=304, headers={"ETag": tag})
        return response

    def show(self, rows: QuerySet[Any], status: int = 200) -> HttpResponse:
        """The answer for a row that must be there."""
        found = list(rows.values_list(*self.shape.columns))
        if not found:
            raise Http404
        row = self.shape.dress(found)[0]
        response = answer(row, status)
        if "version" in row:
            response.headers["ETag"] = etag(version_name(rows.model, found[0][0], row["version"]), response.content)
        return response

    def show_changed(self, row: Any) -> HttpResponse:
        """A row after its change; no content when the change took it out of the caller's sight."""
        try:
            return self.show(self.queryset().filter(pk=row.pk))
        except Http404:
            return HttpResponse(status=204)

    # Writing

    def context(self, row: Any = None) -> dict[str, Any]:
        """The context of serializers: rows that were looked up already, and those to which `row` is linked."""
        return {"found": {}, "had": {}}

    def read(self, serializer: type[Strict], data: Any, row: Any = None) -> dict[str, Any]:
        """`data` as an action takes it; a change needs only what it changes."""
        read: dict[str, Any] = serializer(context=self.context(row), partial=row is not None).run_validation(data)
        return read

    def read_new(self, reader: Strict, data: Any) -> dict[str, Any]:
        """`data` as `create` takes it. Who may not create there is told so before being told what else is wrong."""
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
        """`NotPermitted` where the action would say so."""
        if not may(self.request.user, getattr(act, "permission", None), subject):
            raise NotPermitted

    def add(self, request: Request) -> HttpResponse:
        """`POST` to a list."""
        create, data = type(self).create_action, request.data

        def work() -> list[Any]:
            made = create(actor=request.user, **self.read_new(self.serializer(context=self.context()), data))
            return [made.pk]

        return once(request._request, request.user, work, lambda made: self.show_made(request._request, made[0]))

    def show_made(self, request: HttpRequest, pk: Any) -> HttpResponse:
        """The answer to a `POST` that made the row `pk`, as the caller may read it now."""
        row = self.queryset().filter(pk=pk)
        response = self.show(row, status=201)
        key = pk if self.lookup == "pk" else row.values_list(self.lookup, flat=True)[0]
        response.headers["Location"] = request.build_absolute_uri(f"{request.path}{key}/")
        return response

    def change(self, request: Request, key: str) -> HttpResponse:
        """`PATCH` of one row."""
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
        """The body, or what is wrong with it, which is said only after what is wrong with the caller."""
        try:
            return request.data, None
        except (APIException, Problem) as error:
            return None, error

    def refuse_change(self, row: Any, data: Any) -> None:
        """`NotPermitted` where the caller may not change `row` as `data` wants it."""
        self.permit(type(self).update_action, row)

    def amend(self, row: Any, values: dict[str, Any]) -> None:
        """Carry out a change."""
        type(self).update_action(row, actor=self.request.user, **values)


def link(request: HttpRequest, cursor: str | None) -> str | None:
    """The address of the page at `cursor`, with all that the present one was asked for."""
    if cursor is None:
        return None
    params = request.GET.copy()
    params["cursor"] = cursor
    return f"{request.scheme}://{request.get_host()}{request.path}?{params.urlencode()}"


def read_limit(params: QueryDict) -> int:
    """How many rows a page shall have: more than the most are the most; `ValidationError` for what is no number."""
    given = params.get("limit")
    if given is None:
        return LIMIT
    if not re.fullmatch(r"0*[1-9][0-9]{0,8}", given, re.ASCII):
        raise ValidationError({"limit": _("Give a number from 1 to 200.")})
    return min(int(given), MOST)


def _is_counted(params: QueryDict) -> bool:
    given = params.get("count", "0")
    if given not in {"0", "1"}:
        raise ValidationError({"count": _("Give 1 to count the rows.")})
    return given == "1"
