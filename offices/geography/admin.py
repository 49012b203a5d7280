"""Admin of countries."""

from peaceapp.admin import GuardedAdmin


class CountryAdmin(GuardedAdmin):
    """Countries and areas. Their codes (ISO 3166, M49) come from standards and cannot be changed."""

    list_display = ("name", "alpha2", "alpha3", "region")
    list_filter = ("region",)
    search_fields = ("name", "alpha2", "alpha3", "other_names")
    add_fields = ("alpha2", "alpha3", "m49")
    fields = ("name", "region", "other_names")
