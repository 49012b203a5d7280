"""What `check --deploy` says about settings with which an installation should not go on."""

from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from peaceapp import settings_checks
from tests.production import GIVEN, production

MAIL = {"smtp+tls://u:p@mail.example:587": [], "smtp+ssl://u:p@mail.example:465": [],
        "smtp://u:p@mail.example:25": ["peaceapp.W002"]}  # fmt: skip
BASES = {"postgres://app@db.example/peaceapp": ["peaceapp.W003"],
         "postgres://app@db.example/peaceapp?sslmode=require": ["peaceapp.W003"],
         "postgres://app@db.example/peaceapp?sslmode=verify-full": [],
         "postgres://app@localhost/peaceapp": [], "postgres:///peaceapp": [], "": ["peaceapp.E007"]}  # fmt: skip
LOOKED_AT = {"peaceapp.W002", "peaceapp.W003", "peaceapp.E007"}


def said(settings: Any, **given: str) -> list[str]:
    assert list(settings_checks.faults()) == []  # nothing is said in demo mode
    settings.DEMO = False
    for name, value in production(**given).items():
        if name.startswith("EMAIL"):
            setattr(settings, name, value)
    with patch.dict(settings.DATABASES, production(**given)["DATABASES"]):
        return [str(found.id) for found in settings_checks.faults() if found.id in LOOKED_AT]


@pytest.mark.parametrize("address", MAIL)
def test_letters_go_encrypted(address: str, settings: Any) -> None:
    assert said(settings, PEACEAPP_EMAIL_URL=address) == MAIL[address]


@pytest.mark.parametrize("address", BASES)
def test_rows_go_encrypted_and_to_whom_they_should(address: str, settings: Any) -> None:
    assert said(settings, DATABASE_URL=address) == BASES[address]
    assert GIVEN["DATABASE_URL"].endswith("sslmode=verify-full")


def test_a_list_of_breached_passwords_is_there(settings: Any, tmp_path: Path) -> None:
    for name, wrong in (("", 0), (str(tmp_path / "none"), 1), (__file__, 0)):
        settings.DEMO, settings.BREACHED_PASSWORDS = False, name
        assert [found.id for found in settings_checks.faults()].count("peaceapp.E012") == wrong
