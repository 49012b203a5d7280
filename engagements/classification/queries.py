"""Reads of requests to lower, of seats that were taken by break-glass, and of engagements that lose their readers."""

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
"""How long the lead officer is told on "My work"."""

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
"""A request to lower, as the API gives it."""

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
"""A seat that was taken by break-glass."""


def break_glass_members() -> QuerySet[TeamMember]:
    """These memberships of the team, also after their end."""
    return TeamMember.objects.filter(by_glass=True)


def find_open_request(engagement: Engagement) -> Lowering | None:
    """The request that nobody has answered yet."""
    found = Lowering.objects.filter(engagement=engagement, agreed__isnull=True)
    return found.select_related("asked_by", "second").first()


def lowerings_to_answer(user: User) -> QuerySet[Lowering]:
    """Requests that wait for `user`."""
    waiting = Lowering.objects.filter(second=user, agreed__isnull=True)
    return waiting.select_related("engagement", "engagement__lead_office", "asked_by").order_by("asked_at")


def break_glass_of_led(user: User) -> QuerySet[TeamMember]:
    """Seats taken by break-glass of late in the engagements that `user` leads."""
    since = timezone.now() - RECENT_DAYS
    seats = TeamMember.objects.filter(by_glass=True, from_at__gt=since, engagement__lead_officer=user)
    return seats.exclude(user=user).select_related("engagement", "user").order_by("-from_at")


def possible_second_managers(engagement: Engagement) -> QuerySet[User]:
    """Managers of any office, cleared for strictly confidential, who could agree to lower `engagement`."""
    with connection.cursor() as cursor:
        cursor.execute("select seconds_for(%s)", [engagement.pk])
        keys = [key for (key,) in cursor.fetchall()]
    return User.objects.filter(pk__in=keys).order_by(by_name("name"), "username")


def auditors() -> QuerySet[User]:
    """The people to notify at once; none for an actor who is not a manager."""
    with connection.cursor() as cursor:
        cursor.execute("select auditors()")
        keys = [key for (key,) in cursor.fetchall()]
    return User.objects.filter(pk__in=keys)


@dataclass(frozen=True)
class EndingReader:
    """An engagement of which somebody was told that nobody will read it after `ends_on`.

    Both are empty for a manager who does not see it: that there is one is all that they learn.
    """

    engagement: UUID | None
    ends_on: date | None


def ending_readers() -> list[EndingReader]:
    """The notices of the acting user that are still true."""
    with connection.cursor() as cursor:
        cursor.execute("select * from my_reader_notices()")
        return [EndingReader(*row) for row in cursor.fetchall()]


def engagements_without_reader() -> list[str]:
    """References of engagements that nobody can read now, led by an office of which the acting user is a manager who is
    cleared for them."""
    with connection.cursor() as cursor:
        cursor.execute("select * from my_unread_engagements() order by 1")
        return [reference for (reference,) in cursor.fetchall()]


def take_notices() -> list[tuple[int, NoticeKind]]:
    """Notices that are due and were not sent yet; marks them as sent. For the daily job, which acts as nobody."""
    with connection.cursor() as cursor:
        cursor.execute("select * from take_reader_notices()")
        return [(user, NoticeKind(kind)) for user, kind in cursor.fetchall()]
