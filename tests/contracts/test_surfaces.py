"""Everybody × every address: no answer carries a word of a row that its reader may not see.

Every text of the world is made a mark that can be found in any answer and traced to its row.
"""

import json
import random
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from engagements.models import Contact, Engagement, EngagementCountry, FollowUp, JournalEntry
from offices.models import User
from tests.access.oracle import Truth
from tests.access.people import everybody
from tests.access.tables import secured
from tests.arrange import arranging
from tests.cast import World
from tests.contracts.addresses import Address, addresses, all_paths

MARK = re.compile(r"mark([0-9a-f]{32})")
MARKED = {
    "engagements_engagement": ["title", "summary", "entry_point", "peace_aim", "outcome", "lessons", "reason"],
    "engagements_journalentry": ["headline", "body", "place", "correction_reason"],
    "engagements_followup": ["title", "why", "outcome", "evidence", "reason"],
    "engagements_support": ["reason"],
    "engagements_teammember": ["reason"],
}
QUESTIONS = [
    "",
    "?q=mark",
    "?count=1&limit=200",
    "?ordering=title",
    "?sensitivity=30",
    "?sensitivity=strictly_confidential",
]


def mark_everything() -> None:
    """In every text of every protected row, the row's own key."""
    with arranging() as cursor:
        for table, columns in MARKED.items():
            texts = ", ".join(f"{name} = 'mark' || replace(id::text, '-', '')" for name in columns)
            cursor.execute(f"update {table} set {texts}")


def keys_seen(truth: Truth, user: User) -> set[str]:
    return {
        row[0].hex
        for table in secured()
        if table.name in MARKED
        for row in truth.rows[table.name]
        if truth.sees(user.pk, table, row)
    }


def paths(address: Address) -> list[str]:
    with arranging():
        engagements = list(Engagement.objects.values_list("reference", flat=True))
        entries = list(JournalEntry.objects.values_list("pk", flat=True))
        follow_ups = list(FollowUp.objects.values_list("pk", flat=True))
        contacts = list(Contact.objects.values_list("pk", flat=True))
        countries = list(EngagementCountry.objects.values_list("country_id", flat=True).distinct())
    values: dict[str, list[Any]] = {"reference": engagements, "key": entries, "content_type_id": [1], "url": ["x"]}
    values |= {"acronym": ["LEAD-OFFICE"], "alpha2": countries, "contact": contacts, "pk": [1]}
    if address.is_api and "engagements" in address.route:
        values["key"] = engagements
    elif "follow-ups" in address.route:
        values["key"] = follow_ups
    elif address.is_api and "journal" not in address.route:
        values["key"] = ["LEAD-OFFICE", "manager"]
    objects = entries if "journal" in address.route else follow_ups if "followup" in address.route else []
    values |= {"object_id": objects, "app_label": ["engagements"]}
    found = all_paths(address, **values)
    if not address.takes:
        found = [path + question for path in found for question in QUESTIONS]
    return found


def unseen(
    client: Client, world: World, people: list[User], draw: random.Random, share: float
) -> tuple[list[Any], int]:
    """Answers that told too much, and how many told anything at all."""
    mark_everything()
    truth, leaks, telling = Truth(), [], 0
    everywhere = {address: paths(address) for address in addresses() if address.route != "admin/logout/"}
    for user in people:
        client.force_login(user)
        right = keys_seen(truth, user)
        for chosen in everywhere.values():
            for path in chosen:
                if draw.random() > share:
                    continue
                response = client.get(path)
                text = b"".join(response) if response.streaming else response.content
                shown = set(MARK.findall(text.decode() + json.dumps(dict(response.headers))))
                telling += bool(shown)
                leaks += [(user.username, path)] if shown - right else []
    return leaks, telling


def test_some_answers_to_the_cast(world: World, client: Client, draw: random.Random) -> None:
    cast = world.cast  # two who see much are always there: whether the rest sees anything is the draw's
    people = [cast.manager, cast.team_member, *draw.sample(cast.everybody, 2), cast.nobody, cast.auditor]
    leaks, telling = unseen(client, world, people, draw, 0.2)
    assert leaks == []
    assert telling > 2


@pytest.mark.prove
@pytest.mark.parametrize("group", ["lead", "support", "near", "apart"])
def test_every_answer_to_the_cast(world: World, client: Client, draw: random.Random, group: str) -> None:
    people = [user for (office, _), user in world.cast.people.items() if office == group]
    people = people or [world.cast.team_member, world.cast.lapsed, world.cast.nobody]
    for user in people:  # who may enter the admin shall see no more there
        user.is_staff = user.is_superuser = user.username.endswith(("manager", "nobody", "auditor"))
        user.save()
    leaks, telling = unseen(client, world, people, draw, 1)
    assert leaks == []
    assert telling > 30


@pytest.mark.prove
def test_some_answers_to_everybody(world: World, client: Client, draw: random.Random) -> None:
    leaks, telling = unseen(client, world, draw.sample(everybody(world), 16), draw, 0.1)
    assert leaks == []
    assert telling > 10


@pytest.mark.parametrize("resource", ["engagements", "journal-entries", "follow-ups"])
def test_lists_and_counts_hold_just_what_is_seen(world: World, client: Client, resource: str) -> None:
    mark_everything()
    truth = Truth()
    name, field = {
        "engagements": ("engagements_engagement", "title"),
        "journal-entries": ("engagements_journalentry", "headline"),
        "follow-ups": ("engagements_followup", "title"),
    }[resource]
    (table,) = (table for table in secured() if table.name == name)
    for user in world.cast.everybody:
        right = {row[0].hex for row in truth.rows[name] if truth.sees(user.pk, table, row)}
        client.force_login(user)
        body = client.get(f"/api/v1/{resource}/?count=1&limit=200").json()
        assert {row[field].removeprefix("mark") for row in body["results"]} == right, user
        assert (body["count"], len(body["results"]), body["next"]) == (len(right), len(right), None), user


def test_an_open_policy_turns_an_answer_red(world: World, client: Client) -> None:
    """The surfaces are awake: with one policy open, a page and a list tell what they should not."""
    mark_everything()
    with arranging() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter policy visible on engagements_journalentry using (true) with check (true)")
    client.force_login(world.cast.near_staff)
    right = keys_seen(Truth(), world.cast.near_staff)
    for path in (f"/engagements/{world.engagements[10].reference}/", "/api/v1/journal-entries/?limit=200"):
        assert set(MARK.findall(client.get(path).content.decode())) - right, path


def test_no_actor_outlives_a_request(world: World, client: Client) -> None:
    client.force_login(world.cast.manager)
    assert client.get("/engagements/").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("select my_id(), my_ceiling()")
        assert cursor.fetchone() == (None, 10)
    assert not Engagement.objects.exists()


def test_lists_are_empty_for_who_has_no_membership(world: World, client: Client) -> None:
    """Offices, countries, people and terms too: an account alone opens nothing."""
    for user in (world.cast.nobody, world.cast.lapsed):
        client.force_login(user)
        lists = [address.at() for address in addresses() if address.is_api and not address.takes]
        answers = {path: client.get(path) for path in lists if not path.endswith(("/schema/", "/docs/", "/bulk/"))}
        rows = {path: body["results"] for path, answer in answers.items() if "results" in (body := answer.json())}
        assert len(rows) >= 7
        assert {path: found for path, found in rows.items() if found} == {}, user
