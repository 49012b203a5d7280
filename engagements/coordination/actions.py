"""Writes of participations."""

from typing import Any
from uuid import UUID

from engagements.coordination import rules
from engagements.coordination.models import Participation
from engagements.register.models import Engagement
from engagements.register.rules import refuse_if_closed, validate_mark
from engagements.register.scope import KEPT_BY_DATABASE
from offices.access.models import User
from offices.access.permissions import Permission
from offices.taxonomy.models import PartnerRole
from peaceapp.actions import action, insert, validate_names, write
from peaceapp.history.restore import RestorePolicy


@action(Permission.ADD_PARTICIPATION, on="engagement")
def add_participation(
    *,
    actor: User,
    engagement: Engagement,
    role: PartnerRole,
    sensitivity: int | None = None,
    key: UUID | None = None,
    **details: Any,
) -> Participation:
    """Say what a partner or an office does in an engagement. Refused once it is closed.

    It opens the engagement to nobody: that is `grant_support`.
    """
    if not actor.is_archive:
        refuse_if_closed(engagement)
    validate_names(details, Participation.amendable)
    if details.get("partner") and details["partner"].sensitivity > (sensitivity or 0):
        sensitivity = details["partner"].sensitivity  # never opener than whom it names
    validate_mark(sensitivity, engagement)
    row = Participation(engagement=engagement, mark=sensitivity, **rules.checked(details | {"role": role}))
    return insert(row, key, unchecked={"engagement", *KEPT_BY_DATABASE})


@action(Permission.ADD_PARTICIPATION)
def amend_participation(
    participation: Participation, *, actor: User, reason: str = "", **changes: Any
) -> Participation:
    """Change it, if nobody else has since it was read (`Stale`). Refused once the engagement is closed."""
    refuse_if_closed(participation.engagement)
    validate_names(changes, Participation.amendable)
    fields = {name: participation._meta.get_field(name) for name in Participation.amendable}
    # By key: whoever sees a participation need not see the partner.
    now = {name: getattr(participation, getattr(one, "attname", name)) for name, one in fields.items()}
    checked = rules.checked(now | changes | {"reason": reason})
    return write(participation, reason=checked["reason"], **{name: checked[name] for name in changes})


RESTORE = RestorePolicy(amend_participation, Participation.amendable, lambda row: not row.engagement.is_closed)
