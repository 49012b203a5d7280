"""URL patterns of this app."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from engagements.classification import views as classification_views
from engagements.classification.views import BreakGlass, LoweringAnswer, LoweringAsk
from engagements.coordination import views as coordination
from engagements.followups import views as followups
from engagements.followups.views import forms
from engagements.journal.views import EntryCorrect, EntryHistory, EntryLog, EntryRestoreVersion
from engagements.lifecycle import views as lifecycle_views
from engagements.lifecycle.views import EngagementMove
from engagements.pages.access_review import AccessReview
from engagements.pages.audit_trail import EngagementReadings, Trail
from engagements.pages.country import CountryPage
from engagements.pages.engagement import EngagementPage
from engagements.pages.home import MyWork
from engagements.pages.office import OfficePage
from engagements.pages.partner import PartnerPage, PersonPage
from engagements.partners import urls as partners
from engagements.peacemap import views as peacemap
from engagements.register import views as register
from engagements.register.views import links
from engagements.team import views as team_views
from engagements.team.views import EngagementHandOver
from peaceapp.pages.history import history


class Reference(StringConverter):
    """Path converter for references and acronyms. Other text is not found without a query."""

    regex = "[A-Z0-9-]{1,32}"


class Alpha2(StringConverter):
    """Path converter for ISO alpha-2 codes."""

    regex = "[A-Z]{2}"


register_converter(Reference, "reference")
register_converter(Alpha2, "alpha2")
REFERENCE = "engagements/<reference:reference>/"

urlpatterns = [
    path("", MyWork.as_view(), name="home"),
    path("engagements/", register.EngagementList.as_view(), name="engagement-list"),
    path("engagements/new/", lifecycle_views.EngagementOpen.as_view(), name="engagement-open"),
    path("engagements/break-glass/", BreakGlass.as_view(), name="break-glass"),
    path(REFERENCE, EngagementPage.as_view(), name="engagement-page"),
    *history(REFERENCE, "engagement", register.EngagementHistory, register.EngagementRestoreVersion),
    path(f"{REFERENCE}edit/", register.EngagementAmend.as_view(), name="engagement-amend"),
    path(
        f"{REFERENCE}sensitivity/", classification_views.EngagementSensitivity.as_view(), name="engagement-sensitivity"
    ),
    path(f"{REFERENCE}lowering/", LoweringAsk.as_view(), name="lowering-ask"),
    path(f"{REFERENCE}lowering/answer/", LoweringAnswer.as_view(), name="lowering-answer"),
    path(f"{REFERENCE}team/", team_views.EngagementTeam.as_view(), name="engagement-team"),
    path(f"{REFERENCE}lead-officer/", EngagementHandOver.as_view(), name="engagement-hand-over"),
    path(f"{REFERENCE}support/", team_views.EngagementSupport.as_view(), name="engagement-support"),
    path(f"{REFERENCE}threats/", links.EngagementThreats.as_view(), name="engagement-threats"),
    path(f"{REFERENCE}capacities/", links.EngagementCapacities.as_view(), name="engagement-capacities"),
    path(f"{REFERENCE}persons/", links.EngagementPersons.as_view(), name="engagement-persons"),
    path(f"{REFERENCE}participations/new/", coordination.ParticipationAdd.as_view(), name="participation-add"),
    path(
        f"{REFERENCE}participations/<uuid:key>/", coordination.ParticipationAmend.as_view(), name="participation-amend"
    ),
    *history(
        f"{REFERENCE}participations/<uuid:key>/",
        "participation",
        coordination.ParticipationHistory,
        coordination.ParticipationRestoreVersion,
    ),
    path(f"{REFERENCE}follow-ups/new/", forms.FollowUpAdd.as_view(), name="follow-up-add"),
    path("follow-ups/", followups.FollowUpList.as_view(), name="follow-up-list"),
    path("follow-ups/new/", forms.FollowUpAddToOffice.as_view(), name="follow-up-add-to-office"),
    path("follow-ups/<uuid:key>/", followups.FollowUpPage.as_view(), name="follow-up-page"),
    *history("follow-ups/<uuid:key>/", "follow-up", followups.FollowUpHistory, followups.FollowUpRestoreVersion),
    path("follow-ups/<uuid:key>/edit/", forms.FollowUpAmend.as_view(), name="follow-up-amend"),
    path("follow-ups/<uuid:key>/due/", forms.FollowUpDue.as_view(), name="follow-up-due"),
    path("follow-ups/<uuid:key>/owner/", forms.FollowUpOwner.as_view(), name="follow-up-owner"),
    path("follow-ups/<uuid:key>/move/", followups.FollowUpMove.as_view(), name="follow-up-move"),
    path("capacities/", peacemap.CapacityList.as_view(), name="capacity-list"),
    path("capacities/new/", peacemap.CapacityAdd.as_view(), name="capacity-add"),
    path("capacities/<uuid:key>/", peacemap.CapacityAmend.as_view(), name="capacity-amend"),
    path("threats/", peacemap.ThreatList.as_view(), name="threat-list"),
    path("threats/new/", peacemap.ThreatAdd.as_view(), name="threat-add"),
    path("threats/<uuid:key>/", peacemap.ThreatAmend.as_view(), name="threat-amend"),
    path("audit/", Trail.as_view(), name="audit-trail"),
    path("audit/access/", AccessReview.as_view(), name="access-review"),
    path(f"{REFERENCE}readings/", EngagementReadings.as_view(), name="engagement-readings"),
    path("offices/<reference:acronym>/", OfficePage.as_view(), name="office-page"),
    path("countries/<alpha2:alpha2>/", CountryPage.as_view(), name="country-page"),
    path(f"{REFERENCE}move/", EngagementMove.as_view(), name="engagement-move"),
    path(f"{REFERENCE}entries/", EntryLog.as_view(), name="entry-log"),
    path(f"{REFERENCE}entries/<uuid:key>/", EntryCorrect.as_view(), name="entry-correct"),
    *history(f"{REFERENCE}entries/<uuid:key>/", "entry", EntryHistory, EntryRestoreVersion),
    path(partners.PARTNER, PartnerPage.as_view(), name="partner-page"),
    path(partners.PERSON, PersonPage.as_view(), name="person-page"),
    *partners.urlpatterns,
]
