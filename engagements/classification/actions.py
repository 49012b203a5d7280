"""Actions on the level of an engagement: raise it, lower it, lower it with a second manager, and break-glass access."""

from django.contrib.postgres.functions import TransactionNow
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext_lazy as _

from engagements.classification import letters, queries
from engagements.classification.models import Lowering
from engagements.classification.rules import MAX_HOURS
from engagements.register import rules
from engagements.register.models import Engagement
from engagements.register.rules import required_reason, tidy_reason
from engagements.team import queries as team_queries
from engagements.team.actions import add_team_member, temporary_team_member
from offices.access.models import User
from offices.access.permissions import Permission
from offices.audit.choices import Verb
from offices.audit.notes import note_outside_transaction
from peaceapp.access.keys import uuid7
from peaceapp.access.readable_levels import validate_readable_level
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.actions import action, write
from peaceapp.errors import NotPermitted, Refused
from peaceapp.text import tidy_values


@action(Permission.LOWER_SENSITIVITY, on="engagement")
def request_lowering(*, actor: User, engagement: Engagement, to: int, reason: str, second: User) -> Lowering:
    """Requests that a second cleared manager approves lowering the level from strictly confidential.

    1. Checks: `ValidationError` at `sensitivity` for an unknown level; `Refused` unless the engagement is strictly
       confidential and `to` is lower; `ValidationError` at `reason` without a reason; `Refused` if a request is open;
       `ValidationError` at `second` for a user who is not another manager with strictly confidential clearance.
    2. Adds `second` to the team at once (`NotPermitted` without the permission to manage the team).
    3. Writes the request, itself marked strictly confidential.
    """
    rules.validate_level(to)
    if engagement.sensitivity != Sensitivity.STRICTLY_CONFIDENTIAL or to >= engagement.sensitivity:
        raise Refused(_("A second manager is needed only for strictly confidential engagements."))
    reason = required_reason(reason)
    if queries.find_open_request(engagement):
        raise Refused(_("A request is already open. It must be decided first."))
    if not queries.possible_second_managers(engagement).filter(pk=second.pk).exists():
        raise ValidationError({"second": _("Name another manager with strictly confidential clearance.")})
    add_team_member(
        engagement, actor=actor, user=second, reason=str(_("Second manager, asked to approve lower sensitivity"))
    )
    return Lowering.objects.create(
        engagement=engagement,
        level=to,
        reason=reason,
        asked_by=actor,
        second=second,
        mark=Sensitivity.STRICTLY_CONFIDENTIAL,
    )


@action(Permission.ANSWER_LOWERING)
def answer_lowering(request: Lowering, *, actor: User, agree: bool, answer: str = "") -> Engagement:
    """Approves or declines a request to lower the level. Only the named second manager can.

    1. Checks: `Refused` for a decided request; `NotPermitted` for another user; `ValidationError` at `answer` for
       declining without a reason.
    2. Writes the decision.
    3. If approved, writes the lower level in the same transaction; a trigger notes it in the audit trail.
    """
    if request.agreed is not None:
        raise Refused(_("This request is already decided."))
    if request.second_id != actor.pk:
        raise NotPermitted
    answer = str(tidy_values({"answer": answer})["answer"])
    if not agree and not answer:
        raise ValidationError({"answer": _("Give a reason for declining.")})
    _record_answer(request, agreed=agree, answer=answer)
    engagement = Engagement.objects.get(pk=request.engagement_id)
    if agree:
        write(engagement, sensitivity=request.level, reason=request.reason)
    return engagement


@action(Permission.LOWER_SENSITIVITY)
def withdraw_lowering(request: Lowering, *, actor: User) -> None:
    """Withdraws a request to lower the level. `Refused` for a user who did not make it, and after the decision."""
    if request.asked_by_id != actor.pk or request.agreed is not None:
        raise Refused(_("Only the requester can withdraw the request, and only before the decision."))
    _record_answer(request, agreed=False, answer=str(_("Withdrawn")))


def _record_answer(request: Lowering, *, agreed: bool, answer: str) -> None:
    waiting = Lowering.objects.filter(pk=request.pk, agreed__isnull=True)
    if not waiting.update(agreed=agreed, answer=answer, answered_at=TransactionNow()):
        raise Refused(_("This request is already decided."))


@action(Permission.BREAK_GLASS)
def break_glass(reference: str, *, actor: User, reason: str, hours: int) -> Engagement:
    """Gives a manager of the lead office temporary access to an engagement that they cannot see, by its reference.

    The manager joins the team of the strictly confidential engagement for `hours`.

    1. Checks: `ValidationError` at `reason` without a reason, at `hours` outside 1 to `MAX_HOURS`; `Refused` if the
       actor can read the engagement already.
    2. Writes the team membership and notes it in the audit trail, with the reason (SQL function `break_glass`).
    3. Queues letters to the lead officer, unless the actor is the lead officer, and to the auditors.

    `ValidationError` at `reference` for an unknown reference, another office, and a level above the actor's clearance:
    the same error for all three. The attempt is noted in the audit trail outside the transaction.
    """
    reason = required_reason(reason)
    if not 1 <= hours <= MAX_HOURS:
        raise ValidationError({"hours": _("Give 1 to %(most)s hours.") % {"most": MAX_HOURS}})
    reference = str(tidy_values({"reference": reference})["reference"]).upper()
    if Engagement.objects.filter(reference=reference).exists():
        raise Refused(_("You already have access to this engagement. Search for its reference."))
    with connection.cursor() as cursor:
        cursor.execute("select break_glass(%s, %s, %s, %s)", [reference, reason, hours, uuid7()])
        key = cursor.fetchone()[0]
    if key is None:
        level = Sensitivity.STRICTLY_CONFIDENTIAL  # users with a lower clearance must not learn of it
        note_outside_transaction(
            Verb.REFUSED, actor.pk, kind="break-glass", object=reference[:32], reason=reason, level=level
        )
        unknown = ValidationError(
            _("No engagement with this reference is available to you for break-glass access."), code="does_not_exist"
        )
        raise ValidationError({"reference": unknown})
    engagement = Engagement.objects.get(pk=key)
    if engagement.lead_officer_id and engagement.lead_officer_id != actor.pk:
        letters.notify_lead_officer.defer(actor=engagement.lead_officer_id)
    for auditor in queries.auditors():
        letters.notify_auditor.defer(actor=auditor.pk)
    return engagement


@action(Permission.RAISE_SENSITIVITY)
def raise_sensitivity(
    engagement: Engagement, *, actor: User, to: int, reason: str = "", may_shut_out: bool = True
) -> Engagement:
    """Raises the level of an engagement, which reduces its readers. Strictly confidential: the team only.

    1. Checks: `ValidationError` at `sensitivity` for an unknown level, or one at which the actor could not read the
       engagement; `Refused` unless the level is higher.
    2. Writes the level and the reason; `Stale` if the engagement was changed since it was read. A trigger notes it in
       the audit trail.
    3. Checks the result: `Refused` if no permanent team member is cleared for strictly confidential; without
       `may_shut_out`, `ValidationError` at `may_shut_out` with the names of team members who would lose access.
    """
    rules.validate_level(to)
    reason = tidy_reason(reason)
    if to <= engagement.sensitivity:
        raise Refused(_("The engagement already has this level or a higher one."))
    with temporary_team_member(engagement, actor) as temporary:
        validate_readable_level(to, engagement.lead_office_id, engagement.pk)
        write(engagement, sensitivity=to, reason=reason)
        if (
            to == Sensitivity.STRICTLY_CONFIDENTIAL
            and not team_queries.lasting_reader_ids(engagement, is_kept=True) - temporary
        ):
            raise Refused(_("No team member is cleared for this level. Add a cleared team member first."))
        if not may_shut_out and (out := team_queries.members_without_clearance(engagement)):
            names = ", ".join(str(user) for user in out)
            raise ValidationError({"may_shut_out": _("These people would lose access: %(names)s.") % {"names": names}})
    return engagement


@action(Permission.LOWER_SENSITIVITY)
def lower_sensitivity(engagement: Engagement, *, actor: User, to: int, reason: str) -> Engagement:
    """Lowers the level of an engagement, which adds readers. Entries with a level of their own keep it.

    1. Checks: `ValidationError` at `sensitivity` for an unknown level, at `reason` without a reason; `Refused` unless
       the level is lower; `Refused` for a strictly confidential engagement, which needs a second manager
       (`request_lowering`).
    2. Writes the level and the reason; `Stale` if the engagement was changed since it was read. A trigger notes it in
       the audit trail.
    """
    rules.validate_level(to)
    reason = required_reason(reason)
    if to >= engagement.sensitivity:
        raise Refused(_("The engagement already has this level or a lower one."))
    if engagement.sensitivity == Sensitivity.STRICTLY_CONFIDENTIAL:
        raise Refused(
            _("Lowering from strictly confidential needs a second manager. Send a request from the engagement page.")
        )
    return write(engagement, sensitivity=to, reason=reason)
