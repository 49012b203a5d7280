"""Admin of engagements."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from engagements.register.actions import amend_engagement
from engagements.register.models import Engagement
from engagements.register.queries import RELATED_HISTORY
from peaceapp.admin import GuardedAdmin, VersionedForm


class EngagementAdmin(GuardedAdmin):
    """Engagements that the user may see. Creating and moving engagements is possible on their pages only."""

    form = VersionedForm
    update_action, related_history = staticmethod(amend_engagement), RELATED_HISTORY
    list_display = ("reference", "title", "lead_office", "status", "sensitivity", "latest_on")
    list_filter = ("status", "sensitivity", "lead_office")
    list_select_related = ("lead_office",)
    search_fields = ("reference", "title")
    readonly_fields = (
        "reference", "status", "sensitivity", "lead_office", "lead_officer", "named_countries", "named_kinds",
        "named_themes", "closed_on",
    )  # fmt: skip
    extra_fields = ("seen",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).order_by("-latest_on", "-pk")

    @admin.display(description=_("countries"))
    def named_countries(self, row: Engagement) -> str:
        return ", ".join(str(country) for country in row.countries.all())

    @admin.display(description=_("kinds"))
    def named_kinds(self, row: Engagement) -> str:
        return ", ".join(str(kind) for kind in row.kinds.all())

    @admin.display(description=_("themes"))
    def named_themes(self, row: Engagement) -> str:
        return ", ".join(str(theme) for theme in row.themes.all())
