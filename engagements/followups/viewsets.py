"""API of follow-ups."""

from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request

from engagements.followups import actions, queries
from engagements.followups.filters import LISTING
from engagements.followups.models import FollowUp
from engagements.followups.rules import LIFECYCLE
from engagements.followups.serializers import FollowUpChange, NewFollowUp
from offices.access.models import User
from offices.access.rights import cached_rights
from peaceapp.rest.bulk import BulkViewSet
from peaceapp.rest.moves import MoveViewSet
from peaceapp.rest.serializers import StrictSerializer
from peaceapp.rest.versioned import VersionedViewSet

DUE_FIELDS = {"due_on", "due_precision"}


def add_any_follow_up(*, actor: User, **values: Any) -> FollowUp:
    """Adds a follow-up of an engagement or of an office.

    `ValidationError` at `engagement` unless exactly one of the two is given.
    """
    if ("engagement" in values) == ("office" in values):
        raise ValidationError({"engagement": _("Give either an engagement or an office.")})
    if "engagement" in values:
        return actions.add_follow_up(actor=actor, **values)
    return actions.add_office_follow_up(actor=actor, **values)


class FollowUpViewSet(BulkViewSet, MoveViewSet, VersionedViewSet):
    """Follow-ups by key. One request can change content, due date and owner, each by its own action."""

    listing, shape = LISTING, queries.ROW
    serializer, amendment = NewFollowUp, FollowUpChange
    create_action, update_action = add_any_follow_up, actions.amend_follow_up
    restore_policy = actions.RESTORE
    lifecycle, move = LIFECYCLE, actions.move

    def read_new(self, reader: StrictSerializer, data: Any) -> dict[str, Any]:
        """Checks the permission to add to this engagement or office before other errors show."""
        try:
            return super().read_new(reader, data)
        except serializers.ValidationError:
            for on, act in (("engagement", actions.add_follow_up), ("office", actions.add_office_follow_up)):
                if isinstance(data, dict) and on in data:
                    with suppress(serializers.ValidationError):
                        self.permit(act, reader.fields[on].run_validation(data[on]))
            raise

    def add_many(self, request: Request) -> HttpResponse:
        """Create all rows of a list. Each item is what `POST` takes. `results` has the new rows in the same order."""
        user: Any = request.user
        with cached_rights(user):
            return super().add_many(request)

    def refuse_change(self, row: Any, data: Any) -> None:
        """Checks the permission to edit, to reassign, or both, as the body requires."""
        names = set(data) if isinstance(data, dict) else set()
        if "owner" in names and data["owner"] != row.owner.username:
            self.permit(actions.reassign, row)
        if "owner" not in names or names - {"owner", "reason"}:
            self.permit(actions.amend_follow_up, row)

    def amend(self, row: Any, values: dict[str, Any]) -> None:
        """Changes the content and the due date first, then the owner: a new owner may end the caller's permission."""
        user: Any = self.request.user
        reason, owner = values.pop("reason", ""), values.pop("owner", row.owner)
        due = {name: values.pop(name) for name in DUE_FIELDS & set(values)}
        to, precision = due.get("due_on", row.due_on), due.get("due_precision")
        if precision is None:
            precision = row.due_precision if to == row.due_on else "day"
        is_moved = (to, precision) != (row.due_on, row.due_precision)
        if reason and not is_moved and owner == row.owner:
            raise ValidationError({"reason": _("Give a reason only with a new due date or a new owner.")})
        if values:
            super().amend(row, values)
        if is_moved:
            actions.move_due_date(row, actor=user, to=to, precision=precision, reason=reason)
        if owner != row.owner:
            actions.reassign(row, actor=user, owner=owner, reason=reason)
