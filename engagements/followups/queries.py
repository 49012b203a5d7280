"""Reads of follow-ups. What the acting user may not see is not in them."""

from datetime import date

from django.db.models import QuerySet

from engagements.followups.choices import LIVE
from engagements.followups.models import FollowUp
from engagements.register.models import Engagement
from engagements.register.queries import level
from offices.access.models import User
from peaceapp.shape import As, One, Shape

ROW = Shape(
    FollowUp,
    "id",
    "title",
    engagement=One("engagement", id="reference", label="title"),
    office=One("lead_office", id="acronym", label="acronym"),
    why=As("why"),
    owner=One("owner", id="username", label="name"),
    responsible_partner=One("responsible_partner", id="id", label="name"),
    due_on=As("due_on"),
    due_precision=As("due_precision"),
    priority=As("priority"),
    status=As("status"),
    outcome=As("outcome"),
    evidence=As("evidence"),
    arises_from=One("arises_from", id="id", label="headline"),
    sensitivity=As("sensitivity", level),
    sources=As("sources"),
    created_at=As("created_at"),
    completed_at=As("completed_at"),
    version=As("version"),
)
"""What a list of follow-ups shows, on the page, in the API and in an export."""


def live() -> QuerySet[FollowUp]:
    """Those that somebody must still do."""
    return FollowUp.objects.filter(status__in=LIVE)


def overdue(on: date) -> QuerySet[FollowUp]:
    """Live follow-ups whose due date is before `on`, the most overdue first."""
    return live().filter(due_on__lt=on).order_by("due_on", "id")


def of(engagement: Engagement) -> QuerySet[FollowUp]:
    """An engagement's follow-ups: what must still be done first, by date; those without one last."""
    rows = FollowUp.objects.filter(engagement=engagement).select_related("owner", "responsible_partner")
    return rows.order_by("completed_at", "due_order", "id")


def owned_by(user: User) -> QuerySet[FollowUp]:
    """What `user` must still do, the most pressing first."""
    return live().filter(owner=user).select_related("engagement", "lead_office").order_by("due_order", "id")
