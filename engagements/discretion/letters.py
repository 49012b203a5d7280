"""Letters that tell of break-glass."""

from django.utils.translation import gettext_lazy as _

from offices.access.models import User
from peaceapp.jobs import job
from peaceapp.mail import write_to


@job("tell_lead_officer_of_glass")
def tell_lead_officer(user: User) -> None:
    """Without the engagement's name: the page shows it, under the rule."""
    write_to(
        user.email,
        _("somebody joined a team by break-glass"),
        _("A manager joined the team of an engagement that you lead, by break-glass. “My work” shows who and why."),
    )


@job("tell_auditor_of_glass")
def tell_auditor(user: User) -> None:
    """Likewise: the audit trail shows it."""
    write_to(
        user.email,
        _("somebody joined a team by break-glass"),
        _("A manager joined the team of an engagement by break-glass. The audit trail shows who, when and why."),
    )
