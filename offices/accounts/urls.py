"""URL patterns of the pages about an office's people."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from offices.accounts import views
from offices.accounts.views.invitation import InvitationPage
from offices.accounts.views.rights import MembershipChange, ProposalAnswer


class UserName(StringConverter):
    """Path converter for usernames. Other text is not found without a query."""

    regex = r"[\w.@+-]{1,150}"


class Key(StringConverter):
    """Path converter for keys of invitations."""

    regex = r"[A-Za-z0-9_-]{20,80}"


register_converter(UserName, "username")
register_converter(Key, "invitation")
PEOPLE = "offices/<slug:acronym>/people/"
PERSON = f"{PEOPLE}<username:username>/"

urlpatterns = [
    path(PEOPLE, views.People.as_view(), name="people"),
    path(f"{PEOPLE}invite/", views.Invite.as_view(), name="people-invite"),
    path(f"{PEOPLE}give/", views.Give.as_view(), name="people-give"),
    path(f"{PEOPLE}proposals/<uuid:key>/", ProposalAnswer.as_view(), name="proposal-answer"),
    path(f"{PERSON}rights/", views.PersonRights.as_view(), name="person-rights"),
    path(f"{PERSON}edit/", views.PersonAmend.as_view(), name="person-amend"),
    path(f"{PERSON}rights/<slug:role>/", MembershipChange.as_view(), name="membership-change"),
    path("accounts/invitation/<invitation:key>/", InvitationPage.as_view(), name="account-invitation"),
]
