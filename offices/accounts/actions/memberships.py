"""Actions on memberships: give, propose, confirm, change, end. Triggers enforce the same rules."""

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
from peaceapp.text import tidy_values


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
    """Gives a membership from today, or changes the present one in this role.

    If the actor may not give it alone, it becomes a `Proposal` with a reason, which a manager with at least this
    clearance must confirm; only administrators can propose. Refused for the actor's own account, inactive accounts, and
    closed offices.
    """
    rules.refuse_oneself(user, actor)
    rules.validate_membership(user, office, role, clearance, until_on)
    if not queries.may_give_alone(actor, office.pk, role, clearance):
        return _propose(actor, office, user, role, clearance, until_on, reason)
    return _save_membership(user, office, role, clearance, until_on)


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
    """Proposes a membership for confirmation by a cleared manager. Refused if the actor may give it alone."""
    rules.refuse_oneself(user, actor)
    rules.validate_membership(user, office, role, clearance, until_on)
    if queries.may_give_alone(actor, office.pk, role, clearance):
        raise Refused(_("This membership needs no confirmation. Add it directly."))
    return _propose(actor, office, user, role, clearance, until_on, reason)


def _save_membership(user: User, office: Office, role: str, clearance: int, until_on: date | None) -> Membership:
    # Continues a membership that ended yesterday: given and ended twice in a day, it stays one row.
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
    reason = tidy_values({"reason": reason})["reason"]
    if not reason:
        raise ValidationError({"reason": _("A manager must confirm this. Give a reason.")})
    if queries.waiting(office).filter(user=user, role=role).exists():
        raise Refused(_("This membership is already waiting for a manager."))
    able = queries.possible_confirmers(office, clearance, user, actor)
    if not able:
        raise Refused(
            _("This office has no manager with the clearance to confirm this. Ask the system administrator to add one.")
        )
    made = Proposal.objects.create(
        user=user, office=office, role=role, clearance=clearance, until_on=until_on, reason=reason, asked_by=actor
    )
    for held in able:
        letters.notify_proposal.defer(actor=held.user_id)
    return made


@action(Permission.GIVE_MEMBERSHIP)
def change_membership(
    membership: Membership, *, actor: User, clearance: int, until_on: date | None, reason: str = ""
) -> Membership | Proposal:
    """Changes clearance or last day. A reduction takes effect at once; an increase needs the rules of giving.

    Raises `Stale` if somebody else changed the membership since it was read.
    """
    rules.refuse_oneself(membership.user, actor)
    if not queries.is_reduction(membership, clearance, until_on):
        rules.validate_membership(membership.user, membership.office, membership.role, clearance, until_on)
        if not queries.may_give_alone(actor, membership.office_id, membership.role, clearance):
            role, office = membership.role, membership.office
            return _propose(actor, office, membership.user, role, clearance, until_on, reason)
    elif until_on and until_on < utc_today():
        raise ValidationError({"until_on": _("This date is in the past. End the membership instead.")})
    _refuse_higher_role(membership, actor)
    return write(membership, clearance=clearance, until_on=until_on)


@action(Permission.GIVE_MEMBERSHIP)
def end_membership(membership: Membership, *, actor: User) -> None:
    """Ends the membership at once. Stores yesterday as the last day; `Membership.days` has the days it was held.

    Refused for the last manager of an office, and for the last reader of an engagement.
    """
    rules.refuse_oneself(membership.user, actor)
    _refuse_higher_role(membership, actor)
    last = utc_today() - timedelta(days=1)
    write(membership, until_on=last, from_on=min(membership.from_on, last), ended_at=timezone.now())


def _refuse_higher_role(membership: Membership, actor: User) -> None:
    """Managers may change and end observers and staff; administrators everybody except auditors."""
    if membership.role == Role.AUDITOR or (
        membership.role not in rules.BY_MANAGERS and not queries.is_administrator(actor, membership.office_id)
    ):
        raise NotPermitted


@action(Permission.CONFIRM_MEMBERSHIP)
def answer_proposal(proposal: Proposal, *, actor: User, agree: bool, answer: str = "") -> Membership | None:
    """Confirms or declines a proposal. Confirming gives the membership in the same transaction.

    Requires a manager with at least this clearance, other than the proposer and the account concerned. Declining needs
    an answer with the reason.
    """
    if proposal.agreed is not None:
        raise Refused(_("This request is already decided."))
    rules.refuse_oneself(proposal.user, actor)
    if agree and proposal.asked_by_id == actor.pk:
        raise Refused(_("You proposed this membership. Another person must confirm it."))
    if agree and not queries.is_cleared_manager(actor, proposal.office_id, proposal.clearance):
        raise NotPermitted(_("Only a manager of this office with at least this clearance can confirm this."))
    answer = tidy_values({"answer": answer})["answer"]
    if not agree and not answer:
        raise ValidationError({"answer": _("Give a reason for declining.")})
    if agree:
        rules.validate_membership(proposal.user, proposal.office, proposal.role, proposal.clearance, proposal.until_on)
    _save_answer(proposal, actor, agreed=agree, answer=answer)
    if not agree:
        return None
    return _save_membership(proposal.user, proposal.office, proposal.role, proposal.clearance, proposal.until_on)


@action(Permission.GIVE_MEMBERSHIP)
def take_back_proposal(proposal: Proposal, *, actor: User) -> None:
    """Withdraws a proposal. Only its author can."""
    if proposal.asked_by_id != actor.pk or proposal.agreed is not None:
        raise Refused(_("Only the proposer can withdraw the proposal, and only before the decision."))
    _save_answer(proposal, actor, agreed=False, answer=str(_("Withdrawn")))


def _save_answer(proposal: Proposal, actor: User, *, agreed: bool, answer: str) -> None:
    open_ones = Proposal.objects.filter(pk=proposal.pk, agreed__isnull=True)
    if not open_ones.update(agreed=agreed, answer=answer, answered_by=actor, answered_at=TransactionNow()):
        raise Refused(_("This request is already decided."))
