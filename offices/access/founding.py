"""Set-up by the operator of the installation: the first office, its first manager, the auditors.

All later changes are made by people with a role. Needs the owner's connection. The audit trail records the command.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from offices.access.choices import Role
from offices.access.models import Membership, User
from offices.directory.choices import OfficeKind
from offices.directory.models import Office
from peaceapp.access.actor import become
from peaceapp.access.request_context import REQUEST_CONTEXT
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.dates import today, utc_today
from peaceapp.postgres.base import as_owner


@contextmanager
def by_command(name: str) -> Iterator[None]:
    """Runs the block in one transaction, as the role that owns the tables. The audit trail names the command `name`."""
    token = REQUEST_CONTEXT.set({"behind": f"manage.py {name}"})
    try:
        with as_owner(), transaction.atomic():
            become("", "")
            yield
    finally:
        REQUEST_CONTEXT.reset(token)


def account(username: str, *, name: str = "", email: str = "", home: Office | None = None) -> tuple[User, bool]:
    """The account with this username, and whether it is new. A new one has no password, so nobody can sign in yet."""
    user = User.objects.filter(username=username).first()
    if user is not None:
        return user, False
    user = User(username=username, name=name, email=email, home_office=home)
    user.set_unusable_password()
    user.full_clean()
    user.save()
    return user, True


def office(acronym: str, *, name: str = "", **details: Any) -> tuple[Office, bool]:
    """The office with this acronym, and whether it is new. `ValidationError` for a closed one."""
    found = Office.objects.filter(acronym=acronym).first()
    if found is not None:
        if found.closed_on:
            raise ValidationError(f"{acronym} is closed.")
        return found, False
    kind = details.pop("kind", OfficeKind.REGIONAL)
    found = Office(acronym=acronym, name=name or acronym, kind=kind, established_on=today(), **details)
    found.full_clean()
    found.save()
    return found, True


def grant(user: User, office: Office, role: Role, clearance: Sensitivity, until: date | None = None) -> str:
    """Gives a membership from today, or changes the present one in this role: `new`, `changed` or `same`.

    Auditors get the lowest clearance only, since their clearance opens nothing. Refused for inactive accounts.
    """
    if role == Role.AUDITOR and clearance != Sensitivity.UNCLASSIFIED:
        raise ValidationError("An auditor reads no rows: give the clearance unclassified.")
    if not user.is_active or user.is_archive:
        raise ValidationError(f"{user.username} is not an active account.")
    today = utc_today()
    if until and until < today:
        raise ValidationError("It ends before it begins.")
    active = Membership.objects.filter(user=user, office=office, role=role, from_on__lte=today)
    held = active.exclude(until_on__lt=today).order_by("-from_on").first()
    if held is None:
        Membership.objects.create(
            user=user, office=office, role=role, clearance=clearance, from_on=today, until_on=until
        )
        return "new"
    if (held.clearance, held.until_on) == (clearance, until):
        return "same"
    held.clearance, held.until_on, held.version = clearance, until, held.version + 1
    held.save(update_fields=["clearance", "until_on", "version"])
    return "changed"
