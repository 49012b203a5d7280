"""Two worlds that are equal but for what one actor may not see: one has it, the other never did.

Keys, references and times of all else are the same, for the twin is the full world from which the hidden rows are
taken, in a transaction that is rolled back in the end. A hidden row that a visible one cannot do without (what is not
null) stays, with every word of it changed. What the trail has about hidden rows goes too, where the actor reads it.

Memberships stay, though few see another's: who reads an engagement is told to its readers. So do tokens for whom the
number of each person's is told, in the review of access. So do reference data for whom they are hidden: that those see
none is the matrix's to show.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.errors import CheckViolation, ForeignKeyViolation

from tests.access.oracle import Truth
from tests.access.questions import viewsets
from tests.access.stand import Actor
from tests.access.tables import Class, Table, secured
from tests.arrange import arranging

STAYING = {"offices_membership", "offices_membershipevent"}
REVIEWING = {"auditor", "manager", "administrator"}
GOING = {
    Class.PROTECTED, Class.KEPT, Class.BESIDE, Class.HISTORY, Class.PLAIN_HISTORY, Class.TRAIL, Class.OWN,
    Class.SHARED,
}  # fmt: skip


def hidden_from(actor: Actor) -> dict[str, set[Any]]:
    """Keys of the rows that the actor may not see, by table, as the oracle has it: the database is not asked."""
    truth = Truth()
    reviews = REVIEWING & {role for _office, role, _clearance in truth.members[actor.pk]}
    staying = STAYING | ({"offices_token"} if reviews else set())
    return {
        table.name: {row[0] for row in truth.rows[table.name] if not truth.sees(actor.pk, table, row, actor.ceiling)}
        for table in secured()
        if table.kind in GOING and (table.name not in staying or table.kind is Class.SHARED)
    }


def named(hidden: dict[str, set[Any]]) -> dict[str, set[str]]:
    """The same, with the names that addresses know rows by."""
    found = {table: {str(key) for key in keys} for table, keys in hidden.items()}
    with arranging():
        for noun in viewsets().values():
            keys = hidden.get(noun.shape.model._meta.db_table)
            if keys and noun.lookup != "pk":
                names = noun.shape.model._default_manager.filter(pk__in=keys).values_list(noun.lookup, flat=True)
                found[noun.shape.model._meta.db_table] |= {str(name) for name in names}
    return found


REFERRING = """
    select c.conrelid::regclass::text, a.attname, a.attnotnull, c.confrelid::regclass::text
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and cardinality(c.conkey) = 1 and c.connamespace = 'public'::regnamespace"""


@contextmanager
def one_of_two(hidden: dict[str, set[Any]] | None) -> Iterator[None]:
    """The full world (nothing given), or the twin without these rows: in a transaction that leaves nothing behind."""
    with transaction.atomic():
        with arranging() as cursor:
            cursor.execute("set constraints all immediate")
            if hidden is not None:
                going = {table: set(keys) for table, keys in hidden.items() if keys and table not in STAYING}
                take(cursor, going)
            cursor.execute("set constraints all deferred")
        yield
        transaction.set_rollback(True)


def take(cursor: CursorWrapper, hidden: dict[str, set[Any]]) -> None:
    """Take the hidden rows from the database that the cursor speaks to."""
    tables = {table.name: table for table in secured()}
    needed = forget(cursor, hidden, tables)
    for name, keys in needed.items():
        hidden[name] = hidden[name] - keys
        disguise(cursor, tables[name], keys)
    waiting = sorted(hidden, key=lambda name: not tables[name].is_event)
    for _ in range(len(waiting)):
        if not waiting:
            break
        waiting = [name for name in waiting if not delete(cursor, tables[name], hidden[name])]
    assert not waiting, f"the twin cannot do without {waiting}"


def delete(cursor: CursorWrapper, table: Table, keys: set[Any]) -> bool:
    """Whether the rows are gone; not, while others that are to go refer to them."""
    try:
        with transaction.atomic():
            cursor.execute(f"delete from {table} where {table.key} = any(%s)", [list(keys)])
            return True
    except IntegrityError as error:
        if not isinstance(error.__cause__, ForeignKeyViolation):
            raise
        return False


def forget(cursor: CursorWrapper, hidden: dict[str, set[Any]], tables: dict[str, Table]) -> dict[str, set[Any]]:
    """Empty what in visible rows, and in their histories, names a hidden one; what cannot be emptied is returned."""
    needed: dict[str, set[Any]] = {}
    cursor.execute(REFERRING)
    for child, column, is_needed, parent in cursor.fetchall():
        if parent not in hidden or child not in tables:
            continue
        table, gone = tables[child], list(hidden[parent])
        stays = f"{column} = any(%s) and not {table.key} = any(%s)"
        staying = [gone, list(hidden.get(child, ()))]
        if is_needed or not empty(cursor, child, column, stays, staying):
            cursor.execute(f"select distinct {column} from {child} where {stays}", staying)
            needed.setdefault(parent, set()).update(key for (key,) in cursor.fetchall())
        elif (events := f"{child}event") in tables:
            stays = f"{column} = any(%s) and not pgh_id = any(%s)"
            empty(cursor, events, column, stays, [gone, list(hidden.get(events, ()))])
    return {name: keys for name, keys in needed.items() if keys}


def empty(cursor: CursorWrapper, table: str, column: str, where: str, params: list[Any]) -> bool:
    """Whether a column could be emptied in these rows; not, where a constraint of the table wants it filled."""
    cursor.execute(f"alter table {table} disable trigger user")
    try:
        with transaction.atomic():
            cursor.execute(f"update {table} set {column} = null where {where}", params)
        return True
    except IntegrityError as error:
        if not isinstance(error.__cause__, CheckViolation):
            raise
        return False
    finally:
        cursor.execute(f"alter table {table} enable trigger user")


def disguise(cursor: CursorWrapper, table: Table, keys: set[Any]) -> None:
    """Other words in every text of these rows, and of none of their histories: those are deleted."""
    cursor.execute(
        "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped and"
        " attgenerated = '' and atttypid in ('text'::regtype, 'varchar'::regtype) and attname in"
        " ('name', 'title', 'headline', 'about', 'note', 'body', 'summary', 'acronym', 'function', 'place')",
        [table.name],
    )
    texts = ", ".join(f"{name} = 'other'" for (name,) in cursor.fetchall())
    if texts:
        cursor.execute(f"alter table {table} disable trigger user")
        cursor.execute(f"update {table} set {texts} where {table.key} = any(%s)", [list(keys)])
        cursor.execute(f"alter table {table} enable trigger user")
