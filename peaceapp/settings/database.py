"""Database settings: one alias with two roles. The app logs in; migrations use the owner (see `peaceapp.postgres`)."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

APP, OWNER, NAME = "peaceapp_app", "peaceapp_owner", "peaceapp"

# Milliseconds. Nobody waits longer for a page; a killed client must not keep a processor core busy.
LIMITS = {
    "statement_timeout": 10_000,
    "lock_timeout": 5_000,
    "idle_in_transaction_session_timeout": 30_000,
    "client_connection_check_interval": 2_000,
}

# PostgreSQL's default (4.0) is for hard disks. PeaceApp reads by key, from memory or flash.
# With 1.1 a list with four filters costs a third (`docs/performance.md`).
PLANNER = {"random_page_cost": 1.1}


def database(url: str, owner_url: str, data: Path) -> dict[str, Any]:
    """Django's settings for the database at `url`; without a URL, for the embedded server in `data`.

    `owner_url` may be empty: then commands that need the owner (migrations, set-up) cannot run here.
    """
    if url and urlsplit(url).scheme not in {"postgres", "postgresql"}:
        scheme = urlsplit(url).scheme or url
        raise ImproperlyConfigured(
            f"DATABASE_URL names “{scheme}”, but PeaceApp runs on PostgreSQL 15 or newer only: the database itself "
            "enforces who may read a row, which SQLite and others cannot. Unset DATABASE_URL to use the embedded "
            "PostgreSQL, or give postgres://user:password@host:port/name."
        )
    app = urlsplit(url or f"//{APP}@/{NAME}")
    owner = urlsplit(owner_url or ("" if url else f"//{OWNER}@/{NAME}"))
    options: dict[str, Any] = dict(parse_qsl(app.query))
    options["options"] = " ".join(f"-c {name}={limit}" for name, limit in (LIMITS | PLANNER).items())
    return {
        "ENGINE": "peaceapp.postgres",
        "EMBEDDED": None if url else {"folder": data / "postgres", "database": NAME, "app": APP, "owner": OWNER},
        "NAME": unquote(app.path[1:]),
        "HOST": unquote(app.hostname or ""),
        "PORT": str(app.port or ""),
        "USER": unquote(app.username or ""),
        "PASSWORD": unquote(app.password or ""),
        "OWNER": {"USER": unquote(owner.username or ""), "PASSWORD": unquote(owner.password or "")},
        "OPTIONS": options,
    }
