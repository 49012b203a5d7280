"""Starts, watches, restarts and stops the web server and the worker as child processes of the launcher."""

import ctypes
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from peaceapp.launch.checks import HOST
from peaceapp.launch.terminal import Refused

ROOT = Path(__file__).resolve().parents[2]
START_TIMEOUT = 60.0  # seconds until the web server must be ready
STOP_TIMEOUT = 12.0  # seconds from SIGTERM to SIGKILL
LARGEST_LOG = 5_000_000
PR_SET_PDEATHSIG = 1


def end_with_launcher() -> None:
    """Ends the child when the launcher is killed (Linux only), so that no web server keeps the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """A child process in its own process group: Ctrl-C reaches only the launcher, which stops children in order."""

    name: str
    command: list[str]
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    due: float = field(default=0.0)

    def start(self) -> None:
        """Starts the process and appends its output to its log."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.old"))
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=end_with_launcher,
            )
        self.started = time.monotonic()

    def is_running(self) -> bool:
        """Whether the process was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def restart_when_due(self) -> None:
        """Restarts the process 1, 2, 4 … 60 seconds after it ended. A run of over a minute resets the delay."""
        now = time.monotonic()
        if self.due == 0.0:
            self.failures = 1 if now - self.started > 60 else self.failures + 1
            wait = min(2.0 ** (self.failures - 1), 60.0)
            code = self.process.returncode if self.process else "?"
            print(f"The {self.name} ended (exit {code}); starting it again in {wait:.0f} s. See {self.log}", flush=True)
            self.due = now + wait
        elif now >= self.due:
            self.due = 0.0
            self.start()

    def ask_to_stop(self) -> None:
        """Sends SIGTERM; the process finishes its current work."""
        if self.process is not None and self.is_running():
            self.process.terminate()

    def wait_until_stopped(self, until: float) -> None:
        """Waits until the process ends; kills it at the time `until`."""
        if self.process is None:
            return
        try:
            self.process.wait(max(until - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def log_tail(self, lines: int = 12) -> str:
        """The last lines of its log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


SERVES = ["-c", "python:peaceapp.launch.web", "peaceapp.wsgi:application"]
"""Arguments of gunicorn in every mode."""


def web(port: int, environment: dict[str, str], log: Path) -> Child:
    """The web server, configured by `peaceapp.launch.web`."""
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "python:peaceapp.launch.web",
        "peaceapp.wsgi:application",
        "--bind",
        f"{HOST}:{port}",
    ]
    return Child("web server", command, environment | {"PEACEAPP_POOL": "1"}, log / "web.log")


def worker(environment: dict[str, str], log: Path) -> Child:
    """The worker for jobs and schedules."""
    command = [sys.executable, str(ROOT / "manage.py"), "procrastinate", "worker", "--shutdown-graceful-timeout", "8"]
    return Child("worker", command, environment, log / "worker.log")


def wait_until_ready(server: Child, port: int) -> None:
    """Polls `/readyz` until it answers 200. Raises `Refused` if the server ends or takes too long."""
    until = time.monotonic() + START_TIMEOUT
    while time.monotonic() < until:
        if not server.is_running():
            raise Refused(f"The {server.name} ended while starting:\n\n{server.log_tail()}\n\nMore in {server.log}")
        if answers(port):
            return
        time.sleep(0.1)
    raise Refused(
        f"The {server.name} did not become ready in {START_TIMEOUT:.0f} s:\n\n{server.log_tail()}\n\nSee {server.log}"
    )


def answers(port: int) -> bool:
    """Whether the web server reports that it is ready. Ignores proxies of the environment."""
    asking = HTTPConnection(HOST, port, timeout=5)
    try:
        asking.request("GET", "/readyz")
        return asking.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        asking.close()


def stop(children: list[Child]) -> None:
    """Sends SIGTERM to all children, then waits for them, together no longer than `STOP_TIMEOUT`."""
    for child in children:
        child.ask_to_stop()
    until = time.monotonic() + STOP_TIMEOUT
    for child in children:
        child.wait_until_stopped(until)
