"""API of journal entries."""

from typing import Any

from django.http import HttpResponse
from rest_framework.request import Request

from engagements.journal import actions, queries
from engagements.journal.filters import LISTING
from engagements.journal.serializers import EntryCorrection, EntrySerializer
from offices.access.rights import cached_rights
from peaceapp.rest.bulk import BulkViewSet
from peaceapp.rest.versioned import VersionedViewSet


class EntryViewSet(BulkViewSet, VersionedViewSet):
    """Entries by key. A correction needs a reason."""

    listing, shape = LISTING, queries.ROW
    serializer, amendment = EntrySerializer, EntryCorrection
    create_action, update_action = actions.log_entry, actions.correct_entry
    related_history, reason_field, restore_policy = queries.RELATED_HISTORY, "correction_reason", actions.RESTORE

    def add_many(self, request: Request) -> HttpResponse:
        """Create all rows of a list. Each item is what `POST` takes. `results` has the new rows in the same order."""
        user: Any = request.user
        with cached_rights(user):
            return super().add_many(request)

    def amend(self, row: Any, values: dict[str, Any]) -> None:
        """Corrects the entry. Without a reason, the action raises its error at `reason`."""
        super().amend(row, {"reason": "", **values})
