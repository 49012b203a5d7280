"""The settings of a provider of OpenID Connect that tests run beside the app. It knows nothing of PeaceApp."""

import os
from pathlib import Path

HERE = Path(__file__).parent
SECRET_KEY = "of a provider that lives as long as a test"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "tests.identity.urls"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "oidc_provider",
]
MIDDLEWARE = [
    "tests.identity.lies.spoil",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["IDENTITY_DATABASE"]}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "identity_session", "identity_csrf"  # cookies know hosts, and no ports
USE_TZ = True
LOGIN_URL = "/login/"
OIDC_USERINFO = "tests.identity.lies.userinfo"
OIDC_IDTOKEN_SUB_GENERATOR = "tests.identity.lies.subject"
OIDC_IDTOKEN_PROCESSING_HOOK = "tests.identity.lies.claims"
