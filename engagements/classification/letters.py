"""Letters that tell of break-glass, and of engagements that lose their last reader. They name no engagement.

Each asks again, when it is sent, whether there is still something to tell this person: a page shows it, under the rule.
A server that does not answer is tried again for hours.
"""

from django.utils.translation import gettext_lazy as _

from engagements.classification import queries
from engagements.classification.choices import NoticeKind
from offices.access.choices import Role
from offices.access.models import User
from offices.access.rights import Rights
from peaceapp.jobs import RETRY, job
from peaceapp.mail import write_to

BREAK_GLASS_SUBJECT = _("break-glass access to an engagement")


@job("tell_lead_officer_of_glass", retry=RETRY)
def notify_lead_officer(user: User) -> None:
    """Unless somebody else leads it by now, or the one who leads it no longer reads it."""
    if queries.break_glass_of_led(user).exists():
        write_to(
            user.email,
            BREAK_GLASS_SUBJECT,
            _(
                "A manager joined the team of an engagement that you lead by break-glass access. “My work” shows the"
                " name and the reason."
            ),
        )


@job("tell_auditor_of_glass", retry=RETRY)
def notify_auditor(user: User) -> None:
    """Unless they audit no longer. The audit trail shows it."""
    if Rights(user).offices(Role.AUDITOR):
        write_to(
            user.email,
            BREAK_GLASS_SUBJECT,
            _(
                "A manager joined the team of an engagement by break-glass access. The audit trail shows the name,"
                " the time and the reason."
            ),
        )


@job("tell_last_reader", retry=RETRY)
def notify_last_reader(user: User) -> None:
    """Unless there is a reader who stays by now, or they read it no longer themselves."""
    if any(ending.engagement for ending in queries.ending_readers()):
        write_to(
            user.email,
            _("an engagement that you can read is about to lose its last reader"),
            _(
                "You are the last reader of an engagement, and your membership or your place on its team ends within"
                " 30 days. “My work” shows the engagement. Add another team member, or ask a manager to do so."
            ),
        )


@job("tell_manager_of_last_reader", retry=RETRY)
def notify_manager(user: User) -> None:
    """Unless they manage that office no longer, or it was seen to."""
    if queries.ending_readers():
        write_to(
            user.email,
            _("an engagement of your office is about to lose its last reader"),
            _(
                "An engagement of your office will lose its last reader within 30 days, because a membership or a"
                " place on its team ends. Its last reader knows which one. Ask the colleagues whose membership ends"
                " to add another team member, or extend their memberships."
            ),
        )


@job("tell_manager_of_no_reader", retry=RETRY)
def notify_manager_of_no_reader(user: User) -> None:
    """Unless they are no manager who is cleared for it any more, or somebody reads it by now."""
    if queries.engagements_without_reader():
        write_to(
            user.email,
            _("an engagement of your office has no reader"),
            _(
                "The last reader of an engagement of your office has lost access. “My work” shows its reference. Join"
                " its team by break-glass access, then add a team member who stays."
            ),
        )


LETTER_OF_KIND = {
    NoticeKind.HOLDER: notify_last_reader,
    NoticeKind.MANAGER: notify_manager,
    NoticeKind.UNREAD: notify_manager_of_no_reader,
}
"""The letter for each way of being told of a last reader."""
