"""Database backend with two roles: connections log in as the app role, `as_owner()` as the owner.

Without a configured URL, the first connection starts the embedded server.
"""

import select
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, cast

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.backends.base.base import NO_DB_ALIAS
from django.db.backends.postgresql import base

OLDEST = 15_00_00  # oldest supported server, as `server_version_num`

POWERS = """
    select string_agg(distinct r.rolname || case when r.rolsuper then ' is a superuser'
             when r.rolbypassrls then ' has BYPASSRLS' else ' owns protected tables' end, ', ')
    from pg_roles r
    where pg_has_role(current_user, r.oid, 'MEMBER')
      and (r.rolsuper or r.rolbypassrls or exists (select from pg_class where relowner = r.oid and relrowsecurity))
"""


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL backend. Starts the embedded server, switches to the owner, checks the app role."""

    _guarded: ClassVar[set[str]] = set()
    settings_dict: dict[str, Any]

    def get_connection_params(self) -> dict[str, Any]:
        """Connection parameters. Starts the embedded server if no URL is configured."""
        settings = self.settings_dict
        if settings.get("EMBEDDED") and not settings["HOST"]:
            from peaceapp.postgres.embedded import start  # deferred: the wheel is an optional extra

            settings["HOST"] = start(**settings["EMBEDDED"])
        if self.alias == NO_DB_ALIAS:  # creates and drops test databases
            become_owner(settings)
        return super().get_connection_params()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connects, or takes a live connection from the pool. A dead one empties the pool.

        After a restart of the server all pooled connections are dead. The pool alone would try them one by one, with
        doubling pauses: with four of them it gives up.
        """
        connection = super().get_new_connection(conn_params)
        if not self.pool or not has_ended(connection):
            return connection
        self.pool.putconn(connection)
        self.pool.drain()  # closes idle connections and opens new ones
        return super().get_new_connection(conn_params)

    def init_connection_state(self) -> None:
        """Refuses a server that is too old, and a role that bypasses row-level security."""
        super().init_connection_state()
        if self.alias != NO_DB_ALIAS and not self.settings_dict.get("AS_OWNER"):
            self.refuse_powers()

    def refuse_powers(self) -> None:
        """`ImproperlyConfigured` for a role that bypasses row-level security. Runs once per process and role."""
        if self.settings_dict["USER"] in self._guarded:
            return
        with self.connection.cursor() as cursor:
            powers = cursor.execute(POWERS).fetchone()[0]
            version = int(cursor.execute("show server_version_num").fetchone()[0])
            encoding = cursor.execute("show server_encoding").fetchone()[0]
        if powers:
            self.close()
            raise ImproperlyConfigured(
                f"The app's database role is too powerful: {powers}. DATABASE_URL must name a role that owns no table "
                "and has neither SUPERUSER nor BYPASSRLS; give the owner's in DATABASE_OWNER_URL."
            )
        if version < OLDEST:
            self.close()
            raise ImproperlyConfigured(f"PeaceApp needs PostgreSQL 15 or newer; this server is {version // 10_000}.")
        if encoding != "UTF8":
            self.close()
            raise ImproperlyConfigured(
                f"The database is encoded as {encoding}, in which names are neither searched nor sorted rightly. "
                "Create it anew: create database … template template0 encoding 'UTF8' locale 'C.UTF-8'."
            )
        self._guarded.add(self.settings_dict["USER"])


def has_ended(connection: psycopg.Connection[Any]) -> bool:
    """Whether the server closed this idle connection. Sends a statement only if the socket has data to read.

    A server that restarts sends a message and closes the socket. Polling the socket takes microseconds; a statement for
    each request would take a round trip to the server.
    """
    poller = select.poll()
    poller.register(connection.fileno(), select.POLLIN)
    if not poller.poll(0):
        return False
    try:
        connection.execute("")
    except psycopg.Error:
        return True
    return False


def become_owner(settings: dict[str, Any]) -> None:
    """Changes connection settings to the owner's. Without a pool, because pools are keyed by alias."""
    if not settings["OWNER"]["USER"]:
        raise ImproperlyConfigured("This needs the owner of the tables: set DATABASE_OWNER_URL.")
    options = {k: v for k, v in settings["OPTIONS"].items() if k not in {"pool", "assume_role", "options"}}
    settings.update(settings["OWNER"], OPTIONS=options, AS_OWNER=True)


@contextmanager
def as_owner(alias: str = "default") -> Iterator[DatabaseWrapper]:
    """Gives this thread a connection of the owner. Only for migrations, set-up commands and tests."""
    app = cast(DatabaseWrapper, connections[alias])
    if app.settings_dict.get("AS_OWNER"):
        yield app
        return
    owner = app.copy()
    become_owner(owner.settings_dict)
    connections[alias] = owner
    try:
        yield owner
    finally:
        owner.close()
        connections[alias] = app
