"""Addresses of this app, gathered from its nouns."""

from django.urls import path

from offices.access.views import AccountPage

urlpatterns = [
    path("accounts/me/", AccountPage.as_view(), name="account-me"),
]
