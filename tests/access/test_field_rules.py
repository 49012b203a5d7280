"""What is sent counts only where it may be: every column of a row, in every write, by every role.

The API refuses a name that it does not read, and leaves all rows as they were. A page reads its form and nothing
beside it: the same form with every other column of every model added does the very same. What the API does read is
written by nobody without the right that the catalogue wants for it, and changes no other column.
"""

import json
import random
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction

from offices.access.permissions import Permission
from offices.access.rights import can
from offices.models import User
from peaceapp.access.actor import acting_as
from peaceapp.access.sensitivity import Sensitivity
from tests.access.questions import Pool, Question, body, reads, value_for, viewsets
from tests.access.stand import MOMENT, REFERENCE, UUID, Actor, Stand
from tests.access.tables import secured
from tests.access.twins import hidden_from, named
from tests.arrange import arranging
from tests.contracts.forms import filled, forms_in
from tests.count import counted
from tests.rest.caller import tag, tag_at

ALSO = ("offices_user", "mfa_authenticator", "procrastinate_jobs")
"""Tables that hold rights, or work to be done, and are under no policy."""
PASSING = {"last_used_at", "last_login", "pgh_id", "pgh_created_at", "pgh_context_id", "number", "digest", "password"}
BESIDE = re.compile(r'"verb": "(read|refused)"')
"""What is noted whatever becomes of the request."""
WORDS = [
    "sensitivity", "mark", "floor", "lead_office", "lead_officer", "office", "owner", "author", "user", "status",
    "clearance", "role", "is_superuser", "is_staff", "is_active", "version", "engagement", "created_at",
]  # fmt: skip
"""What somebody who wants more would try first."""
SENT = ("30", "1")
"""With these values: the former for such words."""

WANTED = {("engagements", "sensitivity"): None, ("follow-ups", "owner"): Permission.REASSIGN_FOLLOW_UP}
"""Fields that take a right of their own; every other takes the right of its noun's `update`."""
MOVING_TOGETHER = {
    "sensitivity": {"mark", "sensitivity", "floor", "reason"},
    "occurred_on": {"occurred_until", "occurred_precision", "occurred_end"},
    "occurred_until": {"occurred_end"},
    "occurred_precision": {"occurred_end"},
    "opened_on": {"opened_precision", "opened_end"},
    "opened_precision": {"opened_end"},
    "due_on": {"due_order", "due_precision", "reason"},
    "owner": {"reason"},
}
"""Columns that a field writes besides its own."""
ALWAYS_MOVING = {
    "version", "reason", "correction_reason", "corrected_at", "latest_on", "last_open_entry_on",
    "search_vector", "sort_name", "sort_title",  # computed by the database from the field itself
}  # fmt: skip
"""What goes with any."""


def rows() -> dict[tuple[str, str], dict[str, str]]:
    """Every row of every table that matters, as the owner sees it."""
    found = {}
    with arranging() as cursor:
        for name, key in [*((table.name, table.key) for table in secured()), *((name, "id") for name in ALSO)]:
            cursor.execute(f"select {key}::text, to_jsonb(t)::text from {name} t")
            for one, row in cursor.fetchall():
                if name == "offices_auditevent" and BESIDE.search(row):
                    continue
                found[name, one] = {k: str(v) for k, v in json.loads(row).items() if k not in PASSING}
    return found


def differences(before: dict[Any, dict[str, str]], after: dict[Any, dict[str, str]]) -> Iterator[tuple[str, str, str]]:
    """Table, column and value of all that is otherwise; new rows too."""
    for place in before.keys() | after.keys():
        was, now = before.get(place, {}), after.get(place, {})
        for column in was.keys() | now.keys():
            if was.get(column) != now.get(column):
                yield place[0], column, now.get(column, "gone")


def written(stand: Stand, ask: Any, question: Question, before: Any) -> tuple[int, list[tuple[str, str, str]]]:
    """The status, and what the question wrote, before it is taken back. New keys and moments have no name of theirs."""
    found: list[tuple[str, str, str]] = []

    def look(response: Any) -> None:
        for table, column, value in differences(before, rows()):
            if (table, column) == ("offices_auditevent", "request") or column == "search_vector":
                continue  # the latter is computed from columns that are compared, a drawn reference among them
            for made in (UUID, REFERENCE, MOMENT):
                value = made.sub(lambda one: one[0] if one[0] in stand.known else "…", value)
            if column in {"id", "pgh_obj_id"} and value.isdecimal() and value not in SENT:
                value = "…"  # the next of a sequence, which no roll-back takes back
            found.append((table, column, value))

    _, response = ask(question, look)
    return response.status_code, sorted(found)


def columns(model: type[models.Model]) -> list[str]:
    """Every name that a column of the model goes by."""
    return sorted({name for one in model._meta.concrete_fields for name in (one.name, one.attname)})


def value_of(model: type[models.Model], name: str, draw: random.Random) -> Any:
    """Something that the column could hold."""
    one = next(one for one in model._meta.concrete_fields if name in (one.name, one.attname))
    if one.is_relation:
        with arranging():
            return str(draw.choice(list(one.related_model._default_manager.values_list("pk", flat=True)[:20]) or [1]))
    if one.choices:
        return draw.choice([value for value, _ in one.flatchoices])
    return {"BooleanField": True, "DateField": "2020-01-01", "IntegerField": 7}.get(one.get_internal_type(), "x")


def foreign(stand: Stand, actor: Actor, draw: random.Random, share: float) -> Iterator[Question]:
    """Right bodies, each with one column added that is not read there."""
    pool = Pool(draw, named(hidden_from(actor)))
    for prefix, noun in viewsets().items():
        for verb, reader in (("post", getattr(noun, "serializer", None)), ("patch", getattr(noun, "amendment", None))):
            if reader is None or not hasattr(noun, {"post": "create_action", "patch": "update_action"}[verb]):
                continue
            for name in set(columns(noun.shape.model)) - set(reader().fields):
                if draw.random() > share:
                    continue
                sent = body(reader, pool, partly=verb == "patch") | {name: value_of(noun.shape.model, name, draw)}
                rows_there = pool.seen(noun.shape.model, noun.lookup)
                path = f"/api/v1/{prefix}/" + (f"{draw.choice(rows_there)}/" if verb == "patch" and rows_there else "")
                if verb == "post" or rows_there:
                    version = tag_at(path) if verb == "patch" else '"none"'
                    yield Question(verb, path, json.dumps(sent), (("if-match", version),))


def refuse_foreign(stand: Stand, names: list[str], draw: random.Random, share: float, record: Any) -> None:
    wrong, sent = [], 0
    for name in names:
        actor = stand.actors[name]
        with transaction.atomic(), stand.asking(actor) as ask:
            before = rows()
            for question in list(foreign(stand, actor, draw, share)):
                status, found = written(stand, ask, question, before)
                sent += 1
                if status not in {400, 403, 404, 405} or found:
                    wrong.append((name, str(question), status, found[:5]))
    counted(record, "field rules", foreign=sent, actors=len(names), accepted=len(wrong))
    assert wrong == []
    assert sent


def beside_forms(stand: Stand, names: list[str], draw: random.Random, share: float, record: Any) -> None:
    """Every form of every page, as it is and with every other column that there is."""
    wrong, sent, saved = [], 0, 0
    moves = {
        field
        for noun in viewsets().values()
        if hasattr(noun, "move_serializer")
        for field in noun.move_serializer()().fields
    }
    every = sorted({name for model in apps.get_models() for name in columns(model)})
    for name in names:
        actor = stand.actors[name]
        pool = Pool(draw, named(hidden_from(actor)))
        pages = [one for one in reads(pool, lambda at: not at.is_api) if one.method == "get" and "?" not in one.path]
        with transaction.atomic(), stand.asking(actor) as ask:
            before = rows()
            for page in pages:
                if draw.random() > share:
                    continue
                _, response = ask(page)
                if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
                    continue
                for form in forms_in(response.content.decode()):
                    if form.method != "post" or "logout" in form.action or "tokens" in page.path:
                        continue
                    plain = filled(form, draw)
                    read = {*form.controls, *(moves if form.action.endswith("/move/") else ())}
                    more = {word: SENT[word not in WORDS] for word in [*WORDS, *every] if word not in read}
                    one = written(stand, ask, Question("post", form.at(page.path), plain), before)
                    other = written(stand, ask, Question("post", form.at(page.path), more | plain), before)
                    sent, saved = sent + 1, saved + bool(one[1])
                    if one != other:
                        wrong.append((name, page.path, form.action, one[0], other[0], sorted({*one[1]} ^ {*other[1]})))
    counted(record, "field rules", forms=sent, saved=saved, actors=len(names))
    assert wrong == []
    assert saved or names == ["root"]  # an observer, who reads the configuration and saves nothing


def right_for(prefix: str, noun: Any, field: str, row: Any, value: Any) -> Any:
    """The permission that a field takes."""
    if (prefix, field) == ("engagements", "sensitivity"):
        up = Sensitivity.of(value) > row.sensitivity
        return Permission.RAISE_SENSITIVITY if up else Permission.LOWER_SENSITIVITY
    return WANTED.get((prefix, field)) or noun.update_action.permission


def field_by_field(stand: Stand, names: list[str], draw: random.Random, share: float, record: Any) -> None:
    """Each field alone, on a row that is seen: by who has the right, or not at all; and no column but its own."""
    wrong, sent, taken = [], 0, 0
    for name in names:
        actor = stand.actors[name]
        pool = Pool(draw, named(hidden_from(actor)))
        with transaction.atomic(), stand.asking(actor) as ask:
            before = rows()
            for prefix, field, key, value in alone(pool, share):
                noun = viewsets()[prefix]
                question, may = patch(name, prefix, field, key, value)
                status, found = written(stand, ask, question, before)
                own = {field, f"{field}_id", *ALWAYS_MOVING, *MOVING_TOGETHER.get(field, ())}
                strange = {c for table, c, _ in found if table == noun.shape.model._meta.db_table} - own
                is_done = status in {200, 204}
                sent, taken = sent + 1, taken + is_done
                if (is_done and not may) or (found and not is_done) or strange:
                    wrong.append((name, str(question), status, may, sorted(strange), found[:3]))
    counted(record, "field rules", fields=sent, taken=taken, actors=len(names))
    assert not wrong, "\n".join(map(str, wrong[:20]))
    assert taken


def alone(pool: Pool, share: float) -> Iterator[tuple[str, str, str, Any]]:
    """Resource, field, the key of a row that is seen, and a value."""
    for prefix, noun in viewsets().items():
        keys = pool.seen(noun.shape.model, noun.lookup) if hasattr(noun, "update_action") else []
        for field, one in noun.amendment().fields.items() if keys else ():
            if pool.draw.random() < share:
                yield prefix, field, pool.draw.choice(keys), value_for(one, pool, False)


def patch(name: str, prefix: str, field: str, key: str, value: Any) -> tuple[Question, bool]:
    """The question, and whether it may be granted; a level that the row has already is no change."""
    user, noun, sent = User.objects.get(username=name), viewsets()[prefix], {field: value}
    with acting_as(user):
        row = noun.shape.model._default_manager.get(**{noun.lookup: key})
        may = can(user, right_for(prefix, noun, field, row, value), row)
        may = may or (field == "sensitivity" and Sensitivity.of(value) == row.sensitivity)
    if "reason" in noun.amendment().fields and field in {"sensitivity", "owner", "due_on"}:
        sent["reason"] = "So it is"
    headers = (("if-match", tag(row)),)
    return Question("patch", f"/api/v1/{prefix}/{key}/", json.dumps(sent), headers), may


SOME = ["lead.manager", "lead.staff", "team.member"]
ALL = [
    *SOME,
    "lead.administrator",
    "lead.observer",
    "lead.auditor",
    "support.staff",
    "near.staff",
    "near.manager",
    "root",
]


def test_some_columns_are_not_for_callers(stand: Stand, draw: random.Random, record_property: Any) -> None:
    refuse_foreign(stand, [draw.choice(SOME)], draw, 0.15, record_property)


def test_some_fields_take_their_right(stand: Stand, draw: random.Random, record_property: Any) -> None:
    field_by_field(stand, ["lead.manager", draw.choice(ALL)], draw, 0.2, record_property)


def test_what_stands_beside_some_forms_is_not_read(stand: Stand, draw: random.Random, record_property: Any) -> None:
    beside_forms(stand, ["lead.manager"], draw, 0.1, record_property)


@pytest.mark.prove
@pytest.mark.parametrize("name", ALL)
def test_no_column_is_for_callers_that_is_not_read(
    stand: Stand, draw: random.Random, name: str, record_property: Any
) -> None:
    refuse_foreign(stand, [name], draw, 1, record_property)


@pytest.mark.prove
def test_every_field_takes_its_right(stand: Stand, draw: random.Random, record_property: Any) -> None:
    field_by_field(stand, ALL, draw, 1, record_property)


@pytest.mark.prove
@pytest.mark.parametrize("name", ["lead.manager", "team.member", "lead.administrator", "root"])
def test_what_stands_beside_a_form_is_not_read(
    stand: Stand, draw: random.Random, name: str, record_property: Any
) -> None:
    beside_forms(stand, [name], draw, 0.7, record_property)
