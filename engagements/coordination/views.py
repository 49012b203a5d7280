"""Pages that add and change participations."""

from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from engagements.coordination import actions, queries
from engagements.coordination.forms import AmendParticipationForm, ParticipationForm, values_of
from engagements.coordination.models import Participation
from engagements.register.models import Engagement
from engagements.register.views import EngagementForms
from offices.access.permissions import Permission
from offices.access.views import MemberPage
from peaceapp.errors import Text
from peaceapp.pages.forms import AddPage, AmendPage
from peaceapp.pages.history import HistoryPage, RestorePage


class ParticipationForms(EngagementForms):
    """Base of the forms of a participation."""

    permission = Permission.ADD_PARTICIPATION
    done: ClassVar[Text] = _("Participant saved.")
    groups = (
        (_("Participant"), ("partner", "office", "role", "kind", "does")),
        (_("Status and posture"), ("state", "posture", "country", "focal_point")),
        (_("Dates"), ("from_on", "from_precision", "until_on", "until_precision")),
        (_("Contribution and evidence"), ("contribution", "evidence")),
    )

    def allowed(self) -> bool:
        return not self.engagement.is_closed and super().allowed()

    def cancel_url(self) -> str:
        return reverse("engagement-page", args=[self.engagement.reference]) + "#partners"


class ParticipationAdd(ParticipationForms, AddPage):
    """`/engagements/<reference>/participations/new/`: the form of a new participation."""

    form, title, submit_label = ParticipationForm, _("Participant"), _("Save")
    create_action = staticmethod(actions.add_participation)

    def related(self) -> dict[str, Any]:
        return {"engagement": self.engagement}


class ParticipationAmend(ParticipationForms, AmendPage):
    """`/engagements/<reference>/participations/<id>/`: the form that changes a participation."""

    form, title = AmendParticipationForm, _("Edit participant")
    update_action = staticmethod(actions.amend_participation)

    def find(self) -> Participation:
        row = get_object_or_404(queries.find_participations(self.engagement), pk=self.kwargs["key"])
        row.engagement = self.engagement
        return row

    def form_options(self) -> dict[str, Any]:
        return {"had": self.row}

    def values_of(self, row: Participation) -> dict[str, Any]:
        return values_of(row)


class ParticipationHistory(MemberPage, HistoryPage):
    """`/engagements/<reference>/participations/<id>/history/`: the changes of a participation."""

    shape, restore_policy = queries.ROW, actions.RESTORE

    def row(self) -> Participation:
        engagement = get_object_or_404(Engagement, reference=self.kwargs["reference"])
        row: Participation = get_object_or_404(queries.find_participations(engagement), pk=self.kwargs["key"])
        row.engagement = engagement
        return row

    def context(self, row: Any) -> dict[str, Any]:
        back = reverse("engagement-page", args=[row.engagement.reference]) + "#partners"
        lede = _("All changes of the participation, with author and reason.")
        return {"area": "engagements", "engagement": row.engagement, "back_url": back, "lede": lede}


class ParticipationRestoreVersion(RestorePage, ParticipationHistory):
    """`/engagements/<reference>/participations/<id>/history/<version>/restore/`: restores an earlier version."""
