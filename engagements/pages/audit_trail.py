"""The audit trail beside what it is about: the way from an event to its engagement, and who read one."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from engagements.register.models import Engagement
from engagements.register.queries import find_engagement
from offices.access.permissions import Permission
from offices.audit.choices import Verb
from offices.audit.models import AuditEvent
from offices.audit.views import AuditTrail
from peaceapp.access.read_log import unrecorded
from peaceapp.errors import Text
from peaceapp.pages.forms import missing


def engagements_of(rows: list[dict[str, Any]]) -> dict[str, str]:
    """The histories of the engagements that events are about, by reference, as far as the viewer sees them."""
    named = {row["object"].split(" ")[0] for row in rows if row["kind"] in {"engagement", "team", "support"}}
    seen = Engagement.objects.filter(reference__in=named).values_list("reference", flat=True)
    return {reference: reverse("engagement-history", args=[reference]) for reference in seen}


class Trail(AuditTrail):
    """`/audit/`."""

    def present_all(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        histories = engagements_of(rows)
        return [row | {"history_url": histories.get(row["object"].split(" ")[0])} for row in super().present_all(rows)]


class EngagementReadings(AuditTrail):
    """`/engagements/<reference>/readings/`: who read it while it was strictly confidential, for who answers for it."""

    area = "engagements"
    title: Text = _("Read log")
    lede = _("Reads of strictly confidential records of this engagement, newest first.")
    first = ("since", "until")
    more_label = _("More filters")

    @cached_property
    def engagement(self) -> Engagement:
        with unrecorded():  # its name is all that this page shows of it
            return find_engagement(self.kwargs["reference"])

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """The list; hidden and unknown ones are not found."""
        if not self.rights.can(Permission.SEE_READINGS, self.engagement):
            raise PermissionDenied(missing(Permission.SEE_READINGS))
        self.title = _("Read log of %(reference)s") % {"reference": self.engagement.reference}
        return super().get(request)

    def rows(self) -> QuerySet[AuditEvent]:
        return AuditEvent.objects.filter(verb=Verb.READ, engagement_key=self.engagement.pk)

    def export_url(self) -> str:
        return ""  # the trail's own page has it

    def tabs(self) -> list[dict[str, Any]]:
        """The way back."""
        reference = self.engagement.reference
        ways = ((_("Engagement"), "engagement-page"), (_("Change history"), "engagement-history"))
        return [{"label": label, "url": reverse(name, args=[reference]), "is_here": False} for label, name in ways]
