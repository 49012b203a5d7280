"""Terms, as administrators see them."""

from peaceapp.admin import GuardedAdmin


class TermAdmin(GuardedAdmin):
    """A list of terms; a retired one is offered for nothing new."""

    list_display = ("code", "label", "position", "retired_on")
    search_fields = ("code", "label")
    born = ("code",)
    typed = ("label", "position", "retired_on", "sources")
