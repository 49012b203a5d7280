"""Checks before the start: a free port and a data folder used by nobody else. Each error says how to fix it."""

import fcntl
import os
import secrets
import socket
import tempfile
from pathlib import Path
from typing import IO

from peaceapp.launch.terminal import Refused

HOST = "127.0.0.1"


def read_port(written: str) -> int:
    """The port in PEACEAPP_PORT."""
    if written.isdecimal() and 0 < int(written) < 65536:
        return int(written)
    raise Refused(f"PEACEAPP_PORT is “{written}”; it must be a number from 1 to 65535.")


def refuse_taken_port(port: int) -> None:
    """Binds the port once, as the web server will a little later."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # ignores sockets of a stopped server
        try:
            probe.bind((HOST, port))
        except PermissionError as error:
            raise Refused(
                f"Port {port} needs special rights. Choose one above 1023: PEACEAPP_PORT=8001 make run"
            ) from error
        except OSError as error:
            raise Refused(
                f"Port {port} is taken by another program. Stop that one, or choose another port: "
                f"PEACEAPP_PORT={port + 1 if port < 65535 else 8000} make run"
            ) from error


def refuse_unwritable(folder: Path) -> None:
    """Creates the data folder and writes a test file. Permissions alone do not show read-only or full disks."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"written")
            probe.flush()
    except OSError as error:
        raise Refused(
            f"The data folder {folder} cannot be written to ({error.strerror}). Mend its rights, or choose another: "
            "PEACEAPP_DATA=/path/to/folder make run"
        ) from error


def lock_folder(folder: Path) -> IO[str]:
    """Locks the data folder until the returned file is closed, so that no two instances share one database."""
    lock = (folder / "run.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        lock.close()
        raise Refused(
            f"PeaceApp already runs on the data in {folder} (process {holder}). Stop it first, or give this one data "
            "of its own: PEACEAPP_DATA=/path/to/folder PEACEAPP_PORT=8001 make run"
        ) from error
    lock.seek(0)
    lock.truncate()
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


def read_secret(path: Path) -> str:
    """The secret in this file; empty if there is none."""
    return path.read_text().strip() if path.exists() else ""


def read_or_create_secret(path: Path, length: int, given: str = "") -> str:
    """The secret to use: the given one, or else the one in the file, or else a new one. Stored for its owner only."""
    kept = read_secret(path)
    secret = given or kept or secrets.token_urlsafe(length)
    if secret != kept:
        unfinished = path.with_name(f".{path.name}.{os.getpid()}")
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secret + "\n")
        unfinished.replace(path)
    return secret
