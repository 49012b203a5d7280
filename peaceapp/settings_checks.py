"""Checks of the settings for production, reported as one list by `check --deploy` and by every start.

An error stops the web server, the worker and every command except `check`. A warning is shown by `check` only.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import Error as DatabaseFault
from django.db import connection

from peaceapp.postgres import leakproof

SHORTEST_KEY = 50
KNOWN_KEYS = re.compile(r"insecure|change.?me|secret.?key|example|(.)\1{9}", re.IGNORECASE)
SENDS_NOTHING = ("dummy", "console", "LetterFiles", "locmem")
UNWANTED_EMBEDDED = "peaceapp.E007"
"""Id of the error for an unwanted embedded server. Further checks do not start that server."""
LOCAL = ("", "localhost", "127.0.0.1", "::1")
UNCHECKED_COMMANDS = {"check", "help", "version", "--help", "-h", "--version"}
"""Commands that report errors, or that need no settings."""

LOGS = "select name, setting from pg_settings where name = any(%s)"
REQUIRED_LOG_SETTINGS: dict[str, Any] = {
    "log_statement": lambda value: value == "none",
    "log_min_duration_statement": lambda value: value == "-1",
    "log_min_duration_sample": lambda value: value == "-1",
    "log_min_messages": lambda value: value in {"log", "fatal", "panic"},
    "log_min_error_statement": lambda value: value in {"fatal", "panic"},
    "log_parameter_max_length_on_error": lambda value: value == "0",
}
"""Required server settings. With other values the server writes statements and their values to its log."""
QUIET_LOG_SETTINGS = [
    ("log_min_messages", "fatal"),
    ("log_min_error_statement", "panic"),
    ("log_parameter_max_length_on_error", "0"),
]


def faults() -> Iterator[checks.CheckMessage]:
    """Errors in the settings. None in demo mode."""
    if settings.DEMO:
        return
    yield from _key()
    yield from _hosts()
    yield from _database()
    yield from _mail()
    yield from _addresses()
    if not settings.BEHIND_PROXY:
        text = "PEACEAPP_BEHIND_PROXY is not set: behind a proxy that ends TLS every page leads to itself, for ever."
        yield checks.Warning(text, hint="PEACEAPP_BEHIND_PROXY=1, where there is one.", id="peaceapp.W006")
    if settings.BREACHED_PASSWORDS and not Path(settings.BREACHED_PASSWORDS).is_file():
        text = "PEACEAPP_BREACHED_PASSWORDS names no file: whoever chooses a password would meet a fault."
        yield checks.Error(text, hint="Give the path of the list, or leave it out.", id="peaceapp.E012")
    if settings.DEBUG:
        yield checks.Error(
            "DEBUG is on: faults would show the code and its values.", hint="Turn it off.", id="peaceapp.E009"
        )


def _key() -> Iterator[checks.CheckMessage]:
    hint = 'python -c "import secrets; print(secrets.token_urlsafe(50))" makes one. Keep it, and keep it secret.'
    if not settings.SECRET_KEY_IS_GIVEN:
        yield checks.Error("PEACEAPP_SECRET_KEY is not set.", hint=hint, id="peaceapp.E002")
    elif len(settings.SECRET_KEY) < SHORTEST_KEY or len(set(settings.SECRET_KEY)) < 10:
        yield checks.Error("PEACEAPP_SECRET_KEY is too short or too simple.", hint=hint, id="peaceapp.E003")
    elif KNOWN_KEYS.search(settings.SECRET_KEY):
        yield checks.Error("PEACEAPP_SECRET_KEY looks like one from a guide.", hint=hint, id="peaceapp.E003")


def _hosts() -> Iterator[checks.CheckMessage]:
    hint = "For instance PEACEAPP_HOSTS=peaceapp.example.org; several with commas."
    if not settings.ALLOWED_HOSTS:
        yield checks.Error("PEACEAPP_HOSTS is not set: no address would be answered.", hint=hint, id="peaceapp.E004")
    for host in settings.ALLOWED_HOSTS:
        if "*" in host or host.startswith("."):
            text = f"PEACEAPP_HOSTS has “{host}”: whoever asks could say what we are called."
            yield checks.Error(text, hint=hint, id="peaceapp.E005")
        elif not re.fullmatch(r"[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]", host):
            text = f"PEACEAPP_HOSTS has “{host}”: give names alone, without http://, port and path: it is https always."
            yield checks.Error(text, hint=hint, id="peaceapp.E006")


def _database() -> Iterator[checks.CheckMessage]:
    database = settings.DATABASES["default"]
    if database["EMBEDDED"] and not settings.EMBEDDED_IS_WANTED:
        text = "DATABASE_URL is not set: the embedded PostgreSQL trusts whoever reaches its socket."
        hint = "Give one, as the app's role; or PEACEAPP_EMBEDDED=1 for a trial on one machine that nobody else uses."
        yield checks.Error(text, hint=hint, id=UNWANTED_EMBEDDED)
    where = database["HOST"].partition(",")[0]
    safe = database["OPTIONS"].get("sslmode") in {"verify-ca", "verify-full"}
    if not database["EMBEDDED"] and where not in LOCAL and not where.startswith("/") and not safe:
        text = "The database is elsewhere, and the connection may go unencrypted, or to somebody else."
        hint = "Add ?sslmode=verify-full&sslrootcert=… to DATABASE_URL."
        yield checks.Warning(text, hint=hint, id="peaceapp.W003")


def _mail() -> Iterator[checks.CheckMessage]:
    if settings.EMAIL_IS_GIVEN and settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        text = "PEACEAPP_EMAIL_FROM is not set: letters would come from peaceapp@localhost, which many servers refuse."
        yield checks.Warning(text, hint="For instance peaceapp@example.org.", id="peaceapp.W005")
    hint = "For instance smtp+tls://user:password@mail.example.org:587; and PEACEAPP_EMAIL_FROM, the sender."
    if not settings.EMAIL_IS_GIVEN:
        text = "PEACEAPP_EMAIL_URL is not set: nobody would be told of break-glass."
        yield checks.Error(text, hint=f"{hint} dummymail:// says that no letters are wanted.", id="peaceapp.E008")
    elif any(name in settings.EMAIL_BACKEND for name in SENDS_NOTHING):
        yield checks.Warning("PEACEAPP_EMAIL_URL sends no letters.", hint=hint, id="peaceapp.W001")
    elif not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL or settings.EMAIL_HOST in LOCAL):
        yield checks.Warning(
            "Letters and the password of the mail server go unencrypted.", hint=hint, id="peaceapp.W002"
        )


def _addresses() -> Iterator[checks.CheckMessage]:
    """Checks addresses that are needed in an emergency."""
    to = settings.AUDIT_MAIL
    if to not in {"auditors", "none"} and "@" not in to:
        text = f"PEACEAPP_AUDIT_MAIL is “{to}”: nobody would get the seals of the audit trail."
        yield checks.Error(text, hint="Give an address, or `none`, or leave it out.", id="peaceapp.E014")
    if settings.SECURITY_CONTACT and not settings.SECURITY_CONTACT.startswith(("mailto:", "https:")):
        text = f"PEACEAPP_SECURITY_CONTACT is “{settings.SECURITY_CONTACT}”, which is no way to tell anybody."
        yield checks.Error(text, hint="mailto:security@example.org, or an https: address.", id="peaceapp.E015")


def role() -> Iterator[checks.CheckMessage]:
    """Errors of the app's database role; a note if the database does not answer."""
    asking = connection.copy()
    asking.settings_dict["OPTIONS"] = {k: v for k, v in asking.settings_dict["OPTIONS"].items() if k != "pool"}
    try:
        asking.ensure_connection()  # without the pool's threads, because the caller may fork next
    except ImproperlyConfigured as error:
        yield checks.Error(str(error), id="peaceapp.E010")
    except DatabaseFault as error:
        text = "The database does not let us in with DATABASE_URL, so what the role may do was not looked at."
        yield checks.Info(f"{text} It says: {str(error).strip().splitlines()[0]}", id="peaceapp.I001")
    finally:
        asking.close()


def log_settings() -> Iterator[checks.CheckMessage]:
    """A warning for server settings that write statements, including row values, to the server's log."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(LOGS, [list(REQUIRED_LOG_SETTINGS)])
            wrong = sorted(
                f"{name} = {value}" for name, value in cursor.fetchall() if not REQUIRED_LOG_SETTINGS[name](value)
            )
    except (DatabaseFault, ImproperlyConfigured):
        return
    if wrong:
        text = f"The database's log would hold what is in rows: {', '.join(wrong)}."
        hint = "Its superuser says, for our roles: " + "; ".join(
            f"alter role {settings.APP_ROLE} set {name} = {value}" for name, value in QUIET_LOG_SETTINGS
        )
        yield checks.Warning(text, hint=hint, id="peaceapp.W004")


def search_index() -> Iterator[checks.CheckMessage]:
    """A warning if search cannot use its index, because its function is not marked leakproof in this database."""
    try:
        with connection.cursor() as cursor:
            lacking = leakproof.lacking(cursor)
    except (DatabaseFault, ImproperlyConfigured):
        return
    if lacking:
        text = "Searches read every row: a function of theirs is not marked leak-proof in this database."
        hint = "Its superuser says, in this database: " + "; ".join(leakproof.statements(lacking))
        yield checks.Warning(text, hint=hint, id="peaceapp.W007")


def static_files(kind: type[checks.Error] | type[checks.Info] = checks.Error) -> Iterator[checks.CheckMessage]:
    """An error if the static files are not collected."""
    if not settings.DEMO and not (Path(settings.STATIC_ROOT) / "staticfiles.json").is_file():
        text = f"Style sheets and scripts are not in {settings.STATIC_ROOT}: every page would be a fault."
        yield kind(text, hint="Run `python manage.py collectstatic --noinput`.", id="peaceapp.E013")


def serving() -> Iterator[checks.CheckMessage]:
    """Errors for serving processes only: missing static files, and access to the owner's role."""
    yield from static_files()
    if (
        not settings.DEMO
        and not settings.DATABASES["default"]["EMBEDDED"]
        and settings.DATABASES["default"]["OWNER"]["USER"]
    ):
        text = "DATABASE_OWNER_URL is given to a process that serves: it could change tables and pass the access rule."
        yield checks.Error(text, hint="Give it to migrations and set-up commands alone.", id="peaceapp.E011")


@checks.register(checks.Tags.security, deploy=True)
def safe_settings(app_configs: Any, **_: Any) -> list[checks.CheckMessage]:
    """All checks, for `check --deploy`. Cannot know whether this process is going to serve."""
    found = [*faults(), *static_files(checks.Info)]
    return (
        found
        if any(one.id == UNWANTED_EMBEDDED for one in found)
        else [*found, *role(), *log_settings(), *search_index()]
    )


def refuse_unsafe(*, is_serving: bool) -> None:
    """Prints all errors as one list and exits with 2. For a serving process, checks the database role, too."""
    from peaceapp.access.checks import two_roles  # deferred: importing registers a check, for which apps must be loaded

    try:
        found = [*two_roles(None), *faults(), *(serving() if is_serving else ())]
    except ImproperlyConfigured as error:  # settings that could not be read
        _refuse([checks.Error(str(error))])
    errors = [one for one in found if one.level >= checks.ERROR]
    if not errors and is_serving and not settings.DEMO:
        errors = [one for one in role() if one.level >= checks.ERROR]
    if errors:
        _refuse(errors)


def _refuse(errors: list[checks.CheckMessage]) -> NoReturn:
    lines = ["PeaceApp does not start with these settings:", ""]
    for number, error in enumerate(errors, 1):
        lines += [f"  {number}. {error.msg}", *([f"     {error.hint}"] if error.hint else [])]
    lines += ["", "`manage.py check --deploy` tells the same, and what is merely unwise."]
    sys.stderr.write("\n".join(lines) + "\n")
    sys.exit(2)


def command_serves(arguments: list[str]) -> bool:
    """Whether this command line starts a server or a worker."""
    return arguments[1:2] == ["runserver"] or arguments[1:3] == ["procrastinate", "worker"]


def refuse_unsafe_command(arguments: list[str]) -> None:
    """For `manage.py`: `refuse_unsafe` for every command except those in `UNCHECKED_COMMANDS`."""
    if len(arguments) > 1 and arguments[1] not in UNCHECKED_COMMANDS and "--help" not in arguments:
        refuse_unsafe(is_serving=command_serves(arguments))
