"""Second factors: set up, asked for, never kept in clear, required of those who could do most."""

import re
import time
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from offices.models import AuditEvent, Session, User
from tests.arrange import arranging
from tests.cast import Cast, World, gather_cast
from tests.pages.client import signed_in, text

PASSWORD = "a long enough password"
INDEX, SET_UP, ASKED = "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/accounts/2fa/authenticate/"


def code(secret: str) -> str:
    cache.clear()  # a code that was used is not taken twice
    return code_at(secret, time.time())


def code_at(secret: str, seconds: float) -> str:
    """What an app shows at that moment."""
    return str(totp.format_hotp_value(totp.hotp_value(secret, int(seconds) // 30)))


def with_password(user: User) -> Client:
    """A browser in which the password was typed."""
    with arranging():
        if not user.has_usable_password() or not user.check_password(PASSWORD):
            user.set_password(PASSWORD)
            user.save()
    client = Client()
    client.post("/accounts/login/", {"login": user.username, "password": PASSWORD})
    return client


def set_up(client: Client) -> tuple[str, list[str]]:
    """The key of a second factor that is set up now, and its recovery codes."""
    assert client.get(SET_UP).status_code == 200  # whoever has just signed in is not asked once more
    page = text(client.get(SET_UP))
    found = re.search(r'id="key">([A-Z2-7]+)<', page)
    assert found, page
    assert client.post(SET_UP, {"code": "000000"}).status_code == 200
    answer = client.post(SET_UP, {"code": code(found[1])})
    assert answer.status_code == 302
    return found[1], re.findall(r'<code dir="ltr">(\d+)</code>', text(client.get("/accounts/2fa/recovery-codes/")))


@pytest.fixture
def secret(cast: Cast) -> tuple[str, list[str]]:
    return set_up(with_password(cast.staff))


def test_the_password_alone_no_longer_signs_in(cast: Cast, secret: tuple[str, list[str]]) -> None:
    client = with_password(cast.staff)
    assert client.get("/").status_code == 302
    assert client.get("/api/v1/me/").status_code == 401
    page = text(client.get(ASKED))
    assert "authenticator app" in page
    assert client.post(ASKED, {"code": "123456"}).status_code == 200
    assert client.get("/").status_code == 302
    assert client.post(ASKED, {"code": code(secret[0])}).status_code == 302
    assert client.get("/").status_code == 200
    with arranging():
        failed = AuditEvent.objects.filter(verb="sign_in_failed", kind="second factor", object=cast.staff.username)
        assert failed.exists()
        assert AuditEvent.objects.filter(verb="account", kind="second factor", actor_key=cast.staff.pk).exists()
        signed_in = AuditEvent.objects.filter(verb="signed_in", kind="account", actor_key=cast.staff.pk).order_by(
            "number"
        )
        assert [event.fields for event in signed_in] == [["password"], ["password", "totp"]]


def test_a_recovery_code_signs_in_once(cast: Cast, secret: tuple[str, list[str]]) -> None:
    assert len(secret[1]) == 10
    for works in (True, False):
        client = with_password(cast.staff)
        client.post(ASKED, {"code": secret[1][0]})
        assert (client.get("/").status_code == 200) == works


def test_a_code_of_an_app_signs_in_once_while_it_is_good(cast: Cast, secret: tuple[str, list[str]]) -> None:
    begins = (int(time.time()) // 30 + 20) * 30
    shown = code_at(secret[0], begins)
    for later, works in ((1, True), (10, False), (35, False), (58, False)):
        with time_machine.travel(datetime.fromtimestamp(begins + later, UTC)):
            client = with_password(cast.staff)
            client.post(ASKED, {"code": shown})
            assert (client.get("/").status_code == 200) == works, later
    with time_machine.travel(datetime.fromtimestamp(begins + 61, UTC)):
        client = with_password(cast.staff)
        client.post(ASKED, {"code": code_at(secret[0], begins + 61)})
        assert client.get("/").status_code == 200


def test_guessing_is_throttled(cast: Cast, secret: tuple[str, list[str]]) -> None:
    client = with_password(cast.staff)
    for guess in range(12):
        client.post(ASKED, {"code": f"{guess:06}"})
    client.post(ASKED, {"code": code_at(secret[0], time.time())})
    assert client.get("/").status_code == 302


def test_the_database_has_no_usable_secret(cast: Cast, secret: tuple[str, list[str]]) -> None:
    kept = str([row.data for row in Authenticator.objects.filter(user_id=cast.staff.pk)])
    assert secret[0] not in kept
    assert not any(recovery in kept for recovery in secret[1])


def test_taking_it_off_and_showing_codes_asks_who_it_is(cast: Cast, secret: tuple[str, list[str]]) -> None:
    client = signed_in(cast.staff)  # a browser whose password was typed long ago
    for path in ("totp/deactivate/", "recovery-codes/generate/"):
        answer = client.get(f"{INDEX}{path}")
        assert answer.status_code == 302
        assert "reauthenticate" in answer["Location"]
        assert client.get(answer["Location"]).status_code == 200
    assert not any(recovery in text(client.get(f"{INDEX}recovery-codes/")) for recovery in secret[1])


@pytest.mark.parametrize("role", ["manager", "administrator", "auditor"])
def test_who_could_do_most_must_have_one(role: str, world: World, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    user = world.cast.people["lead", role]
    client = with_password(user)
    for path in ("/", "/engagements/", "/admin/", "/audit/", "/accounts/tokens/", "/accounts/me/"):
        answer = client.get(path)
        assert (answer.status_code, answer["Location"]) == (302, INDEX), path
    sent = {"name": "Past it", "scope": "write", "ceiling": "30", "days": "365"}
    assert client.post("/accounts/tokens/", sent)["Location"] == INDEX
    assert client.get("/api/v1/engagements/").status_code == 403
    assert "Managers, administrators and auditors need one" in text(client.get(INDEX))
    set_up(client)
    for path in ("/", "/api/v1/engagements/"):
        assert client.get(path).status_code == 200


def test_others_need_none(world: World, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    for user in (world.cast.staff, world.cast.observer, world.cast.nobody):
        assert with_password(user).get("/").status_code == 200


def test_everybody_needs_one_where_the_installation_says_so(world: World, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = settings.SECOND_FACTOR_OF_EVERYBODY = True
    for user in (world.cast.staff, world.cast.observer, world.cast.nobody):
        client = with_password(user)
        assert client.get("/engagements/")["Location"] == INDEX
        assert client.get("/api/v1/engagements/").status_code == 403
    set_up(client)
    assert client.get("/engagements/").status_code == 200


def test_setting_one_up_ends_all_other_sessions(cast: Cast, django_capture_on_commit_callbacks: Any) -> None:
    """Whoever else was signed in showed less than it takes from now on."""
    here, there = with_password(cast.staff), with_password(cast.staff)
    assert there.get("/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        set_up(here)
    assert here.get("/").status_code == 200
    assert there.get("/").status_code == 302


def test_a_new_key_of_the_installation_reads_what_the_former_one_wrote(
    cast: Cast, secret: tuple[str, list[str]], settings: Any
) -> None:
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another key of the installation"
    settings.SECRET_KEY_FALLBACKS = [former]
    client = with_password(cast.staff)
    assert client.post(ASKED, {"code": code(secret[0])}).status_code == 302
    assert client.get("/").status_code == 200


def test_a_lost_one_is_taken_away_by_command(transactional_db: None) -> None:
    staff = gather_cast().staff
    set_up(with_password(staff))
    assert Session.objects.filter(user=staff).exists()
    call_command("reset_second_factor", staff.username)
    assert not Session.objects.filter(user=staff).exists()
    assert with_password(staff).get("/").status_code == 200
    with arranging():
        noted = AuditEvent.objects.filter(kind="second factor", actor_key=None).order_by("number")
        assert {event.behind for event in noted} == {"manage.py reset_second_factor"}
        assert {event.fields[0] for event in noted} == {"removed"}
    for name in (staff.username, "nobody.of.this.name"):
        with pytest.raises(CommandError):
            call_command("reset_second_factor", name)
