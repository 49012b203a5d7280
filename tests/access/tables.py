"""What the database says about its own tables. No list of tables is kept here: a new one is in the proof by itself."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from tests.arrange import arranging


class Class(StrEnum):
    """Who may read a table's rows."""

    PROTECTED = "the rule, over the row's own scope"
    KEPT = "the rule, over the row's own office and level: no engagement"
    BESIDE = "who sees the row that it says more about"
    HISTORY = "who sees the row now and its level then"
    REFERENCE = "every active member"
    PLAIN_HISTORY = "who sees the row now"
    OWN = "one person"
    SHARED = "whose it is, and who runs or audits its office"
    TRAIL = "auditors; managers what they see and what is of their office; lead officers who read theirs"
    SEALED = "nobody"


@dataclass(frozen=True)
class Table:
    """A table under row-level security."""

    name: str
    key: str
    columns: tuple[str, ...]  # that can be written
    policies: tuple[str, ...]
    is_scoped: bool
    is_kept: bool
    is_event: bool

    @property
    def kind(self) -> Class:
        """Read off the columns and policies, not off a name."""
        if not self.policies:
            return Class.SEALED
        if "audited" in self.policies:
            return Class.TRAIL
        if self.is_event:
            return Class.HISTORY if self.is_scoped or self.is_kept else Class.PLAIN_HISTORY
        if self.is_scoped:
            return Class.PROTECTED
        if self.is_kept:
            return Class.KEPT
        if "kept" in self.policies:
            return Class.REFERENCE
        if "given" in self.policies:
            return Class.SHARED
        return Class.OWN if "user_id" in self.columns else Class.BESIDE

    @property
    def parent(self) -> tuple[str, str]:
        """The table that a row says more about, and the column that says which of its rows."""
        column = next(name for name in self.columns if name.endswith("_id") and name != "country_id")
        return f"engagements_{column.removesuffix('_id')}", column

    @property
    def engagement(self) -> str:
        """The column that says which engagement a row belongs to."""
        return "engagement_id" if "engagement_id" in self.columns else "id"

    @property
    def base(self) -> str:
        """The table that an event table records."""
        return self.name.removesuffix("event")

    def __str__(self) -> str:
        return self.name


FIND = """
    select c.relname,
      (select a.attname from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
       where i.indrelid = c.oid and i.indisprimary),
      array(select a.attname::text from pg_attribute a
            where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum),
      array(select p.polname::text from pg_policy p where p.polrelid = c.oid order by 1),
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'lead_office_id')
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'sensitivity'),
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'office_id')
        and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'sensitivity')
        and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'lead_office_id'),
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'pgh_obj_id')
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relrowsecurity order by 1"""


@cache
def secured() -> tuple[Table, ...]:
    """Every table under row-level security."""
    with arranging() as cursor:
        cursor.execute(FIND)
        return tuple(
            Table(name, key, tuple(columns), tuple(policies), scoped, kept, event)
            for name, key, columns, policies, scoped, kept, event in cursor.fetchall()
        )


def of_kind(*kinds: Class) -> list[Table]:
    """The tables that are read in one of these ways."""
    return [table for table in secured() if table.kind in kinds]
