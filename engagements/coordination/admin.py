"""Admin of participations."""

from engagements.coordination.actions import amend_participation
from peaceapp.admin import GuardedAdmin, VersionedForm


class ParticipationAdmin(GuardedAdmin):
    """Participations that the user may see. New ones are added on the engagement's page only."""

    form = VersionedForm
    update_action = staticmethod(amend_participation)
    list_display = ("engagement", "partner", "office", "role", "state_now")
    list_filter = ("state",)
    list_select_related = ("engagement", "partner", "office", "role")
    search_fields = ("does",)
    readonly_fields = ("engagement", "sensitivity")
