"""The address of whoever asks: what limits count by, and what the trail says."""

from typing import Any

import pytest
from django.test import RequestFactory

from offices.models import AuditEvent
from peaceapp.proxies import know_the_client
from tests.arrange import arranging
from tests.cast import Cast
from tests.offices.access.test_second_factor import PASSWORD, with_password
from tests.offices.access.test_signing_in import answer

NEAR, CLIENT, FORGED = "10.0.0.1", "192.0.2.7", "198.51.100.1"


@pytest.mark.parametrize(
    ("proxies", "told", "right"),
    [
        (0, CLIENT, NEAR),
        (1, CLIENT, CLIENT),
        (1, f"{FORGED}, {CLIENT}", CLIENT),
        (1, f"{FORGED}, {FORGED},{CLIENT} ", CLIENT),
        (2, f"{FORGED}, {CLIENT}, 10.0.0.2", CLIENT),
        (2, CLIENT, NEAR),
        (1, "", NEAR),
        (1, "unknown", NEAR),
        (1, f"{CLIENT}, <script>", NEAR),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_it_is_what_our_own_proxy_saw(proxies: int, told: str, right: str, settings: Any) -> None:
    settings.PROXIES, seen = proxies, []
    request = RequestFactory().get("/", REMOTE_ADDR=NEAR, headers={"x-forwarded-for": told})
    know_the_client(lambda asked: seen.append(asked.META["REMOTE_ADDR"]))(request)
    assert seen == [right]


def test_limits_and_the_trail_go_by_it(cast: Cast, settings: Any) -> None:
    settings.PROXIES = 1
    with_password(cast.staff)
    there = {"REMOTE_ADDR": NEAR, "headers": {"x-forwarded-for": f"{FORGED}, {CLIENT}"}}
    for number in range(10):
        forged = {"x-forwarded-for": f"203.0.113.{number}, {CLIENT}"}
        answer(f"somebody{number}", "not it", REMOTE_ADDR=NEAR, headers=forged)
    assert answer(cast.staff.username, PASSWORD, **there).status_code == 200  # this address guessed too often
    elsewhere = {"REMOTE_ADDR": NEAR, "headers": {"x-forwarded-for": "192.0.2.8"}}
    assert answer(cast.staff.username, PASSWORD, **elsewhere).status_code == 302
    with arranging():
        event = AuditEvent.objects.filter(verb="signed_in", actor_key=cast.staff.pk).latest("number")
    assert event.address == "192.0.2.8"
