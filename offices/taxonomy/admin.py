"""Terms, as administrators see them."""

from typing import ClassVar

from peaceapp.admin import GuardedAdmin


class TermAdmin(GuardedAdmin):
    """A list of terms; a retired one is offered for nothing new."""

    list_display: tuple[str, ...] = ("code", "label", "position", "retired_on")
    search_fields = ("code", "label")
    add_fields = ("code",)
    fields: ClassVar[tuple[str, ...]] = ("label", "position", "retired_on", "sources")


class ThreatTypeAdmin(TermAdmin):
    """With how near to violence a threat of this type is."""

    list_display = (*TermAdmin.list_display, "depth")
    list_filter = ("depth",)
    fields = (*TermAdmin.fields, "depth")


class SdgAdmin(TermAdmin):
    """With the titles in other languages."""

    fields = ("label", "label_fr", "label_ru", "position", "retired_on", "sources")
