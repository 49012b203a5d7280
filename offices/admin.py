"""The admin of this app, gathered from its nouns."""

from django.contrib import admin

from offices.access.admin import Kept, MembershipAdmin, UserAdmin
from offices.access.models import Membership, User
from offices.directory.admin import OfficeAdmin
from offices.directory.models import Office
from offices.geography.admin import CountryAdmin
from offices.geography.models import Country
from offices.sources.admin import SourceAdmin
from offices.sources.models import Source
from offices.taxonomy.admin import TermAdmin
from offices.taxonomy.models import Kind, Theme

admin.site.register(User, UserAdmin)
admin.site.register(Membership, MembershipAdmin)


@admin.register(Kind, Theme)
class KeptTerms(Kept, TermAdmin):
    """Kinds and themes."""


@admin.register(Country)
class KeptCountries(Kept, CountryAdmin):
    """Countries."""


@admin.register(Office)
class KeptOffices(Kept, OfficeAdmin):
    """Offices."""


@admin.register(Source)
class KeptSources(Kept, SourceAdmin):
    """Sources."""
