"""Addresses of this app, gathered from its nouns."""

from django.urls import path

from engagements.casepage import EngagementPage
from engagements.journal.views import EntryCorrect, EntryLog
from engagements.lifecycle.views import EngagementMove
from engagements.register import views as register

REFERENCE = "engagements/<str:reference>/"

urlpatterns = [
    path("engagements/", register.EngagementList.as_view(), name="engagement-list"),
    path("engagements/new/", register.EngagementOpen.as_view(), name="engagement-open"),
    path(REFERENCE, EngagementPage.as_view(), name="engagement-page"),
    path(f"{REFERENCE}edit/", register.EngagementAmend.as_view(), name="engagement-amend"),
    path(f"{REFERENCE}sensitivity/", register.EngagementSensitivity.as_view(), name="engagement-sensitivity"),
    path(f"{REFERENCE}team/", register.EngagementTeam.as_view(), name="engagement-team"),
    path(f"{REFERENCE}support/", register.EngagementSupport.as_view(), name="engagement-support"),
    path(f"{REFERENCE}move/", EngagementMove.as_view(), name="engagement-move"),
    path(f"{REFERENCE}entries/", EntryLog.as_view(), name="entry-log"),
    path(f"{REFERENCE}entries/<uuid:key>/", EntryCorrect.as_view(), name="entry-correct"),
]
