"""The provider's own sign-in, and what OpenID Connect asks for."""

from django.contrib.auth.views import LoginView
from django.urls import include, path

urlpatterns = [
    path("login/", LoginView.as_view()),
    path("", include("oidc_provider.urls", namespace="oidc_provider")),
]
