"""The status machine of engagements: moves, permissions, required values, and each move's own check.

`tests/engagements/lifecycle/test_moves.py` has the same moves as a table. Fast track, look-back reviews and transfer
are not implemented: they need reviews and notices first.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from engagements.followups.choices import LIVE_STATUSES
from engagements.followups.models import FollowUp
from engagements.register.choices import OPEN, Status
from engagements.register.models import Engagement
from offices.access.permissions import Permission
from peaceapp.errors import Text
from peaceapp.lifecycle import Lifecycle, Move, names


def by_the_submitter(engagement: Engagement, user: Any) -> Text | None:
    """Four eyes: refuses a decision by the user who made the request."""
    if engagement.submitted_by_id == user.pk:
        return _("You made this request. Another person must decide.")
    return None


def without_officer(engagement: Engagement, user: Any) -> Text | None:
    """Refuses a submission without a lead officer."""
    return None if engagement.lead_officer_id else _("Name a lead officer first.")


def with_work_left(engagement: Engagement, _user: Any) -> Text | None:
    """Refuses closing while follow-ups are open. Counts only those that the acting user can see.

    An open follow-up that is hidden from the acting user remains. Its owner can still complete or cancel it in the
    closed engagement (`docs/decisions/0005-closing-and-hidden-follow-ups.md`).
    """
    number = FollowUp.objects.filter(engagement=engagement, status__in=LIVE_STATUSES).count()
    if not number:
        return None
    return ngettext(
        "One follow-up is still open. Complete it, or cancel it with a reason.",
        "%(number)d follow-ups are still open. Complete them, or cancel them with a reason.",
        number,
    ) % {"number": number}


def by_the_submitter_or_with_work_left(engagement: Engagement, user: Any) -> Text | None:
    """Both refusals, for the move that closes the engagement."""
    return by_the_submitter(engagement, user) or with_work_left(engagement, user)


LIFECYCLE = Lifecycle(
    Engagement,
    "status",
    [
        Move("submit", _("Submit for review"), names([Status.DRAFT]), Status.IN_REVIEW,
             Permission.SUBMIT_ENGAGEMENT, refuses=without_officer),
        Move("approve", _("Approve"), names([Status.IN_REVIEW]), Status.ACTIVE,
             Permission.ANSWER_REVIEW, refuses=by_the_submitter),
        Move("return", _("Return with a comment"), names([Status.IN_REVIEW]), Status.DRAFT,
             Permission.ANSWER_REVIEW, needs=("reason",), refuses=by_the_submitter),
        Move("pause", _("Pause"), names([Status.ACTIVE]), Status.PAUSED,
             Permission.PAUSE_ENGAGEMENT, needs=("reason",)),
        Move("resume", _("Resume"), names([Status.PAUSED]), Status.ACTIVE, Permission.PAUSE_ENGAGEMENT),
        Move("request_closure", _("Request closure"), names([Status.ACTIVE, Status.PAUSED]), Status.CLOSING,
             Permission.REQUEST_CLOSURE, needs=("outcome", "lessons"), refuses=with_work_left),
        Move("approve", _("Approve closure"), names([Status.CLOSING]), Status.CLOSED,
             Permission.ANSWER_REVIEW, refuses=by_the_submitter_or_with_work_left),
        Move("return", _("Return to work"), names([Status.CLOSING]), Status.ACTIVE,
             Permission.ANSWER_REVIEW, needs=("reason",), refuses=by_the_submitter),
        Move("reopen", _("Reopen"), names([Status.CLOSED]), Status.ACTIVE,
             Permission.REOPEN_ENGAGEMENT, needs=("reason",)),
        Move("withdraw", _("Withdraw draft"), names([Status.DRAFT]), Status.WITHDRAWN,
             Permission.WITHDRAW_DRAFT, needs=("reason",)),
        Move("withdraw", _("Withdraw"), names(OPEN - {Status.DRAFT}), Status.WITHDRAWN,
             Permission.WITHDRAW_ENGAGEMENT, needs=("reason",)),
        Move("hand_over", _("Change lead officer"), names(OPEN), None,
             Permission.HAND_OVER, needs=("lead_officer", "reason")),
    ],
)  # fmt: skip
