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
KEEPS_A_MANAGER = _("An office keeps at least one manager, cleared as high as now: make somebody else one first.")

KEEPS_ITS_AUDITOR = _("This account audits. An office does not close it: that membership ends by command first.")


def validate_membership(user: User, office: Office, role: str, clearance: int, until_on: date | None) -> None:
    """`ValidationError` for an invalid role, level or day; `Refused` for a closed office or account."""
    if office.closed_on:
        raise Refused(_("This office is closed: its successor's members stand for it."))
    if not user.is_active or user.is_archive:
        raise Refused(_("This account is not active."))
    if role not in GIVEN:
        raise ValidationError({"role": _("This role is not given here.")})
    if clearance not in Sensitivity.values:
        raise ValidationError({"clearance": _("There is no such level.")})
    if role == Role.ADMINISTRATOR and clearance != Sensitivity.UNCLASSIFIED:
        raise ValidationError({"clearance": _("Administrators keep the register and read what is unclassified.")})
    if until_on and until_on < utc_today():
        raise ValidationError({"until_on": _("This day is over.")})


def refuse_oneself(user: User, actor: User) -> None:
    """`Refused` if the actor would change their own account or membership."""
    if user.pk == actor.pk:
        raise Refused(_("Nobody changes their own membership or account: somebody else must."))
