"""Letters about break-glass access and about last readers. No letter names an engagement.

Each job checks again, when it runs, whether its recipient still has something to read on a page. While the mail server
is unavailable, the job is retried for hours.
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
    """Letter to the lead officer about break-glass access.

    Sent unless the user is no longer lead officer, or can no longer read the engagement.
    """
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
    """Letter to an auditor about break-glass access; the audit trail shows it. Sent unless no longer an auditor."""
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
    """Letter to the last reader of an engagement.

    Sent unless another reader was added, or the user can no longer read the engagement.
    """
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
    """Letter to a manager of the lead office about an engagement that will lose its last reader.

    Sent unless the user no longer manages that office, or another reader was added.
    """
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
    """Letter to a manager of the lead office about an engagement that nobody can read.

    Sent unless the user is no longer a manager with the clearance for it, or somebody can read it again.
    """
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
"""The letter for each kind of notice."""
