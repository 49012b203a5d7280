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
    is_link: bool  # a history that outlives its rows

    @property
    def kind(self) -> Class:
        """Read off the columns and policies, not off a name."""
        if not self.policies:
            return Class.SEALED
        if "audited" in self.policies:
            return Class.TRAIL
        if self.is_event:
            has_level = self.is_scoped or self.is_kept or "sensitivity" in self.columns
            return Class.HISTORY if has_level else Class.PLAIN_HISTORY
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
        """The table by whose rows an event is read: those that it records, or to which the link belonged."""
        return OWNERS[self.base_key] if self.is_link else self.name.removesuffix("event")

    @property
    def base_key(self) -> str:
        """The column of an event that says which of these rows."""
        return next(name for name in OWNERS if name in self.columns) if self.is_link else "pgh_obj_id"

    def __str__(self) -> str:
        return self.name


OWNERS = {
    "entry_id": "engagements_journalentry",
    "engagement_id": "engagements_engagement",
    "task_id": "offices_mandatetask",
    "partner_id": "engagements_partner",
    "threat_id": "engagements_threat",
}
"""To what a link belongs, the first of its columns that is here."""

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
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'pgh_obj_id'),
      exists (select from pg_trigger t join pg_class base on base.oid = t.tgrelid
              where base.relname || 'event' = c.relname and t.tgname like 'pgtrigger_delete_delete_%'
                and not t.tgisinternal)
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relrowsecurity order by 1"""


@cache
def secured() -> tuple[Table, ...]:
    """Every table under row-level security."""
    with arranging() as cursor:
        cursor.execute(FIND)
        return tuple(
            Table(name, key, tuple(columns), tuple(policies), *flags)
            for name, key, columns, policies, *flags in cursor.fetchall()
        )


def of_kind(*kinds: Class) -> list[Table]:
    """The tables that are read in one of these ways."""
    return [table for table in secured() if table.kind in kinds]
