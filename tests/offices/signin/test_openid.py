"""Sign-in by OpenID Connect, with a provider that runs beside the tests: whom it lets in, and every lie refused."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.conf import settings as ours
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client
from environ import Env

from offices.models import AuditEvent, Session, User
from offices.signin.openid import Identities
from peaceapp.settings.openid import openid, providers
from tests.arrange import arranging
from tests.cast import Cast, gather_cast
from tests.identity import lies, server
from tests.offices.signin.test_second_factor import INDEX, code, set_up, with_password
from tests.pages.client import text

START, RESTORE = "/accounts/oidc/login/", "/accounts/oidc/callback/"
FIELD = re.compile(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"')


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with server.running(f"http://testserver{RESTORE}") as address:
        yield address


def use(settings: Any, provider: str, **more: str) -> None:
    env = Env()
    env.ENVIRON = server.settings_for(provider, **more)
    settings.OIDC = openid(env, plain=True)
    settings.SOCIALACCOUNT_PROVIDERS = providers(settings.OIDC)


@pytest.fixture
def staff(cast: Cast, provider: str, settings: Any) -> User:
    """Whose address the provider has for most of its people."""
    use(settings, provider)
    cast.staff.email = lies.STAFF.lower()
    with arranging():
        cast.staff.save()
    return cast.staff


def leave(client: Client, **sent: str) -> str:
    """Where our page leads on to."""
    page = client.post(START, sent)
    assert page.status_code == 200, text(page)
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', text(page))
    assert found
    return unescape(found[1])


def at_the_provider(there: str, name: str, answer: str = "allow") -> str:
    """Sign in and consent there; where it leads back to."""
    browser = requests.Session()
    browser.trust_env = False
    page = browser.get(there)
    assert "The provider" in page.text, page.text
    token = dict(FIELD.findall(page.text))["csrfmiddlewaretoken"]
    sent = {"csrfmiddlewaretoken": token, "username": name, "password": lies.PASSWORD}
    page = browser.post(page.url, data=sent)
    assert "Request for Permission" in page.text, page.text
    fields = {key: unescape(value) for key, value in FIELD.findall(page.text) if key != "allow"}
    led = browser.post(urlsplit(there)._replace(query="").geturl(), data=fields | {answer: "1"}, allow_redirects=False)
    return led.headers["Location"]


def come_back(client: Client, there: str) -> Any:
    return client.get(there.removeprefix("http://testserver"))


def comes(name: str, client: Client | None = None, **sent: str) -> tuple[Client, Any]:
    """A browser that went the whole way as somebody of the provider's, and what it was answered."""
    client = client or Client()
    return client, come_back(client, at_the_provider(leave(client, **sent), name))


def failed(**about: str) -> int:
    """Sign-ins that were noted as failed: for good, so those of other tests are among them."""
    with arranging():
        return AuditEvent.objects.filter(verb="sign_in_failed", **about).count()


def is_in(client: Client) -> str | None:
    answer = client.get("/api/v1/me/")
    return str(answer.json()["id"]) if answer.status_code == 200 else None


def test_an_identity_signs_in_to_the_account_of_its_address(staff: User) -> None:
    client, answer = comes("honest", next="/follow-ups/")
    assert (answer.status_code, answer["Location"]) == (302, "/follow-ups/")
    assert is_in(client) == staff.username
    link = SocialAccount.objects.get()
    assert (link.user_id, link.provider, link.uid, link.extra_data) == (staff.pk, "oidc", "honest-0001", {})
    assert Session.objects.filter(user=staff).count() == 1
    with arranging():
        assert AuditEvent.objects.filter(verb="signed_in", actor_key=staff.pk).count() == 1
        assert AuditEvent.objects.get(kind="identity").fields == ["linked"]
        User.objects.filter(pk=staff.pk).update(email="another@example.org")
    assert is_in(comes("honest")[0]) == staff.username  # the link holds, whatever the address is now
    assert SocialAccount.objects.count() == 1


def test_an_account_takes_one_identity(staff: User) -> None:
    assert is_in(comes("honest")[0])
    client, answer = comes("again")  # the same address, given to somebody else
    assert answer.status_code == 403
    assert not is_in(client)


def test_a_link_is_undone_by_command(provider: str, settings: Any, transactional_db: None) -> None:
    use(settings, provider)
    staff = gather_cast().staff
    with arranging():
        User.objects.filter(pk=staff.pk).update(email=lies.STAFF)
    client = comes("honest")[0]
    assert is_in(client)
    call_command("unlink_identity", staff.username)
    assert not is_in(client)
    assert is_in(comes("again")[0]) == staff.username
    with arranging():
        events = AuditEvent.objects.filter(kind="identity").order_by("number")
        assert [event.fields for event in events] == [["linked"], ["unlinked"], ["linked"]]
        assert events[1].behind == "manage.py unlink_identity"
    with pytest.raises(CommandError):
        call_command("unlink_identity", "nobody.of.this.name")


def test_who_is_not_let_in_is_answered_alike(staff: User, cast: Cast) -> None:
    with arranging():
        User.objects.filter(pk__in=[cast.manager.pk, cast.observer.pk]).update(email="shared@example.org")
        User.objects.filter(pk=cast.nobody.pk).update(email="leaver@example.org", is_active=False)
        User.objects.filter(pk=cast.lapsed.pk).update(email="past@example.org", is_archive=True)
    said, before = set(), failed()
    for name in ("stranger", "unverified", "shared", "leaver", "past", "nameless"):
        client, answer = comes(name)
        assert answer.status_code == 403, name
        assert not is_in(client), name
        said.add(text(answer))
    assert len(said) == 1
    assert not SocialAccount.objects.exists()
    assert failed() == before + 6
    with arranging():
        SocialAccount.objects.create(user=staff, provider="oidc", uid="honest-0001")
        User.objects.filter(pk=staff.pk).update(is_active=False)
    client, answer = comes("honest")
    assert text(answer) in said
    assert not is_in(client)
    assert failed(object=staff.username)


WHY = {
    "wrong-nonce": "answers another request",
    "no-nonce": "KeyError.*nonce",
    "wrong-audience": "InvalidAudienceError",
    "for-another": "made for another",
    "expired": "ExpiredSignatureError",
    "endless": "KeyError.*exp",
    "wrong-issuer": "InvalidIssuerError",
    "without-subject": "names nobody",
    "long-subject": "names nobody",
    "odd-subject": "names nobody",
    "unsigned": "key pair",
    "forged": "InvalidSignatureError",
    "by-secret": "key pair",
    "garbage": "DecodeError",
    "without-token": "KeyError.*id_token",
    "two-people": "two people",
}


@pytest.mark.parametrize("lie", sorted(lies.LIARS))
def test_a_lie_is_refused_for_what_it_is(lie: str, staff: User, caplog: Any) -> None:
    before = failed()
    client, answer = comes(lie)
    assert re.search(WHY[lie], caplog.text)
    assert answer.status_code == 403
    assert "did not confirm your identity" in text(answer)
    assert not is_in(client)
    assert not SocialAccount.objects.exists()
    assert failed() == before + 1


def test_state_nonce_and_challenge_go_out_and_a_request_adds_nothing(staff: User, provider: str) -> None:
    client = Client()
    there = leave(client)
    page = client.post(f"{START}?auth_params=redirect_uri%3Dhttp://evil.example/&scope=all&process=connect&action=x")
    for address in (there, unescape(text(page).split("url=", 1)[1].split('"', 1)[0])):
        asked = parse_qs(urlsplit(address).query)
        assert address.startswith(f"{provider}/authorize?")
        assert asked["redirect_uri"] == [f"http://testserver{RESTORE}"]
        assert asked["response_type"] == ["code"]
        assert asked["code_challenge_method"] == ["S256"]
        assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
        assert min(len(asked[name][0]) for name in ("nonce", "state", "code_challenge")) >= 16


def test_the_answer_to_another_browser_is_refused(staff: User) -> None:
    back = at_the_provider(leave(Client()), "honest")
    victim = Client()
    assert come_back(victim, back).status_code == 403
    leave(victim)
    assert come_back(victim, back).status_code == 403
    assert not is_in(victim)


def test_an_answer_counts_once(staff: User) -> None:
    client = Client()
    back = at_the_provider(leave(client), "honest")
    assert come_back(client, back).status_code == 302
    client.post("/accounts/logout/")
    assert come_back(client, back).status_code == 403
    assert not is_in(client)


def test_a_code_without_its_verifier_is_worth_nothing(staff: User) -> None:
    """The code of one request with the state of another: the provider asks for the proof."""
    client = Client()
    first, second = leave(client), leave(client)
    code_of_first = parse_qs(urlsplit(at_the_provider(first, "honest")).query)["code"][0]
    state_of_second = parse_qs(urlsplit(second).query)["state"][0]
    assert client.get(RESTORE, {"code": code_of_first, "state": state_of_second}).status_code == 403
    assert not is_in(client)


def test_whoever_declines_is_at_the_sign_in_again(staff: User) -> None:
    client = Client()
    answer = come_back(client, at_the_provider(leave(client), "honest", "decline"))
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/")
    assert not is_in(client)


def test_the_key_of_before_is_dead(staff: User) -> None:
    client = Client()
    back = at_the_provider(leave(client), "honest")
    before = client.cookies[ours.SESSION_COOKIE_NAME].value
    come_back(client, back)
    assert client.cookies[ours.SESSION_COOKIE_NAME].value != before
    thief = Client()
    thief.cookies[ours.SESSION_COOKIE_NAME] = before
    assert not is_in(thief)


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example/", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(elsewhere: str, staff: User) -> None:
    assert comes("honest", next=elsewhere)[1]["Location"] == "/"


def test_our_second_factor_is_asked_for_all_the_same(staff: User) -> None:
    secret, _ = set_up(with_password(staff))
    client, answer = comes("honest")
    assert answer["Location"].startswith("/accounts/2fa/authenticate/")
    assert not is_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
    assert is_in(client) == staff.username


def test_a_manager_sets_one_up_unless_the_provider_asks_for_it(
    staff: User, cast: Cast, provider: str, settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    with arranging():
        SocialAccount.objects.create(user=cast.manager, provider="oidc", uid="honest-0001")
    assert comes("honest")[0].get("/")["Location"] == INDEX
    use(settings, provider, SECOND_FACTOR="provider")
    assert comes("honest")[0].get("/").status_code == 200
    assert with_password(cast.manager).get("/")["Location"] == INDEX  # after a password it is ours to ask
    settings.SECOND_FACTOR_REQUIRED = False
    set_up(with_password(cast.manager))
    assert is_in(comes("honest")[0]) == cast.manager.username


def test_a_provider_that_is_away_or_another_is_not_gone_to(staff: User, provider: str, settings: Any) -> None:
    for wrong in ("http://127.0.0.1:9", provider.replace("127.0.0.1", "localhost")):
        use(settings, wrong)
        page = Client().post(START)
        assert page.status_code == 503
        assert "does not respond" in text(page)


def test_what_is_asked_never_leaves_the_provider_nor_its_protection(staff: User, provider: str, settings: Any) -> None:
    there = leave(Client())
    with pytest.raises(requests.TooManyRedirects):
        Identities().get_requests_session().get(there)  # it leads to the provider's own sign-in
    safe = "https://id.example.org"
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"):
        told = dict.fromkeys(("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"), f"{safe}/x")
        for scheme, status in (("https", 200), ("http", 503)):
            use(settings, provider)
            settings.OIDC["server"] = safe  # as if the same description had come from there
            app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
            changed = told | {"issuer": safe, name: f"{scheme}://id.example.org/x"}
            app["settings"]["openid_configuration_overrides"] = changed
            assert Client().post(START).status_code == status, (name, scheme)


def test_nobody_is_sent_there_by_a_link_and_many_are_slowed(staff: User) -> None:
    client = Client()
    assert client.get(START)["Location"] == "/accounts/login/"
    assert Client(enforce_csrf_checks=True).post(START).status_code == 403
    assert [client.post(START).status_code for _ in range(31)][-1] == 429


def test_the_sign_in_page_offers_it_only_where_there_is_one(staff: User, settings: Any) -> None:
    assert "Sign in with The Provider" in text(Client().get("/accounts/login/"))
    settings.OIDC, settings.SOCIALACCOUNT_PROVIDERS = {}, providers({})
    with arranging():
        SocialApp.objects.create(provider="openid_connect", provider_id="oidc", name="Another", client_id="x")
    assert "The Provider" not in text(Client().get("/accounts/login/"))
    for path in (START, RESTORE):
        assert Client().post(path).status_code in {302, 405}
        assert Client().get(path)["Location"] == "/accounts/login/"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"PEACEAPP_OIDC_CLIENT_ID": "", "PEACEAPP_OIDC_NAME": " "}, "CLIENT_ID .*NAME"),
        ({"PEACEAPP_OIDC_SERVER": "http://id.example.org"}, "https://"),
        ({"PEACEAPP_OIDC_SERVER": "id.example.org"}, "https://"),
        ({"PEACEAPP_OIDC_SECOND_FACTOR": "maybe"}, "own.*provider"),
    ],
)
def test_settings_that_are_half_there_say_what_is_missing(changed: dict[str, str], said: str) -> None:
    env = Env()
    env.ENVIRON = server.settings_for("https://id.example.org/")
    assert openid(env, plain=False)["server"] == "https://id.example.org"
    env.ENVIRON |= changed
    with pytest.raises(ImproperlyConfigured, match=said):
        openid(env, plain=False)
