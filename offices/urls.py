"""Collects the URL patterns of this app's nouns."""

from django.urls import path

from offices.access.views import AccountPage
from offices.accounts import urls as accounts
from offices.audit.views import AuditExport
from offices.lists import CountryList, OfficeList
from offices.mandates.views import MandateList
from offices.sessions.views import PasswordPage, SessionsPage
from offices.sources.views import SourceList
from offices.tokens.views import TokensPage

urlpatterns = [
    path("accounts/me/", AccountPage.as_view(), name="account-me"),
    path("accounts/sessions/", SessionsPage.as_view(), name="account-sessions"),
    path("accounts/password/", PasswordPage.as_view(), name="account-password"),
    path("accounts/tokens/", TokensPage.as_view(), name="account-tokens"),
    path("offices/", OfficeList.as_view(), name="office-list"),
    path("countries/", CountryList.as_view(), name="country-list"),
    path("mandates/", MandateList.as_view(), name="mandate-list"),
    *accounts.urlpatterns,
    path("audit/export/", AuditExport.as_view(), name="audit-export"),
    path("sources/", SourceList.as_view(), name="source-list"),
]
