"""Reads the schema of a database: functions, triggers, policies, constraints, indexes, columns and grants.

Each object has a key such as `function my_id()` or `policy visible on offices_office`, and the statement that creates
it as its value. So two databases are compared with `==`, and migrations copy the statements.
"""

from django.conf import settings
from django.db.backends.utils import CursorWrapper

OURS = "n.nspname = 'public'"

FUNCTIONS = f"""
    select 'function ' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
      pg_get_functiondef(p.oid)
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    where {OURS} and p.prokind = 'f'
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')"""

TRIGGERS = f"""
    select 'trigger ' || t.tgname || ' on ' || c.relname, pg_get_triggerdef(t.oid)
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where {OURS} and not t.tgisinternal"""

POLICIES = """
    select 'policy ' || policyname || ' on ' || tablename,
      'create policy ' || policyname || ' on ' || tablename || ' as ' || lower(permissive) || ' for ' || lower(cmd)
      || ' to ' || array_to_string(roles, ', ') || coalesce(' using (' || qual || ')', '')
      || coalesce(' with check (' || with_check || ')', '')
    from pg_policies where schemaname = 'public'"""

SECURITY = f"""
    select 'row security of ' || c.relname, 'alter table ' || c.relname || ' enable row level security'
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where {OURS} and c.relkind in ('r', 'p') and c.relrowsecurity"""

CONSTRAINTS = f"""
    select 'constraint ' || k.conname || ' on ' || c.relname,
      'alter table ' || c.relname || ' add constraint ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid)
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
    where {OURS} and k.contype in ('c', 'f', 'p', 'u', 'x')"""

INDEXES = f"""
    select 'index ' || c.relname, pg_get_indexdef(i.indexrelid)
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
    where {OURS} and not exists (select from pg_constraint k where k.conindid = i.indexrelid)"""

COLUMNS = f"""
    select 'column ' || a.attname || ' of ' || c.relname,
      format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
      || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
      || case when a.attgenerated <> '' then ' generated' else '' end
      || case when a.attidentity <> '' then ' identity' else '' end
      || coalesce((select ' collate ' || l.collname from pg_collation l
                   where l.oid = a.attcollation and l.collname <> 'default'), '')
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
    where {OURS} and c.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped"""

SEQUENCES = f"""
    select 'sequence ' || c.relname, 'create sequence ' || c.relname
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where {OURS} and c.relkind = 'S'"""

GRANTS = f"""
    select 'grant on ' || c.relname, string_agg(lower(g.privilege_type), ', ' order by g.privilege_type)
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
      cross join lateral aclexplode(c.relacl) g join pg_roles r on r.oid = g.grantee
    where {OURS} and r.rolname = %s group by c.relname"""

PARTS = (FUNCTIONS, TRIGGERS, POLICIES, SECURITY, CONSTRAINTS, INDEXES, COLUMNS, SEQUENCES)


def read_catalog(cursor: CursorWrapper) -> dict[str, str]:
    """Every object of the schema `public` by its key, with the statement that creates it.

    Objects of extensions are left out. Columns, sequences and grants (of the app role) have a description instead of a
    runnable statement.
    """
    found: dict[str, str] = {}
    for part in PARTS:
        cursor.execute(part)
        found.update(cursor.fetchall())
    cursor.execute(GRANTS, [settings.APP_ROLE])
    found.update(cursor.fetchall())
    return found


def compare(held: dict[str, str], wanted: dict[str, str]) -> list[str]:
    """The sorted keys of the objects that differ between two catalogues. White space is ignored."""
    return sorted(key for key in held.keys() | wanted.keys() if _plain(held.get(key)) != _plain(wanted.get(key)))


def _plain(statement: str | None) -> str | None:
    return statement and " ".join(statement.split())


VERSIONS = """
    select 'function ' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
      p.oid::text, p.xmin::text
    from pg_proc p where p.pronamespace = 'public'::regnamespace
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
    union all
    select 'trigger ' || t.tgname || ' on ' || t.tgrelid::regclass, t.oid::text, t.xmin::text
    from pg_trigger t where not t.tgisinternal
    union all
    select 'policy ' || p.polname || ' on ' || p.polrelid::regclass, p.oid::text, p.xmin::text from pg_policy p"""


def read_versions(cursor: CursorWrapper) -> dict[str, tuple[str, str]]:
    """Functions, triggers and policies by key, each with two numbers that change when the object is replaced."""
    cursor.execute(VERSIONS)
    return {key: (oid, transaction) for key, oid, transaction in cursor.fetchall()}
