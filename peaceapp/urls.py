"""URL patterns. Of allauth only sign-in, sign-out and second factors are included: administrators create accounts."""

from allauth.account.views import login, logout, reauthenticate
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from offices.signin.openid import OpenIdCallback, OpenIdSignIn
from offices.signin.passkeys import PasskeyConfirmation, PasskeySignIn

handler400, handler500 = "peaceapp.pages.errors.bad_request", "peaceapp.pages.errors.server_error"

urlpatterns = [
    path("accounts/login/", login, name="account_login"),
    path("accounts/logout/", logout, name="account_logout"),
    path("accounts/reauthenticate/", reauthenticate, name="account_reauthenticate"),
    path("accounts/oidc/login/", OpenIdSignIn.as_view(), name="openid-sign-in"),
    path("accounts/oidc/callback/", OpenIdCallback.as_view(), name="openid-callback"),
    path("accounts/2fa/webauthn/login/", PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path(
        "accounts/2fa/webauthn/reauthenticate/",
        login_required(PasskeyConfirmation.as_view()),
        name="mfa_reauthenticate_webauthn",
    ),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("accounts/language/", login_required(set_language), name="set_language"),
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/", admin.site.urls),
    path("api/v1/", include("peaceapp.api")),
    path("", include("offices.urls")),
    path("", include("engagements.urls")),
]
