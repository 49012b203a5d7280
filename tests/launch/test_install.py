"""Packages are installed when the lock changed, and only then."""

import sys
from pathlib import Path

import pytest

from peaceapp.launch import install
from peaceapp.launch.terminal import Refused


@pytest.fixture
def locks(tmp_path, monkeypatch):
    """Two locks that name nothing, and a pip that notes what it was asked for."""
    files = {"run": tmp_path / "requirements.txt", "dev": tmp_path / "requirements-dev.txt"}
    for kind, file in files.items():
        file.write_text(f"# {kind}\n")
    monkeypatch.setattr(install, "LOCKS", files)
    return files


@pytest.fixture
def installed(monkeypatch):
    asked = []
    monkeypatch.setattr(install, "pip_install", lambda python, lock, tell: asked.append(lock.name))
    return asked


@pytest.fixture
def environment(tmp_path) -> Path:
    """What a virtual environment is to the installer: a Python that starts."""
    python = tmp_path / "venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    return tmp_path / "venv"


def bring(kind, environment):
    return install.install(kind, environment, lambda progress: None)


def test_lock_that_did_not_change_is_not_installed_again(locks, installed, environment):
    assert bring("run", environment)
    assert not bring("run", environment)
    assert installed == ["requirements.txt"]


def test_lock_that_changed_is_installed_again(locks, installed, environment):
    bring("run", environment)
    locks["run"].write_text("# another\n")
    assert bring("run", environment)
    assert installed == ["requirements.txt"] * 2


def test_environment_for_tests_also_runs(locks, installed, environment):
    bring("dev", environment)
    assert not bring("run", environment)
    assert installed == ["requirements-dev.txt"]


def test_environment_for_running_is_not_enough_for_tests(locks, installed, environment):
    bring("run", environment)
    assert bring("dev", environment)


def test_installation_that_failed_is_tried_again(locks, environment, monkeypatch):
    def fail(python, lock, tell):
        raise Refused("no network")

    monkeypatch.setattr(install, "pip_install", fail)
    with pytest.raises(Refused):
        bring("run", environment)
    monkeypatch.setattr(install, "pip_install", lambda python, lock, tell: None)
    assert bring("run", environment)


def test_environment_whose_python_is_gone_is_made_anew(locks, installed, environment):
    bring("run", environment)
    (environment / "bin" / "python").unlink()
    assert bring("run", environment)
    assert install.runs(environment / "bin" / "python")
