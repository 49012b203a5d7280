"""`can(user, permission, object)`: the check of permissions.

Read access is not checked here: row-level security hides the rows that a user may not read.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from offices.access.choices import Role
from offices.access.models import User
from offices.access.permissions import Permission
from offices.access.roles import CATALOGUE, Relation
from offices.directory.models import Office
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.dates import utc_today


@dataclass(frozen=True)
class Relations:
    """The users and offices related to an engagement, as far as permissions depend on them."""

    lead_officer_id: int | None
    is_on_team: bool
    supporting_office_ids: frozenset[int]
    author_id: int | None = None
    """The user who opened a draft engagement."""


@dataclass(frozen=True)
class ActiveMembership:
    """A membership that is active today."""

    office_id: int
    acronym: str
    role: Role
    clearance: Sensitivity
    predecessors: tuple[int, ...]
    """Closed offices that this office succeeds. The role counts in them, too."""

    @property
    def line(self) -> str:
        """The membership as text, for the account menu. Omits an auditor's clearance, which opens no rows."""
        if self.role == Role.AUDITOR:
            return f"{self.acronym} · {self.role.label}"
        cleared = _("cleared for %(level)s") % {"level": str(self.clearance.label).lower()}
        return f"{self.acronym} · {self.role.label} · {cleared}"


ACTIVE_MEMBERSHIPS = """
    select m.office_id, o.acronym, m.role, m.clearance,
      array(select p.id from offices_office p where p.succeeded_by_id = m.office_id and p.closed_on is not null)
    from offices_membership m join offices_office o on o.id = m.office_id
    where m.user_id = %(user)s and m.from_on <= %(today)s and (m.until_on is null or m.until_on >= %(today)s)
      and (o.closed_on is null or o.closed_on > %(today)s or o.succeeded_by_id is not null)
    order by m.id"""
"""SQL of the active memberships. Runs in every request; compiling it from models takes longer than running it."""


@dataclass(frozen=True)
class Granted:
    """A permission from the catalogue: the `relation` it requires, and the `offices` in which the user has the role."""

    permission: Permission
    relation: Relation
    offices: tuple[str, ...]


_relations_of_user: list[Callable[[UUID, int], Relations]] = []


def register_relations(find: Callable[[UUID, int], Relations]) -> None:
    """Registers the function that returns the relations of a user to an engagement."""
    _relations_of_user[:] = [find]


class Rights:
    """The permissions of one user, from memberships active today. Read once and kept for one request.

    The user must be the acting user of the transaction: memberships are visible to their holder only.
    """

    def __init__(self, user: User) -> None:
        self.user = user
        self._relations: dict[UUID, Relations] = {}

    @cached_property
    def held(self) -> list[ActiveMembership]:
        """The active memberships, oldest first."""
        if not self.user.is_active:
            return []
        with connection.cursor() as cursor:
            cursor.execute(ACTIVE_MEMBERSHIPS, {"user": self.user.pk, "today": utc_today()})
            rows = cursor.fetchall()
        return [ActiveMembership(o, acronym, Role(r), Sensitivity(c), tuple(older)) for o, acronym, r, c, older in rows]

    @property
    def line(self) -> str:
        """The memberships in one line: "Staff, UNOWAS"."""
        return " · ".join(f"{held.role.label}, {held.acronym}" for held in self.held)

    @property
    def enters_admin(self) -> bool:
        """Administrators of any office. Superusers, too; they see accounts there, but no rows."""
        administers = any(held.role == Role.ADMINISTRATOR for held in self.held)
        return self.user.is_active and (self.user.is_superuser or administers)

    @property
    def runs(self) -> list[str]:
        """Acronyms of the offices whose accounts the user manages, as administrator or manager."""
        keeps = {Role.ADMINISTRATOR, Role.MANAGER}
        return list(dict.fromkeys(held.acronym for held in self.held if held.role in keeps))

    @property
    def reads_trail(self) -> bool:
        """Auditors read the whole audit trail; managers that of their office and of the engagements they see."""
        return any(held.role in {Role.AUDITOR, Role.MANAGER} for held in self.held)

    @property
    def reviews_access(self) -> bool:
        """Permission to open the access review: auditors, and administrators and managers of an office."""
        return bool(self.runs) or any(held.role == Role.AUDITOR for held in self.held)

    @property
    def managed(self) -> list[str]:
        """Acronyms of the offices in which the user is a manager."""
        return list(dict.fromkeys(held.acronym for held in self.held if held.role == Role.MANAGER))

    @property
    def only_audits(self) -> bool:
        """Whether all memberships are an auditor's; these open no rows."""
        return bool(self.held) and all(held.role == Role.AUDITOR for held in self.held)

    @property
    def granted(self) -> list[Granted]:
        """The permissions that the catalogue gives to these roles, in the order of the catalogue."""
        return [
            Granted(permission, allow.relation, offices)
            for permission, allows in CATALOGUE.items()
            for allow in allows
            if (offices := tuple(dict.fromkeys(held.acronym for held in self.held if held.role in allow.roles)))
            and (allow.relation != Relation.ARCHIVE or self.user.is_archive)
        ]

    @cached_property
    def roles(self) -> list[tuple[int, Role]]:
        """Pairs of office and role. A successor's role counts in its closed predecessors, too."""
        own = [(held.office_id, held.role) for held in self.held]
        return own + [(office, held.role) for held in self.held for office in held.predecessors]

    def offices(self, *roles: Role) -> set[int]:
        """Offices in which the user has one of `roles` (without arguments: any role)."""
        return {office for office, role in self.roles if not roles or role in roles}

    def can(self, permission: Permission, subject: Any = None) -> bool:
        """Whether the catalogue allows `permission` on `subject`: an engagement, a row of it, an office, or `None`."""
        return any(
            self._applies(allow.relation, subject, self.offices(*allow.roles)) for allow in CATALOGUE[permission]
        )

    def _applies(self, relation: Relation, subject: Any, offices: set[int]) -> bool:
        if not offices:
            return False
        match relation:
            case Relation.ANY_OFFICE:
                return True
            case Relation.ARCHIVE:
                return self.user.is_archive
            case Relation.LEAD_OFFICE:
                office = subject.pk if isinstance(subject, Office) else getattr(subject, "lead_office_id", None)
                return office in offices
            case Relation.OFFICE:
                return _office_of(subject) in offices
            case Relation.OWNER:
                return getattr(subject, "owner_id", None) == self.user.pk
            case Relation.AUTHOR:
                return self._author_of(subject) == self.user.pk
        relations = self._relations_to(subject)
        match relation:
            case Relation.TEAM:
                return relations.is_on_team
            case Relation.LEAD_OFFICER:
                return relations.lead_officer_id == self.user.pk
            case _:
                return bool(offices & relations.supporting_office_ids)

    def _author_of(self, subject: Any) -> int | None:
        """The author of a row; for an engagement, the user who opened the draft."""
        return subject.author_id if hasattr(subject, "author_id") else self._relations_to(subject).author_id

    def _relations_to(self, subject: Any) -> Relations:
        engagement = getattr(subject, "engagement_id", None)
        if engagement is None:
            return Relations(None, False, frozenset())
        if engagement not in self._relations:
            self._relations[engagement] = _relations_of_user[0](engagement, self.user.pk)
        return self._relations[engagement]


def _office_of(subject: Any) -> int | None:
    """The office itself, the office of a membership, or the home office of an account."""
    if isinstance(subject, Office):
        return subject.pk
    return subject.home_office_id if isinstance(subject, User) else getattr(subject, "office_id", None)


_cached_rights: ContextVar[Rights | None] = ContextVar("_cached_rights", default=None)


@contextmanager
def cached_rights(user: User) -> Iterator[Rights]:
    """Makes `can` read the rights of `user` only once in this block. The block must not change these rights."""
    rights = Rights(user)
    token = _cached_rights.set(rights)
    try:
        yield rights
    finally:
        _cached_rights.reset(token)


def can(user: User, permission: Permission, subject: Any = None) -> bool:
    """Whether `user`, who must be acting, may do this now. Reads the rights each time, except in `cached_rights`."""
    kept = _cached_rights.get()
    rights = kept if kept is not None and kept.user.pk == user.pk else Rights(user)
    return rights.can(permission, subject)
