"""Reads of requests to lower, and of seats that were taken by break-glass."""

from datetime import timedelta

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from engagements.discretion.models import Lowering
from engagements.register.models import Engagement, TeamMember
from offices.access.models import User

RECENT = timedelta(days=14)
"""How long the lead officer is told on "My work"."""


def open_request(engagement: Engagement) -> Lowering | None:
    """The request that nobody has answered yet."""
    found = Lowering.objects.filter(engagement=engagement, agreed__isnull=True)
    return found.select_related("asked_by", "second").first()


def to_answer(user: User) -> QuerySet[Lowering]:
    """Requests that wait for `user`."""
    waiting = Lowering.objects.filter(second=user, agreed__isnull=True)
    return waiting.select_related("engagement", "engagement__lead_office", "asked_by").order_by("asked_at")


def broken(user: User) -> QuerySet[TeamMember]:
    """Seats taken by break-glass of late in the engagements that `user` leads."""
    since = timezone.now() - RECENT
    seats = TeamMember.objects.filter(by_glass=True, from_at__gt=since, engagement__lead_officer=user)
    return seats.exclude(user=user).select_related("engagement", "user").order_by("-from_at")


def seconds(engagement: Engagement) -> QuerySet[User]:
    """Managers of any office, cleared for strictly confidential, who could agree to lower `engagement`."""
    with connection.cursor() as cursor:
        cursor.execute("select seconds_for(%s)", [engagement.pk])
        keys = [key for (key,) in cursor.fetchall()]
    return User.objects.filter(pk__in=keys).order_by("name", "username")


def auditors() -> QuerySet[User]:
    """Those who are told at once; nobody, for who is no manager."""
    with connection.cursor() as cursor:
        cursor.execute("select auditors()")
        keys = [key for (key,) in cursor.fetchall()]
    return User.objects.filter(pk__in=keys)
