"""API of engagements: content, level and status moves."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from engagements.classification.actions import lower_sensitivity, raise_sensitivity
from engagements.lifecycle.actions import move, open_engagement
from engagements.lifecycle.rules import LIFECYCLE
from engagements.register import actions, queries
from engagements.register.filters import LISTING
from engagements.register.models import Engagement, EngagementKind, EngagementTheme
from engagements.register.serializers import EngagementAmendment, EngagementSerializer
from offices.access.rights import cached_rights
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.lists.listing import Listing
from peaceapp.lists.shape import Shape
from peaceapp.rest.moves import MoveViewSet
from peaceapp.rest.versioned import VersionedViewSet

ROW = Shape(Engagement, "reference", **queries.ROW.parts)


class EngagementViewSet(MoveViewSet, VersionedViewSet):
    """Engagements by reference. One request can change content and level; each needs its own permission."""

    listing = Listing(ROW, LISTING.filters, LISTING.ordering, LISTING.default)
    shape = Shape(Engagement, "reference", **queries.DETAIL.parts)
    lookup = "reference"
    serializer, amendment = EngagementSerializer, EngagementAmendment
    related_history = queries.RELATED_HISTORY
    create_action, update_action = open_engagement, actions.amend_engagement
    restore_policy = actions.RESTORE
    lifecycle, move = LIFECYCLE, move

    def context(self, row: Any = None) -> dict[str, Any]:
        """Retired terms can stay on an engagement that has them."""
        had: dict[str, QuerySet[Any, Any]] = {}
        if row is not None:
            had["kinds"] = EngagementKind.objects.filter(engagement=row).values_list("kind_id", flat=True)
            had["themes"] = EngagementTheme.objects.filter(engagement=row).values_list("theme_id", flat=True)
        return {"found": {}, "had": had}

    def refuse_change(self, row: Any, data: Any) -> None:
        """Checks the permission to edit, to change the level, or both, as the body requires."""
        names = set(data) if isinstance(data, dict) else set()
        if "sensitivity" not in names or names - {"sensitivity", "reason"}:
            self.permit(actions.amend_engagement, row)
        if "sensitivity" in names:
            level = next((level for level in Sensitivity if level.word == data["sensitivity"]), row.sensitivity)
            if level != row.sensitivity:
                self.permit(_change(row, level), row)

    def amend(self, row: Any, values: dict[str, Any]) -> None:
        """Changes the content first, because raising the level may hide the engagement from its editor."""
        level, reason = values.pop("sensitivity", row.sensitivity), values.pop("reason", "")
        if reason and level == row.sensitivity:
            raise ValidationError({"reason": _("Give a reason only with a change of sensitivity.")})
        if values:
            super().amend(row, values)
        if level != row.sensitivity:
            _change(row, level)(row, actor=self.request.user, to=level, reason=reason)

    def moves(self, request: Request, key: str) -> HttpResponse:
        """List the moves open to the caller, with the values that each needs."""
        user: Any = request.user
        with cached_rights(user):
            return super().moves(request, key)


def _change(row: Engagement, level: int) -> Any:
    return raise_sensitivity if level > row.sensitivity else lower_sensitivity
