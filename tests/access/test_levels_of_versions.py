"""The level of a version is that of the finished write, whatever the order of open, raise, lower, mark and amend.

The probe makes every order up to a depth, over rows of every table with a history and a level, with and without a
commit between two steps. A plain model keeps which text each commit left at which level; it knows nothing of the
database's trigger. Then everybody reads all versions.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from engagements import models
from engagements.classification.actions import raise_sensitivity
from engagements.lifecycle.actions import open_engagement
from engagements.register.actions import amend_engagement
from engagements.register.models import Engagement
from offices.models import MandateTask, Sdg, User
from peaceapp.access.actor import acting_as
from peaceapp.errors import Refused
from tests import factories as make
from tests.access.tables import Class, Table, of_kind
from tests.arrange import arranging
from tests.cast import Cast, gather_cast, member
from tests.count import counted

Key = tuple[str, Any]
State = dict[Key, tuple[int, str]]
"""Level and text of each row."""
STEPS = ("amend", "raise_level", "lower_level", "mark")
TEXTS = {
    "capacity": "title", "contact": "note", "engagement": "title", "engagementcapacity": "how", "followup": "title",
    "engagementperson": "function", "journalentry": "headline", "lowering": "reason", "participation": "does",
    "partner": "name", "person": "name", "support": "reason", "teammember": "reason", "threat": "title",
}  # fmt: skip
"""A column of each table that holds words; the other tables hold links alone."""


def tables() -> list[Table]:
    """Every table whose versions have a level that can change within a transaction. Links of what an office keeps are
    made and taken away, never changed."""
    return [table for table in of_kind(Class.HISTORY) if table.is_scoped or table.is_kept]


def own(table: Table) -> str:
    """The table whose versions these are: those of a link are read by the row that it belonged to."""
    return table.name.removesuffix("event")


def text_of(table: str) -> str:
    return TEXTS.get(table.removeprefix("engagements_"), "''")


@dataclass
class Scenario:
    """One order of steps, and what it left: for each transaction the states after its steps."""

    steps: tuple[str, ...]
    level: int
    joined: tuple[bool, ...]
    """Whether each step belongs to the transaction of the step before it."""
    engagement: Any = None
    mark: int | None = None
    kept_level: int = 10
    keys: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    told: list[tuple[datetime, list[State]]] = field(default_factory=list)
    number: int = 0

    def transactions(self) -> Iterator[list[str]]:
        """The steps, by transaction."""
        group = ["open"]
        for step, joins in zip(self.steps, self.joined, strict=True):
            if not joins:
                yield group
                group = []
            group.append(step)
        yield group


def scenarios(depth: int) -> Iterator[Scenario]:
    """All of this many steps after the opening."""
    for steps in product(("fill", *STEPS), repeat=depth):
        if steps.count("fill") != 1 or (steps[0] != "fill" and depth < 2):
            continue
        for level, joined in product((10, 20, 30), product((True, False), repeat=depth)):
            yield Scenario(steps, level, joined)


class Play:
    """Carries scenarios out, as the manager who opens and leads the engagement."""

    def __init__(self, cast: Cast) -> None:
        self.cast, self.actor = cast, cast.manager
        self.country, self.kind, self.theme = make.CountryFactory(), make.KindFactory(), make.ThemeFactory()
        self.task, self.sdg = make.first(MandateTask), make.first(Sdg)

    def run(self, scenario: Scenario) -> None:
        for group in scenario.transactions():
            states: list[State] = []
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("select now()")
                ((at,),) = cursor.fetchall()
                for step in group:
                    scenario.number += 1
                    with acting_as(self.actor):
                        getattr(self, step)(scenario, f"{step} {scenario.number}")
                    states.append(self.state(scenario))
            scenario.told.append((at, states))

    def state(self, scenario: Scenario) -> State:
        """As the owner reads it."""
        parts = [
            f"select '{name}', id::text, sensitivity, {text_of(name)} from {name} where id::text = any(%s)"
            for name in scenario.keys
        ]
        with arranging() as cursor:
            cursor.execute(" union all ".join(parts), [[str(key) for key in keys] for keys in scenario.keys.values()])
            return {(name, key): (level, text) for name, key, level, text in cursor.fetchall()}

    def know(self, scenario: Scenario, *rows: Any) -> None:
        for row in rows:
            scenario.keys[row._meta.db_table].append(row.pk)

    def open(self, scenario: Scenario, text: str) -> None:
        row = open_engagement(
            actor=self.actor, lead_office=self.cast.lead, title=text, countries=[self.country], kinds=[self.kind],
            themes=[self.theme], sensitivity=scenario.level, supporting_offices=[self.cast.support],
        )  # fmt: skip
        scenario.engagement = row
        self.know(scenario, row)
        links = (
            models.EngagementCountry, models.EngagementKind, models.EngagementTheme, models.Support, models.TeamMember,
        )  # fmt: skip
        for model in links:
            self.know(scenario, *model.objects.filter(engagement=row))

    def fill(self, scenario: Scenario, text: str) -> None:
        """A row of every other table, half of the marked ones with a level of their own."""
        row, office, near = scenario.engagement, self.cast.lead, self.cast.near_manager
        partner = make.PartnerFactory(office=office, name=text)
        person = make.PersonFactory(office=office, name=text, sensitivity=10)
        capacity = make.CapacityFactory(office=office, title=text)
        threat = make.ThreatFactory(office=office, title=text)
        entry = make.EntryFactory(engagement=row, headline=text, author=self.actor)
        self.know(
            scenario, partner, person, capacity, threat, entry,
            make.ContactFactory(office=office, person=person, note=text, sensitivity=10, holder=self.actor),
            make.EntryFactory(engagement=row, headline=text, author=self.actor, mark=30),
            make.FollowUpFactory(engagement=row, title=text, owner=self.actor),
            make.ParticipationFactory(engagement=row, partner=partner, does=text, mark=20),
            make.LoweringFactory(engagement=row, asked_by=self.actor, second=near, reason=text, mark=None),
            make.tie(models.EngagementTask, engagement=row, task=self.task),
            make.tie(models.EngagementSdg, engagement=row, sdg=self.sdg),
            make.tie(models.EngagementThreat, engagement=row, threat=threat),
            make.tie(models.EngagementCapacity, engagement=row, capacity=capacity, how=text),
            make.tie(models.EngagementPerson, engagement=row, person=person, function=text),
            make.tie(models.EntryPartner, entry=entry, partner=partner),
            make.tie(models.EntryPerson, entry=entry, person=person),
        )  # fmt: skip

    def amend(self, scenario: Scenario, text: str) -> None:
        row = Engagement.objects.get(pk=scenario.engagement.pk)
        amend_engagement(row, actor=self.actor, title=text)
        with arranging() as cursor:
            for table, keys in scenario.keys.items():
                if table != "engagements_engagement" and (column := text_of(table)) != "''":
                    cursor.execute(f"update {table} set {column} = %s where id = any(%s)", [text, keys])

    def raise_level(self, scenario: Scenario, text: str) -> None:
        row = Engagement.objects.get(pk=scenario.engagement.pk)
        with suppress(Refused):  # it has the highest level
            raise_sensitivity(row, actor=self.actor, to=min(row.sensitivity + 10, 30), reason=text)
        self.keep_at(scenario, 20)

    def lower_level(self, scenario: Scenario, text: str) -> None:
        with arranging():  # from strictly confidential it takes two, one after the other
            row = Engagement.objects.get(pk=scenario.engagement.pk)
            Engagement.objects.filter(pk=row.pk).update(
                sensitivity=max(row.sensitivity - 10, 10), reason=text, version=row.version + 1
            )
        self.keep_at(scenario, 10)

    def mark(self, scenario: Scenario, _text: str) -> None:
        """Rows get a level of their own, or lose it."""
        scenario.mark = None if scenario.mark else 30
        with arranging():
            for model in (models.JournalEntry, models.FollowUp, models.Participation):
                model.objects.filter(engagement=scenario.engagement).update(mark=scenario.mark)

    def keep_at(self, scenario: Scenario, level: int) -> None:
        """What offices keep goes the same way."""
        with arranging() as cursor:
            for name in ("partner", "person", "capacity", "threat", "contact"):
                if keys := scenario.keys.get(f"engagements_{name}"):
                    cursor.execute(f"update engagements_{name} set sensitivity = %s where id = any(%s)", [level, keys])


@dataclass
class Model:
    """What a plain person makes of the scenarios: by row and text, the lowest level at which it may be read; by row and
    transaction, the level that was left, and the highest that there was."""

    lowest: dict[tuple[Key, str], int] = field(default_factory=dict)
    left: dict[tuple[Key, datetime], int] = field(default_factory=dict)
    highest: dict[tuple[Key, datetime], int] = field(default_factory=dict)

    def learn(self, scenario: Scenario) -> None:
        committed: dict[tuple[Key, str], int] = {}
        passing: dict[tuple[Key, str], int] = {}
        before: dict[Key, int] = {}
        for at, states in scenario.told:
            for row, (level, text) in states[-1].items():
                committed[row, text] = min(level, committed.get((row, text), 30))
                within = [state[row] for state in states if row in state]
                highest = max([one for one, _text in within] + [before.get(row, 10)])
                for _level, passed in within:  # a text that no commit left was never anybody's to read
                    passing.setdefault((row, passed), highest)
                before[row] = self.left[row, at] = level
                self.highest[row, at] = highest
        self.lowest |= passing | committed


def faults(played: list[Scenario], readers: dict[str, tuple[User, int]]) -> tuple[list[Any], int, int]:
    """Versions that lie lower than their author chose, last ones that lie elsewhere than their transaction left them,
    and texts that somebody reads who may not; with how many versions there are, and how many were read."""
    model, wrong, many, read = Model(), [], 0, 0
    for scenario in played:
        model.learn(scenario)
    for table in tables():
        with arranging() as cursor:
            cursor.execute(f"select pgh_id, pgh_obj_id::text, sensitivity, pgh_created_at from {table} order by pgh_id")
            events = cursor.fetchall()
        last = {(key, at): number for number, key, _level, at in events}
        for number, key, level, at in events:
            row = (own(table), key)
            if (row, at) not in model.left:
                continue
            many += 1
            if last[key, at] != number and level < model.highest[row, at]:
                wrong.append(("too low", own(table), key, level))
            if last[key, at] == number and level != model.left[row, at]:
                wrong.append(("elsewhere", own(table), key, level))
        for name, (user, clearance) in readers.items():
            with acting_as(user), connection.cursor() as cursor:
                cursor.execute(f"select pgh_obj_id::text, {text_of(own(table))} from {table}")
                for key, text in cursor.fetchall():
                    level = model.lowest.get(((own(table), key), text), 10)
                    read += 1
                    if level > clearance:
                        wrong.append((f"{name} reads", own(table), key, text))
    return wrong, many, read


def gather() -> tuple[Play, dict[str, tuple[User, int]]]:
    cast = gather_cast()
    seat_of = member("all.levels", cast.near, clearance=30)
    readers = {"neighbour": (cast.near_staff, 10), "colleague": (cast.staff, 20), "seated": (seat_of, 30)}
    return Play(cast), readers


@pytest.fixture
def play(transactional_db: None) -> tuple[Play, dict[str, tuple[User, int]]]:
    return gather()


def go(play: Play, wanted: list[Scenario]) -> list[Scenario]:
    for scenario in wanted:
        play.run(scenario)
    return wanted


def test_every_table_with_levels_is_in_the_probe(play: Any) -> None:
    done = go(play[0], [Scenario(("fill",), 10, (False,))])
    assert set(done[0].keys) == {own(table) for table in tables()}
    words = {f"engagements_{name}" for name in TEXTS}
    assert words <= set(done[0].keys)
    assert all(apps.get_model("engagements", name)._meta.get_field(column) for name, column in TEXTS.items())


def test_no_version_lies_lower_than_its_author_chose(play: Any, draw: random.Random, record_property: Any) -> None:
    """A share of the orders, those of two steps after the opening."""
    wanted = [one for one in scenarios(2) if draw.random() < 0.3]
    wrong, many, read = faults(go(play[0], wanted), play[1])
    counted(record_property, "levels of versions", orders=len(wanted), versions=many, read=read)
    assert wrong == []
    assert many > 20 * len(wanted) > 0


@pytest.mark.prove
def test_no_version_lies_lower_in_any_order(play: Any, draw: random.Random, record_property: Any) -> None:
    """All orders of up to two steps, and a share of those of three."""
    wanted = [*scenarios(1), *scenarios(2), *(one for one in scenarios(3) if draw.random() < 0.3)]
    wrong, many, read = faults(go(play[0], wanted), play[1])
    counted(record_property, "levels of versions", orders=len(wanted), versions=many, read=read)
    assert wrong == []


def test_without_the_trigger_versions_lie_lower(play: Any, record_property: Any) -> None:
    """The mutants: each table without its trigger, and in each of them the probe finds versions that lie too low."""
    with arranging() as cursor:
        for table in tables():
            cursor.execute(f"alter table {table} disable trigger level_versions")
    wanted = [
        Scenario(
            ("fill", "raise_level", "raise_level", "lower_level", "lower_level"), 10, (False, *(True,) * 3, False)
        ),
        Scenario(("fill", "raise_level", "amend", "lower_level"), 10, (False, True, False, False)),
        Scenario(("fill", "amend", "lower_level"), 30, (True, False, False)),
        Scenario(("fill", "lower_level", "amend", "lower_level"), 30, (True, False, True, True)),
    ]
    played = go(play[0], wanted)
    wrong, _many, _read = faults(played, play[1])
    green = [own(table) for table in tables() if ("too low", own(table)) not in {one[:2] for one in wrong}]
    counted(record_property, "mutants", mutants=len(tables()), green=len(green))
    assert green == []
    assert {one[0] for one in wrong} >= {"too low", "neighbour reads", "colleague reads"}
    migration = import_module("engagements.migrations.0014_level_versions")
    with arranging() as cursor:
        for name, column in migration.COLUMNS.items():
            cursor.execute(migration.REPAIR.format(table=name, column=column))
    assert faults(played, play[1])[0] == [], "what a database of before holds is repaired"


def test_opened_strictly_confidential_stays_so_in_history_and_trail(play: Any) -> None:
    """What it said when it was opened is still the team's alone, when it is lowered later."""
    stage, readers = play
    scenario = Scenario(("fill", "amend", "lower_level", "lower_level"), 30, (False,) * 4)
    stage.run(scenario)
    key = scenario.engagement.pk
    for user, _clearance in (readers["neighbour"], readers["colleague"]):
        with acting_as(user):
            titles = Engagement.pgh_event_model.objects.filter(pgh_obj_id=key)  # type: ignore[attr-defined]  # tracked
            assert set(titles.values_list("title", flat=True)) <= {"amend 3"}
    with arranging() as cursor:
        cursor.execute("select verb, level from offices_auditevent where engagement_key = %s order by number", [key])
        noted = cursor.fetchall()
    assert [level for verb, level in noted if verb in {"seated", "let_in"}] == [30, 30]
