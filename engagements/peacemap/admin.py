"""The map of peace, as administrators see it."""

from engagements.peacemap.actions import amend_capacity, amend_threat
from engagements.peacemap.queries import THREAT_KIN
from peaceapp.admin import GuardedAdmin, VersionedForm


class CapacityAdmin(GuardedAdmin):
    """The visible ones; amended by who may."""

    form = VersionedForm
    amend = staticmethod(amend_capacity)
    list_display = ("title", "group", "kind", "country", "office", "sensitivity")
    list_select_related = ("group", "country", "office")
    search_fields = ("title",)
    shown = ("office",)
    typed = ("title", "group", "kind", "country", "level", "what_works", "evidence", "confirmed_on", "sources")


class ThreatAdmin(GuardedAdmin):
    """The visible ones; amended by who may."""

    form = VersionedForm
    amend, kin = staticmethod(amend_threat), THREAT_KIN
    list_display = ("title", "kind", "depth", "region", "office", "sensitivity")
    list_select_related = ("kind", "office")
    search_fields = ("title",)
    shown = ("office",)
    typed = ("title", "kind", "depth", "region", "sources")
