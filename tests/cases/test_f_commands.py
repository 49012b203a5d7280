"""F7: commands beside `make run` work on its data, in its mode, without settings; production is never taken for it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from peaceapp.launch import checks, installation

ROOT = installation.ROOT
TELL = (
    "import json; from django.conf import settings as s;"
    "print(json.dumps([s.MODE, str(s.DATA), s.PORT, s.SECRET_KEY, s.DEMO_PASSWORD]))"
)
PLAIN = {
    name: value for name, value in os.environ.items() if not name.startswith(("PEACEAPP_", "DATABASE_", "DJANGO_"))
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """What `make run` leaves in its data folder."""
    for file in installation.SECRETS.values():
        checks.read_or_create_secret(tmp_path / file, 50)
    installation.remember(tmp_path, 8123)
    return tmp_path


def run(*arguments: str, python: str = sys.executable, **given: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, "manage.py", *arguments], cwd=ROOT, env=PLAIN | given, capture_output=True, text=True, timeout=60
    )


def told(data: Path, **given: str) -> list[object]:
    said = run("shell", "--no-imports", "-c", TELL, PEACEAPP_DATA=str(data), **given)
    assert said.returncode == 0, said.stderr
    found: list[object] = json.loads(said.stdout)
    return found


def test_f7_command_beside_make_run_knows_its_mode_data_port_and_key(data: Path) -> None:
    secrets = [(data / file).read_text().strip() for file in installation.SECRETS.values()]
    assert told(data) == ["demo", str(data), 8123, *secrets]


def test_f7_python_without_django_goes_on_in_the_virtual_environment(data: Path) -> None:
    bare = getattr(sys, "_base_executable", sys.executable)
    assert run("help", "api_token", python=bare, PEACEAPP_DATA=str(data)).stdout.startswith(
        "usage: manage.py api_token"
    )


@pytest.mark.parametrize(
    "setting", ["PEACEAPP_MODE=production", "PEACEAPP_HOSTS=x.example", "DATABASE_URL=postgres://a@b.example/c"]
)
def test_f7_any_setting_of_a_real_installation_keeps_the_demo_out(data: Path, setting: str) -> None:
    name, _, value = setting.partition("=")
    said = run("api_token", "somebody", PEACEAPP_DATA=str(data), **{name: value})
    assert said.returncode == 2
    assert "PEACEAPP_SECRET_KEY is not set" in said.stderr


@pytest.mark.parametrize("command", [("runserver",), ("procrastinate", "worker")])
def test_f7_what_serves_is_told_its_mode(data: Path, command: tuple[str, ...]) -> None:
    said = run(*command, PEACEAPP_DATA=str(data))
    assert said.returncode == 2
    assert "PEACEAPP_SECRET_KEY is not set" in said.stderr


def test_f7_folder_without_an_installation_is_none(tmp_path: Path) -> None:
    assert "PEACEAPP_SECRET_KEY is not set" in run("migrate", PEACEAPP_DATA=str(tmp_path)).stderr
