"""Writes of the team: its members, its lead officer, and the offices that support an engagement."""

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
    """A seat for `user`, who must be cleared for the engagement: nobody is asked for what they cannot open.

    It takes the place of one by break-glass, which counts for no seat: it ends by itself, and nobody makes their own
    last: a colleague whom they seat may.
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
    """Put somebody on the team. Refused for who lacks the clearance; a second seat is the first."""
    return insert_team_member(engagement, user, actor, tidy_reason(reason))


@action(Permission.MANAGE_TEAM)
def remove_team_member(engagement: Engagement, *, actor: User, user: User) -> None:
    """End somebody's seat, at once. Refused for the lead officer, and where nobody could read it any more.

    The latter is asked by the database too, of every seat that ends; a seat by break-glass makes nobody a reader there.
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
    """Name another lead officer, with a reason, and seat them. Whoever led it stays on the team until taken off."""
    if engagement.status not in OPEN:
        raise Refused(_("This engagement is closed or withdrawn."))
    reason = required_reason(reason)
    if to.pk == engagement.lead_officer_id:
        raise ValidationError({"lead_officer": _("This person is already the lead officer.")})
    insert_team_member(engagement, to, actor, reason, "lead_officer")
    return write(engagement, lead_officer=to, reason=reason)


@contextmanager
def temporary_team_member(engagement: Engagement, actor: User) -> Iterator[set[int]]:
    """A seat on the team for the length of a change that takes the engagement out of its author's sight.

    Yields who sits there only for that long: the actor, or nobody.
    """
    with transaction.atomic():
        standing = current_member_rows(engagement, actor).first()
        temporary = None if standing else TeamMember.objects.create(engagement=engagement, user=actor)
        yield {actor.pk} if temporary else set()
        if temporary:
            temporary.delete()


@action(Permission.RECORD_THE_PAST)
def leave_to_team(engagement: Engagement, *, actor: User, team: Iterable[User]) -> None:
    """History's own account seats the people who had the engagement, and leaves it to them."""
    for user in team:
        insert_team_member(engagement, user, actor)
    current_member_rows(engagement, actor).update(until_at=TransactionNow())


@action(Permission.GRANT_SUPPORT)
def grant_support(engagement: Engagement, *, actor: User, office: Office, reason: str) -> Support:
    """Let another office's cleared members read up to confidential, with a reason. Refused once closed."""
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
    """Take a supporting office's access back, from now on."""
    lock_engagement(engagement)
    queries.supporting_offices(engagement).filter(office=office).update(until_at=TransactionNow())
