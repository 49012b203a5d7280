"""Actions on the team: its members, the lead officer, and the supporting offices of an engagement."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from engagements.register.choices import OPEN
from engagements.register.models import Engagement, Support, TeamMember
from engagements.register.rules import refuse_if_closed, required_reason, tidy_reason
from engagements.register.scope import lock_engagement
from engagements.team import queries
from engagements.team.rules import MAX_SUPPORTING_OFFICES, MAX_TEAM_MEMBERS
from offices.access.models import User
from offices.access.permissions import Permission
from offices.directory.models import Office
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.actions import action, write
from peaceapp.errors import Refused


def insert_team_member(
    engagement: Engagement, user: User | None, by: User, reason: str = "", field: str = "user"
) -> TeamMember:
    """Adds `user` to the team and returns the membership, or the present one if there is one.

    `by` is the user who adds.

    1. Checks: `ValidationError` at `field` for a user without the clearance; `Refused` for users with break-glass
       access who add themselves; `Refused` for a full team.
    2. Ends a break-glass membership of `user`: the new membership replaces it.
    3. Writes the membership.
    """
    if user is None or not queries.is_cleared(user, engagement):
        raise ValidationError({field: _("This person is not cleared for this engagement.")})
    standing = current_member_rows(engagement, user)
    if user.pk == by.pk and standing.filter(by_glass=True).exists():
        raise Refused(_("You are on the team by break-glass access. Another person must add you permanently."))
    lasting: TeamMember | None = standing.filter(by_glass=False).first()
    if lasting:
        return lasting
    if queries.count_team_members(engagement) >= MAX_TEAM_MEMBERS:
        raise Refused(_("A team can have at most %(most)s members.") % {"most": MAX_TEAM_MEMBERS})
    standing.update(until_at=TransactionNow())
    return TeamMember.objects.create(engagement=engagement, user=user, reason=reason)


def current_member_rows(engagement: Engagement, user: User) -> Any:
    lock_engagement(engagement)
    return TeamMember.objects.filter(queries.PRESENT, engagement=engagement, user=user)


@action(Permission.MANAGE_TEAM)
def add_team_member(engagement: Engagement, *, actor: User, user: User, reason: str = "") -> TeamMember:
    """Adds a cleared user to the team. Returns the present membership if the user is already a member.

    1. Checks as `insert_team_member`: `ValidationError` at `user` without the clearance; `Refused` for a full team, and
       for users with break-glass access who add themselves.
    2. Writes the membership; a trigger notes it in the audit trail.
    """
    return insert_team_member(engagement, user, actor, tidy_reason(reason))


@action(Permission.MANAGE_TEAM)
def remove_team_member(engagement: Engagement, *, actor: User, user: User) -> None:
    """Ends a team membership at once.

    1. Checks: `Refused` for the lead officer, and for the last reader of a strictly confidential engagement. A trigger
       checks the last reader for every membership that ends; users with break-glass access do not count as readers.
    2. Writes the end; a trigger notes it in the audit trail.
    """
    if user.pk == engagement.lead_officer_id:
        raise Refused(_("Change the lead officer first."))
    if engagement.sensitivity == Sensitivity.STRICTLY_CONFIDENTIAL and queries.lasting_reader_ids(engagement) == {
        user.pk
    }:
        raise Refused(_("The last reader of an engagement cannot be removed."))
    current_member_rows(engagement, user).update(until_at=TransactionNow())


@action(Permission.HAND_OVER)
def hand_over(engagement: Engagement, *, actor: User, to: User, reason: str) -> Engagement:
    """Changes the lead officer, with a reason. The former lead officer stays on the team.

    1. Checks: `Refused` for a closed or withdrawn engagement; `ValidationError` at `reason` without a reason, at
       `lead_officer` for the present lead officer or a user without the clearance.
    2. Adds the new lead officer to the team.
    3. Writes the change; `Stale` if the engagement was changed since it was read. A trigger notes it in the audit
       trail.
    """
    if engagement.status not in OPEN:
        raise Refused(_("This engagement is closed or withdrawn."))
    reason = required_reason(reason)
    if to.pk == engagement.lead_officer_id:
        raise ValidationError({"lead_officer": _("This person is already the lead officer.")})
    insert_team_member(engagement, to, actor, reason, "lead_officer")
    return write(engagement, lead_officer=to, reason=reason)


@contextmanager
def temporary_team_member(engagement: Engagement, actor: User) -> Iterator[set[int]]:
    """Puts the actor on the team while a change is made that may hide the engagement from them.

    Yields the key of the actor in a set; an empty set if the actor is a team member already.
    """
    with transaction.atomic():
        standing = current_member_rows(engagement, actor).first()
        temporary = None if standing else TeamMember.objects.create(engagement=engagement, user=actor)
        yield {actor.pk} if temporary else set()
        if temporary:
            temporary.delete()


@action(Permission.RECORD_THE_PAST)
def leave_to_team(engagement: Engagement, *, actor: User, team: Iterable[User]) -> None:
    """Adds the people who had a past engagement to its team, and removes the archive account, which entered it."""
    for user in team:
        insert_team_member(engagement, user, actor)
    current_member_rows(engagement, actor).update(until_at=TransactionNow())


@action(Permission.GRANT_SUPPORT)
def grant_support(engagement: Engagement, *, actor: User, office: Office, reason: str) -> Support:
    """Gives another office access to the engagement, with a reason.

    Cleared members of that office can then read it up to confidential.

    1. Checks: `Refused` for a closed engagement; `ValidationError` at `reason` without a reason, at `office` for the
       lead office or an office that already supports the engagement; `Refused` at the maximum number of offices.
    2. Writes the support; a trigger notes it in the audit trail.
    """
    refuse_if_closed(engagement)
    reason = required_reason(reason)
    if office.pk == engagement.lead_office_id:
        raise ValidationError({"office": _("This office is the lead office.")})
    lock_engagement(engagement)
    if queries.supporting_offices(engagement).filter(office=office).exists():
        raise ValidationError({"office": _("This office already supports the engagement.")})
    if queries.supporting_offices(engagement).count() >= MAX_SUPPORTING_OFFICES:
        raise Refused(
            _("An engagement can have at most %(most)s supporting offices.") % {"most": MAX_SUPPORTING_OFFICES}
        )
    return Support.objects.create(engagement=engagement, office=office, reason=reason)


@action(Permission.GRANT_SUPPORT)
def end_support(engagement: Engagement, *, actor: User, office: Office) -> None:
    """Ends the access of a supporting office at once. A trigger notes it in the audit trail."""
    lock_engagement(engagement)
    queries.supporting_offices(engagement).filter(office=office).update(until_at=TransactionNow())
