"""Sources, as administrators see them."""

from peaceapp.admin import GuardedAdmin


class SourceAdmin(GuardedAdmin):
    """Rows name a source by its code, which therefore stays."""

    list_display = ("code", "title", "is_weak")
    list_filter = ("is_weak",)
    search_fields = ("code", "title")
    add_fields = ("code",)
    fields = ("title", "address", "is_weak", "note")
