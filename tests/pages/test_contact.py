"""Whoever found a weakness finds whom to tell, without an account."""

from typing import Any

import pytest
from django.test import Client

PATH = "/.well-known/security.txt"


@pytest.mark.parametrize("contact", ["mailto:security@example.org", "https://example.org/report"])
def test_the_contact_is_where_it_is_looked_for(contact: str, db: None, settings: Any) -> None:
    settings.SECURITY_CONTACT = contact
    answer = Client().get(PATH)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    said = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert said["Contact"] == contact
    assert said["Expires"].endswith("Z")
    assert answer.cookies == {}


def test_without_one_there_is_no_such_address(db: None) -> None:
    assert Client().get(PATH).status_code == 404
