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

BREAK_GLASS_SUBJECT = _("somebody joined a team by break-glass")


@job("tell_lead_officer_of_glass", retry=RETRY)
def notify_lead_officer(user: User) -> None:
    """Unless somebody else leads it by now, or the one who leads it no longer reads it."""
    if queries.break_glass_of_led(user).exists():
        write_to(
            user.email,
            BREAK_GLASS_SUBJECT,
            _("A manager joined the team of an engagement that you lead, by break-glass. “My work” shows who and why."),
        )


@job("tell_auditor_of_glass", retry=RETRY)
def notify_auditor(user: User) -> None:
    """Unless they audit no longer. The audit trail shows it."""
    if Rights(user).offices(Role.AUDITOR):
        write_to(
            user.email,
            BREAK_GLASS_SUBJECT,
            _("A manager joined the team of an engagement by break-glass. The audit trail shows who, when and why."),
        )


@job("tell_last_reader", retry=RETRY)
def notify_last_reader(user: User) -> None:
    """Unless there is a reader who stays by now, or they read it no longer themselves."""
    if any(ending.engagement for ending in queries.ending_readers()):
        write_to(
            user.email,
            _("an engagement that you read is about to lose its last reader"),
            _(
                "Within thirty days nobody will be able to read an engagement any more that you read, because your"
                " membership or your place on its team ends. “My work” shows which. Put somebody else on its team, or"
                " ask a manager to."
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
                "Within thirty days nobody will be able to read an engagement of your office any more, because a"
                " membership or a place on its team ends. Whoever reads it last is told which one. Ask those of your"
                " office whose time ends to put somebody else on their teams, or have their memberships prolonged."
            ),
        )


@job("tell_manager_of_no_reader", retry=RETRY)
def notify_manager_of_no_reader(user: User) -> None:
    """Unless they are no manager who is cleared for it any more, or somebody reads it by now."""
    if queries.engagements_without_reader():
        write_to(
            user.email,
            _("nobody can read an engagement of your office"),
            _(
                "The last who could read an engagement of your office no longer can. “My work” shows its reference,"
                " with which you can join its team by break-glass and put somebody there who stays."
            ),
        )


LETTER_OF_KIND = {
    NoticeKind.HOLDER: notify_last_reader,
    NoticeKind.MANAGER: notify_manager,
    NoticeKind.UNREAD: notify_manager_of_no_reader,
}
"""The letter for each way of being told of a last reader."""
