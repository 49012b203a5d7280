"""A page that tells what a row said before, who changed it, when and why."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views import View

from peaceapp.access.sensitivity import Sensitivity
from peaceapp.chronicle import dressed
from peaceapp.errors import Text
from peaceapp.history import Kin, onwards, read_mark, versions, write_mark
from peaceapp.shape import As, Row, Shape


def told(
    shape: Shape,
    key: Any,
    size: int,
    before: str | None,
    why: str,
    kin: Sequence[Kin],
    labels: Mapping[str, Text] = MappingProxyType({}),
) -> tuple[list[Row], str]:
    """The newest `size` changes of a row in words, and the cursor of those before them (empty: there are none).

    Each is `{"at", "by", "is_first", "reason", "changes": [{"label", "before", "after", "is_kin", "is_short"}]}`.

    A change that says nothing beside another of the same moment is left out: it stands for the same.
    """
    mark = read_mark(before)
    found = versions(shape.model, key, size + 1, mark, kin)
    rows = dressed(shape, found[:size], why)
    for row in rows:
        told_of = [change for change in row["changes"] if labels.get(change["field"], change) != ""]
        row["changes"] = [_in_words(shape, change, kin, labels) for change in told_of]
    telling = {row["at"] for row in rows if row["changes"]}
    rows = [row for row in rows if row["changes"] or row["is_first"] or row["at"] not in telling]
    return rows, write_mark(onwards(mark, found[:size], kin)) if len(found) > size else ""


def _in_words(shape: Shape, change: Row, kin: Sequence[Kin], labels: Mapping[str, Text]) -> Row:
    name = change["field"]
    title = next((one.title for one in kin if one.field == name), "")
    part = shape.parts.get(name)
    field = None if title else _field(shape.model, part.column if isinstance(part, As) else name)
    label = str(title or labels.get(name) or getattr(field, "verbose_name", name))
    before, after = (_word(field, value) for value in (change["before"], change["after"]))
    return {
        "label": label[:1].upper() + label[1:],
        "before": before,
        "after": after,
        "is_kin": bool(title),
        "is_short": len(before) + len(after) <= SHORT,
    }


def _field(model: type[Model], name: str) -> Any:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _word(field: Any, value: Any) -> str:
    if value is None or value in ("", []):
        return ""
    if isinstance(value, dict):
        return str(value["label"])
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_format(value, pgettext("day, until or alone", "j M Y"))
    choices = dict(getattr(field, "flatchoices", None) or ())
    if value in {level.word for level in Sensitivity}:
        return str(Sensitivity.of(value).label)
    return str(choices.get(value, value))


SHORT = 80
"""Characters before and after: more is read on a page of its own."""


class HistoryPage(View):
    """Give `shape`, and `row()`: the visible row that the address names."""

    shape: ClassVar[Shape]
    kin: ClassVar[Sequence[Kin]] = ()
    why: ClassVar[str] = "reason"
    labels: ClassVar[dict[str, Text]] = {}
    """What fields are called where the form says it otherwise than the model; empty: never told."""
    template: ClassVar[str] = "history/page.html"

    def row(self) -> Model:
        """The row; `Http404` for hidden and unknown alike."""
        raise AssertionError("every history is of something")  # pragma: no cover

    def context(self, row: Any) -> dict[str, Any]:
        """What else the template is given."""
        return {}

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Fifty changes, newest first; `?before=` goes back."""
        row = self.row()
        try:
            rows, older = told(self.shape, row.pk, 50, request.GET.get("before"), self.why, self.kin, self.labels)
        except ValidationError as error:
            raise Http404 from error
        older_url = f"{request.path}?before={older}" if older else ""
        return render(
            request, self.template, {"row": row, "changes": rows, "older_url": older_url, **self.context(row)}
        )
