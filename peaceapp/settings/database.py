"""One database alias, two roles: the app logs in, the owner is lent to migrations (see `peaceapp.postgres`)."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

APP, OWNER, NAME = "peaceapp_app", "peaceapp_owner", "peaceapp"

# Milliseconds. A request that waits longer than this has lost its reader; a killed client must not keep a core busy.
LIMITS = {
    "statement_timeout": 10_000,
    "lock_timeout": 5_000,
    "idle_in_transaction_session_timeout": 30_000,
    "client_connection_check_interval": 2_000,
}

# The planner takes the disk for one with a head that moves (4.0) unless told. A register is read by key from memory or
# from flash: with this a list with four filters costs a third (`docs/performance.md`).
PLANNER = {"random_page_cost": 1.1}


def database(url: str, owner_url: str, data: Path) -> dict[str, Any]:
    """Django's description of the database at `url`; without one, of the embedded server in `data`.

    `owner_url` may be empty: then nothing that needs the owner (migrations, set-up commands) can run here.
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
