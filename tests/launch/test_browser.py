"""The browser tests' Chromium: the one named, one that is there, one that could be installed, or a sentence."""

import pytest

from peaceapp.launch import browser
from peaceapp.launch.terminal import Refused


@pytest.fixture
def program(tmp_path):
    """Write a program that ends with this code, whatever it is asked."""

    def write(name, code=0):
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\nexit {code}\n")
        path.chmod(0o755)
        return str(path)

    return write


@pytest.fixture
def machine(monkeypatch):
    """A machine without a Chromium, where nothing can be installed; returns what was tried."""
    tried = []
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(browser, "candidates", lambda: iter(()))
    monkeypatch.setattr(browser, "apt_get", lambda: tried.append("apt-get"))
    monkeypatch.setattr(browser, "playwright_install", lambda: tried.append("playwright"))
    return tried


def test_chromium_that_was_named_is_taken(machine, program, monkeypatch):
    monkeypatch.setenv("CHROMIUM", program("mine"))
    assert browser.chromium() == program("mine")
    assert not machine


def test_chromium_that_was_named_and_does_not_start_is_refused(machine, program, monkeypatch):
    monkeypatch.setenv("CHROMIUM", program("broken", code=1))
    with pytest.raises(Refused, match="broken”, and that does not start"):
        browser.chromium()


def test_wrapper_that_does_not_start_is_passed_over(machine, program, monkeypatch):
    monkeypatch.setattr(browser, "candidates", lambda: iter([program("wrapper", code=1), program("real")]))
    assert browser.chromium() == program("real")
    assert not machine


def test_missing_chromium_is_installed_by_the_first_way_that_works(machine, program, monkeypatch):
    monkeypatch.setattr(browser, "candidates", lambda: iter([program("installed")] if machine else []))
    assert browser.chromium() == program("installed")
    assert machine == ["apt-get"]


def test_machine_where_none_can_be_had_is_told_what_to_do(machine):
    with pytest.raises(Refused, match="CHROMIUM=/path/to/chromium make test"):
        browser.chromium()
    assert machine == ["apt-get", "playwright"]


def test_failed_installation_is_shown_and_not_fatal(capsys):
    assert not browser.try_to(["sh", "-c", "echo no network >&2; exit 1"], {"PATH": "/usr/bin:/bin"})
    assert "no network" in capsys.readouterr().err
    assert not browser.try_to(["no-such-program"], {})
