"""Listing and filters of follow-ups. The page, the API and exports use the same filter names."""

from typing import Any, ClassVar

import django_filters as df
from django.db.models import BigIntegerField, Func, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from engagements.followups import queries
from engagements.followups.choices import LIVE_STATUSES, Priority, Status
from engagements.followups.models import FollowUp
from engagements.register.models import Engagement
from offices.access.queries import people
from offices.directory.models import Office
from peaceapp.filters import AnyOf, AnyRow, PeriodFrom, PeriodUntil, YesNo
from peaceapp.lists.listing import Listing
from peaceapp.search.fields import by_name
from peaceapp.search.filters import WordsFilter

ME = "me"
STATUSES = [("live", _("To do (open, in progress, blocked)")), *Status.choices, ("any", _("Any"))]


class Acting(Func):
    """The key of the acting user, from the database."""

    template = "(select my_id())"
    output_field = BigIntegerField()


def owner_choices() -> list[tuple[str, Any]]:
    """Choices of owners: `me`, and all people by name."""
    return [(ME, _("Me")), *((user.username, str(user)) for user in people().order_by(by_name("name"), "username"))]


class FollowUpFilter(df.FilterSet):  # type: ignore[misc]  # the library is untyped
    """Filters follow-ups. `engagement` takes a reference, `owner` a user name or `me`.

    Hidden and unknown engagements give the same error, not an empty list. `attention` selects follow-ups that are
    overdue or have no due date.
    """

    q = WordsFilter()
    status = AnyOf(label=_("Status"), choices=STATUSES, empty_label=None, method="by_status")
    owner = AnyOf(label=_("Owner"), choices=owner_choices, method="by_owner")
    office = AnyRow(
        label=_("Office"), queryset=Office.objects.all(), to_field_name="acronym",
        field_name="lead_office",
    )  # fmt: skip
    priority = AnyOf(label=_("Priority"), choices=Priority.choices)
    due_from = PeriodFrom(label=_("Due from"), start="due_on", end="due_order")
    due_until = PeriodUntil(label=_("Due until"), start="due_on")
    overdue = YesNo(label=_("Overdue"), method="by_overdue")
    undated = YesNo(label=_("No date yet"), field_name="due_on", lookup_expr="isnull")
    attention = YesNo(label=_("Needs attention"), method="by_attention")
    engagement = AnyRow(
        label=_("Engagement"), queryset=lambda request: Engagement.objects.all(), to_field_name="reference"
    )

    class Meta:
        model = FollowUp
        fields: ClassVar[list[str]] = []

    def by_status(self, rows: QuerySet[FollowUp], _name: str, values: list[str]) -> QuerySet[FollowUp]:
        if "any" in values:
            return rows
        return rows.filter(status__in={*values, *(LIVE_STATUSES if "live" in values else ())})

    def by_owner(self, rows: QuerySet[FollowUp], _name: str, values: list[str]) -> QuerySet[FollowUp]:
        named = Q(owner__username__in=[value for value in values if value != ME])
        if ME not in values:
            return rows.filter(named)
        return rows.filter(Q(owner_id=Acting()) | named if len(values) > 1 else Q(owner_id=Acting()))

    def by_overdue(self, rows: QuerySet[FollowUp], _name: str, value: bool) -> QuerySet[FollowUp]:
        return rows.filter(queries.overdue()) if value else rows.exclude(queries.overdue())

    def by_attention(self, rows: QuerySet[FollowUp], _name: str, value: bool) -> QuerySet[FollowUp]:
        wants = Q(status__in=LIVE_STATUSES, due_on__isnull=True) | queries.overdue()
        return rows.filter(wants) if value else rows.exclude(wants)


LISTING = Listing(queries.ROW, FollowUpFilter, {"due": "due_order", "added": "created_at"}, default="due")
"""The list of follow-ups by due date; those without a due date come last."""
