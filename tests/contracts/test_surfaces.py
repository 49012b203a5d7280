"""Everybody × every address: no answer carries a word of a row that its reader may not see.

Every text of the world is made a mark that can be found in any answer and traced to its row.
"""

import random
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from engagements.models import Engagement
from offices.models import User
from tests.access.oracle import Truth
from tests.access.people import everybody
from tests.access.questions import NOT_ASKED, Pool, paths
from tests.access.stand import mark_everything, may_show, shown
from tests.access.tables import secured
from tests.arrange import arranging
from tests.cast import World
from tests.contracts.addresses import Address, addresses
from tests.count import counted

QUESTIONS = [
    "",
    "?q=mark",
    "?count=1&limit=200",
    "?ordering=title",
    "?sensitivity=30",
    "?sensitivity=strictly_confidential",
]


def asked(address: Address, pool: Pool) -> list[str]:
    """The address for every row that there is; a list in several ways."""
    if address.takes:
        return paths(address, pool)
    return [address.at() + question for question in QUESTIONS]


def unseen(client: Client, people: list[User], draw: random.Random, share: float, record: Any) -> tuple[list[Any], int]:
    """Answers that told too much, and how many told anything at all."""
    mark_everything()
    truth, leaks, telling, probes, pool = Truth(), [], 0, 0, Pool(draw, {})
    everywhere = {address: asked(address, pool) for address in addresses() if address.route not in NOT_ASKED}
    for user in people:
        client.force_login(user)
        right = may_show(truth, user)
        for chosen in everywhere.values():
            for path in chosen:
                if draw.random() > share:
                    continue
                response = client.get(path)
                told = shown(response)
                telling, probes = telling + bool(told), probes + 1
                leaks += [(user.username, path)] if told - right else []
    counted(record, "surfaces", probes=probes, actors=len(people), addresses=len(everywhere), leaks=len(leaks))
    return leaks, telling


def test_some_answers_to_the_cast(world: World, client: Client, draw: random.Random, record_property: Any) -> None:
    cast = world.cast  # two who see much are always there: whether the rest sees anything is the draw's
    people = [cast.manager, cast.team_member, *draw.sample(cast.everybody, 2), cast.nobody, cast.auditor]
    leaks, telling = unseen(client, people, draw, 0.06, record_property)
    assert leaks == []
    assert telling > 2


@pytest.mark.prove
@pytest.mark.parametrize("group", ["lead", "support", "near", "apart"])
def test_many_answers_to_the_cast(
    world: World, client: Client, draw: random.Random, group: str, record_property: Any
) -> None:
    people = [user for (office, _), user in world.cast.people.items() if office == group]
    people = people or [world.cast.team_member, world.cast.lapsed, world.cast.nobody]
    for user in people:  # who may enter the admin shall see no more there
        user.is_staff = user.is_superuser = user.username.endswith(("manager", "nobody", "auditor"))
        user.save()
    leaks, telling = unseen(client, people, draw, 0.5, record_property)
    assert leaks == []
    assert telling > 30


@pytest.mark.prove
def test_some_answers_to_everybody(world: World, client: Client, draw: random.Random, record_property: Any) -> None:
    leaks, telling = unseen(client, draw.sample(everybody(world), 16), draw, 0.06, record_property)
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
    right = may_show(Truth(), world.cast.near_staff)
    for path in (f"/engagements/{world.engagements[10].reference}/", "/api/v1/journal-entries/?limit=200"):
        assert shown(client.get(path)) - right, path


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
