"""URL patterns of partners, persons and contacts. The pages of one partner or person are in `engagements/urls.py`."""

from django.urls import path

from engagements.partners import views
from engagements.partners.views import histories, merging
from peaceapp.pages.history import history

PARTNER, PERSON = "partners/<uuid:key>/", "persons/<uuid:key>/"
CONTACT = f"{PERSON}contacts/<uuid:contact>/"

urlpatterns = [
    path("partners/", views.PartnerList.as_view(), name="partner-list"),
    path("partners/new/", views.PartnerAdd.as_view(), name="partner-add"),
    path(f"{PARTNER}edit/", views.PartnerAmend.as_view(), name="partner-amend"),
    *history(f"{PARTNER}", "partner", histories.PartnerHistory, histories.PartnerRestoreVersion),
    path(f"{PARTNER}merge/", merging.PartnerMerge.as_view(), name="partner-merge"),
    path(f"{PARTNER}unmerge/", merging.PartnerUnmerge.as_view(), name="partner-unmerge"),
    path(f"{PARTNER}retire/", merging.PartnerRetire.as_view(), name="partner-retire"),
    path(f"{PARTNER}restore/", merging.PartnerRestore.as_view(), name="partner-restore"),
    path("persons/", views.PersonList.as_view(), name="person-list"),
    path("persons/new/", views.PersonAdd.as_view(), name="person-add"),
    path(f"{PERSON}edit/", views.PersonAmend.as_view(), name="person-amend"),
    *history(f"{PERSON}", "person", histories.PersonHistory, histories.PersonRestoreVersion),
    path(f"{PERSON}merge/", merging.PersonMerge.as_view(), name="person-merge"),
    path(f"{PERSON}unmerge/", merging.PersonUnmerge.as_view(), name="person-unmerge"),
    path(f"{PERSON}retire/", merging.PersonRetire.as_view(), name="person-retire"),
    path(f"{PERSON}restore/", merging.PersonRestore.as_view(), name="person-restore"),
    path(f"{PERSON}contacts/new/", views.ContactAdd.as_view(), name="contact-add"),
    path(CONTACT, views.ContactAmend.as_view(), name="contact-amend"),
    *history(f"{CONTACT}", "contact", histories.ContactHistory, histories.ContactRestoreVersion),
]
