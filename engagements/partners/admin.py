"""Admin of partners, persons and contacts."""

from django.db.models import QuerySet
from django.http import HttpRequest

from engagements.partners.actions import (
    amend_contact,
    amend_partner,
    amend_person,
)
from engagements.partners.models import Contact
from engagements.partners.queries import PARTNER_RELATED_HISTORY, contacts
from peaceapp.admin import GuardedAdmin, VersionedForm


class KeptAdmin(GuardedAdmin):
    """Base: rows that the user may see. Adding, merging and retiring are possible on their pages only."""

    form = VersionedForm
    extra_fields = ("seen",)


class PartnerAdmin(KeptAdmin):
    """Partners. Countries and member states can be changed on the partner's page only."""

    update_action, related_history = staticmethod(amend_partner), PARTNER_RELATED_HISTORY
    list_display = ("name", "acronym", "kind", "office", "sensitivity", "merged_into", "retired_on")
    list_filter = ("kind", "office", "sensitivity")
    list_select_related = ("kind", "office", "merged_into")
    search_fields = ("name", "acronym", "other_names")
    readonly_fields = ("office", "merged_into", "retired_on")


class PersonAdmin(KeptAdmin):
    """Persons outside the organisation."""

    update_action = staticmethod(amend_person)
    list_display = ("name", "function", "partner", "office", "sensitivity", "merged_into", "retired_on")
    list_filter = ("office", "sensitivity")
    list_select_related = ("partner", "office", "merged_into")
    search_fields = ("name", "function", "other_names")
    readonly_fields = ("office", "merged_into", "retired_on")


class ContactAdmin(KeptAdmin):
    """Contacts of persons whom the user can see."""

    update_action = staticmethod(amend_contact)
    list_display = ("person", "partner", "holder", "access", "last_contact_on", "office", "sensitivity")
    list_filter = ("access", "office", "sensitivity")
    list_select_related = ("person", "partner", "holder", "office")
    search_fields = ("person__name",)
    readonly_fields = ("person", "office")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contact]:
        return contacts()
