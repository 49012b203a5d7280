"""The web server as in production: gunicorn with our file, the app's role alone, `PEACEAPP_MODE=production`."""

import os
import re
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from tests import databases
from tests.journeys import server as journeys

HOST = "peaceapp.example"
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
BARE = {"PEACEAPP_MODE", "PEACEAPP_SECRET_KEY", "PEACEAPP_DEMO_PASSWORD", "DATABASE_OWNER_URL", "DATABASE_URL"}


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str
    cookies: list[str]


@dataclass
class Server:
    """Where it is, what it wrote, and the database's owner, who may do anything to it."""

    port: int
    log: Path
    environment: dict[str, str]
    owner: str
    database: str

    def browser(self) -> "Browser":
        return Browser(self.port)

    @contextmanager
    def owning(self, database: str = "") -> Iterator[psycopg.Connection]:
        """The owner's connection, which commits by itself; to another database, for what is done to this one."""
        with psycopg.connect(self.owner, autocommit=True, dbname=database or self.database) as db:
            yield db

    def written(self) -> str:
        return self.log.read_text(errors="replace")

    def connect(self) -> socket.socket:
        """A bare connection, for what no client would send."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def command(self, *arguments: str, **others: str) -> subprocess.CompletedProcess[str]:
        """A command of `manage.py`, as in production."""
        given = self.environment | others
        return subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=journeys.ROOT, env=given, capture_output=True, text=True
        )


@dataclass
class Browser:
    """Somebody behind the proxy that ends TLS."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Host": HOST, "X-Forwarded-Proto": "https", "Referer": f"https://{HOST}/"} | named
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection.request(method, path, body, {name: value for name, value in sent.items() if value})
        answer = connection.getresponse()
        text = answer.read().decode(errors="replace")
        connection.close()
        return self._kept(answer, text)

    def _kept(self, answer: HTTPResponse, text: str) -> Answer:
        cookies = answer.headers.get_all("Set-Cookie") or []
        for cookie in cookies:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, text, cookies)

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def post(self, path: str, data: dict[str, str], **headers: str) -> Answer:
        form = {"Content_Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", path, urlencode(data).encode(), **form, **headers)

    def sign_in(self, name: str) -> Answer:
        token = CSRF.search(self.get("/accounts/login/").text)
        assert token
        sent = {"csrfmiddlewaretoken": token[1], "login": name, "password": journeys.PASSWORD}
        return self.post("/accounts/login/", sent)


@contextmanager
def production(**settings: str) -> Iterator[Server]:
    """One on a database of its own with the first data, whose accounts production would not make."""
    with databases.clone(fill=journeys.enter_first_data) as name:
        demo = journeys.environment(name)
        journeys.collect_static(demo)
        port = journeys.free_port()
        given = {key: value for key, value in os.environ.items() if key not in BARE} | {
            "DJANGO_SETTINGS_MODULE": "peaceapp.settings",
            "PEACEAPP_MODE": "production",
            "PEACEAPP_DATA": demo["PEACEAPP_DATA"],
            "PEACEAPP_HOSTS": HOST,
            "PEACEAPP_BEHIND_PROXY": "1",
            "PEACEAPP_EMAIL_URL": "smtp://127.0.0.1:1",
            "PEACEAPP_SECRET_KEY": secrets.token_urlsafe(50),
            "PEACEAPP_POOL": "1",
            "DATABASE_URL": demo["DATABASE_URL"],
            **settings,
        }
        log = Path(given["PEACEAPP_DATA"]) / f"production-{port}.log"
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "-c",
            "python:peaceapp.launch.web",
            "peaceapp.wsgi:application",
            "--bind",
            f"127.0.0.1:{port}",
        ]
        with log.open("wb") as output:
            process = subprocess.Popen(command, cwd=journeys.ROOT, env=given, stdout=output, stderr=subprocess.STDOUT)
        try:
            journeys.wait(process, f"http://127.0.0.1:{port}", log)
            yield Server(port, log, given, demo["DATABASE_OWNER_URL"], name)
        finally:
            process.terminate()
            process.wait(20)
        log.unlink()
