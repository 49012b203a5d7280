"""Every question that can be put to the application, made from its own tables: addresses, filters, serializers, forms.

Nothing here lists nouns. An address whose key nobody can place fails loudly.
"""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.test import Client
from django.urls import resolve
from rest_framework import serializers

from offices.models import Country, Invitation, Office, Proposal, User
from peaceapp.access.opaque_ids import encrypt_id
from peaceapp.api import RESOURCES
from peaceapp.rest.fields import Clock, Day, Keys, Number, Related, RelatedList, Word
from peaceapp.rest.viewsets import NounViewSet
from tests.access.tables import secured
from tests.arrange import arranging
from tests.contracts.addresses import Address, addresses, all_paths
from tests.contracts.forms import filled, forms_in
from tests.rest.caller import tag_at

NOT_ASKED = {"admin/logout/", "accounts/logout/", "api/v1/schema/", "admin/jsi18n/"}
"""What ends the session, and what is the same for everybody by construction and long."""


@dataclass(frozen=True)
class Question:
    """One request."""

    method: str
    path: str
    data: Any = None  # a dictionary for a form, text for JSON
    headers: tuple[tuple[str, str], ...] = field(default=())

    def ask(self, client: Client, **more: str) -> Any:
        """The answer, a fault of ours as the browser would get it."""
        given: dict[str, Any] = {"headers": dict(self.headers) | more}
        if isinstance(self.data, str):
            given |= {"data": self.data, "content_type": "application/json"}
        elif self.data is not None:
            given["data"] = self.data
        elif self.method not in {"get", "head"}:
            given |= {"data": "{}", "content_type": "application/json"}
        return getattr(client, self.method)(self.path, **given)

    @property
    def marks(self) -> set[str]:
        """The words of rows (`stand.MARK`) that it says itself, and that an answer may say again."""
        return set(re.findall(r"mark([0-9a-f]{32})", f"{self.path} {self.data}"))

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.path} {str(self.data or '')[:200]}"


@cache
def viewsets() -> dict[str, type[NounViewSet]]:
    """Resources of the API by their prefix."""
    found = {}
    for pattern in RESOURCES:
        cls = getattr(pattern.callback, "cls", None)
        if cls and issubclass(cls, NounViewSet):
            found[str(pattern.pattern).split("/")[0]] = cls
    return found


def resource(word: str) -> type[NounViewSet]:
    """The resource that a word of an address is about: `entries` are `journal-entries`."""
    names = [name for name in viewsets() if name == word or name.endswith(f"-{word}")]
    assert len(names) == 1, f"tests/access/questions.py cannot place “{word}”: no resource of the API is called so"
    return viewsets()[names[0]]


def addressed(address: Address) -> dict[str, tuple[type[Model], str]]:
    """For each part that a route takes: the model, and the column that it names a row by."""
    found: dict[str, tuple[type[Model], str]] = {}
    for name in address.takes:
        if name in {"version", *CONSTANT}:
            continue  # no row of its own
        before = re.split(rf"<\w+:{name}>", address.route)[0].rstrip("/").split("/")[-1]
        if name == "object_id":
            app, model = address.route.split("/")[1:3]
            found[name] = (apps.get_model(app, model), "pk")
        elif before in PLACES:
            found[name] = PLACES[before]
        else:
            noun = resource(before)
            found[name] = (noun.shape.model, noun.lookup)
    return found


PLACES: dict[str, tuple[type[Model], str]] = {
    "offices": (Office, "acronym"), "countries": (Country, "alpha2"), "people": (User, "username"),
    "proposals": (Proposal, "pk"), "invitation": (Invitation, "digest"),
}  # fmt: skip
"""Words of addresses that are no resource of the API, and what the part behind each names."""

CONSTANT = {"role": ["staff"], "pk": ["1"]}
"""Parts that are words, not rows."""


class Pool:
    """What there is to ask about: every key of every secured table, `few` of each other."""

    def __init__(self, draw: random.Random, hidden: dict[str, set[str]], few: int = 3) -> None:
        self.draw, self.hidden, self.few = draw, hidden, few
        self._keys: dict[tuple[type[Model], str], list[str]] = {}
        self.protected = {table.name for table in secured() if table.columns and "sensitivity" in table.columns}
        with arranging():
            self.words = [str(word) for word in self._words()]

    def _words(self) -> Iterator[Any]:
        for name in ("engagements.Engagement", "engagements.JournalEntry", "engagements.Partner", "engagements.Person"):
            model = apps.get_model(name)
            label = next(f for f in ("title", "headline", "name") if f in {x.name for x in model._meta.fields})
            yield from model._default_manager.values_list(label, flat=True)
        yield from apps.get_model("engagements.Engagement")._default_manager.values_list("reference", flat=True)

    def keys(self, model: type[Model], column: str) -> list[str]:
        """As the owner knows them; of what is not under the rule, or is everybody's, `few`."""
        place = (model, column)
        if place not in self._keys:
            with arranging():
                found = [str(key) for key in model._default_manager.order_by("pk").values_list(column, flat=True)]
            if model._meta.db_table not in self.protected:
                found = self.draw.sample(found, min(self.few, len(found)))
            self._keys[place] = found
        return self._keys[place]

    def is_hidden(self, model: type[Model], key: str) -> bool:
        """Whether the actor may not see the row with this key or reference."""
        return key in self.hidden.get(model._meta.db_table, ())

    def seen(self, model: type[Model], column: str) -> list[str]:
        return [key for key in self.keys(model, column) if not self.is_hidden(model, key)]

    def unseen(self, model: type[Model], column: str) -> list[str]:
        return [key for key in self.keys(model, column) if self.is_hidden(model, key)]


def paths(address: Address, pool: Pool) -> list[str]:
    """The address for every row there is."""
    parts = addressed(address)
    if "version" in address.takes:
        return list(old_versions(address, parts, pool))
    found = {name: pool.keys(model, column) for name, (model, column) in parts.items()}
    return all_paths(address, **found, **CONSTANT)


def old_versions(address: Address, parts: dict[str, tuple[type[Model], str]], pool: Pool) -> Iterator[str]:
    """The address for some of the versions that the noun has which the route names last, the highest levels first."""
    (last, (model, column)) = list(parts.items())[-1]
    events = model.pgh_event_model.objects  # type: ignore[attr-defined]  # every noun with a history has one
    with arranging():
        for event in list(events.order_by("-sensitivity", "-pgh_id").select_related("pgh_obj")[:24]):
            row, given = event.pgh_obj, {}
            for name, (of, by) in parts.items():
                field = next((f for f in model._meta.concrete_fields if f.related_model is of), None)
                stands = row if name == last else field and getattr(row, field.name)
                given[name] = getattr(stands, by if name != last else column) if stands else pool.keys(of, by)[0]
            yield address.at(**given, version=encrypt_id(f"{model._meta.label_lower} {event.pk}"))


def reads(pool: Pool, is_wanted: Any = lambda address: True) -> Iterator[Question]:
    """Every address by every method that changes nothing or is refused; lists by every filter and order."""
    for address in addresses():
        if address.route in NOT_ASKED or not is_wanted(address):
            continue
        for path in paths(address, pool):
            yield Question("get", path)
            yield Question(pool.draw.choice(["head", "options", "put", "delete"]), path)
        if not address.takes:
            for query in queries(address.at(), pool):
                yield Question("get", f"{address.at()}?{query}")


def queries(path: str, pool: Pool) -> Iterator[str]:
    """What a list may be asked for."""
    view = resolve(path).func
    cls = getattr(view, "view_class", None) or getattr(view, "cls", None)
    listing = getattr(cls, "listing", None)
    yield from ("limit=1&count=1", "count=1&limit=200", "cursor=none", "nonsense=1")
    if listing is None:
        yield from (f"q={word}" for word in pool.draw.sample(pool.words, 3))
        return
    for name in listing.ordering:
        yield from (f"ordering={name}", f"ordering=-{name}&limit=2&count=1")
    with arranging():
        filters = listing.filters.base_filters
    for name in filters:
        choices = [str(value) for value, _ in getattr(filters[name].field, "choices", []) if isinstance(value, str)]
        tried = [value for value in choices if value] or [*pool.words, "2020-01-15", "2020-02-01", "true", "1"]
        for value in pool.draw.sample(tried, min(3, len(tried))):
            yield f"{name}={value}&count=1" if "/api/" in path else f"{name}={value}"
        hidden = sorted(pool.hidden.get(listing.shape.model._meta.db_table, ()))
        yield from (f"{name}={key}" for key in pool.draw.sample(hidden, min(1, len(hidden))))


def value_for(one: Any, pool: Pool, hides: bool) -> Any:
    """What a field may be sent: right, or (`hides`) the key of a row that the actor may not see."""
    draw = pool.draw
    match one:
        case Related():
            keys = pool.unseen(one.model, one.key) if hides else []
            keys = keys or pool.seen(one.model, one.key)
            key = draw.choice(keys) if keys else "none"
            return [key] if isinstance(one, RelatedList) else key
        case Day():
            return draw.choice(["2020-03-01", "2021-01-15"])
        case Clock():
            return "14:30"
        case Number():
            return "1"
        case Keys():
            return []
        case Word():
            return draw.choice([str(value) for value in one.choices])
        case serializers.BooleanField():
            return draw.choice([True, False])
        case serializers.IntegerField():
            return 1
    return draw.choice(["Some words", *pool.words])


def body(serializer: Any, pool: Pool, hides: str = "", partly: bool = False) -> dict[str, Any]:
    """What a serializer reads: every field that is required, some of the others, and in one field what is hidden."""
    chosen = {}
    for name, one in serializer().fields.items():
        if name == hides or (one.required and not partly) or pool.draw.random() < 0.25:
            chosen[name] = value_for(one, pool, name == hides)
    return chosen


def related(serializer: Any) -> list[str]:
    """The fields that name other rows."""
    return [name for name, one in serializer().fields.items() if isinstance(one, Related)]


def writes(pool: Pool, times: int = 1) -> Iterator[Question]:
    """Everything that the API can be sent: right, and with a hidden row in each field that names one."""
    for address in addresses():
        if not address.is_api or address.route in NOT_ASKED:
            continue
        view = resolve(address.at(**dict.fromkeys(address.takes, "x"))).func
        cls, actions = getattr(view, "cls", None), getattr(view, "actions", None) or {}
        for path in paths(address, pool):
            for _ in range(times):
                yield from _sent(cls, actions, path, pool)


def _sent(cls: Any, actions: dict[str, str], path: str, pool: Pool) -> Iterator[Question]:
    match actions.get("post"), actions.get("patch"):
        case None, None:
            yield Question("post", path, "{}")
        case "add", _:
            for hides in ["", *related(cls.serializer)]:
                yield Question("post", path, json.dumps(body(cls.serializer, pool, hides)))
        case "add_many", _:
            for hides in ["", *related(cls.serializer)]:
                rows = [body(cls.serializer, pool) for _ in range(2)] + [body(cls.serializer, pool, hides)]
                yield Question("post", path, json.dumps(rows))
        case None, "change":
            for hides in ["", *related(cls.amendment)]:
                sent = json.dumps(body(cls.amendment, pool, hides, partly=True))
                yield Question("patch", path, sent, (("if-match", tag_at(path)),))
        case "make_move", _:
            for name in pool.draw.sample(list(cls.lifecycle.by_name), 2):
                yield Question("post", path, json.dumps(body(cls.move_serializer(), pool) | {"name": name}))
        case name, _:
            reader = cls.restored if name == "restore_version" else getattr(cls, "readers", {}).get(name)
            assert reader, f"tests/access/questions.py does not know what to send to {path}"
            for hides in ["", *related(reader)]:
                yield Question("post", path, json.dumps(body(reader, pool, hides)))


def posts(page: str, path: str, pool: Pool, times: int = 1) -> Iterator[Question]:
    """The forms of a page: as they are filled in, and with a hidden row's key or words in any field."""
    hidden = [key for keys in pool.hidden.values() for key in sorted(keys)]
    for form in islice(forms_in(page), 12):
        if form.method != "post" or "logout" in form.action:
            continue
        yield Question("post", form.at(path), filled(form, pool.draw))
        for _ in range(times if hidden else 0):
            sent = filled(form, pool.draw)
            for name in pool.draw.sample(sorted(sent), min(2, len(sent))):
                if name != "csrfmiddlewaretoken":
                    sent[name] = pool.draw.choice(hidden)
            yield Question("post", form.at(path), sent)
