"""Two web servers side by side, and the processor time that each spends on a request, its database backends' included.

Linux only: times are read from `/proc`. Of threads that live they are exact to the microsecond; of children that have
ended, in ticks of ten milliseconds, so what counts is the sum over many requests.
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
    """Seconds of processor time of a process, summed over its threads, which live as long as it does."""
    return sum(int(thread.read_text().split()[0]) for thread in Path(f"/proc/{process}/task").glob("*/schedstat")) / 1e9


def spent_by_the_ended(process: int) -> float:
    """Seconds of processor time, user and system, of a process's children that have ended."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / TICKS  # cutime is the 16th of the line, two stand before the bracket


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Server:
    """One web server: one worker, and the backends of the database that serve it."""

    name: str
    child: Child
    port: int
    database: str
    postmaster: int
    worker: int = 0
    backends: list[int] = field(default_factory=list)
    client: HTTPConnection | None = None

    def start(self, probe: str, headers: dict[str, str]) -> None:
        """Start it, and ask for `probe` until it is answered."""
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
        """The backends that carry this server's name; its pool may have opened more since."""
        with psycopg.connect(self.database) as db:
            rows = db.execute("select pid from pg_stat_activity where application_name = %s", [self.name])
            self.backends = [row[0] for row in rows]

    def get(self, path: str, headers: dict[str, str]) -> bytes:
        """The body of the answer to a GET."""
        return self.ask("GET", path, headers)

    def ask(self, method: str, path: str, headers: dict[str, str], body: bytes | None = None) -> bytes:
        """The body of an answer, which must be a 200 or 201, over a connection that is kept."""
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
        """Seconds so far of the worker, and of the database for it (with the helpers that big queries start)."""
        return spent(self.worker), sum(map(spent, self.backends)) + spent_by_the_ended(self.postmaster)

    def stop(self) -> None:
        """End it."""
        if self.client is not None:
            self.client.close()
        self.child.ask_to_stop()
        self.child.wait_until_stopped(time.monotonic() + 10)


def serve(name: str, module: str, environment: dict[str, str], data: Path, database: str) -> Server:
    """A server as `make run` starts it, but with one worker, so that what it spends is found in one place."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", module, "--bind", f"{HOST}:{port}", "--worker-class", "gthread"]
    command += ["--workers", "1", "--threads", "4", "--keep-alive", "30", "--no-control-socket", "--name", name]
    child = Child(name, command, environment | {"PGAPPNAME": name}, data / "log" / f"{name}.log")
    postmaster = int((data / "postgres" / "postmaster.pid").read_text().split()[0])
    return Server(name, child, port, database, postmaster)
