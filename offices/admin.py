"""Registers the admin classes of this app's nouns."""

from django.contrib import admin

from offices.access.admin import MembershipAdmin, ReferenceAdmin, UserAdmin
from offices.access.models import Membership, User
from offices.directory.admin import CharacteristicAdmin, CoverageAdmin, LeadershipAdmin, OfficeAdmin
from offices.directory.models import Characteristic, Coverage, Leadership, Office
from offices.geography.admin import CountryAdmin
from offices.geography.models import Country
from offices.mandates.admin import MandateAdmin, MandateTaskAdmin
from offices.mandates.models import Mandate, MandateTask
from offices.sources.admin import SourceAdmin
from offices.sources.models import Source
from offices.taxonomy.admin import SdgAdmin, TermAdmin, ThreatTypeAdmin
from offices.taxonomy.models import CapacityGroup, Kind, PartnerRole, PartnerType, Sdg, Theme, ThreatType

admin.site.register(User, UserAdmin)
admin.site.register(Membership, MembershipAdmin)
admin.site.register(MandateTask, MandateTaskAdmin)


@admin.register(Kind, Theme, PartnerType, PartnerRole, CapacityGroup)
class ReferenceTermAdmin(ReferenceAdmin, TermAdmin):
    """Lists of terms."""


@admin.register(ThreatType)
class ReferenceThreatTypeAdmin(ReferenceAdmin, ThreatTypeAdmin):
    """Types of threats."""


@admin.register(Sdg)
class ReferenceSdgAdmin(ReferenceAdmin, SdgAdmin):
    """Sustainable Development Goals and their targets."""


@admin.register(Country)
class ReferenceCountryAdmin(ReferenceAdmin, CountryAdmin):
    """Countries."""


@admin.register(Office)
class ReferenceOfficeAdmin(ReferenceAdmin, OfficeAdmin):
    """Offices."""


@admin.register(Characteristic)
class ReferenceCharacteristicAdmin(ReferenceAdmin, CharacteristicAdmin):
    """Characteristics of offices."""


@admin.register(Coverage)
class ReferenceCoverageAdmin(ReferenceAdmin, CoverageAdmin):
    """Countries covered by offices."""


@admin.register(Leadership)
class ReferenceLeadershipAdmin(ReferenceAdmin, LeadershipAdmin):
    """Heads of offices."""


@admin.register(Mandate)
class ReferenceMandateAdmin(ReferenceAdmin, MandateAdmin):
    """Mandates."""


@admin.register(Source)
class ReferenceSourceAdmin(ReferenceAdmin, SourceAdmin):
    """Sources."""
