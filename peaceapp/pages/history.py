"""Pages for the change history of a row: the list of versions, and the form that restores one."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views import View

from peaceapp.access.sensitivity import Sensitivity
from peaceapp.errors import Text
from peaceapp.history.presentation import present_versions
from peaceapp.history.restore import RestorePolicy
from peaceapp.history.versions import RelatedHistory, next_mark, read_mark, versions, write_mark
from peaceapp.lists.shape import As, Row, Shape
from peaceapp.pages.fields import long_text
from peaceapp.pages.forms import FormPage


def recent_changes(
    shape: Shape,
    key: Any,
    size: int,
    before: str | None,
    reason_field: str,
    related: Sequence[RelatedHistory],
    labels: Mapping[str, Text] = MappingProxyType({}),
) -> tuple[list[Row], str]:
    """The newest `size` changes of a row in words, and the cursor of older ones (empty: there are none).

    Each change is `{"id", "at", "by", "is_first", "reason", "says", "changes"}`; `changes` is a list of `{"label",
    "before", "after", "is_related", "is_short"}`.

    Changes of the row and of related rows in one transaction are joined into one. A change without visible fields is
    left out if another change of the same moment is shown, unless it has its own reason.
    """
    mark = read_mark(before)
    found = versions(shape.model, key, size + 1, mark, related)
    rows = present_versions(shape, found[:size], reason_field)
    for row, version in zip(rows, found, strict=False):  # `found` has one more row if there are older ones
        row["says"], row["is_related"] = version.says, version.of is not None
        visible = [change for change in row["changes"] if labels.get(change["field"], change) != ""]
        row["changes"] = [_in_words(shape, change, related, labels) for change in visible]
    rows = join_link_changes(rows)
    full = [row for row in rows if row["changes"] or row["is_first"]]
    said = {(row["at"], reason) for row in full for reason in (row["reason"], "")}
    rows = [row for row in rows if row in full or (row["at"], row["reason"]) not in said]
    return rows, write_mark(next_mark(mark, found[:size], related)) if len(found) > size else ""


def join_link_changes(rows: list[Row]) -> list[Row]:
    """Joins link changes with the change of the row made at the same time by the same user, under its reason."""
    found: list[Row] = []
    for row in rows:
        last = found[-1] if found else None
        is_beside = (
            last and last["is_related"] and not last["reason"] and (last["at"], last["by"]) == (row["at"], row["by"])
        )
        if last is None or not is_beside or (row["is_related"] and row["reason"]):
            found.append(row)
            continue
        found[-1] = row | {"changes": [*row["changes"], *last["changes"]]}
    return found


def _in_words(shape: Shape, change: Row, related: Sequence[RelatedHistory], labels: Mapping[str, Text]) -> Row:
    name = change["field"]
    title = next((one.title for one in related if one.field == name), "")
    part = shape.parts.get(name)
    field = None if title else _field(shape.model, part.column if isinstance(part, As) else name)
    label = str(title or labels.get(name) or getattr(field, "verbose_name", name))
    before, after = (_word(field, value) for value in (change["before"], change["after"]))
    return {
        "label": label[:1].upper() + label[1:],
        "before": before,
        "after": after,
        "is_related": bool(title),
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
"""Maximum number of characters (before and after) shown in the list; longer texts have their own page."""


class HistoryPage(View):
    """The history of a row. Subclasses give `shape`, `restore_policy`, and `row()`: the visible row of the address."""

    shape: ClassVar[Shape]
    related_history: ClassVar[Sequence[RelatedHistory]] = ()
    reason_field: ClassVar[str] = "reason"
    labels: ClassVar[dict[str, Text]] = {}
    """Labels of fields that the form names differently from the model. An empty label hides the field."""
    restore_policy: ClassVar[RestorePolicy]
    page: ClassVar[str] = "history/page.html"

    def row(self) -> Model:
        """The row. Raises `Http404` for hidden and unknown rows."""
        raise AssertionError("Subclasses override `row`.")  # pragma: no cover

    def context(self, row: Any) -> dict[str, Any]:
        """More template context."""
        return {}

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Shows fifty changes, newest first. `?before=` shows older ones."""
        row = self.row()
        try:
            rows, older = recent_changes(
                self.shape, row.pk, 50, request.GET.get("before"), self.reason_field, self.related_history, self.labels
            )
        except ValidationError as error:
            raise Http404 from error
        policy = self.restore_policy
        if policy.is_open(row) and policy.may(request.user, row):
            for one in rows:
                differs = one["id"] and policy.differences(row, one["says"])
                one["restore_url"] = f"{request.path}{one['id']}/restore/" if differs else ""
        older_url = f"{request.path}?before={older}" if older else ""
        return render(request, self.page, {"row": row, "changes": rows, "older_url": older_url, **self.context(row)})


class RestoreForm(forms.Form):
    """Selects the fields to restore, with a reason. `version` is the version that the editor read."""

    reason = long_text(gettext_lazy("Reason"), gettext_lazy("Kept in the change history."))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, differing: Mapping[str, Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = True
        for name, change in differing.items():
            is_lost = change.get("is_lost", False)
            self.fields[name] = forms.BooleanField(label=change["label"], required=False, initial=not is_lost)
        self.differing = differing

    @property
    def ticks(self) -> list[tuple[forms.BoundField, Row]]:
        """Each differing field, with its present value (`before`) and its restored value (`after`)."""
        return [(self[name], change) for name, change in self.differing.items()]


class RestorePage(FormPage):
    """`…/history/<version>/restore/`. List this class before the noun's `HistoryPage` among the bases."""

    template = "history/restore.html"
    title, submit_label = gettext_lazy("Restore this version"), gettext_lazy("Restore")
    lede = gettext_lazy(
        "The ticked fields are saved as a new version. Lists (such as countries, themes and partners) and fields with"
        " a form of their own stay as they are."
    )
    form = RestoreForm
    # Defined by the `HistoryPage` that this class is mixed with:
    shape: ClassVar[Shape]
    labels: ClassVar[dict[str, Text]]
    restore_policy: ClassVar[RestorePolicy]

    @cached_property
    def restored(self) -> Any:
        """The row whose version is restored."""
        return self.row()  # type: ignore[attr-defined]  # `row` comes from HistoryPage

    @cached_property
    def then(self) -> Any:
        """The version that the address names."""
        return self.restore_policy.find(self.restored, self.kwargs["version"])

    def allowed(self) -> bool:
        """Checks the permission. A hidden or unknown version raises `Http404` first."""
        return self.then is not None and self.restore_policy.may(self.request.user, self.restored)

    def initial(self) -> dict[str, Any]:
        return {"version": self.restored.version}

    def form_options(self) -> dict[str, Any]:
        row, names = self.restored, self.restore_policy.differences(self.restored, self.then)
        found = self.restore_policy.preview(self.shape, row, self.then, names)
        words = {name: _in_words(self.shape, found[name], (), self.labels) for name in names}
        for name in self.restore_policy.unrestorable(row, self.then, names):
            words[name] |= {"is_lost": True, "after": words[name]["after"] or _("a deleted record")}
        return {"differing": words}

    def cancel_url(self) -> str:
        """The URL of the history."""
        return self.request.path.removesuffix("/").rsplit("/", 2)[0] + "/"

    def extra(self) -> dict[str, Any]:
        context: dict[str, Any] = self.context(self.restored)  # type: ignore[attr-defined]  # `context` comes from HistoryPage
        return context | {"lede": self.lede, "row": self.restored, "then": self.then, "history_url": self.cancel_url()}

    def refreshed_version(self) -> int | None:
        versions_now = type(self.restored)._default_manager.filter(pk=self.restored.pk)
        found: int | None = versions_now.values_list("version", flat=True).first()
        return found

    def act(self, values: dict[str, Any]) -> str:
        self.restored.version = values.pop("version")
        reason, names = values.pop("reason"), [name for name, wanted in values.items() if wanted]
        self.restore_policy.restore(self.restored, self.then, actor=self.request.user, reason=reason, names=names)
        messages.success(self.request, _("Version restored as a new version."))
        return self.cancel_url()


def history(below: str, noun: str, page: type[HistoryPage], restore: type[RestorePage]) -> list[URLPattern]:
    """URL patterns of a noun's history, below the address of a row."""
    return [
        path(f"{below}history/", page.as_view(), name=f"{noun}-history"),
        path(f"{below}history/<slug:version>/restore/", restore.as_view(), name=f"{noun}-restore-version"),
    ]
