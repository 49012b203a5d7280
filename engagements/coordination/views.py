"""Pages for adding and changing participations."""

from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from engagements.coordination import actions, queries
from engagements.coordination.forms import AmendParticipationForm, ParticipationForm, as_typed
from engagements.coordination.models import Participation
from engagements.register.models import Engagement
from engagements.register.views import EngagementForms
from offices.access.permissions import Permission
from offices.access.views import MemberPage
from peaceapp.pages.forms import Fieldset
from peaceapp.pages.history import HistoryPage, RestorePage

GROUPS = (
    (_("Participant"), ("partner", "office", "role", "kind", "does")),
    (_("Status and posture"), ("state", "posture", "country", "focal_point")),
    (_("Since when"), ("from_on", "from_precision", "until_on", "until_precision")),
    (_("What it brings"), ("contribution", "evidence")),
)


class ParticipationForms(EngagementForms):
    """The form of a participation, in groups."""

    permission = Permission.ADD_PARTICIPATION
    done = _("Participant saved.")

    def fieldsets(self, form: forms.Form) -> list[Fieldset]:
        return [{"legend": legend, "fields": [form[name] for name in names]} for legend, names in GROUPS]

    def allowed(self) -> bool:
        return not self.engagement.is_closed and super().allowed()

    def cancel_url(self) -> str:
        return reverse("engagement-page", args=[self.engagement.reference]) + "#partners"


class ParticipationAdd(ParticipationForms):
    """`/engagements/<reference>/participations/new/`."""

    form, title = ParticipationForm, _("Participant")

    def act(self, values: dict[str, Any]) -> str:
        actions.add_participation(actor=self.user, engagement=self.engagement, **values)
        return self.cancel_url()


class ParticipationAmend(ParticipationForms):
    """`/engagements/<reference>/participations/<id>/`."""

    form, title = AmendParticipationForm, _("Change who does what")

    @cached_property
    def participation(self) -> Participation:
        return get_object_or_404(queries.of(self.engagement), pk=self.kwargs["key"])

    def initial(self) -> dict[str, Any]:
        return as_typed(self.participation)

    def form_options(self) -> dict[str, Any]:
        return {"had": self.participation}

    def fresh(self) -> dict[str, Any]:
        return as_typed(Participation.objects.get(pk=self.participation.pk))

    def refreshed_version(self) -> int | None:
        return Participation.objects.values_list("version", flat=True).filter(pk=self.participation.pk).first()

    def act(self, values: dict[str, Any]) -> str:
        row = self.participation
        row.engagement, row.version = self.engagement, values.pop("version")
        actions.amend_participation(row, actor=self.user, **values)
        return self.cancel_url()


class ParticipationHistory(MemberPage, HistoryPage):
    """`/engagements/<reference>/participations/<id>/history/`."""

    shape, restoring = queries.ROW, actions.RESTORE

    def row(self) -> Participation:
        engagement = get_object_or_404(Engagement, reference=self.kwargs["reference"])
        row: Participation = get_object_or_404(queries.of(engagement), pk=self.kwargs["key"])
        row.engagement = engagement
        return row

    def context(self, row: Any) -> dict[str, Any]:
        back = reverse("engagement-page", args=[row.engagement.reference]) + "#partners"
        lede = _("Who changed what this one does in the engagement, and what it said before.")
        return {"area": "engagements", "engagement": row.engagement, "back_url": back, "lede": lede}


class ParticipationRestoreVersion(RestorePage, ParticipationHistory):
    """`/engagements/<reference>/participations/<id>/history/<version>/restore/`."""
