"""`GET <object>/history/`: the versions of a row that the caller may read, newest first; and bringing one back."""

from collections.abc import Sequence
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from peaceapp.history.presentation import present_versions
from peaceapp.history.restore import RestorePolicy
from peaceapp.history.versions import RelatedHistory, onwards, read_mark, versions, write_mark
from peaceapp.rest.fields import Keys, Text
from peaceapp.rest.idempotency import once
from peaceapp.rest.rendering import answer
from peaceapp.rest.serializers import Strict
from peaceapp.rest.versions import refuse_stale
from peaceapp.rest.viewsets import NounViewSet, link, read_limit


class Restored(Strict):
    """Why an old version comes back, and which fields of it; none named: all that the change of a row takes."""

    reason = Text(required=True, allow_blank=False)
    fields = Keys(40)  # type: ignore[assignment]  # a field of that name; the library takes it off the class


class Versioned(NounViewSet):
    """A noun with a history. `reason_field` is the column with the reason of the last change.

    `related_history` names the tables whose changes stand in the same history. `restore_policy` brings an old version
    back, through the action that changes a row.
    """

    restore_policy: ClassVar[RestorePolicy]
    restored = Restored
    reason_field: ClassVar[str] = "reason"
    related_history: ClassVar[Sequence[RelatedHistory]] = ()

    def history(self, request: Request, key: str) -> HttpResponse:
        """Who changed what and when, by the names that the API writes. `previous` stays empty: it only goes back."""
        row, params = self.find(key), request._request.GET
        if unknown := set(params) - {"limit", "cursor"}:
            raise ValidationError({name: _("This filter does not exist.") for name in unknown})
        limit, before = read_limit(params), read_mark(params.get("cursor"))
        found = versions(type(row), row.pk, limit + 1, before, self.related_history)
        shown = found[:limit]
        following = write_mark(onwards(before, shown, self.related_history)) if len(found) > limit else None
        results = present_versions(self.shape, shown, self.reason_field)
        return answer({"results": results, "next": link(request._request, following), "previous": None})

    def restore_version(self, request: Request, key: str, version: str) -> HttpResponse:
        """Bring back what the row said then, as a new version; `fields` names what of it, unless all of it."""
        row, policy = self.find(key), type(self).restore_policy
        then = policy.find(row, version)
        data, unreadable = self.peek(request)
        self.permit(policy.update_action, row)

        def work() -> None:
            refuse_stale(request._request, row)  # in here: a repeat names the version before its own change
            if unreadable:
                raise unreadable
            given = self.restored(context=self.context(row)).run_validation(data)
            names = given.get("fields")
            if names is not None and (foreign := set(names) - set(policy.takes)):
                raise ValidationError({name: _("This field cannot be restored.") for name in foreign})
            policy.restore(row, then, actor=request.user, reason=given["reason"], names=names)

        return once(request._request, request.user, work, lambda _made: self.show_changed(row))
