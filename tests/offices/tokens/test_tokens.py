"""Tokens: their owner's rights of the moment, under a ceiling, in a scope, for a time; and no usable secret kept."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from offices.models import AuditEvent, Membership, Token, User
from offices.tokens.actions import make_token
from offices.tokens.queries import digest
from peaceapp.access.actor import acting_as
from tests.arrange import arranging
from tests.cast import Cast, World, gather_cast
from tests.pages.client import just_asked, left_open, signed_in, text
from tests.rest.caller import tag

API = "/api/v1/"


def key_of(user: User, **given: Any) -> str:
    with acting_as(user):
        return make_token(user, name="A program", **given)[1]


def call(key: str, path: str, method: str = "get", **given: Any) -> Any:
    client = Client(enforce_csrf_checks=True)
    headers = {"authorization": f"Bearer {key}", **given.pop("headers", {})}
    if method == "get":
        return client.get(f"{API}{path}", headers=headers, **given)
    return getattr(client, method)(f"{API}{path}", headers=headers, content_type="application/json", **given)


def seen(key: str) -> set[str]:
    return {row["id"] for row in call(key, "engagements/?limit=200").json()["results"]}


def of_level(world: World, level: int) -> str:
    return str(world.engagements[level].reference)


@pytest.mark.parametrize("ceiling", [10, 20, 30])
def test_it_reads_what_its_owner_reads_up_to_its_ceiling(ceiling: int, world: World) -> None:
    key = key_of(world.cast.team_member, ceiling=ceiling)
    levels = {level for level in (10, 20, 30) if of_level(world, level) in seen(key)}
    assert levels == {level for level in (10, 20, 30) if level <= ceiling}
    for level in (10, 20, 30):
        wanted = 200 if level <= ceiling else 404
        assert call(key, f"engagements/{of_level(world, level)}/").status_code == wanted


def test_its_ceiling_is_no_clearance(world: World) -> None:
    key = key_of(world.cast.near_staff, ceiling=30)
    assert of_level(world, 10) in seen(key)
    assert not {of_level(world, 20), of_level(world, 30)} & seen(key)


def test_a_new_one_reads_and_opens_nothing_strictly_confidential(world: World) -> None:
    key = key_of(world.cast.team_member)
    assert of_level(world, 30) not in seen(key)
    sent = {"engagement": of_level(world, 10), "headline": "By a machine", "occurred_on": "2020-01-01"}
    answer = call(key, "journal-entries/", "post", data=json.dumps(sent))
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    hidden = call(key, f"engagements/{of_level(world, 30)}/", "patch", data="{}")
    unknown = call(key, "engagements/NO-2016-ABCD/", "patch", data="{}")
    assert (hidden.status_code, hidden.content) == (unknown.status_code, unknown.content)


def test_one_that_writes_writes_and_the_trail_says_on_whose_behalf(world: World) -> None:
    key = key_of(world.cast.staff, scope="write")
    sent = {"engagement": of_level(world, 10), "headline": "By a machine", "occurred_on": "2020-01-01"}
    assert call(key, "journal-entries/", "post", data=json.dumps(sent)).status_code == 201
    manager = key_of(world.cast.manager, scope="write")
    raised = call(
        manager, f"engagements/{of_level(world, 10)}/", "patch", data=json.dumps({"sensitivity": "confidential"}),
        headers={"If-Match": tag(world.engagements[10])},
    )  # fmt: skip
    assert raised.status_code == 200, raised.content
    with arranging():
        event = AuditEvent.objects.get(verb="reclassified", actor_key=world.cast.manager.pk)
        token = Token.objects.get(user=world.cast.manager, ended_at=None, expires_at__gt=timezone.now())
    assert event.behind == f"token {token.pk}"


def test_what_does_not_stand_is_answered_alike(world: World) -> None:
    staff = world.cast.staff
    ended, expired, gone = key_of(staff), key_of(staff), key_of(world.cast.observer)
    with arranging():
        rows = Token.objects.filter(user=staff, expires_at__gt=timezone.now()).order_by("created_at", "pk")
        assert len(rows) == 2
        Token.objects.filter(digest=digest(ended)).update(ended_at=timezone.now())
        Token.objects.filter(digest=digest(expired)).update(expires_at=timezone.now() - timedelta(seconds=1))
        User.objects.filter(pk=world.cast.observer.pk).update(is_active=False)
    answers = [call(key, "engagements/") for key in (ended, expired, gone, "peaceapp_unknown", "")]
    assert {(a.status_code, a.content, a["WWW-Authenticate"]) for a in answers} == {(401, answers[0].content, "Bearer")}
    beside = signed_in(staff).get(f"{API}engagements/", headers={"authorization": "Bearer peaceapp_unknown"})
    assert beside.status_code == 401  # the session beside it counts for nothing


def test_rights_that_end_end_for_the_token_at_once(world: World) -> None:
    key = key_of(world.cast.staff)
    assert of_level(world, 20) in seen(key)
    with arranging():
        Membership.objects.filter(user=world.cast.staff).update(clearance=10)
    assert of_level(world, 20) not in seen(key)
    with arranging():
        yesterday = timezone.now().date() - timedelta(days=1)
        Membership.objects.filter(user=world.cast.staff).update(from_on=yesterday, until_on=yesterday)
    assert seen(key) == set()


def test_the_database_has_no_usable_secret(cast: Cast) -> None:
    key = key_of(cast.staff)
    with arranging():
        row = Token.objects.get(user=cast.staff)
    assert key not in str(vars(row))
    assert call(row.digest, "me/").status_code == 401
    with acting_as(cast.manager):
        assert not Token.objects.filter(pk=row.pk).exists()
    with acting_as(None):
        assert not Token.objects.exists()


def test_only_the_api_takes_it(cast: Cast) -> None:
    key = key_of(cast.staff)
    for path in ("/", "/engagements/", "/accounts/me/", "/admin/"):
        assert Client().get(path, headers={"authorization": f"Bearer {key}"}).status_code == 302


def test_last_use_is_shown(cast: Cast) -> None:
    key, page = key_of(cast.staff), just_asked(cast.staff)
    assert "never used" in text(page.get("/accounts/tokens/"))
    assert call(key, "me/").json()["id"] == cast.staff.username
    assert "last used" in text(page.get("/accounts/tokens/"))


def test_the_page_makes_one_shows_it_once_and_ends_it(cast: Cast) -> None:
    page = just_asked(cast.staff)
    sent = {"name": "Statistics", "scope": "read", "ceiling": "20", "days": "30"}
    assert page.post("/accounts/tokens/", sent | {"days": "366"}).status_code == 422
    assert page.post("/accounts/tokens/", sent | {"scope": "all"}).status_code == 422
    assert page.post("/accounts/tokens/", sent | {"name": "a\x13b"}).status_code == 422
    made = text(page.post("/accounts/tokens/", sent))
    key = made.split('value="peaceapp_')[1].split('"')[0]
    assert call(f"peaceapp_{key}", "me/").status_code == 200
    listed = text(page.get("/accounts/tokens/"))
    assert "Statistics" in listed
    assert key not in listed
    with acting_as(cast.staff):
        row = Token.objects.get(user=cast.staff)
    just_asked(cast.manager).post("/accounts/tokens/", {"ends": row.pk})
    assert call(f"peaceapp_{key}", "me/").status_code == 200
    page.post("/accounts/tokens/", {"ends": "no such"})
    page.post("/accounts/tokens/", {"ends": row.pk})
    assert call(f"peaceapp_{key}", "me/").status_code == 401
    with arranging():
        noted = AuditEvent.objects.filter(verb="token", actor_key=cast.staff.pk).order_by("number")
        assert [event.fields for event in noted] == [["made"], ["ended"]]


def test_the_command_prints_the_key_alone(transactional_db: None, capsys: Any) -> None:
    staff = gather_cast().staff
    capsys.readouterr()
    call_command("api_token", staff.username, "--scope", "write", "--days", "7", "--ceiling", "unclassified")
    key = capsys.readouterr().out.strip()
    assert call(key, "me/").status_code == 200
    with arranging():
        assert AuditEvent.objects.get(verb="token").behind == "manage.py api_token"
    with pytest.raises(CommandError):
        call_command("api_token", "nobody.of.this.name")
    with pytest.raises(CommandError):
        call_command("api_token", staff.username, "--days", "0")


def test_a_name_is_needed(cast: Cast) -> None:
    with acting_as(cast.staff), pytest.raises(ValidationError):
        make_token(cast.staff, name="  ")


def test_a_session_that_was_left_open_makes_no_key(cast: Cast) -> None:
    password = "a long enough password"
    with arranging():
        cast.staff.set_password(password)
        cast.staff.save()
    page, sent = Client(), {"name": "Statistics", "scope": "write", "ceiling": "30", "days": "365"}
    page.post("/accounts/login/", {"login": cast.staff.username, "password": password})
    left_open(page)
    for answer in (page.get("/accounts/tokens/"), page.post("/accounts/tokens/", sent)):
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/reauthenticate/")
    with acting_as(cast.staff):
        assert not Token.objects.exists()
    page.post("/accounts/reauthenticate/", {"password": password})
    assert "peaceapp_" in text(page.post("/accounts/tokens/", sent))
