"""The audit trail with links to engagements, and the read log of an engagement."""

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
    """URLs of the histories of the engagements of these events, by reference. Only those that the viewer can see."""
    named = {row["object"].split(" ")[0] for row in rows if row["kind"] in {"engagement", "team", "support"}}
    seen = Engagement.objects.filter(reference__in=named).values_list("reference", flat=True)
    return {reference: reverse("engagement-history", args=[reference]) for reference in seen}


class Trail(AuditTrail):
    """`/audit/`: the audit trail."""

    def present_all(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        histories = engagements_of(rows)
        return [row | {"history_url": histories.get(row["object"].split(" ")[0])} for row in super().present_all(rows)]


class EngagementReadings(AuditTrail):
    """`/engagements/<reference>/readings/`: reads of the engagement while it was strictly confidential."""

    area = "engagements"
    title: Text = _("Read log")
    lede = _("Reads of strictly confidential records of this engagement, newest first.")
    first = ("since", "until")
    more_label = _("More filters")

    @cached_property
    def engagement(self) -> Engagement:
        with unrecorded():  # this page shows only its reference
            return find_engagement(self.kwargs["reference"])

    def get(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """Shows the list. 404 for hidden and unknown engagements; 403 without the permission `SEE_READINGS`."""
        if not self.rights.can(Permission.SEE_READINGS, self.engagement):
            raise PermissionDenied(missing(Permission.SEE_READINGS))
        self.title = _("Read log of %(reference)s") % {"reference": self.engagement.reference}
        return super().get(request)

    def rows(self) -> QuerySet[AuditEvent]:
        return AuditEvent.objects.filter(verb=Verb.READ, engagement_key=self.engagement.pk)

    def export_url(self) -> str:
        return ""  # exported on the page of the audit trail

    def tabs(self) -> list[dict[str, Any]]:
        """Links back to the engagement and its change history."""
        reference = self.engagement.reference
        ways = ((_("Engagement"), "engagement-page"), (_("Change history"), "engagement-history"))
        return [{"label": label, "url": reverse(name, args=[reference]), "is_here": False} for label, name in ways]
