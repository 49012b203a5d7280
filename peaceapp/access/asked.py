"""What the request is that is being answered, for the audit trail: told to the database with the actor."""

import json
from contextvars import ContextVar
from uuid import uuid4

from django.http import HttpRequest

ASKED: ContextVar[dict[str, str] | None] = ContextVar("ASKED", default=None)


def describe(request: HttpRequest) -> dict[str, str]:
    """The request by a number of its own, and where it came from. No path and no body."""
    client = request.headers.get("User-Agent", "")
    printable = "".join(sign if sign.isprintable() else " " for sign in client)
    return {"request": uuid4().hex, "address": str(request.META.get("REMOTE_ADDR", ""))[:45], "client": printable[:200]}


def as_text(asked: dict[str, str] | None) -> str:
    """As the database reads it; empty outside requests."""
    return json.dumps(asked) if asked else ""
