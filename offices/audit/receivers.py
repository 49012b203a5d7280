"""Signal receivers that record sign-ins and sign-outs, by whichever way."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import authentication_step_completed
from allauth.mfa import signals as second
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from offices.access.models import User
from offices.audit.choices import Verb
from offices.audit.notes import note, note_outside_transaction


def connect() -> None:
    """Connects the receivers. Called once, at start-up."""
    user_logged_in.connect(_signed_in, dispatch_uid="audit")
    user_logged_out.connect(_signed_out, dispatch_uid="audit")
    user_login_failed.connect(_failed, dispatch_uid="audit")
    authentication_step_completed.connect(_reauthenticated, dispatch_uid="audit")
    second.authentication_failed.connect(_second_factor_failed, dispatch_uid="audit")


def _signed_in(user: User, request: HttpRequest, **_: Any) -> None:
    """Records a sign-in with its methods: password, app code, passkey, provider."""
    shown = [str(record.get("type", record["method"])) for record in get_authentication_records(request, user)]
    account = {"kind": "account", "object": user.username, "office": user.home_office_id}
    note(Verb.SIGNED_IN, user.pk, fields=tuple(dict.fromkeys(shown)), **account)


def _reauthenticated(user: User, method: str, *, reauthenticated: bool = False, **about: Any) -> None:
    """Records a reauthentication."""
    if reauthenticated:
        account = {"kind": "asked anew", "object": user.username, "office": user.home_office_id}
        note(Verb.SIGNED_IN, user.pk, fields=(str(about.get("type", method)),), **account)


def _signed_out(user: User | None, **_: Any) -> None:
    if user is not None:
        note(Verb.SIGNED_OUT, user.pk, kind="account", object=user.username, office=user.home_office_id)


def _failed(credentials: dict[str, Any], **_: Any) -> None:
    """Records a failed sign-in. Stores only existing usernames: other text may be a password in the wrong field."""
    typed = str(credentials.get("username") or credentials.get("login") or "")
    known = User.objects.filter(username=typed).exists() if typed and "\0" not in typed else False
    note_outside_transaction(Verb.SIGN_IN_FAILED, None, kind="account", object=typed if known else "")


def _second_factor_failed(user: User, **_: Any) -> None:
    note_outside_transaction(Verb.SIGN_IN_FAILED, None, kind="second factor", object=user.username)
