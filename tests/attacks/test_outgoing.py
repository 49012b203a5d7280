"""Nobody makes the server ask an address: it speaks to its database and its mail server, and to nobody else."""

import ast
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from offices.models import Source
from tests.arrange import arranging
from tests.attacks import forms
from tests.attacks.writers import bodies, texts, writers
from tests.cast import World
from tests.contracts.code import APPS, dotted, sources

INSIDE = [
    "http://127.0.0.1:8000/", "http://169.254.169.254/latest/", "http://[::1]/", "http://localhost/", "http://0/",
    "http://2130706433/", "file:///etc/passwd", "http://inside.example/",
]  # fmt: skip

ASKING = {
    "urllib.request", "http.client", "http", "ftplib", "smtplib", "poplib", "imaplib", "telnetlib", "socket",
    "socketserver", "xmlrpc", "requests", "httpx", "aiohttp", "urllib3", "pycurl", "websocket", "websockets",
    "paramiko", "asyncssh", "boto3", "asyncio",
}  # fmt: skip
"""Modules by which code could ask somebody over a network."""
WHOLE = ASKING - {"http", "urllib.request", "http.client"}

MAY = {
    "engagements.benchmark.cpu": "the benchmark asks a server that it started",
    "peaceapp.launch.children": "asks our own server whether it is ready",
    "peaceapp.launch.checks": "tries whether the port is free",
    "peaceapp.launch.serving": "is the web server's side of a connection that came in",
    "offices.signin.openid": "asks the provider that the settings name, and follows it nowhere else",
    "peaceapp.problems": "names of statuses",
}
"""Who may import one, and what for. Sign-in by a provider asks that provider alone, through the library's adapter."""


def imports(path: Any) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_no_code_of_ours_asks_the_web() -> None:
    asking = {
        dotted(path): found
        for path in sources(*APPS)
        if (found := {each for each in imports(path) if each in ASKING or each.split(".")[0] in WHOLE})
    }
    assert set(asking) == set(MAY), asking


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Whom anything in this process wanted to speak to: none of it comes through."""
    asked: list[Any] = []

    def refuse(self: socket.socket, address: Any) -> None:
        asked.append(address)
        raise ConnectionRefusedError(address)

    def look_up(host: Any, *_: Any, **__: Any) -> Any:
        asked.append(host)
        raise socket.gaierror(host)

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr"):
        monkeypatch.setattr(socket, name, look_up)
    return asked


def test_nothing_is_asked_of_anybody(world: World, keeper: Client, call: Any, alone: list[Any]) -> None:
    """An address in every text that there is, then every page: nobody looks at what it leads to.

    The database is spoken to by its own library, below Python's sockets; letters go to the mail server in the settings.
    """
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", 9))  # the reading is awake
    alone.clear()
    caller, sent = call(world.cast.manager), bodies(world)
    for name, viewset in writers().items():
        many = {text: INSIDE[1] for text, one in texts(viewset).items() if (one.max_length or 0) >= 40}
        another = {"is_another": True} if name in {"partners", "persons"} else {}
        assert caller.post(f"{name}/", sent[name] | many | another).status_code == 201, name
    with arranging():
        for number, address in enumerate(INSIDE):
            if address.startswith("http"):
                Source.objects.create(code=f"IN{number}", title=address, address=address)
    paths = [*forms.page_paths(world), "/admin/offices/source/", "/admin/offices/source/IN1/change/"]
    for path in paths:
        keeper.get(path)
        for form in forms.read(keeper, path):
            bad = {name: INSIDE[0][: form.longest.get(name, 300)] for name in form.texts}
            assert keeper.post(form.path, form.filled(**bad)).status_code < 500, path
    for address in INSIDE:
        keeper.get("/engagements/", {"q": address, "next": address, "url": address, "callback": address})
        keeper.get("/", headers={"referer": address, "x-forwarded-host": "inside.example", "origin": address})
    assert alone == []
    assert mail.outbox == []


def test_letters_go_to_the_configured_server_alone() -> None:
    """Its address is a setting; nothing that a person types reaches it."""
    mailing = "django.core.mail"
    senders = [dotted(path) for path in sources(*APPS) if any(each.startswith(mailing) for each in imports(path))]
    assert senders == ["peaceapp.mail"]
    assert "EMAIL_HOST" not in "".join(path.read_text() for path in sources("offices", "engagements"))
    assert settings.EMAIL_TIMEOUT <= 10
