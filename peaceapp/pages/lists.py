"""A page that lists rows: filtered, ordered and paged by its address, with or without JavaScript."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from peaceapp.listing import Listing, Page


def address(path: str, params: QueryDict, **changes: str | None) -> str:
    """`path` with the parameters of this page, some of them replaced or (`None`) left out; empty ones always are."""
    kept = params.copy()
    for name, value in changes.items():
        kept.pop(name, None)
        if value:
            kept[name] = value
    for name in [name for name in kept if not any(kept.getlist(name))]:
        kept.pop(name)
    return f"{path}?{kept.urlencode()}" if kept else path


class ListPage(View):
    """Give `listing`, `template` and `fragment` (the part that htmx swaps), and the rows to begin with."""

    listing: ClassVar[Listing]
    template: ClassVar[str]
    fragment: ClassVar[str]
    size: ClassVar[int] = 50

    def rows(self) -> QuerySet[Any]:
        """All rows that the list may show; the database leaves out what the user may not see."""
        return self.listing.shape.model._default_manager.all()

    def extra(self) -> dict[str, Any]:
        """What else the template is given."""
        return {}

    def present(self, row: dict[str, Any]) -> dict[str, Any]:
        """A row as the page shows it."""
        return row

    def present_all(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The rows as the page shows them, for what one query finds out about all of them."""
        return [self.present(row) for row in rows]

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page, or its fragment for htmx. A cursor of another list answers 404; a wrong filter shows its error."""
        filters = self.listing.filter(self.rows(), request.GET)
        rows = filters.qs if filters.is_valid() else self.rows().none()
        try:
            page = self.listing.page(rows, request.GET, self.size)
        except ValidationError as error:
            raise Http404 from error
        context = {
            "filter": filters,
            "chips": self._chips(filters),
            "page": self._paged(page),
            **self.extra(),
        }
        is_part = bool(request.headers.get("HX-Request")) and not request.headers.get("HX-Boosted")
        response = render(request, self.fragment if is_part else self.template, context)
        response["Vary"] = "HX-Request, Cookie"
        return response

    def _paged(self, page: Page) -> dict[str, Any]:
        path, params = self.request.path, self.request.GET
        return {
            "rows": self.present_all(page.rows),
            "next_url": address(path, params, cursor=page.next) if page.next else None,
            "previous_url": address(path, params, cursor=page.previous) if page.previous else None,
            "count": page.count,
            "count_is_capped": page.count_is_capped,
            "ordering": params.get("ordering", ""),
            "orderings": {name: self._heading(name, page.ordering) for name in self.listing.ordering},
        }

    def _heading(self, name: str, current: str) -> dict[str, str]:
        state = {name: "ascending", f"-{name}": "descending"}.get(current, "")
        other = name if state == "descending" else f"-{name}" if state == "ascending" else self.listing.first(name)
        return {"url": address(self.request.path, self.request.GET, ordering=other, cursor=None), "state": state}

    def _chips(self, filters: Any) -> list[dict[str, str]]:
        chips = []
        for name, field in filters.form.fields.items():
            value = filters.form.cleaned_data.get(name) if filters.form.is_valid() else None
            if value is None or value in ("", []):
                continue
            shown = dict(getattr(field, "choices", [])).get(value, value) if isinstance(value, str) else value
            chips.append({
                "label": str(field.label),
                "value": str({True: _("yes"), False: _("no")}[shown] if isinstance(shown, bool) else shown),
                "remove_url": address(self.request.path, self.request.GET, cursor=None, **{name: None}),
            })  # fmt: skip
        return chips
