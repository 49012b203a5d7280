"""`GET <object>/history/`: versions of a row that the caller may read, newest first; and restoring one of them."""

from collections.abc import Sequence
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_serializer
from rest_framework.request import Request

from peaceapp.history.presentation import present_versions
from peaceapp.history.restore import RestorePolicy
from peaceapp.history.versions import RelatedHistory, next_mark, read_mark, versions, write_mark
from peaceapp.rest.fields import Keys, Text
from peaceapp.rest.idempotency import once
from peaceapp.rest.rendering import answer
from peaceapp.rest.serializers import StrictSerializer
from peaceapp.rest.versions import refuse_stale
from peaceapp.rest.viewsets import NounViewSet, link, read_limit


@extend_schema_serializer(component_name="Restored")  # its name in the schema stays as it was published
class RestoreInput(StrictSerializer):
    """Input of a restore: the reason, and the fields to restore. Without `fields`, all restorable fields."""

    reason = Text(required=True, allow_blank=False)
    fields = Keys(40)  # type: ignore[assignment]  # the metaclass moves this field off the class


class VersionedViewSet(NounViewSet):
    """Viewset of a noun with a history. `reason_field` is the column with the reason of the last change.

    `related_history` names the tables whose changes appear in the same history. `restore_policy` restores an old
    version through the action that changes a row.
    """

    restore_policy: ClassVar[RestorePolicy]
    restored = RestoreInput
    reason_field: ClassVar[str] = "reason"
    related_history: ClassVar[Sequence[RelatedHistory]] = ()

    def history(self, request: Request, key: str) -> HttpResponse:
        """List changes with author, time and API field names. `previous` stays empty: paging goes back in time only."""
        row, params = self.find(key), request._request.GET
        if unknown := set(params) - {"limit", "cursor"}:
            raise ValidationError({name: _("This filter does not exist.") for name in unknown})
        limit, before = read_limit(params), read_mark(params.get("cursor"))
        found = versions(type(row), row.pk, limit + 1, before, self.related_history)
        shown = found[:limit]
        following = write_mark(next_mark(before, shown, self.related_history)) if len(found) > limit else None
        results = present_versions(self.shape, shown, self.reason_field)
        return answer({"results": results, "next": link(request._request, following), "previous": None})

    def restore_version(self, request: Request, key: str, version: str) -> HttpResponse:
        """Restore an earlier version as a new version. `fields` names the fields to restore; without it, all."""
        row, policy = self.find(key), type(self).restore_policy
        then = policy.find(row, version)
        data, unreadable = self.peek(request)
        self.permit(policy.update_action, row)

        def work() -> None:
            refuse_stale(request._request, row)  # not earlier: a repeat names the version before its own change
            if unreadable:
                raise unreadable
            given = self.restored(context=self.context(row)).run_validation(data)
            names = given.get("fields")
            if names is not None and (unknown_names := set(names) - set(policy.takes)):
                raise ValidationError({name: _("This field cannot be restored.") for name in unknown_names})
            policy.restore(row, then, actor=request.user, reason=given["reason"], names=names)

        return once(request._request, request.user, work, lambda _made: self.show_changed(row))
