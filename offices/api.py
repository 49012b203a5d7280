"""Resources of this app under `/api/v1/`."""

from django.urls import path

from offices.access.viewsets import Me, UserViewSet
from offices.accounts.viewsets import MembershipViewSet, ProposalViewSet
from offices.audit.viewsets import AuditEventViewSet
from offices.directory.viewsets import CharacteristicViewSet, CountryViewSet, OfficeViewSet
from offices.mandates.viewsets import MandateTaskViewSet, MandateViewSet
from offices.sources.viewsets import SourceViewSet
from offices.taxonomy.viewsets import (
    CapacityGroupViewSet,
    KindViewSet,
    PartnerRoleViewSet,
    PartnerTypeViewSet,
    SdgViewSet,
    ThemeViewSet,
    ThreatTypeViewSet,
)
from peaceapp.rest.decisions import decision_routes
from peaceapp.rest.routing import routes

urlpatterns = [
    path("me/", Me.as_view(), name="api-me"),
    *decision_routes("memberships", MembershipViewSet),
    *decision_routes("membership-proposals", ProposalViewSet),
    *routes("offices", OfficeViewSet),
    *routes("characteristics", CharacteristicViewSet),
    *routes("countries", CountryViewSet),
    *routes("kinds", KindViewSet),
    *routes("themes", ThemeViewSet),
    *routes("partner-types", PartnerTypeViewSet),
    *routes("partner-roles", PartnerRoleViewSet),
    *routes("threat-types", ThreatTypeViewSet),
    *routes("capacity-groups", CapacityGroupViewSet),
    *routes("sdgs", SdgViewSet),
    *routes("mandates", MandateViewSet),
    *routes("mandate-tasks", MandateTaskViewSet),
    *routes("sources", SourceViewSet),
    *routes("users", UserViewSet),
    *routes("audit-events", AuditEventViewSet),
]
