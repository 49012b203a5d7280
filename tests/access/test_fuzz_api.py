"""Requests made of the API's own schema, by every role: nothing fails, every answer is one that the schema announces.

Half of what is generated is right by the schema, half is wrong on purpose. Keys in addresses and bodies are often those
of rows that there are, seen and hidden, so that it does not end at the door. No answer carries a word of a hidden row.
"""

import json
import os
import random
import re
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis.core.transport import Response
from schemathesis.openapi.checks import JsonSchemaError, UndefinedContentType, UndefinedStatusCode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from offices.models import User
from offices.tokens.actions import make_token
from peaceapp.access.actor import acting_as
from peaceapp.api import _schema
from peaceapp.rest.fields import Related
from tests.access.oracle import Truth
from tests.access.questions import Pool, Question, viewsets
from tests.access.stand import Actor, Stand, may_show, shown
from tests.access.twins import hidden_from, named
from tests.count import counted
from tests.rest.caller import tag_at

CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance]
MODES = [schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE]
OPERATIONS = [found.ok() for found in schemathesis.openapi.from_dict(_schema()).get_all_operations()]
QUIET: dict[str, Any] = {
    "deadline": None, "database": None, "suppress_health_check": list(HealthCheck), "phases": [Phase.generate],
}  # fmt: skip


class Machine:
    """One actor who calls, and what was found wrong."""

    def __init__(self, stand: Stand, actor: Actor, draw: random.Random) -> None:
        self.stand, self.actor = stand, actor
        self.pool = Pool(draw, named(hidden_from(actor)))
        self.may = may_show(Truth(), actor)
        self.sent, self.done, self.wrong = 0, 0, {}

    def call(self, ask: Any, case: Any, chance: random.Random) -> None:
        """Send it, and hold the answer to the schema."""
        self.place(case, chance)
        question = self.question(case)
        _, answer = ask(question)
        self.sent, self.done = self.sent + 1, self.done + (answer.status_code < 300)
        place = f"{case.method} {case.operation.path}"
        if answer.status_code >= 500:
            self.note(place, f"{answer.status_code}", question)
        if answer.status_code >= 400 and answer.headers.get("Content-Type") != "application/problem+json":
            self.note(place, f"{answer.status_code} is no problem JSON", question)
        if shown(answer) - self.may - question.marks:
            self.note(place, "a hidden row shows", question)
        headers = {name: [value] for name, value in answer.headers.items()}
        request = requests.Request(case.method, "http://testserver" + question.path).prepare()
        response = Response(answer.status_code, headers, answer.content, request, 0.0, False)
        try:
            case.validate_response(response, checks=CHECKS)
        except (BaseExceptionGroup, UndefinedStatusCode, UndefinedContentType, JsonSchemaError) as error:
            told = "; ".join(str(one)[:400] for one in getattr(error, "exceptions", [error]))
            self.note(place, f"{answer.status_code} {told}", question)

    def note(self, place: str, what: str, question: Question) -> None:
        self.wrong.setdefault((place, re.sub(r"[0-9a-f-]{32,36}", "…", what)[:200]), f"{what[:900]}\n    {question}")

    def place(self, case: Any, chance: random.Random) -> None:
        """Rows that there are, in the address and in the body, more often than not."""
        noun = viewsets().get(case.operation.path.removeprefix("/api/v1/").split("/")[0])
        if noun is None:
            return
        if case.path_parameters and chance.random() < 0.8 and (keys := self.pool.keys(noun.shape.model, noun.lookup)):
            case.path_parameters["key"] = chance.choice(keys)
        reader = getattr(noun, "serializer" if case.method == "POST" else "amendment", None)
        for row in case.body if isinstance(case.body, list) else [case.body]:
            for name, one in reader().fields.items() if reader and isinstance(row, dict) else ():
                if isinstance(one, Related) and name in row and chance.random() < 0.8:
                    key = chance.choice(self.pool.keys(one.model, one.key) or ["none"])
                    row[name] = [key] if isinstance(row[name], list) else key

    def question(self, case: Any) -> Question:
        """As the test client sends it."""
        path = case.formatted_path
        if case.query:
            pairs = [(k, v) for k, vs in case.query.items() for v in (vs if isinstance(vs, list) else [vs])]
            path += "?" + urlencode([(k, str(v)) for k, v in pairs], errors="replace")
        headers = {
            name: "".join(sign for sign in str(value) if " " <= sign < "\x7f")
            for name, value in dict(case.headers or {}).items()
            if name.lower() in {"if-match", "idempotency-key"}
        }
        if case.method == "PATCH" and "If-Match" in headers:
            headers["If-Match"] = tag_at(path)
        is_empty = type(case.body).__name__ == "NotSet"
        sent = None if is_empty else _as_text(case.body)
        return Question(case.method.lower(), path, sent, tuple(headers.items()))


def _as_text(body: Any) -> str:
    try:
        return json.dumps(body)
    except (TypeError, ValueError):
        return str(body)


def fuzz(stand: Stand, actor: Actor, draw: random.Random, examples: int, share: float, record: Any) -> None:
    """So many of each operation, right and wrong by the schema in turns."""
    machine = Machine(stand, actor, draw)
    chosen = [one for one in OPERATIONS if draw.random() < share]
    with transaction.atomic(), stand.asking(actor) as ask:
        for operation in chosen:
            for mode in MODES:
                within(machine, ask, operation, mode, examples)
        transaction.set_rollback(True)
    counted(
        record, "fuzzing of the API", requests=machine.sent, done=machine.done, roles=1, wrong=len(machine.wrong),
        operations=len(chosen),
    )  # fmt: skip
    assert not machine.wrong, "\n".join(f"{place}: {what}" for (place, _), what in list(machine.wrong.items())[:40])
    assert machine.sent


def within(machine: Machine, ask: Any, operation: Any, mode: Any, examples: int) -> None:
    @seed(int(os.environ["PEACEAPP_SEED"]))
    @settings(max_examples=examples, **QUIET)
    @given(case=operation.as_strategy(generation_mode=mode), chance=st.randoms(use_true_random=False))
    def send(case: Any, chance: random.Random) -> None:
        machine.call(ask, case, chance)

    try:
        send()
    except Exception as error:  # what cannot be generated (nothing to send that would be wrong) is no fault
        if type(error).__name__ not in {"Unsatisfiable", "SkipTest"}:
            raise


def callers(stand: Stand) -> dict[str, Actor]:
    """Everybody of the lead office, some others, and those who come with a token that reads, or with nothing."""
    names = [f"lead.{role}" for role in ("staff", "manager", "administrator", "observer", "auditor")]
    found = {name: stand.actors[name] for name in [*names, "near.staff", "team.member", "nobody"]}
    found["a token"] = stand.by_token["lead.manager"]
    found["signed out"] = Actor("signed out", 0, {}, {})
    return found


def test_some_of_the_api_is_as_its_schema_says(stand: Stand, draw: random.Random, record_property: Any) -> None:
    everybody = callers(stand)
    for name in ["lead.manager", draw.choice(list(everybody))]:
        fuzz(stand, everybody[name], draw, 4, 0.3, record_property)


NAMES = [
    "lead.staff", "lead.manager", "lead.administrator", "lead.observer", "lead.auditor", "near.staff", "team.member",
    "nobody", "a token", "signed out",
]  # fmt: skip


@pytest.mark.prove
@pytest.mark.parametrize("name", NAMES)
def test_the_api_is_as_its_schema_says(stand: Stand, draw: random.Random, name: str, record_property: Any) -> None:
    everybody = callers(stand)
    assert set(everybody) == set(NAMES)
    fuzz(stand, everybody[name], draw, 13, 1, record_property)


@pytest.mark.prove
def test_a_token_that_reads_writes_nothing(stand: Stand, draw: random.Random, record_property: Any) -> None:
    """The same requests, and none of those that write is done."""
    user = User.objects.get(username="lead.manager")
    with transaction.atomic():
        with acting_as(user):
            _, key = make_token(user, name="reads", scope="read", ceiling=30)
        actor = Actor("a reading token", user.pk, {"authorization": f"Bearer {key}"}, {})
        machine = Machine(stand, actor, draw)
        with stand.asking(actor) as ask:
            for operation in OPERATIONS:
                if operation.method in {"post", "patch"}:
                    within(machine, ask, operation, MODES[0], 5)
        transaction.set_rollback(True)
    counted(record_property, "fuzzing of the API", requests=machine.sent, done=machine.done)
    assert (machine.done, machine.wrong) == (0, {})
