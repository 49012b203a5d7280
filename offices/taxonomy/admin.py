"""Admin of terms."""

from typing import ClassVar

from peaceapp.admin import GuardedAdmin


class TermAdmin(GuardedAdmin):
    """A list of terms. Retired terms cannot be chosen for new rows."""

    list_display: tuple[str, ...] = ("code", "label", "position", "retired_on")
    search_fields = ("code", "label")
    add_fields = ("code",)
    fields: ClassVar[tuple[str, ...]] = ("label", "position", "retired_on", "sources")


class ThreatTypeAdmin(TermAdmin):
    """Threat types, with their depth (proximate or structural)."""

    list_display = (*TermAdmin.list_display, "depth")
    list_filter = ("depth",)
    fields = (*TermAdmin.fields, "depth")


class SdgAdmin(TermAdmin):
    """Sustainable Development Goals, with titles in other languages."""

    fields = ("label", "label_fr", "label_ru", "position", "retired_on", "sources")
