"""Pages that list rows: filters, order and page come from the query string; works without JavaScript."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from peaceapp.errors import Text
from peaceapp.lists.listing import Listing, Page


def address(path: str, params: QueryDict, **changes: str | list[str] | None) -> str:
    """`path` with the parameters `params`. `changes` replaces some, `None` removes one. Drops empty ones."""
    kept = params.copy()
    for name, value in changes.items():
        kept.pop(name, None)
        if value:
            kept.setlist(name, value if isinstance(value, list) else [value])
    for name in [name for name in kept if not any(kept.getlist(name))]:
        kept.pop(name)
    return f"{path}?{kept.urlencode()}" if kept else path


def given_parameters(params: QueryDict, *without: str) -> dict[str, str | list[str]]:
    """The query parameters by name: a value, or a list of several values."""
    given = {name: [value for value in values if value] for name, values in params.lists() if name not in without}
    return {name: values[0] if len(values) == 1 else values for name, values in given.items() if values}


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page. False for whole pages, such as after the browser's Back."""
    given_parameters = request.headers
    return bool(given_parameters.get("HX-Request")) and not (
        given_parameters.get("HX-Boosted") or given_parameters.get("HX-History-Restore-Request")
    )


class ListPage(View):
    """A list. Subclasses give `listing`, the texts, `area` (of the menu) and `fragment` (the part htmx swaps).

    `fragment` extends `lists/results.html`. `first` names the filters shown beside the search (empty: all), `silent`
    the filters that only links set; the others open under `more_label`. `add` is the URL name and the label of the
    button for a new row, shown where `may_add` is true.
    """

    listing: ClassVar[Listing]
    title: Text
    lede: Text
    area: str
    fragment: ClassVar[str]
    template: ClassVar[str] = "lists/page.html"
    size: ClassVar[int] = 50
    first: ClassVar[tuple[str, ...]] = ()
    silent: ClassVar[tuple[str, ...]] = ()
    more_label: Text = gettext_lazy("More filters")
    add: ClassVar[tuple[str, Text] | None] = None

    def rows(self) -> QuerySet[Any]:
        """All rows of the list. Row-level security leaves out rows that the user may not see."""
        return self.listing.shape.model._default_manager.all()

    def may_add(self) -> bool:
        """Whether the button for a new row is shown."""
        return False

    def tabs(self) -> list[dict[str, Any]]:
        """Tabs with frequent filters: `label`, `url`, `is_here`."""
        return []

    def present(self, row: dict[str, Any]) -> dict[str, Any]:
        """Adds to a row the values that the page shows."""
        return row

    def present_all(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Calls `present` for each row. Override it to read related data of all rows with one query."""
        return [self.present(row) for row in rows]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Shows the page, or its fragment for htmx. A foreign cursor answers 404; a wrong filter shows its error."""
        filters = self.listing.filter(self.rows(), request.GET)
        rows = filters.qs if filters.is_valid() else self.rows().none()
        try:
            page = self.listing.page(rows, request.GET, self.size)
        except ValidationError as error:
            raise Http404 from error
        context = {
            "area": self.area,
            "title": self.title,
            "lede": self.lede,
            "fragment": self.fragment,
            "filter": filters,
            "filters": self._placed(filters.form),
            "more_label": self.more_label,
            "chips": self._chips(filters),
            "notices": getattr(filters, "notices", []),
            "page": self._paged(page),
            "tabs": self.tabs(),
        }
        if self.add and self.may_add():
            name, label = self.add
            context |= {"add_url": reverse(name), "add_label": label}
        context["is_part"] = is_part = wants_part(request)
        response = render(request, self.fragment if is_part else self.template, context)
        response["Vary"] = "HX-Request, Cookie"
        return response

    def _placed(self, form: Any) -> dict[str, Any]:
        bound = {name: form[name] for name in form.fields if name != "q"}
        silent = [bound.pop(name) for name in self.silent]
        first = [bound.pop(name) for name in self.first or list(bound)]
        more = list(bound.values())
        return {
            "first": first,
            "more": more,
            "more_is_used": any(one.value() for one in more),
            "silent": [(one.html_name, value) for one in silent for value in _values(one)],
        }

    def _paged(self, page: Page) -> dict[str, Any]:
        path, params = self.request.path, self.request.GET
        return {
            "rows": self.present_all(page.rows),
            "next_url": address(path, params, cursor=page.next) if page.next else None,
            "previous_url": address(path, params, cursor=page.previous) if page.previous else None,
            "count": page.count,
            "counted": number_format(page.count, force_grouping=True) + ("+" if page.count_is_capped else ""),
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
            for one in value if isinstance(value, list) else [value]:
                shown = dict(getattr(field, "choices", [])).get(one, one) if isinstance(one, str) else one
                words = {True: _("yes"), False: _("no")}[shown] if isinstance(shown, bool) else shown
                others = (
                    [str(field.prepare_value(other)) for other in value if other != one] if one is not value else []
                )
                chips.append({
                    "label": str(field.label),
                    "value": Truncator(words).chars(80),
                    "remove_url": address(self.request.path, self.request.GET, cursor=None, **{name: others}),
                })  # fmt: skip
        return chips


def _values(bound: Any) -> list[Any]:
    value = bound.value()
    return value if isinstance(value, list) else [value] if value else []
