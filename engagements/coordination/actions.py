"""Actions on participations."""

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
    """Adds the participation of a partner or an office in an engagement. Gives nobody access: see `grant_support`.

    1. Checks: `Refused` for a closed engagement, unless the archive account acts; `ValidationError` for unknown fields
       and invalid values (`rules.checked`), at `sensitivity` for a level at which the actor could not read the row.
    2. Writes the participation, with the primary key `key` if one is given. Its level is at least that of the partner.
    """
    if not actor.is_archive:
        refuse_if_closed(engagement)
    validate_names(details, Participation.amendable)
    if details.get("partner") and details["partner"].sensitivity > (sensitivity or 0):
        sensitivity = details["partner"].sensitivity  # at least the level of the partner
    validate_mark(sensitivity, engagement)
    row = Participation(engagement=engagement, mark=sensitivity, **rules.checked(details | {"role": role}))
    return insert(row, key, unchecked={"engagement", *KEPT_BY_DATABASE})


@action(Permission.ADD_PARTICIPATION)
def amend_participation(
    participation: Participation, *, actor: User, reason: str = "", **changes: Any
) -> Participation:
    """Changes a participation, with an optional reason.

    1. Checks: `Refused` for a closed engagement; `ValidationError` for unknown fields and invalid values.
    2. Writes the changes; `Stale` if the participation was changed since it was read.
    """
    refuse_if_closed(participation.engagement)
    validate_names(changes, Participation.amendable)
    fields = {name: participation._meta.get_field(name) for name in Participation.amendable}
    # Reads the keys of related rows, because the partner may be hidden from the actor.
    now = {name: getattr(participation, getattr(one, "attname", name)) for name, one in fields.items()}
    checked = rules.checked(now | changes | {"reason": reason})
    return write(participation, reason=checked["reason"], **{name: checked[name] for name in changes})


RESTORE = RestorePolicy(amend_participation, Participation.amendable, lambda row: not row.engagement.is_closed)
