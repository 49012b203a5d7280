"""Passkeys as the server sees them: what is not right is answered alike, and noted. Browsers: `tests/journeys`."""

import json
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from offices.models import AuditEvent, User
from tests.arrange import arranging
from tests.cast import Cast, World
from tests.offices.signin.device import FLAG, Device
from tests.offices.signin.test_second_factor import ASKED, INDEX, with_password
from tests.pages.client import signed_in, text

ADD, LIST = "/accounts/2fa/webauthn/add/", "/accounts/2fa/webauthn/"
SIGN_IN = "/accounts/2fa/webauthn/login/"
REFUSAL = "This passkey was not accepted."


def options(page: str) -> dict[str, Any]:
    found = re.search(r'id="passkey-options" type="application/json">(.*?)</script>', page)
    assert found, page
    return dict(json.loads(found[1]))


def local(client: Client) -> Client:
    client.defaults["HTTP_HOST"] = "localhost"
    return client


def add(client: Client, device: Device) -> Any:
    asked = options(text(local(client).get(ADD)))["creation_options"]
    return client.post(ADD, {"name": "My phone", "credential": json.dumps(device.made(asked))})


def sign_in(device: Device, client: Client | None = None, **changed: Any) -> Client:
    """A browser in which it was tried."""
    client = local(client or Client())
    asked = client.get(SIGN_IN, headers={"accept": "application/json"}).json()["request_options"]
    client.answer = client.post(SIGN_IN, {"credential": json.dumps(device.used(asked) | changed)})  # type: ignore[attr-defined]
    return client


def failed(**about: str) -> int:
    """Sign-ins that were noted as failed: for good, so those of other tests are among them."""
    with arranging():
        return AuditEvent.objects.filter(verb="sign_in_failed", **about).count()


def is_in(client: Client) -> bool:
    return bool(client.get("/api/v1/me/").status_code == 200)


def refused(client: Client) -> bool:
    answer = client.answer  # type: ignore[attr-defined]  # set just above
    return (answer.status_code, answer["Location"]) == (302, "/accounts/login/") and REFUSAL in text(
        client.get("/accounts/login/")
    )


@pytest.fixture
def device(cast: Cast) -> Device:
    made = Device()
    assert add(with_password(cast.staff), made).status_code == 302
    return made


def test_it_signs_in_and_that_is_noted(device: Device, cast: Cast) -> None:
    client = sign_in(device)
    assert is_in(client)
    assert "My phone" in text(client.get(LIST))
    other = sign_in(device)
    other.post("/accounts/sessions/", {})  # as every other session it is listed, and ended from elsewhere
    assert not is_in(client)
    with arranging():
        assert AuditEvent.objects.filter(verb="signed_in", actor_key=cast.staff.pk).count() == 3
        made = AuditEvent.objects.get(kind="second factor", actor_key=cast.staff.pk, fields__contains=["webauthn"])
        assert made.fields == ["made", "webauthn"]


def test_it_is_a_second_factor(device: Device, cast: Cast) -> None:
    client, before = local(with_password(cast.staff)), failed(object=cast.staff.username)
    assert not is_in(client)
    asked = options(text(client.get(ASKED)))["request_options"]
    wrong = json.dumps(Device().used(asked))
    assert REFUSAL in text(client.post(ASKED, {"credential": wrong}))
    assert not is_in(client)
    asked = options(text(client.get(ASKED)))["request_options"]
    assert client.post(ASKED, {"credential": json.dumps(device.used(asked))}).status_code == 302
    assert is_in(client)
    assert failed(object=cast.staff.username) == before + 1


def test_what_is_not_right_is_answered_alike_and_noted(device: Device, cast: Cast) -> None:
    stranger, forger, elsewhere, unseen = Device(), Device(), Device("https://evil.example"), Device()
    stranger.owner, before = "zzzz", failed(object="")
    for each in (forger, elsewhere, unseen):
        each.owner, each.id = device.owner, device.id
    elsewhere.key = unseen.key = device.key
    unseen.flags = FLAG.UP  # there, but not known to be its owner
    far = Device(rp="evil.example")
    far.owner, far.id, far.key = device.owner, device.id, device.key
    for each in (stranger, forger, elsewhere, unseen, far):
        client = sign_in(each)
        assert refused(client)
        assert not is_in(client)
    assert failed(object="") == before + 5
    with arranging():
        User.objects.filter(pk=cast.staff.pk).update(is_active=False)
    client = sign_in(device)
    assert refused(client)
    assert not is_in(client)


def test_an_answer_counts_once(device: Device) -> None:
    client = local(Client())
    asked = client.get(SIGN_IN, headers={"accept": "application/json"}).json()["request_options"]
    sent = {"credential": json.dumps(device.used(asked))}
    client.post(SIGN_IN, sent)
    assert is_in(client)
    client.post("/accounts/logout/")
    client.post(SIGN_IN, sent)
    assert not is_in(client)


@pytest.mark.parametrize(
    "sent",
    [None, "", "x", "{}", "[]", "[" * 15_000, "1", '{"id": null}', '{"response": []}', '{"type": "\\u0000"}',
     '{"id": "a", "rawId": "a", "type": "public-key", "response": {"userHandle": 5}}', "x" * 100_000],
)  # fmt: skip
def test_nonsense_is_no_fault_of_the_server(sent: str | None, device: Device, cast: Cast) -> None:
    for path, client in (
        (SIGN_IN, Client()),
        (ASKED, with_password(cast.staff)),
        (ADD, sign_in(device)),
        (f"{LIST}reauthenticate/", sign_in(device)),
    ):
        local(client).get(path, headers={"accept": "application/json"})
        answer = client.post(path, {} if sent is None else {"credential": sent})
        assert answer.status_code in {200, 302}, path
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_guessing_is_slowed(device: Device) -> None:
    for _ in range(30):
        sign_in(Device())
    assert sign_in(device).answer.status_code == 429  # type: ignore[attr-defined]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "testserver"])
def test_passkeys_belong_to_the_installation_whatever_a_request_calls_it(host: str, device: Device) -> None:
    client = Client(headers={"host": host})
    asked = client.get(SIGN_IN, headers={"accept": "application/json"}).json()["request_options"]
    assert asked["publicKey"]["rpId"] == "localhost"
    assert Client(headers={"host": "evil.example"}).get(SIGN_IN).status_code == 400


def test_whose_passkeys_they_are_is_not_told_beforehand(device: Device) -> None:
    asked = local(Client()).get(SIGN_IN, headers={"accept": "application/json"}).json()["request_options"]
    assert asked["publicKey"]["allowCredentials"] == []


def test_of_what_is_sent_only_what_is_needed_is_kept(cast: Cast) -> None:
    client, made = local(with_password(cast.staff)), Device()
    asked = options(text(client.get(ADD)))["creation_options"]
    client.post(ADD, {"name": "", "credential": json.dumps(made.made(asked) | {"more": "\x00"})})
    held = Authenticator.objects.get(type="webauthn")
    assert set(held.data["credential"]) == {"id", "rawId", "type", "response", "clientExtensionResults"}
    assert held.data["name"] == "Passkey 1"


def test_nobody_touches_anothers(device: Device, cast: Cast) -> None:
    key = Authenticator.objects.get(type="webauthn").pk
    client = with_password(cast.manager)
    for path in (f"{LIST}keys/{key}/remove/", f"{LIST}keys/{key}/edit/", f"{LIST}keys/{'9' * 25}/remove/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"name": "Mine"}).status_code == 404


def test_who_takes_the_last_one_off_is_led_to_set_up_another(world: World, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    manager, made = world.cast.manager, Device()
    assert add(with_password(manager), made).status_code == 302
    here, there = sign_in(made), sign_in(made)
    assert is_in(here)
    assert is_in(there)
    key = Authenticator.objects.get(type="webauthn").pk
    assert here.post(f"{LIST}keys/{key}/remove/").status_code == 302
    assert not Authenticator.objects.exists()  # nor recovery codes
    assert here.get("/")["Location"] == INDEX
    assert not is_in(there)
    with arranging():
        assert AuditEvent.objects.filter(kind="second factor", fields__contains=["removed", "webauthn"]).exists()


def test_taking_it_off_asks_who_it_is(device: Device, cast: Cast) -> None:
    client = local(signed_in(cast.staff))  # a browser whose sign-in was long ago
    path = f"{LIST}keys/{Authenticator.objects.get(type='webauthn').pk}/remove/"
    assert "reauthenticate" in client.get(path)["Location"]
    confirm = f"{LIST}reauthenticate/?next={path}"
    asked = options(text(client.get(confirm)))["request_options"]
    answer = client.post(confirm, {"credential": json.dumps(Device().used(asked))})
    assert answer["Location"].startswith(f"{LIST}reauthenticate/")
    asked = options(text(client.get(confirm)))["request_options"]
    assert client.post(confirm, {"credential": json.dumps(device.used(asked)), "next": path})["Location"] == path
    assert client.get(path).status_code == 200
