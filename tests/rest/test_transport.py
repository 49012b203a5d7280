"""Over TLS alone, where the installation is one for production."""

from typing import Any

from django.test import Client

from tests.cast import Cast


def test_a_program_that_calls_in_clear_is_told_and_not_led_on(cast: Cast, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    told = Client().get("/api/v1/engagements/", headers={"authorization": "Bearer peaceapp_x"})
    assert (told.status_code, told["Content-Type"]) == (403, "application/problem+json")
    assert "https" in told.json()["detail"]
    page = Client().get("/engagements/")
    assert (page.status_code, page["Location"]) == (301, "https://testserver/engagements/")
    assert Client().get("/api/v1/engagements/", secure=True).status_code == 401
