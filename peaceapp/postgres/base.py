"""PostgreSQL with two roles: connections log in as the app, `as_owner()` lends the thread the owner's.

No URL configured: the embedded server is started on the first connection, not when settings are read.
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

OLDEST = 15_00_00  # the oldest supported server, as PostgreSQL writes its version number

POWERS = """
    select string_agg(distinct r.rolname || case when r.rolsuper then ' is a superuser'
             when r.rolbypassrls then ' has BYPASSRLS' else ' owns protected tables' end, ', ')
    from pg_roles r
    where pg_has_role(current_user, r.oid, 'MEMBER')
      and (r.rolsuper or r.rolbypassrls or exists (select from pg_class where relowner = r.oid and relrowsecurity))
"""


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL backend, with the embedded server's start, the owner's loan and the guard."""

    _guarded: ClassVar[set[str]] = set()
    settings_dict: dict[str, Any]

    def get_connection_params(self) -> dict[str, Any]:
        """Connection parameters; starts the embedded server where no URL was given."""
        settings = self.settings_dict
        if settings.get("EMBEDDED") and not settings["HOST"]:
            from peaceapp.postgres.embedded import start  # deferred: the wheel is an optional extra

            settings["HOST"] = start(**settings["EMBEDDED"])
        if self.alias == NO_DB_ALIAS:  # creates and drops test databases
            become_owner(settings)
        return super().get_connection_params()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect, or take a living connection from the pool: one that has ended says that its neighbours may have.

        The pool by itself would try them one by one, with pauses that double: with four it gives up.
        """
        connection = super().get_new_connection(conn_params)
        if not self.pool or not has_ended(connection):
            return connection
        self.pool.putconn(connection)
        self.pool.drain()  # closes the idle ones and connects anew
        return super().get_new_connection(conn_params)

    def init_connection_state(self) -> None:
        """Refuse a server that is too old, and a role that row-level security does not bind."""
        super().init_connection_state()
        if self.alias != NO_DB_ALIAS and not self.settings_dict.get("AS_OWNER"):
            self.refuse_powers()

    def refuse_powers(self) -> None:
        """Such a role would serve every row to everybody: better not to start. Asked once a process and role."""
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
    """Whether the server ended this idle connection. Asks the server only if it has said something unasked.

    A server that restarts says so and closes the socket, so that there is something to read. Looking costs
    microseconds, where a statement for every request costs a way to the server and back.
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
    """Turn a connection's settings into the owner's. Pools are keyed by alias, so the loan has none."""
    if not settings["OWNER"]["USER"]:
        raise ImproperlyConfigured("This needs the owner of the tables: set DATABASE_OWNER_URL.")
    options = {k: v for k, v in settings["OPTIONS"].items() if k not in {"pool", "assume_role", "options"}}
    settings.update(settings["OWNER"], OPTIONS=options, AS_OWNER=True)


@contextmanager
def as_owner(alias: str = "default") -> Iterator[DatabaseWrapper]:
    """Lend this thread a second connection that owns the tables: for migrations, set-up commands and tests only."""
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
