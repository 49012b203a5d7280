"""Queries for follow-ups. Row-level security leaves out rows that the acting user may not see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from engagements.followups.choices import LIVE_STATUSES
from engagements.followups.models import FollowUp
from engagements.register.models import Engagement
from offices.access.models import User
from offices.access.permissions import Permission
from offices.access.rights import Rights
from peaceapp.access.actor import acting_as
from peaceapp.access.sensitivity import level_word
from peaceapp.dates import end_of, today
from peaceapp.lists.listing import CAP
from peaceapp.lists.shape import As, One, Shape

ROW = Shape.whole(
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
    sensitivity=As("sensitivity", level_word),
    sources=As("sources"),
    created_at=As("created_at"),
    completed_by=One("completed_by", id="username", label="name"),
    completed_at=As("completed_at"),
    verified_by=One("verified_by", id="username", label="name"),
    verified_at=As("verified_at"),
    version=As("version"),
)
"""Fields of a follow-up, on the page, in the API and in an export."""

HISTORY_SHAPE = Shape(
    FollowUp,
    **{name: part for name, part in ROW.parts.items() if not name.startswith(("completed_", "verified_"))},
)
"""Fields in the history on a page. Leaves out who completed and verified it and when, since the change itself shows
that."""


def live_follow_ups() -> QuerySet[FollowUp]:
    """Follow-ups that still have to be done."""
    return FollowUp.objects.filter(status__in=LIVE_STATUSES)


def overdue() -> Q:
    """Condition for overdue follow-ups: still to be done, and the whole period in which they were due is over."""
    return Q(status__in=LIVE_STATUSES, due_order__lt=today())


def find_follow_ups(engagement: Engagement) -> QuerySet[FollowUp]:
    """Follow-ups of an engagement by due date, with owner and responsible partner; those without a date last."""
    rows = FollowUp.objects.filter(engagement=engagement).select_related("owner", "responsible_partner")
    return rows.order_by("due_order", "id")


def follow_ups_owned_by(user: User) -> QuerySet[FollowUp]:
    """Follow-ups that `user` still has to do, by due date; those without a date last."""
    return live_follow_ups().filter(owner=user).select_related("engagement", "lead_office").order_by("due_order", "id")


def find(key: UUID) -> FollowUp:
    """The follow-up with this key and the related rows for its page. `Http404` for hidden and unknown ones."""
    rows = FollowUp.objects.select_related(
        "engagement", "engagement__lead_office", "lead_office", "owner", "responsible_partner", "arises_from",
        "completed_by", "verified_by",
    )  # fmt: skip
    return get_object_or_404(rows, pk=key)


def can_read(person: User, row: FollowUp) -> bool:
    """Whether `person` may read `row`. Queries as that person, so that row-level security decides."""
    with acting_as(person):
        return FollowUp.objects.filter(pk=row.pk).exists()


def is_late(due_on: date | None, precision: str, status: str) -> bool:
    """Whether a follow-up with these values is overdue. `overdue` is the same condition in SQL."""
    return due_on is not None and end_of(due_on, precision) < today() and status in LIVE_STATUSES


def is_overdue(row: FollowUp) -> bool:
    """Whether the follow-up is overdue."""
    return is_late(row.due_on, row.due_precision, row.status)


SOON = timedelta(days=7)
"""A follow-up is due soon if its period ends within this time."""


def is_due_soon(row: FollowUp) -> bool:
    """Whether the follow-up still has to be done and its period ends today or within `SOON`."""
    if row.due_on is None or row.status not in LIVE_STATUSES:
        return False
    return today() <= end_of(row.due_on, row.due_precision) <= today() + SOON


@dataclass(frozen=True)
class DueFollowUp:
    """A follow-up on a page, and whether it is overdue or due soon."""

    follow_up: FollowUp
    is_late: bool
    is_soon: bool

    @property
    def sensitivity(self) -> int:
        """Level of the follow-up, for the marking of a printed page."""
        return int(self.follow_up.sensitivity)


def present_due(rows: Iterable[FollowUp]) -> list[DueFollowUp]:
    """The same follow-ups in the same order, each with whether it is overdue or due soon."""
    return [DueFollowUp(row, is_overdue(row), is_due_soon(row)) for row in rows]


@dataclass(frozen=True)
class FollowUpPanel:
    """The follow-ups of an engagement for its page: those to be done, and those done or cancelled."""

    live: list[DueFollowUp]
    over: list[DueFollowUp]
    may_add: bool

    @property
    def count(self) -> int:
        """The number of follow-ups to be done. The engagement cannot be closed while there are any."""
        return len(self.live)


def follow_up_panel(engagement: Engagement, rights: Rights) -> FollowUpPanel:
    """The panel of `engagement`, with at most `CAP` follow-ups. One query."""
    rows = list(find_follow_ups(engagement)[:CAP])
    return FollowUpPanel(
        live=present_due(row for row in rows if row.status in LIVE_STATUSES),
        over=present_due(row for row in rows if row.status not in LIVE_STATUSES),
        may_add=not engagement.is_closed and rights.can(Permission.ADD_FOLLOW_UP, engagement),
    )
