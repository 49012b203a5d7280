"""Writes that change who reads what is strictly confidential: each takes a reason, and leaves a mark."""

from django.contrib.postgres.functions import TransactionNow
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext_lazy as _

from engagements.discretion import letters, queries
from engagements.discretion.models import Lowering
from engagements.register import rules
from engagements.register.actions import seat
from engagements.register.models import Engagement
from engagements.register.rules import needed_reason, tidy_reason
from offices.access.models import User
from offices.access.permissions import Permission
from offices.audit.choices import Verb
from offices.audit.notes import note_beside
from peaceapp.access.keys import uuid7
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.actions import action, write
from peaceapp.errors import NotPermitted, Refused
from peaceapp.text import tidied

LONGEST = 72
"""Hours that a seat taken by break-glass may last."""


@action(Permission.LOWER_SENSITIVITY, on="engagement")
def ask_to_lower(*, actor: User, engagement: Engagement, to: int, reason: str, second: User) -> Lowering:
    """Ask a second cleared manager, who joins the team at once, to agree to lower from strictly confidential."""
    rules.refuse_unknown_level(to)
    if engagement.sensitivity != Sensitivity.STRICTLY_CONFIDENTIAL or to >= engagement.sensitivity:
        raise Refused(_("Only what is strictly confidential is lowered by two."))
    reason = needed_reason(reason)
    if queries.open_request(engagement):
        raise Refused(_("It has been asked for already: that must be answered first."))
    if not queries.seconds(engagement).filter(pk=second.pk).exists():
        raise ValidationError({"second": _("Name another manager who is cleared for strictly confidential.")})
    seat(engagement, actor=actor, user=second, reason=str(_("Second manager, asked to agree to a lower level")))
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
    """The named second manager agrees, which lowers it in the same transaction, or does not, with a reason."""
    if request.agreed is not None:
        raise Refused(_("This has been answered already."))
    if request.second_id != actor.pk:
        raise NotPermitted
    answer = tidy_reason(answer) if agree else needed_reason(answer)
    _settle(request, agreed=agree, answer=answer)
    engagement = Engagement.objects.get(pk=request.engagement_id)
    if agree:
        write(engagement, sensitivity=request.level, reason=request.reason)
    return engagement


@action(Permission.LOWER_SENSITIVITY)
def take_back_lowering(request: Lowering, *, actor: User) -> None:
    """Withdraws a request for lowering."""
    if request.asked_by_id != actor.pk or request.agreed is not None:
        raise Refused(_("Only who asked can take it back, and only before it is answered."))
    _settle(request, agreed=False, answer=str(_("Taken back")))


def _settle(request: Lowering, *, agreed: bool, answer: str) -> None:
    waiting = Lowering.objects.filter(pk=request.pk, agreed__isnull=True)
    if not waiting.update(agreed=agreed, answer=answer, answered_at=TransactionNow()):
        raise Refused(_("This has been answered already."))


@action(Permission.BREAK_GLASS)
def break_glass(reference: str, *, actor: User, reason: str, hours: int) -> Engagement:
    """Join the team of an engagement of one's own office for at most `LONGEST` hours, by the reference one was given.

    The same refusal for a reference that does not exist, one of another office, and one above one's clearance; it is
    noted in the audit trail. The lead officer and the auditors are told. Refused for what one reads anyway.
    """
    reason = needed_reason(reason)
    if not 1 <= hours <= LONGEST:
        raise ValidationError({"hours": _("Between 1 and %(most)s hours.") % {"most": LONGEST}})
    reference = str(tidied({"reference": reference})["reference"]).upper()
    if Engagement.objects.filter(reference=reference).exists():
        raise Refused(_("You can read this engagement already: look it up by its reference."))
    with connection.cursor() as cursor:
        cursor.execute("select break_glass(%s, %s, %s, %s)", [reference, reason, hours, uuid7()])
        key = cursor.fetchone()[0]
    if key is None:
        level = Sensitivity.STRICTLY_CONFIDENTIAL  # whether there is such an engagement is not told below it
        note_beside(Verb.REFUSED, actor.pk, kind="break-glass", object=reference[:32], reason=reason, level=level)
        unknown = ValidationError(
            _("There is no engagement of this reference that you could join."), code="does_not_exist"
        )
        raise ValidationError({"reference": unknown})
    engagement = Engagement.objects.get(pk=key)
    if engagement.lead_officer_id and engagement.lead_officer_id != actor.pk:
        letters.tell_lead_officer.defer(actor=engagement.lead_officer_id)
    for auditor in queries.auditors():
        letters.tell_auditor.defer(actor=auditor.pk)
    return engagement
