"""Queries for requests to lower the level, break-glass memberships, and engagements that lose their last reader."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from engagements.classification.choices import NoticeKind
from engagements.classification.models import Lowering
from engagements.register.models import Engagement, TeamMember
from offices.access.models import User
from peaceapp.access.sensitivity import level_word
from peaceapp.lists.shape import As, One, Shape
from peaceapp.search.fields import by_name

RECENT_DAYS = timedelta(days=14)
"""Period for which “My work” shows a break-glass access to the lead officer."""

ROW = Shape(
    Lowering,
    "id",
    engagement=One("engagement", id="reference", label="title"),
    to=As("level", level_word),
    reason=As("reason"),
    asked_by=One("asked_by", id="username", label="name"),
    asked_at=As("asked_at"),
    second=One("second", id="username", label="name"),
    agreed=As("agreed"),
    answered_at=As("answered_at"),
    answer=As("answer"),
    sensitivity=As("sensitivity", level_word),
)
"""Fields of a request to lower the level, in the API."""

GLASS_ROW = Shape(
    TeamMember,
    "id",
    engagement=One("engagement", id="reference", label="title"),
    user=One("user", id="username", label="name"),
    reason=As("reason"),
    from_at=As("from_at"),
    until_at=As("until_at"),
    sensitivity=As("sensitivity", level_word),
)
"""Fields of a break-glass membership, in the API."""


def break_glass_members() -> QuerySet[TeamMember]:
    """All break-glass memberships, including ended ones."""
    return TeamMember.objects.filter(by_glass=True)


def find_open_request(engagement: Engagement) -> Lowering | None:
    """The request to lower the level of `engagement` that is not decided; `None` without one."""
    found = Lowering.objects.filter(engagement=engagement, agreed__isnull=True)
    return found.select_related("asked_by", "second").first()


def lowerings_to_answer(user: User) -> QuerySet[Lowering]:
    """Requests that wait for the decision of `user`, oldest first."""
    waiting = Lowering.objects.filter(second=user, agreed__isnull=True)
    return waiting.select_related("engagement", "engagement__lead_office", "asked_by").order_by("asked_at")


def break_glass_of_led(user: User) -> QuerySet[TeamMember]:
    """Break-glass memberships of the last `RECENT_DAYS` in engagements that `user` leads, newest first."""
    since = timezone.now() - RECENT_DAYS
    seats = TeamMember.objects.filter(by_glass=True, from_at__gt=since, engagement__lead_officer=user)
    return seats.exclude(user=user).select_related("engagement", "user").order_by("-from_at")


def possible_second_managers(engagement: Engagement) -> QuerySet[User]:
    """Managers of any office with strictly confidential clearance, except the acting user.

    Each of them can approve lowering the level of `engagement`. Empty for a hidden engagement.
    """
    with connection.cursor() as cursor:
        cursor.execute("select seconds_for(%s)", [engagement.pk])
        keys = [key for (key,) in cursor.fetchall()]
    return User.objects.filter(pk__in=keys).order_by(by_name("name"), "username")


def auditors() -> QuerySet[User]:
    """The auditors, who are notified of break-glass access. Empty unless the acting user is a manager."""
    with connection.cursor() as cursor:
        cursor.execute("select auditors()")
        keys = [key for (key,) in cursor.fetchall()]
    return User.objects.filter(pk__in=keys)


@dataclass(frozen=True)
class EndingReader:
    """A notice that nobody can read `engagement` after `ends_on`.

    Both fields are `None` for a manager who cannot see the engagement: they learn only that there is one.
    """

    engagement: UUID | None
    ends_on: date | None


def ending_readers() -> list[EndingReader]:
    """The notices to the acting user that still apply."""
    with connection.cursor() as cursor:
        cursor.execute("select * from my_reader_notices()")
        return [EndingReader(*row) for row in cursor.fetchall()]


def engagements_without_reader() -> list[str]:
    """References of engagements that nobody can read now.

    Only those whose lead office the acting user manages with the clearance for the engagement.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from my_unread_engagements() order by 1")
        return [reference for (reference,) in cursor.fetchall()]


def take_notices() -> list[tuple[int, NoticeKind]]:
    """Notices that are due and not sent yet, as user key and kind; marks them as sent. For the daily job.

    The daily job has no acting user.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from take_reader_notices()")
        return [(user, NoticeKind(kind)) for user, kind in cursor.fetchall()]
