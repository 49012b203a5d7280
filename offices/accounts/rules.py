"""Validators of memberships. `actions.py` and the database decide who may give one."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from offices.access.choices import Role
from offices.access.models import User
from offices.directory.models import Office
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.dates import utc_today
from peaceapp.errors import Refused

GIVEN = [Role.OBSERVER, Role.STAFF, Role.MANAGER, Role.ADMINISTRATOR]
"""Auditors are added by `manage.py grant`: an office does not choose its auditors."""
BY_MANAGERS = {Role.OBSERVER, Role.STAFF}
BY_ADMINISTRATORS = {Role.OBSERVER, Role.STAFF, Role.ADMINISTRATOR}
KEEPS_A_MANAGER = _("An office needs at least one manager with this clearance. Add another manager first.")

KEEPS_ITS_AUDITOR = _(
    "This is an auditor's account, which an office cannot close. The system administrator must end the auditor"
    " membership first."
)


def validate_membership(user: User, office: Office, role: str, clearance: int, until_on: date | None) -> None:
    """`ValidationError` for an invalid role, level or day; `Refused` for a closed office or account."""
    if office.closed_on:
        raise Refused(_("This office is closed. Add the membership in its successor office."))
    if not user.is_active or user.is_archive:
        raise Refused(_("This account is not active."))
    if role not in GIVEN:
        raise ValidationError({"role": _("This role cannot be added here.")})
    if clearance not in Sensitivity.values:
        raise ValidationError({"clearance": _("This sensitivity level does not exist.")})
    if role == Role.ADMINISTRATOR and clearance != Sensitivity.UNCLASSIFIED:
        raise ValidationError({"clearance": _("Administrators can only have the clearance unclassified.")})
    if until_on and until_on < utc_today():
        raise ValidationError({"until_on": _("Give a date that is not in the past.")})


def refuse_oneself(user: User, actor: User) -> None:
    """`Refused` if the actor would change their own account or membership."""
    if user.pk == actor.pk:
        raise Refused(_("You cannot change your own membership or account."))
