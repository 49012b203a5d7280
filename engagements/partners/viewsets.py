"""API of partners, persons and contacts."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import URLPattern, path
from rest_framework.request import Request

from engagements.partners import actions, queries
from engagements.partners import serializers as read
from engagements.partners.filters import CONTACTS, PARTNERS, PERSONS
from engagements.partners.models import Contact
from offices.access.rights import Rights, cached_rights
from peaceapp.errors import NotPermitted, Refused, Stale
from peaceapp.rest.bulk import BulkViewSet
from peaceapp.rest.idempotency import once
from peaceapp.rest.routing import routes
from peaceapp.rest.serializers import StrictSerializer
from peaceapp.rest.versioned import VersionedViewSet
from peaceapp.rest.versions import refuse_stale


class KeptViewSet(VersionedViewSet):
    """Base of rows that an office owns. Default of `office`: the home office, or else another office of the caller."""

    def read_new(self, reader: StrictSerializer, data: Any) -> dict[str, Any]:
        """Fills in the owner office. Refuses callers who may add rows for no office before other errors show."""
        if isinstance(data, dict) and "office" not in data:
            data = {**data, "office": self.keeper()}
        return super().read_new(reader, data)

    def keeper(self) -> str:
        """The acronym of the default owner office. One query per request."""
        if not hasattr(self, "_keeper"):
            user: Any = self.request.user
            office = queries.default_owner_office(Rights(user))
            if office is None:
                raise NotPermitted
            self._keeper = office.acronym
        return self._keeper


READERS: dict[str, type[StrictSerializer]] = dict.fromkeys(("unmerge", "retire", "restore"), read.Reason)


class Merging(KeptViewSet):
    """Base of rows that can be merged and retired: `POST <object>/merge/`, `…/unmerge/`, `…/retire/`, `…/restore/`."""

    readers: ClassVar[dict[str, type[StrictSerializer]]]

    def merge(self, request: Request, key: str) -> HttpResponse:
        """Merge the row into another one, with a reason. Records that refer to it are not changed."""
        return self.decide(request, key, actions.merge)

    def unmerge(self, request: Request, key: str) -> HttpResponse:
        """Undo the merge of the row."""
        return self.decide(request, key, actions.unmerge)

    def retire(self, request: Request, key: str) -> HttpResponse:
        """Retire the row: it cannot be chosen for new records. Records that refer to it are not changed."""
        return self.decide(request, key, actions.retire)

    def restore(self, request: Request, key: str) -> HttpResponse:
        """Restore a retired row: it can be chosen again."""
        return self.decide(request, key, actions.restore)

    def decide(self, request: Request, key: str, act: Callable[..., Any]) -> HttpResponse:
        """Runs one of these actions. If-Match is optional.

        Checks the permission first, then the version, the JSON and the values of the body. `Refused` if another request
        changed the row at the same time.
        """
        row = self.find(key)
        data, unreadable = self.peek(request)
        self.permit(act, row)
        refuse_stale(request._request, row, is_needed=False)
        if unreadable:
            raise unreadable
        reader = self.readers[self.action]

        def work() -> None:
            try:
                act(row, actor=request.user, **reader(context=self.context()).run_validation(data))
            except Stale as error:
                raise Refused(error.message) from error

        return once(request._request, request.user, work, lambda _made: self.show_changed(row))


class PartnerViewSet(BulkViewSet, Merging):
    """Partners by key."""

    listing, shape = PARTNERS, queries.PARTNER_ROW
    serializer, amendment = read.NewPartner, read.PartnerChange
    readers = READERS | {"merge": read.MergePartner}
    create_action, update_action = actions.add_partner, actions.amend_partner
    related_history, restore_policy = queries.PARTNER_RELATED_HISTORY, actions.PARTNER_RESTORE

    def context(self, row: Any = None) -> dict[str, Any]:
        """A retired type can stay on a partner that has it."""
        return {"found": {}, "had": {"kind": [row.kind_id] if row is not None else []}}

    def add_many(self, request: Request) -> HttpResponse:
        """Create all rows of a list. Each item is what `POST` takes. `results` has the new rows in the same order."""
        user: Any = request.user
        with cached_rights(user):
            return super().add_many(request)


class PersonViewSet(Merging):
    """Persons by key."""

    listing, shape = PERSONS, queries.PERSON_ROW
    serializer, amendment = read.NewPerson, read.PersonChange
    readers = READERS | {"merge": read.MergePerson}
    create_action, update_action = actions.add_person, actions.amend_person
    restore_policy = actions.PERSON_RESTORE


class ContactViewSet(KeptViewSet):
    """Contacts by key."""

    listing, shape = CONTACTS, queries.CONTACT_ROW
    serializer, amendment = read.NewContact, read.ContactChange
    create_action, update_action = actions.add_contact, actions.amend_contact
    restore_policy = actions.CONTACT_RESTORE

    def queryset(self) -> QuerySet[Contact]:
        return queries.contacts()


def merging(prefix: str, viewset: type[Merging]) -> list[URLPattern]:
    """URL patterns of a viewset whose rows can be merged."""
    below = f"{prefix}/<str:key>/"
    return routes(prefix, viewset) + [
        path(f"{below}{name}/", viewset.as_view({"post": name}), name=f"api-{prefix}-{name}")
        for name in viewset.readers
    ]
