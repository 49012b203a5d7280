"""API lists of requests to lower an engagement's sensitivity level, and of break-glass access, with their filters."""

from typing import ClassVar

import django_filters as df
from django.utils.translation import gettext_lazy as _

from engagements.classification import queries
from engagements.classification.models import Lowering
from engagements.register.models import Engagement, TeamMember
from peaceapp.filters import AnyRow, YesNo
from peaceapp.lists.listing import Listing


class LoweringFilter(df.FilterSet):  # type: ignore[misc]  # the library is untyped
    """`engagement` takes a reference; `is_open` selects requests without a decision."""

    engagement = AnyRow(
        label=_("Engagement"), queryset=lambda request: Engagement.objects.all(), to_field_name="reference"
    )
    is_open = YesNo(label=_("Waiting for a decision"), field_name="agreed", lookup_expr="isnull")

    class Meta:
        model = Lowering
        fields: ClassVar[list[str]] = []


class GlassFilter(df.FilterSet):  # type: ignore[misc]  # the library is untyped
    """`engagement` takes a reference."""

    engagement = AnyRow(
        label=_("Engagement"), queryset=lambda request: Engagement.objects.all(), to_field_name="reference"
    )

    class Meta:
        model = TeamMember
        fields: ClassVar[list[str]] = []


LOWERINGS = Listing(queries.ROW, LoweringFilter, {"asked_at": "asked_at"}, default="-asked_at")
GLASS = Listing(queries.GLASS_ROW, GlassFilter, {"from_at": "from_at"}, default="-from_at")
