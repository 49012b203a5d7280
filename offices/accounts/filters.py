"""How lists of memberships are narrowed in the API."""

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


class OfPeopleFilter(df.FilterSet):  # type: ignore[misc]  # the library is untyped
    """`office` takes an acronym, `user` a user name: one that nobody has keeps no row, as one whose rows are hidden."""

    office = AnyRow(label=_("Office"), queryset=Office.objects.all(), to_field_name="acronym")
    user = df.CharFilter(label=_("User"), field_name="user__username")
    role = AnyOf(label=_("Role"), choices=Role.choices)


class MembershipFilter(OfPeopleFilter):
    """Of those that one sees: one's own, and of the offices that one runs or audits."""

    class Meta:
        model = Membership
        fields: ClassVar[list[str]] = []


class ProposalFilter(OfPeopleFilter):
    """`is_open` keeps what nobody has answered yet."""

    is_open = YesNo(label=_("Waiting for a decision"), field_name="agreed", lookup_expr="isnull")

    class Meta:
        model = Proposal
        fields: ClassVar[list[str]] = []


MEMBERSHIPS = Listing(queries.ROW, MembershipFilter, {"from_on": "from_on"}, default="-from_on")
PROPOSALS = Listing(queries.PROPOSAL_ROW, ProposalFilter, {"asked_at": "asked_at"}, default="-asked_at")
