"""History pages of partners, persons and contacts, and restoring a version."""

from typing import Any, ClassVar

from django.urls import reverse

from engagements.partners import actions, queries
from engagements.partners.views import OfPartners, OfPersons
from offices.access.views import MemberPage
from peaceapp.errors import Text
from peaceapp.pages.history import HistoryPage, RestorePage


class OfficeRowHistory(MemberPage, HistoryPage):
    """Base of the history pages."""

    page = "engagements/partners/history.html"
    model: ClassVar[type[Any]]
    noun: str
    area: str
    plural: Text

    def row(self) -> Any:
        return queries.find(self.model, self.kwargs["key"])

    def context(self, row: Any) -> dict[str, Any]:
        return {
            "area": self.area,
            "plural": self.plural,
            "list_url": reverse(f"{self.noun}-list"),
            "row_url": reverse(f"{self.noun}-page", args=[row.pk]),
        }


class PartnerHistory(OfPartners, OfficeRowHistory):
    """`/partners/<id>/history/`: the changes of a partner."""

    related_history, restore_policy = queries.PARTNER_RELATED_HISTORY, actions.PARTNER_RESTORE


class PartnerRestoreVersion(RestorePage, PartnerHistory):
    """`/partners/<id>/history/<version>/restore/`: restores an earlier version."""


class PersonHistory(OfPersons, OfficeRowHistory):
    """`/persons/<id>/history/`: the changes of a person."""

    restore_policy = actions.PERSON_RESTORE


class PersonRestoreVersion(RestorePage, PersonHistory):
    """`/persons/<id>/history/<version>/restore/`: restores an earlier version."""


class ContactHistory(OfPersons, OfficeRowHistory):
    """`/persons/<id>/contacts/<id>/history/`: the changes of a contact."""

    shape, restore_policy = queries.CONTACT_ROW, actions.CONTACT_RESTORE

    def row(self) -> Any:
        return queries.find_contact(super().row(), self.kwargs["contact"])

    def context(self, row: Any) -> dict[str, Any]:
        return super().context(row.person)


class ContactRestoreVersion(RestorePage, ContactHistory):
    """`/persons/<id>/contacts/<id>/history/<version>/restore/`: restores an earlier version."""
