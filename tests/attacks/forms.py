"""Every form that there is, found by asking for every address, read as a browser reads it, filled in as people do."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.contrib import admin
from django.db import connection
from django.test import Client
from django.urls import reverse

from engagements.models import Engagement
from offices.models import Office, User
from tests.access.questions import CONSTANT, addressed
from tests.arrange import arranging
from tests.cast import World
from tests.contracts.addresses import Address, addresses

TEXT = {"text", "textarea", "search", "email", "url", "password"}
LIKE = {"date": "2020-01-02", "time": "14:30", "number": "1", "datetime-local": "2020-01-02T10:00"}
ENDS = {"leaves", "ends", "more", "session", "add"}
"""Buttons that end or unfold something: a test of fields does not press them."""


@dataclass
class Form:
    """One form of a page: what it would send if it were sent as it stands."""

    path: str
    sent: dict[str, list[str]] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    needed: set[str] = field(default_factory=set)
    longest: dict[str, int] = field(default_factory=dict)

    @property
    def texts(self) -> list[str]:
        """The fields that take text."""
        return [name for name, kind in self.kinds.items() if kind in TEXT]

    def filled(self, **others: Any) -> dict[str, Any]:
        """As somebody would send it who fills in what must be, with `others` besides."""
        data: dict[str, Any] = dict(self.sent)
        for name in self.needed:
            if not data[name] and self.kinds[name] not in {"checkbox", "radio"}:
                data[name] = LIKE.get(self.kinds[name], "some_words"[: self.longest.get(name, 10)])
        return data | others


class Reader(HTMLParser):
    """Reads the forms that are sent by POST."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.forms = path, list[Form]()
        self.form: Form | None = None
        self.select, self.area, self.options = "", "", dict[str, str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self.form = Form(given.get("action") or self.path)
        elif self.form is not None and tag in {"input", "textarea", "select", "option"}:
            name = given.get("name", "")
            getattr(self, f"_{tag}")(self.form, name, given)
            if "required" in given and name in self.form.kinds:
                self.form.needed.add(name)
            if given.get("maxlength"):
                self.form.longest[name] = int(given["maxlength"])

    def _input(self, form: Form, name: str, given: dict[str, str]) -> None:
        kind = "date" if "vDateField" in given.get("class", "") else given.get("type", "text")
        kind = "time" if "vTimeField" in given.get("class", "") else kind
        if not name or kind in {"submit", "button", "file"}:
            return
        values = form.sent.setdefault(name, [])
        form.kinds[name] = kind
        if kind in {"checkbox", "radio"}:
            values += [given.get("value", "on")] if "checked" in given else []
        elif given.get("value"):
            values.append(given["value"])

    def _textarea(self, form: Form, name: str, given: dict[str, str]) -> None:
        self.area = name
        form.kinds[name] = "textarea"
        form.sent.setdefault(name, [])

    def _select(self, form: Form, name: str, given: dict[str, str]) -> None:
        self.select = name
        form.kinds[name] = "select"
        form.sent.setdefault(name, [])

    def _option(self, form: Form, _name: str, given: dict[str, str]) -> None:
        if self.select:
            if given.get("value"):
                self.options.setdefault(self.select, given["value"])
            if "selected" in given and given.get("value"):
                form.sent[self.select].append(given["value"])

    def handle_data(self, data: str) -> None:
        if self.form is not None and self.area and data.strip():
            self.form.sent[self.area] = [data.strip()]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.form is not None:
            self.forms.append(self.form)
            self.form = None
        elif tag == "select" and self.form is not None:
            if not self.form.sent[self.select] and self.select in self.form.needed and self.select in self.options:
                self.form.sent[self.select] = [self.options[self.select]]
            self.select = ""
        elif tag == "textarea":
            self.area = ""


_read: dict[tuple[str, str, str], list[Form]] = {}


def read(client: Client, path: str) -> list[Form]:
    """The forms at `path`, without those that only sign out, switch or end something.

    Read once a worker for each `who` that reads: tests take back what they do, so the forms stay as they are.
    """
    known = (str(connection.settings_dict["NAME"]), getattr(client, "who", ""), path)
    if not known[1] or known not in _read:
        _read[known] = list(_forms(client, path))
    return _read[known]


def _forms(client: Client, path: str) -> list[Form]:
    response = client.get(path)
    if response.status_code != 200 or "html" not in response.headers["Content-Type"]:
        return []
    reader = Reader(path)
    reader.feed(response.content.decode())
    return [form for form in reader.forms if form.texts and ("headline" in form.kinds or not ENDS & set(form.kinds))]


def page_paths(world: World) -> Iterator[str]:
    """Every page, of rows that the lead office's manager sees."""
    for address in addresses():
        if address.is_api or address.is_admin or address.route == "accounts/logout/":
            continue
        given = {name: words[0] for name, words in CONSTANT.items()} | {"provider": "x"}
        given |= of_one_row(world, address)
        if set(address.takes) <= set(given):
            yield address.at(**given)


def of_one_row(world: World, address: Address) -> dict[str, Any]:
    """What a route takes, for the row that it names last, the least sensitive one, and for what that belongs to."""
    parts, given = addressed(address), {}
    fixed = {Engagement: world.engagements[10], Office: world.cast.lead, User: world.cast.staff}
    with arranging():
        row: Any = None
        for name, (model, column) in reversed(parts.items()):
            field = (
                next((f for f in type(row)._meta.concrete_fields if f.related_model is model), None) if row else None
            )
            found = getattr(row, field.name) if field else fixed.get(model) or least(model, world)
            if found is None:
                return {}
            given[name] = getattr(found, column)
            row = row or found
    return given


def least(model: Any, world: World) -> Any:
    """A row of the lead office's that is as open as any."""
    names = {one.name for one in model._meta.concrete_fields}
    rows = model._default_manager.all()
    for office in {"lead_office", "office"} & names:
        rows = rows.filter(**{office: world.cast.lead})
    if "engagement" in names:
        rows = rows.filter(engagement=world.engagements[10])
    order = ["mark"] if "mark" in names else ["sensitivity"] if "sensitivity" in names else []
    return rows.order_by(*order, "pk").first()


def admin_paths() -> Iterator[str]:
    """Every list of the admin, and its form for a new row."""
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_add")


def admin_row_paths() -> Iterator[str]:
    """The form and the history of one row of every model that the admin keeps."""
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        with arranging():
            rows = model._default_manager.all()
            if any(one.name == "sensitivity" for one in model._meta.fields):
                rows = rows.filter(sensitivity=10)
            key = rows.order_by("pk").values_list("pk", flat=True).first()
        if key is not None:
            for below in ("change", "history"):
                yield reverse(f"{name}_{below}", args=[key])
