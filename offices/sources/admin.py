"""Admin of sources."""

from peaceapp.admin import GuardedAdmin


class SourceAdmin(GuardedAdmin):
    """Sources. The code cannot change, because rows refer to it."""

    list_display = ("code", "title", "is_weak")
    list_filter = ("is_weak",)
    search_fields = ("code", "title")
    add_fields = ("code",)
    fields = ("title", "address", "is_weak", "note")
