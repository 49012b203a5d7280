"""Admin of offices, their leadership and coverage."""

from peaceapp.admin import GuardedAdmin

FROM_UNTIL = ("from_on", "from_precision", "until_on", "until_precision", "note", "sources")


class OfficeAdmin(GuardedAdmin):
    """Offices, open and closed. The acronym cannot change, because references and URLs contain it."""

    list_display = ("acronym", "name", "kind", "host_city", "host_country", "closed_on")
    list_filter = ("kind",)
    list_select_related = ("host_country",)
    search_fields = ("acronym", "name")
    add_fields = ("acronym",)
    fields = (
        "name", "kind", "host_city", "host_country", "time_zone", "established_on", "established_precision",
        "closed_on", "closed_precision", "succeeded_by", "how_established", "sources",
    )  # fmt: skip


class CoverageAdmin(GuardedAdmin):
    """Countries that offices cover. Coverage ends with a date; rows are not deleted."""

    list_display = ("country", "office", "kind", "group", "from_on", "until_on")
    list_filter = ("office", "kind")
    list_select_related = ("country", "office")
    search_fields = ("country__name", "group")
    add_fields = ("office", "country")
    fields = ("kind", "group", *FROM_UNTIL)


class LeadershipAdmin(GuardedAdmin):
    """Heads of offices, deputies and officers-in-charge by name: the public record."""

    list_display = ("name", "office", "post", "title", "from_on", "until_on")
    list_filter = ("office", "post")
    list_select_related = ("office",)
    search_fields = ("name", "title")
    add_fields = ("office",)
    fields = ("name", "nationality", "title", "post", "named_on", *FROM_UNTIL)


class CharacteristicAdmin(GuardedAdmin):
    """Characteristics of one office or of all offices, by topic."""

    list_display = ("text", "office", "topic")
    list_filter = ("office", "topic")
    list_select_related = ("office",)
    search_fields = ("code", "text")
    add_fields = ("code", "office")
    fields = ("topic", "text", "sources")
