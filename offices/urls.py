"""Addresses of this app, gathered from its nouns."""

from django.urls import path

from offices.access.views import AccountPage
from offices.sources.views import SourceList

urlpatterns = [
    path("accounts/me/", AccountPage.as_view(), name="account-me"),
    path("sources/", SourceList.as_view(), name="source-list"),
]
