"""Describes the current request for the audit trail. The description goes to the database with the actor."""

import json
from contextlib import suppress
from contextvars import ContextVar
from ipaddress import ip_address
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest

REQUEST_CONTEXT: ContextVar[dict[str, str] | None] = ContextVar("REQUEST_CONTEXT", default=None)


def address(request: HttpRequest) -> str:
    """The client's IP address. Behind a proxy: the last entry of X-Forwarded-For; earlier entries can be forged."""
    if settings.BEHIND_PROXY:
        with suppress(ValueError):
            return str(ip_address(request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()))
    return str(request.META.get("REMOTE_ADDR", ""))


def describe(request: HttpRequest) -> dict[str, str]:
    """A random id of the request, the client's address and its User-Agent. No path and no body."""
    client = request.headers.get("User-Agent", "")
    printable = "".join(sign if sign.isprintable() else " " for sign in client)
    return {"request": uuid4().hex, "address": address(request)[:45], "client": printable[:200]}


def as_text(description: dict[str, str] | None) -> str:
    """The description as JSON for the database; empty outside requests."""
    return json.dumps(description) if description else ""
