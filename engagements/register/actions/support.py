"""Writes of supporting offices."""

from django.contrib.postgres.functions import TransactionNow
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from engagements.register import queries
from engagements.register.models import Engagement, Support
from engagements.register.rules import MOST_SUPPORTING, needed_reason, refuse_if_closed
from engagements.register.scope import hold
from offices.access.models import User
from offices.access.permissions import Permission
from offices.directory.models import Office
from peaceapp.actions import action
from peaceapp.errors import Refused


@action(Permission.GRANT_SUPPORT)
def grant_support(engagement: Engagement, *, actor: User, office: Office, reason: str) -> Support:
    """Let another office's cleared members read up to confidential, with a reason. Refused once closed."""
    refuse_if_closed(engagement)
    reason = needed_reason(reason)
    if office.pk == engagement.lead_office_id:
        raise ValidationError({"office": _("This office leads the engagement.")})
    hold(engagement)
    if queries.supports(engagement).filter(office=office).exists():
        raise ValidationError({"office": _("This office supports the engagement already.")})
    if queries.supports(engagement).count() >= MOST_SUPPORTING:
        raise Refused(_("At most %(most)s offices support an engagement.") % {"most": MOST_SUPPORTING})
    return Support.objects.create(engagement=engagement, office=office, reason=reason)


@action(Permission.GRANT_SUPPORT)
def end_support(engagement: Engagement, *, actor: User, office: Office) -> None:
    """Take a supporting office's access back, from now on."""
    hold(engagement)
    queries.supports(engagement).filter(office=office).update(until_at=TransactionNow())
