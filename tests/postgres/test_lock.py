"""Locks of a server that was killed: taken away where nobody serves by them, and never from one that lives."""

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from peaceapp.postgres import lock


def locked(folder: Path, number: int) -> list[Path]:
    """What a server of this process number leaves behind."""
    named, beside = folder / "postmaster.pid", folder / ".s.PGSQL.5432.lock"
    named.write_text(f"{number}\n{folder}\n1795874531\n5432\n{folder}\n\n  5432001     65536\nready   \n")
    beside.write_text(f"{number}\n{folder}\n1795874531\n5432\n{folder}\n")
    return [named, beside]


@pytest.fixture
def zombie():
    """A process that has ended and that nobody has asked about."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    while psutil.Process(process.pid).status() != psutil.STATUS_ZOMBIE:
        pass
    yield process.pid
    process.wait()


def test_locks_that_name_a_zombie_another_program_or_nobody_are_removed(tmp_path: Path, zombie: int) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for number in (zombie, os.getpid(), gone.pid):
        left = locked(tmp_path, number)
        assert lock.remove_stale(tmp_path) == left
        assert not any(file.exists() for file in left)
    assert lock.remove_stale(tmp_path) == []


def test_lock_of_another_socket_stays(tmp_path: Path) -> None:
    named, beside = locked(tmp_path, os.getpid())
    beside.write_text("1\n")
    assert lock.remove_stale(tmp_path) == [named]
    assert beside.exists()


def test_locks_of_a_living_server_are_not_touched(db: None, tmp_path: Path) -> None:
    server = settings.DATABASES["default"]["EMBEDDED"]
    if not server:
        return  # the suite was given a server: nothing is embedded
    before = lock.files(server["folder"])
    assert len(before) == 2
    assert lock.remove_stale(server["folder"]) == []
    assert lock.files(server["folder"]) == before
    number = int(before[0].read_text().split()[0])
    assert lock.serves(number, server["folder"])
    assert not lock.serves(number, tmp_path)  # a server, and not of this folder
