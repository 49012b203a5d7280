"""Starts web servers and measures the processor time of each request, including the database backends.

Linux only: times are read from `/proc`. Times of running threads are exact to the microsecond. Times of ended child
processes come in ticks of ten milliseconds, so only sums over many requests are meaningful.
"""

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path

import psycopg

from peaceapp.launch.checks import HOST
from peaceapp.launch.children import Child

TICKS = os.sysconf("SC_CLK_TCK")


def spent(process: int) -> float:
    """Seconds of processor time of a process, summed over its threads. Its threads must live as long as the process."""
    return sum(int(thread.read_text().split()[0]) for thread in Path(f"/proc/{process}/task").glob("*/schedstat")) / 1e9


def spent_by_the_ended(process: int) -> float:
    """Seconds of processor time, user and system, of the ended child processes of `process`."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / TICKS  # field 16 (cutime); fields 1 and 2 precede the bracket


def free_port() -> int:
    """A port on which no server listens."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """A web server with one worker, and the database backends that serve it."""

    name: str
    child: Child
    port: int
    database: str
    postmaster: int
    worker: int = 0
    backends: list[int] = field(default_factory=list)
    client: HTTPConnection | None = None

    def start(self, probe: str, headers: dict[str, str]) -> None:
        """Starts the server and repeats the request `probe` until it is answered, for up to a minute."""
        self.child.start()
        until = time.monotonic() + 60
        while time.monotonic() < until and self.child.is_running():
            try:
                self.get(probe, headers)
            except OSError:
                time.sleep(0.2)
                continue
            self._find_processes()
            return
        raise RuntimeError(f"{self.name} did not start:\n{self.child.log_tail()}")

    def _find_processes(self) -> None:
        master = self.child.process.pid if self.child.process else 0
        found = Path(f"/proc/{master}/task/{master}/children").read_text().split()
        self.worker = int(found[0])

    def find_backends(self) -> None:
        """Finds the database backends with this server's name. Its pool may have opened more since the last call."""
        with psycopg.connect(self.database) as db:
            rows = db.execute("select pid from pg_stat_activity where application_name = %s", [self.name])
            self.backends = [row[0] for row in rows]

    def get(self, path: str, headers: dict[str, str]) -> bytes:
        """The body of the response to a GET request."""
        return self.ask("GET", path, headers)

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> bytes:
        """The body of a response over a persistent connection. `RuntimeError` for a status other than 200 and 201."""
        if self.client is None:
            self.client = HTTPConnection(HOST, self.port, timeout=30)
        try:
            self.client.request(method, path, body, headers)
            response = self.client.getresponse()
            answer = response.read()
        except (OSError, subprocess.SubprocessError):
            self.client.close()
            self.client = None
            raise
        if response.status not in {200, 201}:
            raise RuntimeError(f"{self.name} answered {response.status} to {path}: {answer[:500]!r}")
        return answer

    def spent(self) -> tuple[float, float]:
        """Seconds of processor time so far: of the worker, and of its database backends with their parallel workers."""
        return spent(self.worker), sum(map(spent, self.backends)) + spent_by_the_ended(self.postmaster)

    def stop(self) -> None:
        """Stops the server."""
        if self.client is not None:
            self.client.close()
        self.child.ask_to_stop()
        self.child.wait_until_stopped(time.monotonic() + 10)


def serve(name: str, module: str, environment: dict[str, str], data: Path, database: str) -> Server:
    """A server as `make run` starts it, but with one worker, so that one process has all its processor time."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", module, "--bind", f"{HOST}:{port}", "--worker-class", "gthread"]
    command += ["--workers", "1", "--threads", "4", "--keep-alive", "30", "--no-control-socket", "--name", name]
    child = Child(name, command, environment | {"PGAPPNAME": name}, data / "log" / f"{name}.log")
    postmaster = int((data / "postgres" / "postmaster.pid").read_text().split()[0])
    return Server(name, child, port, database, postmaster)
