"""Admin of capacities for peace and threats."""

from engagements.peacemap.actions import amend_capacity, amend_threat
from engagements.peacemap.queries import THREAT_RELATED_HISTORY
from peaceapp.admin import GuardedAdmin, VersionedForm


class CapacityAdmin(GuardedAdmin):
    """Capacities for peace that the user may see."""

    form = VersionedForm
    update_action = staticmethod(amend_capacity)
    list_display = ("title", "group", "kind", "country", "office", "sensitivity")
    list_select_related = ("group", "country", "office")
    search_fields = ("title",)
    readonly_fields = ("office",)


class ThreatAdmin(GuardedAdmin):
    """Threats that the user may see."""

    form = VersionedForm
    update_action, related_history = staticmethod(amend_threat), THREAT_RELATED_HISTORY
    list_display = ("title", "kind", "depth", "region", "office", "sensitivity")
    list_select_related = ("kind", "office")
    search_fields = ("title",)
    readonly_fields = ("office",)
