"""Participations, as administrators see them."""

from engagements.coordination.actions import amend_participation
from peaceapp.admin import GuardedAdmin, VersionedForm


class ParticipationAdmin(GuardedAdmin):
    """The visible ones; changed by who may, added on the engagement's page."""

    form = VersionedForm
    update_action = staticmethod(amend_participation)
    list_display = ("engagement", "partner", "office", "role", "state_now")
    list_filter = ("state",)
    list_select_related = ("engagement", "partner", "office", "role")
    search_fields = ("does",)
    readonly_fields = ("engagement", "sensitivity")
