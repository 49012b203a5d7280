"""Offices, as administrators see them."""

from peaceapp.admin import GuardedAdmin


class OfficeAdmin(GuardedAdmin):
    """Offices, open and closed. The acronym is in references and addresses, and stays."""

    list_display = ("acronym", "name", "kind", "host_city", "host_country", "closed_on")
    list_filter = ("kind",)
    list_select_related = ("host_country",)
    search_fields = ("acronym", "name")
    born = ("acronym",)
    typed = (
        "name", "kind", "host_city", "host_country", "time_zone", "established_on", "established_precision",
        "closed_on", "closed_precision", "succeeded_by", "how_established", "sources",
    )  # fmt: skip
