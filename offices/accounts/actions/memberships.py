"""Writes of memberships: given, proposed, confirmed, changed, ended. The database holds to each of these rules too."""

from datetime import date, timedelta

from django.contrib.postgres.functions import TransactionNow
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offices.access.choices import Role
from offices.access.models import Membership, User
from offices.access.permissions import Permission
from offices.accounts import letters, queries, rules
from offices.accounts.models import Proposal
from offices.directory.models import Office
from peaceapp.actions import action, write
from peaceapp.dates import utc_today
from peaceapp.errors import NotPermitted, Refused
from peaceapp.text import tidied


@action(Permission.GIVE_MEMBERSHIP, on="office")
def give_membership(
    *,
    actor: User,
    office: Office,
    user: User,
    role: str,
    clearance: int,
    until_on: date | None = None,
    reason: str = "",
) -> Membership | Proposal:
    """Give a membership from today on, or change the one that is held in this role.

    What the actor may not give alone becomes a `Proposal` with a reason, which waits for a manager who is cleared as
    high; only administrators propose. Refused for oneself, for accounts that are not active, and for closed offices.
    """
    rules.refuse_oneself(user, actor)
    rules.refuse_impossible(user, office, role, clearance, until_on)
    if not queries.gives_alone(actor, office.pk, role, clearance):
        return _propose(actor, office, user, role, clearance, until_on, reason)
    return _give(user, office, role, clearance, until_on)


@action(Permission.KEEP_ACCOUNTS, on="office")
def propose_membership(
    *,
    actor: User,
    office: Office,
    user: User,
    role: str,
    reason: str,
    clearance: int = 10,
    until_on: date | None = None,
) -> Proposal:
    """Propose what a manager who is cleared as high must confirm; refused for what the actor may give alone."""
    rules.refuse_oneself(user, actor)
    rules.refuse_impossible(user, office, role, clearance, until_on)
    if queries.gives_alone(actor, office.pk, role, clearance):
        raise Refused(_("This membership needs no confirmation. Add it directly."))
    return _propose(actor, office, user, role, clearance, until_on, reason)


def _give(user: User, office: Office, role: str, clearance: int, until_on: date | None) -> Membership:
    # What ended only yesterday goes on: given and ended twice in a day, it is still one row.
    found = queries.held(user, office, role) or queries.ended_yesterday(user, office, role)
    if found is None:
        row = Membership(user=user, office=office, role=role, clearance=clearance, until_on=until_on)
        row.from_on = utc_today()
        row.save(force_insert=True)
        return row
    return write(found, clearance=clearance, until_on=until_on, ended_at=None)


def _propose(
    actor: User, office: Office, user: User, role: str, clearance: int, until_on: date | None, reason: str
) -> Proposal:
    if not queries.is_administrator(actor, office.pk):
        raise NotPermitted(_("Managers can add observers and staff up to their own clearance."))
    reason = tidied({"reason": reason})["reason"]
    if not reason:
        raise ValidationError({"reason": _("A manager must confirm this. Give a reason.")})
    if queries.waiting(office).filter(user=user, role=role).exists():
        raise Refused(_("This membership is already waiting for a manager."))
    able = queries.could_confirm(office, clearance, user, actor)
    if not able:
        raise Refused(_("No manager of this office can confirm this. The system administrator must add one."))
    made = Proposal.objects.create(
        user=user, office=office, role=role, clearance=clearance, until_on=until_on, reason=reason, asked_by=actor
    )
    for held in able:
        letters.tell_of_proposal.defer(actor=held.user_id)
    return made


@action(Permission.GIVE_MEMBERSHIP)
def change_membership(
    membership: Membership, *, actor: User, clearance: int, until_on: date | None, reason: str = ""
) -> Membership | Proposal:
    """Another clearance or last day. Less than now is at once; more is as if it were given anew.

    `Stale`, if somebody else changed it since it was read.
    """
    rules.refuse_oneself(membership.user, actor)
    if not queries.is_less(membership, clearance, until_on):
        rules.refuse_impossible(membership.user, membership.office, membership.role, clearance, until_on)
        if not queries.gives_alone(actor, membership.office_id, membership.role, clearance):
            role, office = membership.role, membership.office
            return _propose(actor, office, membership.user, role, clearance, until_on, reason)
    elif until_on and until_on < utc_today():
        raise ValidationError({"until_on": _("This date is in the past. End the membership instead.")})
    _refuse_higher_role(membership, actor)
    return write(membership, clearance=clearance, until_on=until_on)


@action(Permission.GIVE_MEMBERSHIP)
def end_membership(membership: Membership, *, actor: User) -> None:
    """End it at once, at this moment: the stored days go back to yesterday (`Membership.days` has those it was held).

    Refused for an office's last manager, and for the last who reads an engagement.
    """
    rules.refuse_oneself(membership.user, actor)
    _refuse_higher_role(membership, actor)
    last = utc_today() - timedelta(days=1)
    write(membership, until_on=last, from_on=min(membership.from_on, last), ended_at=timezone.now())


def _refuse_higher_role(membership: Membership, actor: User) -> None:
    """Managers end and change observers and staff; administrators everybody but auditors."""
    if membership.role == Role.AUDITOR or (
        membership.role not in rules.BY_MANAGERS and not queries.is_administrator(actor, membership.office_id)
    ):
        raise NotPermitted


@action(Permission.CONFIRM_MEMBERSHIP)
def answer_proposal(proposal: Proposal, *, actor: User, agree: bool, answer: str = "") -> Membership | None:
    """A manager who is cleared at least as high confirms it, which gives it in the same transaction, or says why not.

    Neither whoever proposed it nor whom it is for.
    """
    if proposal.agreed is not None:
        raise Refused(_("This request is already decided."))
    rules.refuse_oneself(proposal.user, actor)
    if agree and proposal.asked_by_id == actor.pk:
        raise Refused(_("You proposed this membership. Another person must confirm it."))
    if agree and not queries.vouches(actor, proposal.office_id, proposal.clearance):
        raise NotPermitted(_("Only a manager of this office with at least this clearance can confirm this."))
    answer = tidied({"answer": answer})["answer"]
    if not agree and not answer:
        raise ValidationError({"answer": _("Give a reason for declining.")})
    if agree:
        rules.refuse_impossible(proposal.user, proposal.office, proposal.role, proposal.clearance, proposal.until_on)
    _settle(proposal, actor, agreed=agree, answer=answer)
    if not agree:
        return None
    return _give(proposal.user, proposal.office, proposal.role, proposal.clearance, proposal.until_on)


@action(Permission.GIVE_MEMBERSHIP)
def take_back_proposal(proposal: Proposal, *, actor: User) -> None:
    """Withdraws a proposal. Only its author may."""
    if proposal.asked_by_id != actor.pk or proposal.agreed is not None:
        raise Refused(_("Only the proposer can withdraw the proposal, and only before the decision."))
    _settle(proposal, actor, agreed=False, answer=str(_("Withdrawn")))


def _settle(proposal: Proposal, actor: User, *, agreed: bool, answer: str) -> None:
    open_ones = Proposal.objects.filter(pk=proposal.pk, agreed__isnull=True)
    if not open_ones.update(agreed=agreed, answer=answer, answered_by=actor, answered_at=TransactionNow()):
        raise Refused(_("This request is already decided."))
