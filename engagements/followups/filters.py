"""How a list of follow-ups is narrowed: the same names on the page, in the API and in exports."""

from typing import Any, ClassVar

import django_filters as df
from django.db.models import BigIntegerField, Func, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from engagements.followups import queries
from engagements.followups.choices import LIVE, Priority, Status
from engagements.followups.models import FollowUp
from engagements.register.filters import DAY
from engagements.register.models import Engagement
from offices.access.queries import people
from offices.directory.models import Office
from peaceapp.listing import Listing
from peaceapp.search.fields import by_name
from peaceapp.search.filters import WordsFilter

ANY = _("Any")
ME = "me"
STATUSES = [("live", _("To do (open, in progress, blocked)")), *Status.choices, ("any", _("Any"))]


class Acting(Func):
    """The key of whoever asks, as the database knows it."""

    template = "(select my_id())"
    output_field = BigIntegerField()


def owners() -> list[tuple[str, Any]]:
    """Whoever asks, and everybody by name."""
    return [(ME, _("Me")), *((user.username, str(user)) for user in people().order_by(by_name("name"), "username"))]


class FollowUpFilter(df.FilterSet):  # type: ignore[misc]  # the library is untyped
    """`engagement` takes a reference, `owner` a user name or `me`; what is hidden narrows like what is unknown: to an
    error, not to an empty list. `attention` keeps what is overdue or has no date yet.
    """

    q = WordsFilter()
    status = df.ChoiceFilter(label=_("Status"), choices=STATUSES, empty_label=None, method="by_status")
    owner = df.ChoiceFilter(label=_("Owner"), choices=owners, empty_label=ANY, method="by_owner")
    office = df.ModelChoiceFilter(
        label=_("Office"), queryset=Office.objects.all(), to_field_name="acronym", empty_label=ANY,
        field_name="lead_office",
    )  # fmt: skip
    priority = df.ChoiceFilter(label=_("Priority"), choices=Priority.choices, empty_label=ANY)
    due_from = df.DateFilter(label=_("Due from"), field_name="due_on", lookup_expr="gte", widget=DAY)
    due_until = df.DateFilter(label=_("Due until"), field_name="due_on", lookup_expr="lte", widget=DAY)
    overdue = df.BooleanFilter(label=_("Overdue"), method="by_overdue")
    undated = df.BooleanFilter(label=_("No date yet"), field_name="due_on", lookup_expr="isnull")
    attention = df.BooleanFilter(label=_("Needs attention"), method="by_attention")
    engagement = df.ModelChoiceFilter(
        label=_("Engagement"), queryset=lambda request: Engagement.objects.all(), to_field_name="reference"
    )

    class Meta:
        model = FollowUp
        fields: ClassVar[list[str]] = []

    def by_status(self, rows: QuerySet[FollowUp], _name: str, value: str) -> QuerySet[FollowUp]:
        match value:
            case "any":
                return rows
            case "live":
                return rows.filter(status__in=LIVE)
        return rows.filter(status=value)

    def by_owner(self, rows: QuerySet[FollowUp], _name: str, value: str) -> QuerySet[FollowUp]:
        return rows.filter(owner_id=Acting()) if value == ME else rows.filter(owner__username=value)

    def by_overdue(self, rows: QuerySet[FollowUp], _name: str, value: bool) -> QuerySet[FollowUp]:
        late = Q(status__in=LIVE, due_on__lt=timezone.localdate())
        return rows.filter(late) if value else rows.exclude(late)

    def by_attention(self, rows: QuerySet[FollowUp], _name: str, value: bool) -> QuerySet[FollowUp]:
        wants = Q(status__in=LIVE) & (Q(due_on__isnull=True) | Q(due_on__lt=timezone.localdate()))
        return rows.filter(wants) if value else rows.exclude(wants)


LISTING = Listing(queries.ROW, FollowUpFilter, {"due": "due_order", "added": "created_at"}, default="due")
"""Follow-ups, the most pressing first; those without a date last."""
