"""Locks that an embedded PostgreSQL left behind when it was killed: taken away where they are known to be stale."""

import os
from collections.abc import Iterator
from pathlib import Path

import psutil  # comes with the wheel that this is for


def remove_stale(folder: Path) -> list[Path]:
    """Remove `postmaster.pid` and the lock of its socket where their process is no PostgreSQL of this folder.

    PostgreSQL itself looks no further than whether there is a process of this number: a zombie, or another program that
    got the number since, keeps it from starting. Returns what was removed.
    """
    named = folder / "postmaster.pid"
    try:
        written = named.read_text()
    except FileNotFoundError:
        return []
    number = written.split("\n", 1)[0].strip()
    if not number.isdecimal() or serves(int(number), folder):
        return []
    removed = []
    for file in (named, *_socket_locks(written, number)):
        if file == named and named.read_text() != written:
            break  # another process started the server in this moment
        file.unlink(missing_ok=True)
        removed.append(file)
    return removed


def serves(number: int, folder: Path) -> bool:
    """Whether this process is a living PostgreSQL that was started on the folder."""
    try:
        process = psutil.Process(number)
        if process.status() in {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD}:
            return False
        words = process.cmdline()
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True
    is_postgres = bool(words) and "postgres" in os.path.basename(words[0])
    return is_postgres and any(os.path.realpath(word) == os.path.realpath(folder) for word in words[1:])


def files(folder: Path) -> list[Path]:
    """The lock files that there are, for whoever must take them away."""
    named = folder / "postmaster.pid"
    if not named.exists():
        return []
    written = named.read_text()
    return [named, *_socket_locks(written, written.split("\n", 1)[0].strip())]


def _socket_locks(written: str, number: str) -> Iterator[Path]:
    """The lock of the socket that the server had, if it has the same number."""
    lines = written.split("\n")
    if len(lines) > 4 and lines[4]:
        lock = Path(lines[4]) / f".s.PGSQL.{lines[3]}.lock"
        if lock.exists() and lock.read_text().split("\n", 1)[0].strip() == number:
            yield lock
