"""Filters of memberships and proposals in the API."""

from typing import ClassVar

import django_filters as df
from django.utils.translation import gettext_lazy as _

from offices.access.choices import Role
from offices.access.models import Membership
from offices.accounts import queries
from offices.accounts.models import Proposal
from offices.directory.models import Office
from peaceapp.filters import AnyOf, AnyRow, YesNo
from peaceapp.lists.listing import Listing


class PeopleFilter(df.FilterSet):  # type: ignore[misc]  # the library is untyped
    """`office` takes an acronym, `user` a username. Unknown usernames give an empty list, like hidden rows."""

    office = AnyRow(label=_("Office"), queryset=Office.objects.all(), to_field_name="acronym")
    user = df.CharFilter(label=_("User"), field_name="user__username")
    role = AnyOf(label=_("Role"), choices=Role.choices)


class MembershipFilter(PeopleFilter):
    """Filters the visible memberships: the caller's own, and those of offices that they run or audit."""

    class Meta:
        model = Membership
        fields: ClassVar[list[str]] = []


class ProposalFilter(PeopleFilter):
    """`is_open`: proposals without an answer."""

    is_open = YesNo(label=_("Waiting for a decision"), field_name="agreed", lookup_expr="isnull")

    class Meta:
        model = Proposal
        fields: ClassVar[list[str]] = []


MEMBERSHIPS = Listing(queries.ROW, MembershipFilter, {"from_on": "from_on"}, default="-from_on")
PROPOSALS = Listing(queries.PROPOSAL_ROW, ProposalFilter, {"asked_at": "asked_at"}, default="-asked_at")
