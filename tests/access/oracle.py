"""The rule of access, read by a plain person in plain Python, against what the database answers.

`Truth` holds what memberships, supporting offices, teams and rows say, fetched as the owner in the simplest queries
that there are; nothing of the rule's own SQL is used. `leaks` and `gaps` compare.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from offices.models import User
from peaceapp.access.actor import acting_as
from peaceapp.access.sensitivity import Sensitivity
from tests.access.tables import Class, Table, secured
from tests.arrange import arranging

Cell = tuple[str, str]


class Truth:
    """Everything that decides who sees what, as it stands now."""

    def __init__(self) -> None:
        today, now = date.today(), datetime.now(UTC)
        self.members: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
        self.heirs: dict[int, set[int]] = defaultdict(set)
        self.supporting: dict[UUID, set[int]] = defaultdict(set)
        self.team_member_rows: dict[UUID, set[int]] = defaultdict(set)
        self.rows: dict[str, list[tuple[Any, ...]]] = {}
        with arranging() as cursor:
            self.cursor = cursor
            active = {key for key, is_active in self._all("offices_user", "id", "is_active") if is_active}
            gone = {
                key
                for key, closed, heir in self._all("offices_office", "id", "closed_on", "succeeded_by_id")
                if closed and closed <= today and heir is None
            }
            for user, office, role, clearance, start, end in self._all(
                "offices_membership", "user_id", "office_id", "role", "clearance", "from_on", "until_on"
            ):
                if user in active and office not in gone and start <= today and (end is None or end >= today):
                    self.members[user].append((office, role, clearance))
            for old, heir, closed in self._all("offices_office", "id", "succeeded_by_id", "closed_on"):
                if heir and closed:
                    self.heirs[heir].add(old)
            for engagement, office, until in self._all("engagements_support", "engagement_id", "office_id", "until_at"):
                if until is None:
                    self.supporting[engagement].add(office)
            for engagement, user, until in self._all("engagements_teammember", "engagement_id", "user_id", "until_at"):
                if until is None or until > now:
                    self.team_member_rows[engagement].add(user)
            self.officers = dict(self._all("engagements_engagement", "id", "lead_officer_id"))
            for table in secured():
                self.rows[table.name] = self._rows(table)
        self.now = {
            (table.name, row[0]): row for table in secured() if not table.is_event for row in self.rows[table.name]
        }

    def _all(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        self.cursor.execute(f"select {', '.join(columns)} from {table}")
        return self.cursor.fetchall()

    def _rows(self, table: Table) -> list[tuple[Any, ...]]:
        match table.kind:
            case Class.PROTECTED:
                return self._all(table.name, table.key, table.engagement, "lead_office_id", "sensitivity")
            case Class.KEPT:
                return self._all(table.name, table.key, "null", "office_id", "sensitivity")
            case Class.BESIDE:
                return self._all(table.name, table.key, table.parent[1])
            case Class.HISTORY:
                return self._all(table.name, table.key, table.base_key, "sensitivity")
            case Class.PLAIN_HISTORY:
                return self._all(table.name, table.key, table.base_key)
            case Class.OWN:
                return self._all(table.name, table.key, "user_id")
            case Class.SHARED:
                return self._all(table.name, table.key, "user_id", "office_id")
            case Class.TRAIL if "engagement_key" in table.columns:
                return self._all(
                    table.name, table.key, "engagement_key", "office_id", "level", "verb", "kind", "object"
                )
            case _:
                return self._all(table.name, table.key)

    def clearance(self, user: int, ceiling: int) -> int | None:
        """The highest that a user holds anywhere; an auditor's opens nothing."""
        return max((min(level, ceiling) for _, role, level in self.members[user] if role != "auditor"), default=None)

    def offices(self, user: int, ceiling: int) -> set[int]:
        """Where a user may read what is confidential: own offices, and the closed ones that these stand for."""
        own = {office for office, role, level in self.members[user] if role != "auditor" and min(level, ceiling) >= 20}
        return own.union(*(self.heirs[office] for office in own))

    def may_see(self, user: int, engagement: UUID | None, lead: int, level: int, ceiling: int = 30) -> bool:
        """The rule."""
        clearance = self.clearance(user, ceiling)
        if clearance is None:
            return False
        if level == 10:
            return True
        around = self.supporting[engagement] if engagement else set()
        if level == 20 and self.offices(user, ceiling) & {lead, *around}:
            return True
        return engagement is not None and user in self.team_member_rows[engagement] and clearance >= level

    def sees(self, user: int, table: Table, row: tuple[Any, ...], ceiling: int = 30) -> bool:
        """Whether `user` may see a row of `rows[table.name]`."""
        match table.kind:
            case Class.PROTECTED | Class.KEPT:
                return self.may_see(user, *row[1:], ceiling)
            case Class.BESIDE:
                (parent,) = (other for other in secured() if other.name == table.parent[0])
                return self.sees(user, parent, self.now[parent.name, row[1]], ceiling)
            case Class.HISTORY:
                now = self.now.get((table.base, row[1]))
                return now is not None and all(
                    self.may_see(user, now[1], now[2], level, ceiling) for level in (now[3], row[2])
                )
            case Class.PLAIN_HISTORY:
                now = self.now.get((table.base, row[1]))
                (base,) = (other for other in secured() if other.name == table.base)
                return now is not None and self.sees(user, base, now, ceiling)
            case Class.OWN:
                return bool(row[1] == user)
            case Class.SHARED:
                held = {(office, role) for office, role, _ in self.members[user]}
                runs = {(row[2], "administrator"), (row[2], "manager")}
                return row[1] == user or bool(held & runs) or "auditor" in {role for _, role in held}
            case Class.TRAIL:
                roles = {role for _, role, _ in self.members[user]}
                if not row[1:]:
                    return "auditor" in roles
                _key, *about, verb, kind, name = row
                if "auditor" in roles and about[2] <= ceiling and self._level(about[0]) <= ceiling:
                    return True
                if verb in {"membership", "account"} and about[0] is None:
                    return (about[1], "manager") in {(office, role) for office, role, _ in self.members[user]}
                if verb == "read" and self.officers.get(about[0]) == user:
                    clearance, now = self.clearance(user, ceiling), self.now["engagements_engagement", about[0]]
                    if clearance and clearance >= about[2] and self.may_see(user, *now[1:], ceiling):
                        return True
                if verb == "changed":
                    return "manager" in roles and self._is_kept_and_seen(user, kind, name, about, ceiling)
                return "manager" in roles and self._is_about_what_is_seen(user, about, ceiling)
            case Class.REFERENCE:
                return bool(self.members[user])
            case _:
                return False

    def _level(self, engagement: UUID | None) -> int:
        """How an engagement is classified now; unclassified, if there is none."""
        now = self.now.get(("engagements_engagement", engagement))
        return now[3] if now else 10

    def _is_about_what_is_seen(self, user: int, about: list[Any], ceiling: int) -> bool:
        """An event of an engagement that the user sees now, at a level and in an office that they may read."""
        now = self.now.get(("engagements_engagement", about[0]))
        return now is not None and self.may_see(user, *about, ceiling) and self.may_see(user, *now[1:], ceiling)

    def _is_kept_and_seen(self, user: int, kind: str, name: str, about: list[Any], ceiling: int) -> bool:
        """A change of a row that everybody reads, or of one that an office keeps and the user sees, now and then."""
        if not self.may_see(user, None, about[1], about[2], ceiling):
            return False
        if kind not in {"partner", "person", "contact", "capacity", "threat"}:
            return True
        now = self.now.get((f"engagements_{kind}", UUID(name)))
        return now is not None and self.may_see(user, *now[1:], ceiling)


def seen(table: Table) -> set[Any]:
    """The keys that the acting user reads, from this table alone: a join to a protected one would hide a leak."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {table.key} from {table.name}")
        return {key for (key,) in cursor.fetchall()}


def judge(
    truth: Truth, users: Iterable[User | None], tables: Iterable[Table], ceiling: int = 30
) -> tuple[set[Cell], set[Cell]]:
    """Cells (user name, table) that show too much, and that show too little."""
    leaks, gaps = set(), set()
    for user in users:
        with acting_as(user, Sensitivity(ceiling)):
            for table in tables:
                if table.kind is Class.SEALED:
                    continue  # not granted at all: its own test
                shown = seen(table)
                right = {row[0] for row in truth.rows[table.name] if user and truth.sees(user.pk, table, row, ceiling)}
                cell = (user.username if user else "-", table.name)
                leaks |= {cell} if shown - right else set()
                gaps |= {cell} if right - shown else set()
    return leaks, gaps
