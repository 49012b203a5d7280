"""Removes stale locks that a killed embedded PostgreSQL left behind."""

import os
from collections.abc import Iterator
from pathlib import Path

import psutil  # a dependency of the embedded server's wheel


def remove_stale(folder: Path) -> list[Path]:
    """Removes `postmaster.pid` and the socket's lock if their process is no PostgreSQL of this folder.

    PostgreSQL only checks that a process with this number exists. A zombie, or another program with the same number,
    would keep it from starting. Returns the removed files.
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
    """Whether this process is a running PostgreSQL with this data folder."""
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
    """The existing lock files, for the error message."""
    named = folder / "postmaster.pid"
    if not named.exists():
        return []
    written = named.read_text()
    return [named, *_socket_locks(written, written.split("\n", 1)[0].strip())]


def _socket_locks(written: str, number: str) -> Iterator[Path]:
    """The lock of the server's socket, if it names the same process."""
    lines = written.split("\n")
    if len(lines) > 4 and lines[4]:
        lock = Path(lines[4]) / f".s.PGSQL.{lines[3]}.lock"
        if lock.exists() and lock.read_text().split("\n", 1)[0].strip() == number:
            yield lock
