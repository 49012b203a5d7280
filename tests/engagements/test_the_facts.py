"""The first data, counted against the facts that it was written down from: every table of theirs, by E- and F-number.

Left out, and why: what nobody could verify (section 8); phrases that name no organisation, such as "regional bodies"
(3.2); the roles that 3.2 gives to mandates and recommendations instead of an engagement; F23, which belongs to all
offices and comes with the recommendations; the budget of OSESG-GL, of which nothing was found (1.4). E14 is invented
for the demonstration and has no facts.
"""

from collections import Counter
from typing import Any

import pytest

from engagements.models import (
    Engagement,
    EngagementCapacity,
    EngagementPerson,
    EngagementSdg,
    EngagementTask,
    EngagementThreat,
    EntryPartner,
    EntryPerson,
    FollowUp,
    JournalEntry,
    Participation,
    Partner,
    Person,
    Threat,
)
from offices.models import Characteristic, Country, Coverage, Leadership, Mandate, MandateTask, Office, Sdg, Source
from peaceapp.fixtures_loading import FIXTURES, read
from tests.arrange import arranging
from tests.engagements.test_first_data import loaded  # noqa: F401  # one loaded database, as there

pytestmark = pytest.mark.usefixtures("loaded")

ENTRIES = {  # 4.2.1 to 4.2.5; two rows of E9's and E11's tables name two dates and are two entries
    "E1": 38, "E2": 38, "E3": 16, "E4": 8, "E5": 4, "E6": 2, "E7": 5, "E8": 2, "E9": 4, "E10": 4, "E11": 7, "E12": 2,
    "E13": 2, "E14": 4,
}  # fmt: skip
ACTIONS = {  # 4.1.1: what the office did, undated
    "E1": 6, "E2": 4, "E3": 1, "E4": 1, "E5": 1, "E6": 1, "E7": 1, "E8": 1, "E9": 1, "E10": 1, "E11": 1, "E12": 1,
    "E13": 1, "E14": 0,
}  # fmt: skip
ROLES = {  # 3.2: a partner and one of its roles each, bundles split
    "E1": 12, "E2": 7, "E3": 1, "E4": 8, "E5": 12, "E6": 2, "E7": 2, "E8": 2, "E9": 3, "E10": 18, "E11": 2, "E12": 0,
    "E13": 8, "E14": 0,
}  # fmt: skip
PEOPLE = {"E1": 19, "E2": 12, "E3": 7, "E4": 2, "E5": 2, "E6": 1, "E7": 2, "E8": 1, "E10": 2}  # 4.3
THREATS = {  # 4.4: one for each that a cell names
    "E1": 5, "E2": 5, "E3": 7, "E4": 3, "E5": 7, "E6": 3, "E7": 3, "E8": 2, "E9": 2, "E10": 4, "E11": 5,
}  # fmt: skip
CAPACITIES = {  # 4.5: one for each that a cell names
    "E1": 2, "E2": 7, "E3": 2, "E4": 2, "E5": 1, "E6": 1, "E7": 1, "E8": 2, "E9": 2, "E10": 1,
}  # fmt: skip
FOLLOW_UPS = {  # 4.7
    "E1": {f"F{n}" for n in range(1, 10)}, "E2": {"F10", "F11"}, "E4": {"F12"}, "E5": {"F13", "F14"},
    "E6": {"F15", "F16"}, "E7": {"F17"}, "E8": {"F18"}, "E9": {"F19"}, "E10": {"F20", "F21"}, "E11": {"F22"},
}  # fmt: skip
TASKS = {  # first-data.md: what each engagement serves
    "E1": 2, "E2": 5, "E3": 1, "E4": 3, "E5": 2, "E6": 1, "E7": 2, "E8": 1, "E9": 3, "E10": 5, "E11": 3, "E12": 1,
    "E13": 2, "E14": 1,
}  # fmt: skip
SDGS = {  # 6.5, as proposed there
    "E1": 3, "E2": 3, "E3": 1, "E4": 1, "E5": 2, "E6": 2, "E7": 2, "E8": 2, "E9": 2, "E10": 3, "E11": 3, "E12": 1,
}  # fmt: skip


def rows() -> dict[str, dict[str, Any]]:
    """What is written down of each engagement, by E-number."""
    found = [read("demo", "engagements", path.name) for path in (FIXTURES / "demo" / "engagements").glob("*.json")]
    return {row["alias"]: row for row in found}


def counted(model: Any, **only: Any) -> dict[str, int]:
    """How many rows of `model` each engagement has, by E-number."""
    names = {row["reference"]: alias for alias, row in rows().items()}
    with arranging():
        found = Counter(model.objects.filter(**only).values_list("engagement__reference", flat=True))
    return {names[reference]: number for reference, number in found.items()}


def without_none(numbers: dict[str, int]) -> dict[str, int]:
    return {name: number for name, number in numbers.items() if number}


@pytest.mark.parametrize(
    ("model", "only", "facts"),
    [
        (JournalEntry, {}, ENTRIES),
        (Participation, {"office__isnull": False}, ACTIONS),
        (Participation, {"partner__isnull": False}, ROLES),
        (EngagementPerson, {}, PEOPLE),
        (EngagementThreat, {}, THREATS),
        (EngagementCapacity, {}, CAPACITIES),
        (EngagementTask, {}, TASKS),
        (EngagementSdg, {}, SDGS),
    ],
    ids=[
        "4.2 journals",
        "4.1.1 actions",
        "3.2 roles",
        "4.3 people",
        "4.4 threats",
        "4.5 capacities",
        "tasks served",
        "6.5 SDGs",
    ],
)
def test_each_engagement_has_what_the_facts_say(model: Any, only: dict[str, Any], facts: dict[str, int]) -> None:
    assert counted(model, **only) == without_none(facts)


def test_follow_ups_are_all_there_by_number() -> None:
    assert {alias: {f["alias"] for f in row["follow_ups"]} for alias, row in rows().items() if row["follow_ups"]} == (
        FOLLOW_UPS
    )
    titles = {f["title"]: f for row in rows().values() for f in row["follow_ups"]}
    with arranging():
        for follow_up in FollowUp.objects.select_related("engagement", "lead_office", "owner"):
            row = titles.pop(follow_up.title)
            assert follow_up.status == row["status"], row["alias"]
            assert follow_up.owner.username == row["owner"], row["alias"]
            if row["of_office"]:
                assert (follow_up.engagement, follow_up.lead_office.acronym) == (None, row["of_office"]), row["alias"]
            else:
                assert follow_up.title in {f["title"] for f in rows_of(follow_up.engagement)}, row["alias"]
    assert titles == {}


def rows_of(engagement: Engagement | None) -> list[dict[str, Any]]:
    (row,) = [row for row in rows().values() if engagement and row["reference"] == engagement.reference]
    return list(row["follow_ups"])


def test_the_register_is_as_the_table_has_it() -> None:
    with arranging():
        found = {e.reference: e for e in Engagement.objects.select_related("lead_office")}
    assert len(found) == 14
    for alias, row in rows().items():
        engagement = found[row["reference"]]
        for name in ("title", "status", "orientation", "setting", "outcome", "lessons", "summary"):
            assert getattr(engagement, name) == row[name], (alias, name)
        assert engagement.lead_office.acronym == row["lead_office"], alias
        assert str(engagement.opened_on) == row["opened_on"], alias
    orientations = Counter(e.orientation for e in found.values())
    assert orientations == {"long_term_prevention": 9, "both": 3, "crisis_response": 2}  # the invented one counted


@pytest.mark.parametrize(
    ("model", "number"),
    [
        (Country, 249),  # 7, and the rest of ISO 3166
        (Office, 7),  # 1.1: six offices; and UNHQ
        (Characteristic, 26),  # 1.1: what is said of the type, 12 rows; 1.4 without the row that has nothing: 9
        (Sdg, 41),  # 6.5: 17 goals, 12 targets of the 16th and 12 of others
        (Coverage, 58),  # 1.2: a country in a group each
        (Leadership, 23),  # 1.3: 22 rows, of which Chambas headed two offices
        (Mandate, 33),  # 2.2
        (MandateTask, 50),  # 2.3
        (Partner, 104),  # 3.1 with its bundles split, and actors of 3.2, 4.2 and 4.7 without a row there
        (Person, 42),  # 4.3, once each
        (Source, 231),  # 0.1 and 10, and the brief itself
    ],
)
def test_the_lists_are_whole(model: Any, number: int) -> None:
    with arranging():
        assert model.objects.count() == number


def test_threats_of_regions_stand_without_an_engagement() -> None:
    with arranging():
        assert Threat.objects.filter(addressed__isnull=True).count() == 21  # 4.4, "region" and "any society"


def test_every_row_names_sources_that_are_there() -> None:
    with arranging():
        known = set(Source.objects.values_list("pk", flat=True))
        for model in (Engagement, JournalEntry, Participation, FollowUp, Partner, Person, Threat, Leadership, Mandate):
            for row in model.objects.exclude(pk=None):
                assert row.sources or "E14" in str(row) or model in {Engagement, JournalEntry}, (model, row)
                assert set(row.sources) <= known, (model, row)


def test_entries_name_whom_they_are_about() -> None:
    wanted = Counter[str]()
    for row in rows().values():
        for entry in row["entries"]:
            wanted["partners"] += len(entry["partners"])
            wanted["joint"] += len(entry["jointly_with"])
            wanted["persons"] += len(entry["persons"])
    with arranging():
        assert EntryPartner.objects.filter(is_joint=False).count() == wanted["partners"] > 0
        assert EntryPartner.objects.filter(is_joint=True).count() == wanted["joint"] > 0
        assert EntryPerson.objects.count() == wanted["persons"] > 0
