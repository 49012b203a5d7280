"""What the launcher sees to before it starts the servers."""

import json
import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from peaceapp.launch import __main__ as launch
from peaceapp.launch import prepare
from peaceapp.launch.terminal import Refused


@pytest.fixture
def gone():
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@pytest.fixture
def handles(tmp_path):
    """Where the embedded server keeps the numbers of its users."""
    (tmp_path / "postgres").mkdir()
    return tmp_path / "postgres" / ".handle_pids.json"


def test_processes_that_are_gone_do_not_keep_the_embedded_server_up(tmp_path, handles, gone):
    handles.write_text(json.dumps([gone, os.getpid()]))
    prepare.remove_dead_processes(tmp_path)
    assert json.loads(handles.read_text()) == [os.getpid()]


@pytest.mark.parametrize("text", ["", "[12, 1"])
def test_list_that_was_written_half_is_begun_anew(tmp_path, handles, text):
    handles.write_text(text)
    prepare.remove_dead_processes(tmp_path)
    assert json.loads(handles.read_text()) == []


def test_list_that_is_not_there_is_not_made(tmp_path, handles):
    prepare.remove_dead_processes(tmp_path)
    assert not handles.exists()


def test_fingerprint_tells_a_changed_file_from_the_same_one(tmp_path):
    sheet = tmp_path / "app.css"
    sheet.write_text("a {}")
    before = prepare.fingerprint([sheet])
    assert prepare.fingerprint([sheet]) == before
    sheet.write_text("a { color: red }")
    assert prepare.fingerprint([sheet]) != before


def test_what_the_settings_refuse_is_said_in_their_words():
    def act():
        raise ImproperlyConfigured("This needs the owner of the tables.")

    with pytest.raises(Refused, match="needs the owner"):
        prepare.perform(act)


def test_start_with_another_demo_password_says_what_holds(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("PEACEAPP_DEMO_PASSWORD", "one-of-their-own")
    launch.announce(8123, tmp_path, is_password_new=True)
    said = capsys.readouterr().out
    assert "all with the password  one-of-their-own\n  It is another one than at the last start" in said
    launch.announce(8123, tmp_path, is_password_new=False)
    assert "another one" not in capsys.readouterr().out
