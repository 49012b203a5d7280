"""API routes of this app under `/api/v1/`."""

from engagements.classification.viewsets import GlassViewSet, LoweringViewSet
from engagements.coordination.viewsets import ParticipationViewSet
from engagements.followups.viewsets import FollowUpViewSet
from engagements.journal.viewsets import EntryViewSet
from engagements.lifecycle.viewsets import EngagementViewSet
from engagements.partners.viewsets import ContactViewSet, PartnerViewSet, PersonViewSet, merging
from engagements.peacemap.viewsets import CapacityViewSet, ThreatViewSet
from peaceapp.rest.decisions import decision_routes
from peaceapp.rest.routing import routes

urlpatterns = [
    *routes("engagements", EngagementViewSet),
    *decision_routes("lowerings", LoweringViewSet),
    *routes("break-glass", GlassViewSet),
    *routes("journal-entries", EntryViewSet),
    *routes("follow-ups", FollowUpViewSet),
    *routes("participations", ParticipationViewSet),
    *merging("partners", PartnerViewSet),
    *merging("persons", PersonViewSet),
    *routes("contacts", ContactViewSet),
    *routes("capacities", CapacityViewSet),
    *routes("threats", ThreatViewSet),
]
