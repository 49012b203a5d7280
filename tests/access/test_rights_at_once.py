"""What changes somebody's rights is felt by their very next request: on every surface, by session and by token.

Each answer after a change is held against one from a world in which the change came first, given by a process that
could remember nothing; and against the oracle, so that both cannot be wrong alike.
"""

import json
import os
import pickle
import random
import re
import traceback
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from engagements.classification import letters
from offices.access.rights import Rights
from offices.models import User
from peaceapp.jobs import job
from tests.access.changes import CHANGES, Change
from tests.access.oracle import Truth, seen
from tests.access.questions import Pool, Question, reads, writes
from tests.access.stand import Actor, Stand, leave, may_show, shown
from tests.access.tables import Class, of_kind
from tests.access.twins import hidden_from, named
from tests.arrange import arranging
from tests.contracts.addresses import Address
from tests.count import counted

CLOCK = re.compile(r"\b\d\d:\d\d\b|(?<![\w-])[\w-]{50,}(?![\w-])")  # and names of versions, made of numbers
"""The minute of the change, which is not the same in both worlds."""
UNKNOWN = {"uuid": "01900000-0000-7000-8000-000000000000", "reference": "TEST-2020-XXXX"}
FELT = ["/", "/accounts/me/", "/admin/", "/admin/offices/user/", "/audit/", "/offices/", "/api/v1/me/"]
ALWAYS = [
    *(Question("get", path) for path in [*FELT, "/api/v1/engagements/?count=1"]),
    Question("post", "/api/v1/journal-entries/", "{}"),
]
"""Where any change of one's standing is felt."""
looked: dict[str, set[Any]] = {}


@job("tests.look")
def look(_user: Any) -> None:
    """What whoever a job runs as can see, when it runs."""
    looked.update({table.name: seen(table) for table in of_kind(Class.PROTECTED, Class.KEPT, Class.HISTORY)})


def surface(path: str, method: str) -> str:
    """The kind of place that a question is put to."""
    words = path.split("?")[0].strip("/").split("/")
    match words:
        case ["api", "v1", *rest] if method in {"post", "patch", "put", "delete"}:
            return "API write"
        case ["api", "v1", *rest] if rest and rest[-1] in {"history", "transitions"}:
            return f"API {rest[-1]}"
        case ["api", "v1", *rest]:
            return "API detail" if len(rest) > 1 else "API list"
        case [""]:
            return "My work"
        case ["accounts" | "admin" | "audit" as first, *_]:
            return first
        case [*_, "history"]:
            return "history"
        case [*_, "new" | "edit" | "team" | "support" | "threats" | "capacities" | "persons" | "merge"] if words[1:]:
            return "form and picker"
    if len(words) == 1:
        return "search" if "q=" in path else "page list"
    return "page"


def apart(work: Callable[[], Any]) -> Any:
    """`work` done by a child process, which leaves nothing remembered in this one. What fails there fails here."""
    leave()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            told = pickle.dumps(("", work()))
            leave()
        except BaseException:
            told = pickle.dumps((traceback.format_exc(), None))
        with os.fdopen(writing, "wb") as out:
            out.write(told)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as whole:
        failed, found = pickle.loads(whole.read())
    os.waitpid(child, 0)
    assert not failed, failed
    return found


class Round:
    """One change, seen from both sides."""

    def __init__(self, stand: Stand, change: Change, draw: random.Random, share: float) -> None:
        self.stand, self.change, self.draw, self.share = stand, change, draw, share
        own, by_token = stand.actors[change.who], stand.by_token[change.who]
        self.actors = [by_token] if change.by_token else [own, by_token]
        self.stale: list[str] = []
        self.told: list[str] = []
        self.links, self.changed, self.asked = 0, 0, Counter[str]()

    def run(self) -> None:
        """The change first, to know what is right; then what is asked, the change, and the same asked again."""
        lost, wanted, right = apart(self.control)
        with transaction.atomic():
            self.change.first(self.stand.world)
            was = [self.ask(actor, wanted[actor.name]) for actor in self.actors]
            self.change.happens(self.stand.world)
            for actor, before in zip(self.actors, was, strict=True):
                asked = wanted[actor.name]
                now = self.ask(actor, asked, after=True)
                self.judge(actor, asked, right[actor.name], before, now)
                self.old_links(actor, asked, now, lost[actor.name])
            self.work()
            transaction.set_rollback(True)

    def control(self) -> tuple[dict[str, Any], dict[str, list[Question]], dict[str, list[str]]]:
        """Which rows are lost, what is to be asked about them and all else, and what is right to answer."""
        with transaction.atomic():
            self.change.first(self.stand.world)
            before = {actor.name: named(hidden_from(actor)) for actor in self.actors}
            self.change.happens(self.stand.world)
            lost = {actor.name: self.lost(before[actor.name], actor) for actor in self.actors}
            wanted = {actor.name: self.questions(actor, lost[actor.name]) for actor in self.actors}
            right = {actor.name: self.ask(actor, wanted[actor.name]) for actor in self.actors}
            transaction.set_rollback(True)
        return lost, wanted, right

    def lost(self, before: dict[str, set[str]], actor: Actor) -> dict[str, set[str]]:
        """Rows that the actor sees no more, by names that can be found in an address: not the numbers of events."""
        after = named(hidden_from(actor))
        gone = {table: {name for name in after[table] - before.get(table, set()) if len(name) > 8} for table in after}
        return {table: names for table, names in gone.items() if names}

    def questions(self, actor: Actor, lost: dict[str, set[str]]) -> list[Question]:
        """All that speaks of a lost row, a share of the rest, and what is always asked."""
        pool = Pool(self.draw, lost)
        names = {name for keys in lost.values() for name in keys}
        found = [*reads(pool, lambda one: self.wants(actor, one)), *writes(pool)]
        # A version that the other process made has a number that is not there in this one.
        found = [one for one in found if not one.path.endswith("/restore/") or "/history/" not in one.path]
        about = [one for one in found if names & set(one.path.split("/")) or any(n in str(one.data) for n in names)]
        rest = [one for one in found if one.method == "get" or one.method in {"post", "patch"}]
        few = min(len(about), int(400 * self.share))
        always = [one for one in ALWAYS if one.path.startswith("/api/") or not actor.headers]
        return always + self.draw.sample(about, few) + self.draw.sample(rest, int(len(rest) * self.share / 3))

    def wants(self, actor: Actor, address: Address) -> bool:
        if actor.headers:
            return address.is_api
        return not address.is_admin or actor.name in {"root", "lead.administrator"} or self.draw.random() < 0.1

    def ask(self, actor: Actor, wanted: list[Question], after: bool = False) -> list[str]:
        """What is told; after the change, no mark may be in it that the oracle denies."""
        may = may_show(Truth(), actor)
        answers = []
        with self.stand.asking(actor) as ask:
            for question in wanted:
                said, response = ask(question)
                answers.append(said)
                if after and (wrong := shown(response) - may - question.marks):
                    self.told.append(f"{actor.name}: {question} shows {wrong}")
                if response.status_code >= 500:
                    self.told.append(f"{actor.name}: {question} {response.status_code}")
        return answers

    def judge(self, actor: Actor, wanted: list[Question], right: list[str], was: list[str], now: list[str]) -> None:
        for question, one, before, after in zip(wanted, right, was, now, strict=True):
            self.asked[surface(question.path, question.method)] += 1
            self.changed += before != after
            if CLOCK.sub("", one) != CLOCK.sub("", after):
                at = next((i for i, (a, b) in enumerate(zip(one, after, strict=False)) if a != b), 0)
                parts = f"{one[max(0, at - 100) : at + 200]}\n    {after[max(0, at - 100) : at + 200]}"
                self.stale.append(f"{actor.name}: {question}\n    {parts}")

    def old_links(self, actor: Actor, wanted: list[Question], now: list[str], lost: dict[str, set[str]]) -> None:
        """An address that once showed a row answers as one that never did."""
        names = {name for keys in lost.values() for name in keys}
        with self.stand.asking(actor) as ask:
            for question, said in zip(wanted, now, strict=True):
                for name in names & set(question.path.split("/")):
                    unknown = UNKNOWN["uuid" if len(name) == 36 else "reference"]
                    path = question.path.replace(name, unknown)
                    other, _ = ask(Question(question.method, path, question.data, question.headers))
                    self.links += 1
                    if without(said, name) != without(other, unknown):
                        self.stale.append(f"{actor.name}: an old link, {question}\n    {said[:300]}\n    {other[:300]}")

    def work(self) -> None:
        """A job that was queued before and runs now sees what its actor sees now."""
        looked.clear()
        actor = self.stand.actors[self.change.who]
        look(actor=actor.pk)
        truth = Truth()
        active = User.objects.get(pk=actor.pk).is_active
        for table in of_kind(Class.PROTECTED, Class.KEPT, Class.HISTORY):
            right = {row[0] for row in truth.rows[table.name] if truth.sees(actor.pk, table, row)}
            if looked.get(table.name, set()) != (right if active else set()):
                self.stale.append(f"a job as {actor.name}: {table}")
        self.asked["job"] += 1


def without(said: str, name: str) -> list[Any]:
    """Status, headers and body, without the name that was asked for."""
    status, headers, _cookies, body = json.loads(said)
    found = json.dumps([status, headers, body], ensure_ascii=False)
    for one in (name, name.replace("-", "_"), "…made…"):
        found = found.replace(one, "…")
    return [found]


def run(stand: Stand, names: list[str], draw: random.Random, share: float, record: Any) -> Counter[str]:
    asked: Counter[str] = Counter()
    stale, told, links = [], [], 0
    unmoved = []
    for name in names:
        one = Round(stand, CHANGES[name], draw, share)
        one.run()
        asked, links = asked + one.asked, links + one.links
        stale, told = stale + one.stale, told + one.told
        unmoved += [] if one.changed else [name]
    numbers = {"changes": len(names), "answers": sum(asked.values()), "old links": links, "stale": len(stale)}
    counted(record, "rights at once", **numbers)
    assert not stale, "\n".join(stale[:12])
    assert not told, "\n".join(told[:12])
    assert not unmoved, f"nobody felt these changes: {unmoved}"
    return asked


def test_some_changes_are_felt_at_once(stand: Stand, draw: random.Random, record_property: Any) -> None:
    chosen = draw.sample([name for name, one in CHANGES.items() if not one.by_token], 2)
    chosen += draw.sample([name for name, one in CHANGES.items() if one.by_token], 1)
    run(stand, chosen, draw, 0.06, record_property)


SURFACES = {
    "page list", "search", "page", "form and picker", "history", "API list", "API detail", "API history",
    "API transitions", "API write", "admin", "audit", "My work", "accounts", "job",
}  # fmt: skip


@pytest.mark.prove
@pytest.mark.parametrize("part", range(4))
def test_every_change_is_felt_at_once(stand: Stand, draw: random.Random, part: int, record_property: Any) -> None:
    asked = run(stand, list(CHANGES)[part::4], draw, 0.25, record_property)
    assert {"page", "API list", "API detail", "API write", "My work", "job"} <= set(asked) <= SURFACES


def test_every_surface_is_asked(stand: Stand, draw: random.Random) -> None:
    pool = Pool(draw, {})
    assert {surface(one.path, one.method) for one in [*reads(pool), *writes(pool)]} | {"job"} == SURFACES


def test_a_letter_reaches_nobody_whose_account_is_closed(stand: Stand) -> None:
    """Queued while it was open, sent after."""
    officer = stand.world.cast.manager
    with transaction.atomic():
        with arranging():
            User.objects.filter(pk=officer.pk).update(email="officer@example.org")
        letters.notify_lead_officer(actor=officer.pk)
        assert len(mail.outbox) == 1
        with arranging():
            User.objects.filter(pk=officer.pk).update(is_active=False)
        letters.notify_lead_officer(actor=officer.pk)
        assert len(mail.outbox) == 1
        transaction.set_rollback(True)


def test_a_memory_of_rights_is_noticed(stand: Stand, draw: random.Random, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison is awake: with memberships kept from one request to the next, answers are stale."""
    kept: dict[int, Any] = {}
    read = Rights.held.func
    monkeypatch.setattr(Rights, "held", property(lambda self: kept.setdefault(self.user.pk, read(self))))
    one = Round(stand, CHANGES["role lowered"], draw, 0.01)
    one.run()
    assert one.stale
