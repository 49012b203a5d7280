"""Queries for the team, the supporting offices and the readers of an engagement."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Now

from engagements.register.database import on_team
from engagements.register.models import (
    Engagement,
    Support,
    TeamMember,
)
from offices.access.models import User
from offices.accounts.database import READER_LOCK
from offices.directory.models import Office
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.search.fields import by_name
from peaceapp.search.folding import sort_text

PRESENT = Q(until_at__isnull=True) | Q(until_at__gt=Now())
"""Rows of present team members. Break-glass memberships count until they end."""


@dataclass(frozen=True)
class Reader:
    """A user who can read an engagement.

    `basis` is the reason: `team`, `lead` (lead office) or `support` (supporting office).
    """

    id: int
    name: str
    office: str
    basis: str


@dataclass(frozen=True)
class Readers:
    """The readers of an engagement. `everybody`: it is unclassified, so all active members of all offices can read it.

    `people` are the readers by team, lead office and supporting offices.
    """

    everybody: bool
    people: tuple[Reader, ...]

    @property
    def ids(self) -> set[int]:
        """Keys of the users in `people`."""
        return {reader.id for reader in self.people}


def find_readers(engagement: Engagement) -> Readers:
    """The present readers of `engagement`, each user once with the first basis that applies; empty if it is hidden.

    Order of bases: team, lead office, supporting office.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """select distinct on (r.user_id)
                 r.user_id, coalesce(nullif(u.name, ''), u.username), coalesce(o.acronym, ''), r.basis
               from readers_of(%s) r join offices_user u on u.id = r.user_id
               left join offices_office o on o.id = r.office_id
               order by r.user_id, array_position(array['team', 'lead', 'support'], r.basis)""",
            [engagement.pk],
        )
        people = sorted((Reader(*row) for row in cursor.fetchall()), key=lambda reader: sort_text(reader.name))
    return Readers(engagement.sensitivity == Sensitivity.UNCLASSIFIED, tuple(people))


def lasting_reader_ids(engagement: Engagement, *, is_kept: bool = False) -> set[int]:
    """Keys of the users who can read `engagement` now. Leaves out users with break-glass access only.

    `is_kept` takes the advisory lock for removing readers: nobody else removes a reader before this transaction ends.
    """
    with connection.cursor() as cursor:
        if is_kept:
            cursor.execute("select pg_advisory_xact_lock(%s)", [READER_LOCK])
        cursor.execute(
            f"""select distinct r.user_id from readers_of(%(engagement)s) r
               where r.basis <> 'team' or exists (
                 select from engagements_teammember t where t.engagement_id = %(engagement)s and t.user_id = r.user_id
                   and not t.by_glass and {on_team()})""",  # noqa: S608  (only a constant condition is inserted)
            {"engagement": engagement.pk},
        )
        return {user for (user,) in cursor.fetchall()}


def is_cleared(user: User, engagement: Engagement) -> bool:
    """Whether `user` has, in any office, the clearance for an engagement that the acting user sees."""
    with connection.cursor() as cursor:
        cursor.execute("select is_cleared_for(%s, %s)", [user.pk, engagement.pk])
        return bool(cursor.fetchone()[0])


def team_members(engagement: Engagement) -> QuerySet[TeamMember]:
    """The present team members."""
    members = TeamMember.objects.filter(PRESENT, engagement=engagement)
    return members.select_related("user").order_by(by_name("user__name"), "pk")


def members_without_clearance(engagement: Engagement) -> list[User]:
    """Team members of `engagement` who lack the clearance to read it."""
    return [
        add_team_member.user
        for add_team_member in team_members(engagement)
        if not is_cleared(add_team_member.user, engagement)
    ]


def possible_members(engagement: Engagement) -> QuerySet[User]:
    """Active users with the clearance who are not on the team, or are on it by break-glass access only."""
    temporary_team_member = team_members(engagement).filter(by_glass=False).values("user")
    return _cleared(engagement).exclude(pk__in=temporary_team_member)


def possible_lead_officers(engagement: Engagement) -> QuerySet[User]:
    """Active users with the clearance, except the present lead officer."""
    return _cleared(engagement).exclude(pk__in=[engagement.lead_officer_id or 0])


def _cleared(engagement: Engagement) -> QuerySet[User]:
    cleared = Func(F("pk"), Value(engagement.pk), function="is_cleared_for", output_field=BooleanField())
    here = User.objects.filter(cleared, is_active=True, is_archive=False, is_superuser=False)
    return here.order_by(by_name("name"), "username")


def possible_supporting_offices(engagement: Engagement) -> QuerySet[Office]:
    """Open offices that neither lead nor support the engagement."""
    let_in = supporting_offices(engagement).values("office")
    return Office.objects.filter(closed_on__isnull=True).exclude(pk=engagement.lead_office_id).exclude(pk__in=let_in)


def supporting_offices(engagement: Engagement) -> QuerySet[Support]:
    """The offices that support the engagement now."""
    now = Support.objects.filter(engagement=engagement, until_at__isnull=True)
    return now.select_related("office").order_by("office__acronym")


def count_team_members(engagement: Engagement) -> int:
    """The number of team members without an end date."""
    return TeamMember.objects.filter(engagement=engagement, until_at__isnull=True).count()
