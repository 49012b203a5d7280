"""Grants the app role its declared rights after each `migrate`; reports what search lacks."""

import sys
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import connections

from peaceapp.access.declarations import declared_tables
from peaceapp.postgres import leakproof

SLOW = """
Search works, but reads every row: only a superuser of PostgreSQL can let it use its index. As one, in this database:
"""


def grant_tables(sender: AppConfig, using: str, verbosity: int = 0, **options: Any) -> None:
    """Signal receiver of `post_migrate`. Grants rights on tables and sequences to the app role.

    1. Internal tables: the rights listed in the settings. 2. Protected tables: revokes all rights, then grants the
    declared ones. 3. Makes the triggers that write history `security definer`, so that only triggers write history. 4.
    Prints the statements that a superuser must run so that search can use its index.
    """
    if sender.name != "peaceapp":  # the signal is sent for each app; run once per migrate
        return
    app = settings.APP_ROLE
    with connections[using].cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
            " and not relrowsecurity"
        )
        for (table,) in cursor.fetchall():
            if table in settings.READ_ONLY_TABLES:
                cursor.execute(f"grant select on {table} to {app}")
            elif table.startswith(tuple(settings.INTERNAL_TABLES)):
                cursor.execute(f"grant select, insert, update, delete on {table} to {app}")
        cursor.execute("select relname from pg_class where relnamespace = 'public'::regnamespace and relrowsecurity")
        held, declared = {table for (table,) in cursor.fetchall()}, declared_tables()
        for table in held:
            cursor.execute(f"revoke all on {table} from {app}")
            if table in declared and declared[table].grants:
                cursor.execute(f"grant {declared[table].grants} on {table} to {app}")
        cursor.execute(f"grant usage on all sequences in schema public to {app}")
        cursor.execute("""
            select oid::regprocedure from pg_proc where pronamespace = 'public'::regnamespace
            and (proname = '_pgh_attach_context' or (proname like 'pgtrigger%%' and prosrc like '%%pgh_obj_id%%'))""")
        for (function,) in cursor.fetchall():
            cursor.execute(f"alter function {function} security definer set search_path = public, pg_temp")
        if verbosity and (names := leakproof.lacking(cursor)):
            lines = "".join(f"  {line};\n" for line in leakproof.statements(names))
            (options.get("stdout") or sys.stdout).write(SLOW + lines)
