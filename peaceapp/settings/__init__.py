"""Settings, from the environment. `docs/settings.md` explains each variable."""

import secrets
from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from peaceapp.settings.database import database
from peaceapp.settings.openid import openid, providers

env = environ.Env()
ROOT = Path(__file__).resolve().parents[2]

MODE = env.str("PEACEAPP_MODE", default="production")
if MODE not in {"demo", "production"}:
    raise ImproperlyConfigured(f"PEACEAPP_MODE is “{MODE}”; it must be “demo” or “production”.")
DEMO = MODE == "demo"
DATA = Path(env.str("PEACEAPP_DATA", default=str(ROOT / "var"))).absolute()
PORT = env.int("PEACEAPP_PORT", default=8000)
DEMO_PASSWORD = env.str("PEACEAPP_DEMO_PASSWORD", default="")

DEBUG = False
# In demo mode `make run` stores a key in the data folder. Production needs a given key: without one nothing starts (see
# `peaceapp.settings_checks`). `check` then uses a random key, so that it can report this.
SECRET_KEY_IS_GIVEN = bool(env.str("PEACEAPP_SECRET_KEY", default=""))
SECRET_KEY = env.str("PEACEAPP_SECRET_KEY", default="") or secrets.token_urlsafe(50)
SECRET_KEY_FALLBACKS = env.list("PEACEAPP_FORMER_SECRET_KEYS", default=[])  # used for verifying, never for signing
ALLOWED_HOSTS = env.list("PEACEAPP_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEMO else [])

ROOT_URLCONF = "peaceapp.urls"
WSGI_APPLICATION = "peaceapp.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "offices.User"

INSTALLED_APPS = [
    "peaceapp",  # first, so that its `migrate` and `flush` replace Django's
    "peaceapp.apps.GuardedAdmin",  # Django's admin, with the site of `peaceapp.admin`
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "rest_framework",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "csp",
    "offices",
    "engagements",
]

MIDDLEWARE = [
    "peaceapp.pages.caching.add_security_headers",  # these three first: refusals of the others get their headers, too
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "peaceapp.rest.https_only.require_https",  # before SecurityMiddleware redirects to https
    "django.middleware.security.SecurityMiddleware",
    "peaceapp.health.answer_health",  # before everything that needs the database or a session
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "peaceapp.compression.CompressUntagged",
    "peaceapp.pages.contact.serve_security_txt",
    "peaceapp.pages.errors.refuse_host",
    "peaceapp.pages.errors.refuse_large",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "peaceapp.pages.refusal_timing.delay_refusals",  # outside the transaction, so that none stays open during the delay
    "offices.audit.middleware.describe_request",  # before the actor is set in the database
    "offices.sessions.middleware.end_expired_sessions",
    "offices.sessions.middleware.redirect_to_reauthentication",
    "offices.tokens.middleware.authenticate_token",
    "peaceapp.access.middleware.ActingRequests",  # one transaction and one actor for view and rendering
    "offices.signin.middleware.require_second_factor",
    "offices.audit.middleware.note_reads",  # inside the transaction: records reads and refusals
    "peaceapp.pages.repeats.RepeatedForms",  # in the transaction of the form's action
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": database(env.str("DATABASE_URL", default=""), env.str("DATABASE_OWNER_URL", default=""), DATA)
}
if env.bool("PEACEAPP_POOL", default=False):  # only for the web server, whose threads share connections
    # The pool doubles its pauses, up to minutes. With time-outs shorter than a request's, the next one tries at once.
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 8, "timeout": 4, "reconnect_timeout": 3}
    # Pages read all rows of their queries; a server-side cursor for each list of choices costs three more statements.
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
APP_ROLE = DATABASES["default"]["USER"]
EMBEDDED_IS_WANTED = env.bool("PEACEAPP_EMBEDDED", default=False)  # in production only for a trial on one machine

# Every table is protected, or listed here. The app role has no rights on any other table.
# Prefixes of tables that the app role reads and writes without an actor. They contain no content of the register.
INTERNAL_TABLES = [
    "account_",
    "auth_",
    "django_admin_log",
    "django_content_type",
    "django_session",
    "mfa_",
    "offices_invitation",
    "offices_sealletter",
    "offices_session",
    "offices_user",
    "peaceapp_cached",
    "procrastinate_",
    "socialaccount_",
]
READ_ONLY_TABLES = ["django_migrations", "pghistory_context"]

FORM_RENDERER = "peaceapp.pages.widgets.Controls"

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "offices.signin.passwords.OwnWords"},
    {"NAME": "offices.signin.passwords.Breached"},
    {"NAME": "offices.tokens.passwords.EndsTokens"},  # ends API tokens after a change; refuses nothing
]
BREACHED_PASSWORDS = env.str("PEACEAPP_BREACHED_PASSWORDS", default="")
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
REFUSAL_STEP = 0.025  # seconds; longer than a refusal takes on an idle machine, so that all take the same time
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/accounts/login/"
ACCOUNT_ADAPTER = "offices.signin.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "password": "10/m/ip,5/300s/key",  # wrong passwords in an unknown browser: by address, and by username
    "password_account": "20/15m/key",  # wrong passwords for one account, from all unknown browsers
    "password_known": "5/300s/key",  # in a browser where the account signed in before, counted separately
    "login_failed": "10/m/ip,5/300s/key",  # wrong codes of the second factor
}
MFA_ADAPTER = "offices.signin.adapters.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}  # as for passwords: all users of an office share one address
MFA_FORMS = {
    "authenticate": "offices.signin.codes.Authenticate",
    "reauthenticate": "offices.signin.codes.Reauthenticate",
    "add_webauthn": "offices.signin.passkeys.AddPasskey",
    "edit_webauthn": "offices.signin.passkeys.RenamePasskey",
    "authenticate_webauthn": "offices.signin.passkeys.SecondFactorByPasskey",
    "reauthenticate_webauthn": "offices.signin.passkeys.ConfirmByPasskey",
    "login_webauthn": "offices.signin.passkeys.SignInByPasskey",
}
# Passkeys are bound to a host name, whatever the Host header says. Browsers refuse IP addresses such as 127.0.0.1.
PASSKEY_HOST = "localhost" if DEMO else ALLOWED_HOSTS[0].lstrip("*.") if ALLOWED_HOSTS else ""
MFA_TOTP_ISSUER = "PeaceApp"
MFA_TOTP_TOLERANCE = 1  # accepts codes 30 seconds early or late, for inaccurate clocks
MFA_ALLOW_UNVERIFIED_EMAIL = True  # administrators enter the addresses
OIDC = openid(env, plain=DEMO)
SOCIALACCOUNT_ADAPTER = "offices.signin.openid.Identities"
SOCIALACCOUNT_PROVIDERS = providers(OIDC)
SECOND_FACTOR_REQUIRED = not DEMO  # for managers, administrators, auditors and superusers
SECOND_FACTOR_OF_EVERYBODY = env.bool("PEACEAPP_SECOND_FACTOR_OF_EVERYBODY", default=False)

CSRF_FAILURE_VIEW = "peaceapp.pages.resubmit.offer_again"
# With this prefix browsers accept a cookie only over TLS and from this host, not from a sibling domain.
COOKIE_PREFIX = "" if DEMO else "__Host-"
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}peaceapp_session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}peaceapp_csrf"
MESSAGE_STORAGE = "peaceapp.pages.messages_storage.MessagesStorage"
SESSION_ENGINE = "offices.sessions.store"
SESSION_COOKIE_AGE = 12 * 60 * 60  # maximum age, also of an active session
SESSION_IDLE_SECONDS = 30 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not DEMO
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # for monitoring without TLS
SECURE_HSTS_SECONDS = 0 if DEMO else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEMO
BEHIND_PROXY = env.bool("PEACEAPP_BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "script-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Letters contain links, never content. Without a mail server, demo mode writes them to files, and production does
# not start.
EMAIL_IS_GIVEN = bool(env.str("PEACEAPP_EMAIL_URL", default=""))
NO_SERVER = f"filemail:///{DATA / 'letters'}" if DEMO else "dummymail://"
env.EMAIL_SCHEMES["filemail"] = "peaceapp.mail.LetterFiles"
try:
    vars().update(env.email_url_config(env.str("PEACEAPP_EMAIL_URL", default="") or NO_SERVER))
except (ImproperlyConfigured, ValueError) as error:
    raise ImproperlyConfigured(
        "PEACEAPP_EMAIL_URL cannot be read: write smtp+tls://user:password@mail.example.org:587."
    ) from error
if vars()["EMAIL_BACKEND"].endswith(".filebased.EmailBackend"):
    EMAIL_BACKEND = "peaceapp.mail.LetterFiles"
DEFAULT_FROM_EMAIL = env.str("PEACEAPP_EMAIL_FROM", default="peaceapp@localhost")
EMAIL_TIMEOUT = 10
# Recipients of the audit trail's seals: “auditors”, one address, or “none”.
AUDIT_MAIL = env.str("PEACEAPP_AUDIT_MAIL", default="auditors")
SECURITY_CONTACT = env.str("PEACEAPP_SECURITY_CONTACT", default="").replace("\n", " ")
HOME_ADDRESS = f"http://127.0.0.1:{PORT}/" if DEMO else f"https://{ALLOWED_HOSTS[0]}/" if ALLOWED_HOSTS else ""

CACHES = {"default": {"BACKEND": "peaceapp.postgres.cache.SharedCache"}}

LANGUAGE_CODE = "en"
# Only languages with a complete translation, checked by a test, so that no page mixes two languages.
LANGUAGES = [("en", _("English"))]
FORMAT_MODULE_PATH = ["peaceapp.formats"]
LOCALE_PATHS = [ROOT / "peaceapp" / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = DATA / "files"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "peaceapp.rest.authentication.Token",
        "peaceapp.rest.authentication.Session",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["peaceapp.rest.authentication.WithinScope"],
    "DEFAULT_RENDERER_CLASSES": ["peaceapp.rest.rendering.Json"],
    "DEFAULT_PARSER_CLASSES": ["peaceapp.rest.rendering.JsonBody"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "peaceapp.problems.answer_problem",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "PeaceApp",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [],  # choices are inlined in the schema, without named enums
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "peaceapp.logs.LineFormatter", "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # 403 and 404 are no errors, and their paths may contain names that readers of the log may not know.
    # gunicorn's warning about the dropped body of a HEAD response is no error, either.
    "loggers": {"django.request": {"level": "ERROR"}, "gunicorn.http.wsgi": {"level": "ERROR"}},
}
SILENCED_SYSTEM_CHECKS = ["security.W020"]  # allowed hosts: `peaceapp.settings_checks` checks them in more detail
