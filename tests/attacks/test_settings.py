"""What is unsafe in production is told in one list, by whatever is started, and nothing starts."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from peaceapp import settings_checks
from peaceapp.postgres.base import DatabaseWrapper
from tests.attacks.server import BARE, HOST
from tests.journeys.server import ROOT, free_port

GOOD = {
    "PEACEAPP_MODE": "production",
    "PEACEAPP_SECRET_KEY": "b3Jh0wKq9ZtYx4nLmVd7sRfUe2aGc8iPj5oT1yQkWzHvNbXlEu6r",
    "PEACEAPP_HOSTS": HOST,
    "PEACEAPP_EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "DATABASE_URL": "postgres://app:word@127.0.0.1:1/peaceapp",  # nobody answers there: what starts waits for it
}
COMMANDS = {
    "web": [
        "-m",
        "gunicorn",
        "-c",
        "python:peaceapp.launch.web",
        "peaceapp.wsgi:application",
        "--bind",
        "127.0.0.1:{port}",
    ],
    "worker": ["manage.py", "procrastinate", "worker"],
    "migrate": ["manage.py", "migrate"],
    "shell": ["manage.py", "shell", "-c", "print('it started')"],
    "wsgi": ["-c", "import peaceapp.wsgi; print('it started')"],
}
UNSAFE = {
    "PEACEAPP_SECRET_KEY": [
        "",
        "k9Z-8d",
        "x" * 60,
        "django-insecure-" + "b3Jh0wKq9ZtYx4nLmVd7sRfUe2aGc8iPj5oT1yQkWzHv",
    ],
    "PEACEAPP_HOSTS": ["", "*", ".example.org", "http://peaceapp.example", "peaceapp.example:443", "a b"],
    "PEACEAPP_EMAIL_URL": ["", "pigeon://x", "mail.example.org:587"],
    "PEACEAPP_AUDIT_MAIL": ["xx"],
    "PEACEAPP_SECURITY_CONTACT": ["xx"],
    "PEACEAPP_MODE": ["prod"],
    "DATABASE_URL": ["", "postgres://same:x@127.0.0.1:1/x", "sqlite:///x"],
}


def run(arguments: list[str], tmp_path: Path, **given: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if name not in BARE | {"PEACEAPP_EMBEDDED"}}
    environment = plain | {"DJANGO_SETTINGS_MODULE": "peaceapp.settings", "PEACEAPP_DATA": str(tmp_path)} | given
    if given.get("collected", "yes") == "yes":
        (tmp_path / "static").mkdir(exist_ok=True)
        (tmp_path / "static" / "staticfiles.json").write_text('{"version": "1.1", "paths": {}}')
    command = [sys.executable, *(part.format(port=free_port()) for part in arguments)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("name", COMMANDS)
def test_all_faults_are_told_at_once_and_nothing_starts(name: str, tmp_path: Path) -> None:
    said = run(COMMANDS[name], tmp_path, PEACEAPP_MODE="production", PEACEAPP_HOSTS="*,http://x")
    assert said.returncode == 2, said.stderr
    assert said.stderr.count("PeaceApp does not start with these settings:") == 1
    assert "Traceback" not in said.stderr
    assert "it started" not in said.stdout
    wanted = ["SECRET_KEY is not set", "has “*”", "has “http://x”", "DATABASE_URL is not set", "EMAIL_URL is not set"]
    for number, words in enumerate(wanted, 1):
        assert f"  {number}. " in said.stderr
        assert words in said.stderr, words


@pytest.mark.parametrize("name", ["web", "worker"])
def test_what_serves_is_not_given_the_owner(name: str, tmp_path: Path) -> None:
    said = run(COMMANDS[name], tmp_path, **GOOD, DATABASE_OWNER_URL="postgres://owner:x@127.0.0.1:1/peaceapp")
    assert said.returncode == 2
    assert "DATABASE_OWNER_URL is given to a process that serves" in said.stderr
    assert "2. " not in said.stderr


def test_the_owner_s_address_is_for_set_up(tmp_path: Path) -> None:
    said = run(COMMANDS["shell"], tmp_path, **GOOD, DATABASE_OWNER_URL="postgres://owner:x@127.0.0.1:1/peaceapp")
    assert (said.returncode, said.stdout.splitlines()[-1]) == (0, "it started"), said.stderr


def test_check_tells_the_same_and_is_never_stopped(tmp_path: Path) -> None:
    early = run(["manage.py", "check", "--deploy"], tmp_path, **GOOD, PEACEAPP_BEHIND_PROXY="1", collected="no")
    assert early.returncode == 0
    assert "collectstatic" in early.stderr
    assert "The database does not let us in with DATABASE_URL" in early.stderr
    said = run(["manage.py", "check", "--deploy"], tmp_path, PEACEAPP_MODE="production")
    assert said.returncode == 1
    for code in ("E002", "E004", "E007", "E008"):
        assert f"peaceapp.{code}" in said.stderr, code
    assert run(["manage.py", "help"], tmp_path, PEACEAPP_MODE="production").returncode == 0


def test_what_serves_has_its_style_sheets(tmp_path: Path) -> None:
    said = run(COMMANDS["web"], tmp_path, **GOOD, collected="no")
    assert said.returncode == 2
    assert "manage.py collectstatic" in said.stderr


def test_safe_settings_start(tmp_path: Path) -> None:
    """Also where the database does not answer yet: that is no fault of the settings."""
    for name in ("shell", "wsgi"):
        said = run(COMMANDS[name], tmp_path, **GOOD)
        assert (said.returncode, said.stdout.splitlines()[-1]) == (0, "it started"), said.stderr


def test_the_embedded_server_must_be_wanted(tmp_path: Path) -> None:
    embedded = GOOD | {"DATABASE_URL": ""}
    assert "trusts whoever reaches its socket" in run(COMMANDS["shell"], tmp_path, **embedded).stderr
    wanted = run(COMMANDS["shell"], tmp_path, **embedded, PEACEAPP_EMBEDDED="1")
    assert wanted.returncode == 0, wanted.stderr


def test_each_is_an_error_of_its_own(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as together:
        for name, value, said in together.map(lambda each: unsafe(*each, tmp_path), EACH):
            assert said.returncode == 2, (name, value, said.stderr)
            assert "Traceback" not in said.stderr, (name, value)
            assert "  1. " in said.stderr, (name, value)
            assert "  2. " not in said.stderr, (name, value, said.stderr)
            assert not value or name != "PEACEAPP_SECRET_KEY" or value not in said.stderr  # a key is never shown


EACH = [(name, value) for name, values in UNSAFE.items() for value in values]


def unsafe(name: str, value: str, tmp_path: Path) -> tuple[str, str, subprocess.CompletedProcess[str]]:
    """What is said to settings that are good but for one."""
    others = {"DATABASE_OWNER_URL": "postgres://same:x@127.0.0.1:1/x"} if "same" in value else {}
    return name, value, run(COMMANDS["shell"], tmp_path, **GOOD | {name: value} | others)


def test_debug_and_a_role_with_powers_are_errors(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEMO, settings.DEBUG = False, True
    assert "peaceapp.E009" in {one.id for one in settings_checks.faults()}

    def refuse(_self: object) -> None:
        raise ImproperlyConfigured("The app's database role is too powerful: postgres is a superuser.")

    monkeypatch.setattr(DatabaseWrapper, "ensure_connection", refuse)
    (error,) = settings_checks.role()
    assert error.id == "peaceapp.E010"
    assert "superuser" in error.msg


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}, "W001"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "mail.example"}, "W002"),
        ({"BEHIND_PROXY": False}, "W006"),
    ],
)
def test_what_is_unwise_is_a_warning(given: dict[str, str], code: str, settings: Any) -> None:
    settings.DEMO, settings.EMAIL_IS_GIVEN = False, True
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    for name, value in given.items():
        setattr(settings, name, value)
    assert f"peaceapp.{code}" in {one.id for one in settings_checks.faults()}


def test_a_network_without_encryption_is_unwise(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.DEMO = False
    there = settings.DATABASES["default"] | {"EMBEDDED": None, "HOST": "db.example", "OPTIONS": {}}
    monkeypatch.setitem(settings.DATABASES, "default", there)
    assert "peaceapp.W003" in {one.id for one in settings_checks.faults()}
    there["OPTIONS"] = {"sslmode": "verify-full"}
    assert "peaceapp.W003" not in {one.id for one in settings_checks.faults()}


def test_nothing_is_said_in_demo_mode(db: None) -> None:
    assert settings.DEMO
    assert list(settings_checks.faults()) == []
    assert not [one for one in run_checks(include_deployment_checks=True) if str(one.id).startswith("peaceapp.")]
