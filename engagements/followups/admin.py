"""Admin of follow-ups."""

from engagements.followups.actions import amend_follow_up
from peaceapp.admin import GuardedAdmin, VersionedForm


class FollowUpAdmin(GuardedAdmin):
    """Follow-ups that the user may see. Adding, status moves and reassigning are possible on their pages only."""

    form = VersionedForm
    update_action = staticmethod(amend_follow_up)
    list_display = ("title", "engagement", "lead_office", "owner", "due_on", "priority", "status", "sensitivity")
    list_filter = ("status", "priority", "sensitivity")
    list_select_related = ("engagement", "lead_office", "owner")
    search_fields = ("title",)
    readonly_fields = ("engagement", "lead_office", "owner", "due_on", "status", "outcome", "sensitivity", "created_at")
    extra_fields = ("seen",)
