"""Twin world: every answer to an actor is the same, byte for byte, whether what is hidden from them exists or not.

The whole list of what may differ: the token against forgery, cookies that hold it or the session, `Date` (no server
adds it here) and `Expires`, which is now, and, in an answer about a row that the question itself made, that row's new
key, reference, moment and secret.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction

from tests.access.questions import Pool, Question, paths, posts, reads, viewsets, writes
from tests.access.stand import REFERENCE, UUID, Actor, Stand
from tests.access.twins import hidden_from, named, one_of_two
from tests.arrange import arranging
from tests.contracts.addresses import Address
from tests.count import counted

ENGAGEMENT = Address("engagements/<reference:reference>/", ("reference",))
UNTOUCHED = ["/api/v1/me/", "/offices/", "/api/v1/capacities/"]


@dataclass
class Found:
    """Answers that differ, faults of ours, how many answers were compared, and at which addresses."""

    differing: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    compared: int = 0
    addresses: set[str] = field(default_factory=set)


def questions(actor: Actor, pool: Pool) -> Iterator[Question]:
    """All that there is to ask; of the admin little, where every address of it answers that one may not enter."""
    enters = actor.name == "root" or actor.name.endswith("administrator")
    for question in reads(pool, lambda address: address.is_api or not actor.headers):
        if enters or not question.path.startswith("/admin/") or pool.draw.random() < 0.05:
            yield question
    yield from writes(pool)


def compare(stand: Stand, actor: Actor, draw: random.Random, share: float, found: Found) -> None:
    """A share of all questions."""
    hidden = hidden_from(actor)
    pool = Pool(draw, named(hidden))
    wanted = [question for question in questions(actor, pool) if draw.random() < share]
    ask_twice(stand, actor, wanted, hidden, pool, found)


def ask_twice(
    stand: Stand, actor: Actor, wanted: list[Question], hidden: dict[str, set[Any]], pool: Pool, found: Found
) -> None:
    """Both worlds, one after the other: what a page's forms and an answer's `next` lead to is asked as well."""
    first = []
    with one_of_two(None), stand.asking(actor) as ask:
        for question in wanted:
            said, response = ask(question)
            first.append((question, said))
            first += [(more, ask(more)[0]) for more in led_to(question, response, pool)]
    with one_of_two(hidden), stand.asking(actor) as ask:
        for question, said in first:
            other, response = ask(question)
            found.compared += 1
            found.addresses.add(UUID.sub("…", REFERENCE.sub("…", question.path.split("?")[0])))
            if said != other:
                found.differing.append(f"{actor.name}: {question}\n    {where(said, other)}")
            if response.status_code >= 500:
                found.faults.append(f"{actor.name}: {question} {response.status_code}")


def led_to(question: Question, response: Any, pool: Pool) -> Iterator[Question]:
    """The next page of a list, and what the forms of a page send."""
    if question.method != "get" or response.status_code != 200:
        return
    kind = response.headers.get("Content-Type", "")
    if kind.startswith("application/json") and (onward := json.loads(response.content).get("next")):
        yield Question("get", onward.removeprefix("http://testserver"))
    if kind.startswith("text/html") and "?" not in question.path:
        yield from posts(response.content.decode(), question.path, pool)


def where(one: str, other: str) -> str:
    """The place where two answers part."""
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return f"…{one[max(0, at - 80) : at + 120]}… | …{other[max(0, at - 80) : at + 120]}…"


def run(stand: Stand, actors: list[Actor], draw: random.Random, share: float, record: Any) -> None:
    found = Found()
    for actor in actors:
        compare(stand, actor, draw, share, found)
    numbers = {"answers": found.compared, "actors": len(actors), "addresses": len(found.addresses)}
    counted(record, "twin world", **numbers, differing=len(found.differing))
    assert not found.differing, "\n".join(found.differing[:20])
    assert not found.faults, "\n".join(found.faults[:20])
    assert found.compared > 50 * len(actors)


def test_some_answers_are_the_same_in_both_worlds(stand: Stand, draw: random.Random, record_property: Any) -> None:
    """Two who see a part, and one of all others."""
    chosen = [stand.actors["near.staff"], stand.actors["lead.manager"], draw.choice(list(stand.actors.values()))]
    run(stand, chosen, draw, 0.04, record_property)


NAMES = [
    *(f"{office}.{role}" for office in ("lead", "support", "near")
      for role in ("staff", "manager", "administrator", "observer", "auditor")),
    "team.member", "lapsed", "nobody", "root", "team.member by token up to 10", "lead.manager by token up to 20",
    "team.member by token up to 30",
]  # fmt: skip


WHOLE = {"lead.manager", "lead.administrator", "near.staff", "team.member", "team.member by token up to 10"}
"""Five who stand differently are asked everything; of everybody else, who each stands like one of them, a part."""


@pytest.mark.prove
@pytest.mark.parametrize("name", NAMES)
def test_every_answer_is_the_same_in_both_worlds(
    stand: Stand, draw: random.Random, name: str, record_property: Any
) -> None:
    assert set(NAMES) == set(stand.actors)
    run(stand, [stand.actors[name]], draw, 1 if name in WHOLE else 0.15, record_property)


def test_an_open_policy_parts_the_two_worlds(stand: Stand, draw: random.Random) -> None:
    """The comparison is awake: where the rule does not hold, pages and the API differ, and nothing else does."""
    actor, found = stand.actors["near.staff"], Found()
    with transaction.atomic():
        hidden = hidden_from(actor)
        pool = Pool(draw, named(hidden))
        with arranging() as cursor:
            cursor.execute("set constraints all immediate")
            for noun in ("journal-entries", "partners"):
                table = viewsets()[noun].shape.model._meta.db_table
                cursor.execute(f"alter policy visible on {table} using (true) with check (true)")
        touched = ["/api/v1/journal-entries/?count=1", "/api/v1/partners/?count=1", "/partners/"]
        touched.append(paths(ENGAGEMENT, pool)[0])
        ask_twice(stand, actor, [Question("get", path) for path in touched + UNTOUCHED], hidden, pool, found)
        transaction.set_rollback(True)
    assert {line.split()[2] for line in found.differing if ": GET " in line} == set(touched)
