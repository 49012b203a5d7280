"""The list of memberships for the access review, with its filters."""

from datetime import timedelta
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offices.access.choices import Role
from offices.access.models import Membership
from offices.accounts.queries import INACTIVE_AFTER
from offices.directory.models import Office
from peaceapp.access.sensitivity import Sensitivity, level_word
from peaceapp.dates import utc_today
from peaceapp.filters import AnyOf, AnyRow
from peaceapp.lists.listing import Listing
from peaceapp.lists.shape import As, One, Shape
from peaceapp.rest.filters import SearchFilterSet

ENDS_WITHIN = timedelta(days=30)
"""Memberships that end within this time are marked."""
ENDED_WITHIN = timedelta(days=90)
"""Memberships that ended within this time are still listed."""
YES = [("true", _("Yes"))]
LEVELS = [(level.word, level.label) for level in Sensitivity]

ROW = Shape(
    Membership,
    "key",
    "role",
    user=One("user", id="username", label="username"),
    user_key=As("user_id"),
    name=As("user__name"),
    office=One("office", id="acronym", label="acronym"),
    clearance=As("clearance", level_word),
    from_on=As("from_on"),
    until_on=As("until_on"),
    given_at=As("given_at"),
    ended_at=As("ended_at"),
    last_login=As("user__last_login"),
    joined=As("user__date_joined"),
)
"""Fields of a membership with its holder."""


class ReviewFilter(SearchFilterSet):
    """Filters by person, office, role, clearance, and by what reviews look for first."""

    office = AnyRow(label=_("Office"), queryset=Office.objects.all(), to_field_name="acronym")
    role = AnyOf(label=_("Role"), choices=Role.choices)
    clearance = AnyOf(label=_("Clearance"), choices=LEVELS, method="by_clearance")
    quiet = AnyOf(label=_("No sign-in for 90 days"), choices=YES, method="by_quiet")
    ends = AnyOf(label=_("Ends within 30 days"), choices=YES, method="by_end")
    ended = AnyOf(label=_("Ended in the last 90 days"), choices=YES, method="by_having_ended")
    searched: ClassVar = ("user__username", "user__name")

    def by_clearance(self, rows: QuerySet[Any], _name: str, values: list[str]) -> QuerySet[Any]:
        return rows.filter(clearance__in=[Sensitivity.of(value) for value in values])

    def by_quiet(self, rows: QuerySet[Any], _name: str, _values: list[str]) -> QuerySet[Any]:
        since = timezone.now() - INACTIVE_AFTER
        return rows.filter(Q(user__last_login__lt=since) | Q(user__last_login=None, user__date_joined__lt=since))

    def by_having_ended(self, rows: QuerySet[Any], _name: str, _values: list[str]) -> QuerySet[Any]:
        today = utc_today()
        return rows.filter(until_on__lt=today, until_on__gte=today - ENDED_WITHIN)

    def by_end(self, rows: QuerySet[Any], _name: str, _values: list[str]) -> QuerySet[Any]:
        return rows.filter(until_on__lte=utc_today() + ENDS_WITHIN)


class ByPerson(Listing):
    """Orders by columns of person and office, first from A to Z."""

    def first(self, name: str) -> str:
        return name


REVIEW = ByPerson(
    ROW,
    ReviewFilter,
    {"person": "user__username", "office": "office__acronym", "since": "from_on"},
    default="office",
)
