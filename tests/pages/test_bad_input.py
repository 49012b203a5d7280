"""What no form would send: answered, never with a fault of ours, and nothing is written by it."""

from random import Random
from urllib.parse import quote

import pytest
from django.test import Client

from engagements.models import Engagement, JournalEntry
from tests.arrange import arranging
from tests.cast import World

BAD = [
    "\x00", "a\x00b", "\u202e", "\ufeff", "%", "'", "--", "\\", "<script>alert(1)</script>",
    "{{ 7|add:7 }}",
    "x" * 300, "9" * 30, "-1", "1e400", "NaN", "0000-00-00", "10000-01-01", "99999999999-01-01", "2020-02-30", "[]",
    "null", "é" * 90, "2020-01-01T00:00:00Z", "a & & (", ":*", "\n", "۱۲۳", "🕊" * 50,
]  # fmt: skip
RAW = [b"%ff", b"%c0%80", b"%ed%a0%80", b"%00", b"%", b"%zz"]
QUERY = ["q", "status", "country", "office", "kind", "theme", "orientation", "setting", "sensitivity", "opened_from",
         "opened_until", "ordering", "cursor", "before"]  # fmt: skip
FIELDS = {
    "edit/": ["title", "countries", "kinds", "themes", "orientation", "opened_on", "opened_precision", "summary",
              "language", "version"],
    "sensitivity/": ["sensitivity", "reason", "version"],
    "team/": ["username", "reason", "leaves"],
    "support/": ["office", "reason", "ends"],
    "move/": ["name", "reason"],
    "entries/": ["headline", "body", "kind", "occurred_on", "occurred_until", "occurred_at", "sensitivity", "place",
                 "country", "level", "effort_days", "language", "key", "occurred_precision"],
}  # fmt: skip
GOOD = {
    "title": "Talks", "countries": ["GM"], "kinds": ["mediation"], "opened_on": "2020-01-01", "opened_precision": "day",
    "language": "en", "headline": "They met", "occurred_on": "2020-01-01", "occurred_precision": "day", "kind": "visit",
    "reason": "A slip", "sensitivity": "20", "version": "1", "username": "near.staff", "name": "withdraw",
}  # fmt: skip


@pytest.fixture
def client(world: World) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(world.cast.manager)
    return client


@pytest.mark.parametrize("name", QUERY)
def test_in_an_address_s_parameters(name: str, client: Client, world: World, draw: Random) -> None:
    ask(name, ["\x00", *draw.sample(BAD, 2)], draw.sample(RAW, 1), client, world)


@pytest.mark.prove
@pytest.mark.parametrize("name", QUERY)
def test_anything_bad_in_an_address_s_parameters(name: str, client: Client, world: World) -> None:
    ask(name, BAD, RAW, client, world)


def ask(name: str, values: list[str], raws: list[bytes], client: Client, world: World) -> None:
    for path in ("/engagements/", f"/engagements/{world.engagements[10].reference}/"):
        for bad in values:
            assert client.get(path, {name: bad}).status_code < 500, (path, bad)
        for raw in raws:
            assert client.get(path, QUERY_STRING=f"{name}={raw.decode()}").status_code < 500, (path, raw)


def test_in_an_address(client: Client, world: World) -> None:
    for bad in [*(quote(bad, safe="") for bad in BAD), *(raw.decode() for raw in RAW)]:
        for path in (f"/engagements/{bad}/", f"/engagements/{bad}/edit/", f"/engagements/X/entries/{bad}/"):
            assert client.get(path).status_code < 500, path
            assert client.post(path, GOOD).status_code < 500, path


PLACES = [(below, name) for below, names in FIELDS.items() for name in names]


@pytest.mark.parametrize(("below", "name"), PLACES)
def test_in_a_form(below: str, name: str, client: Client, world: World, draw: Random) -> None:
    send(below, name, ["\x00", *draw.sample(BAD, 2)], client, world)


@pytest.mark.prove
@pytest.mark.parametrize(("below", "name"), PLACES)
def test_anything_bad_in_a_form(below: str, name: str, client: Client, world: World) -> None:
    send(below, name, BAD, client, world)


def send(below: str, name: str, values: list[str], client: Client, world: World) -> None:
    path = f"/engagements/{world.engagements[10].reference}/{below}"
    for bad in values:
        given = GOOD | ({"key": ""} if below == "entries/" else {}) | {name: bad}
        if below == "move/" and name == "reason":
            given["name"] = "reopen"  # refused in any case: the engagement stays as it is
        response = client.post(path, given)
        assert response.status_code < 500, (path, bad, response.status_code)
    with arranging():
        texts = [*JournalEntry.objects.values_list("headline", "body", "place", "correction_reason"),
                 *Engagement.objects.values_list("title", "summary", "reason")]  # fmt: skip
    assert not [text for row in texts for text in row if "\x00" in text or "\u202e" in text]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/json", "multipart/form-data", "multipart/form-data; boundary=x"]
)
def test_in_a_body_of_another_kind(kind: str, client: Client, world: World) -> None:
    path = f"/engagements/{world.engagements[10].reference}/"
    for below in FIELDS:
        for body in (b"", b"\xff\xfe", b"{" * 20_000, b"--x\r\nbroken"):
            assert client.post(path + below, body, content_type=kind).status_code < 500


def test_too_much(client: Client, world: World) -> None:
    path = f"/engagements/{world.engagements[10].reference}/entries/"
    assert client.post(path, GOOD | {"body": "x" * 11_000_000}).status_code in {400, 413}
    assert client.post(path, {f"field{n}": "x" for n in range(2_500)}).status_code in {400, 413}


def test_text_is_shown_as_text(client: Client, world: World) -> None:
    path = f"/engagements/{world.engagements[10].reference}/"
    canary = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    assert (
        client.post(path + "entries/", GOOD | {"headline": canary, "body": canary, "place": canary}).status_code == 302
    )
    assert (
        client.post(path + "edit/", GOOD | {"title": canary, "summary": canary, "lessons": canary}).status_code == 302
    )
    for page in (path, "/engagements/?q=" + quote(canary), path + "edit/", path + "entries/"):
        said = (
            client.get(page).content.decode()
            if page != path + "entries/"
            else client.post(page, {"body": canary}).content.decode()
        )
        assert "<script>alert" not in said, page
        assert "<img src=x" not in said, page
