"""Addresses. What allauth offers beyond signing in and out is not reachable: accounts are made by administrators."""

from allauth.account.views import login, logout
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("accounts/login/", login, name="account_login"),
    path("accounts/logout/", logout, name="account_logout"),
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/", admin.site.urls),
    path("api/v1/", include("peaceapp.api")),
    path("", include("offices.urls")),
    path("", include("engagements.urls")),
]
