"""Pages of threats, capacities and persons of an engagement: a list, a form to add and a button to remove."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from engagements.partners.models import Person
from engagements.peacemap.models import Capacity, Threat
from engagements.register import actions, queries
from engagements.register.forms import CapacityForm, PersonForm, ThreatForm
from engagements.register.views import LinkForms
from offices.access.permissions import Permission
from peaceapp.errors import Text


class LinkListForms(LinkForms):
    """Base of these pages. `model` is the model of the linked rows."""

    permission, ends, submit_label, done = Permission.AMEND_ENGAGEMENT, "off", _("Add"), _("Added.")
    model: type[Model]
    heading: Text

    def allowed(self) -> bool:
        return not self.engagement.is_closed and super().allowed()

    def tied(self) -> list[tuple[Any, str]]:
        """The linked rows, each with a note."""
        raise AssertionError("every list says what it has")  # pragma: no cover

    def form_options(self) -> dict[str, Any]:
        had = [row.pk for row, _note in self.tied()]
        return {"offered": self.offered().exclude(pk__in=had)}

    def offered(self) -> QuerySet[Any]:
        """The rows that can be linked: all that the user may see."""
        return self.model._default_manager.all()

    def extra(self) -> dict[str, Any]:
        rows = [{"label": row, "note": note, "value": str(row.pk), "button": _("Remove")} for row, note in self.tied()]
        return super().extra() | {"standing": {"title": self.heading, "name": self.ends, "rows": rows}}

    def find(self, value: str) -> Any:
        """The row of the button. `ValidationError` for a malformed key; `Http404` for hidden and unknown rows."""
        try:
            return get_object_or_404(self.model, pk=UUID(value))
        except ValueError as error:
            raise ValidationError(_("This record does not exist.")) from error


class EngagementThreats(LinkListForms):
    """`/engagements/<reference>/threats/`: threats that the engagement addresses."""

    form, model, title, heading = ThreatForm, Threat, _("Threats addressed"), _("Threats addressed now")

    def tied(self) -> list[tuple[Any, str]]:
        return [(row.threat, row.threat.get_depth_display()) for row in queries.threats_of(self.engagement)]

    def act(self, values: dict[str, Any]) -> str:
        actions.link_threat(self.engagement, actor=self.user, threat=values["threat"])
        return self.request.path

    def end(self, value: str) -> None:
        actions.unlink_threat(self.engagement, actor=self.user, threat=self.find(value))


class EngagementCapacities(LinkListForms):
    """`/engagements/<reference>/capacities/`: capacities for peace that the engagement relies on."""

    form, model, title, heading = CapacityForm, Capacity, _("Capacities for peace"), _("Capacities relied on now")

    def tied(self) -> list[tuple[Any, str]]:
        return [(row.capacity, row.how) for row in queries.capacities_of(self.engagement)]

    def act(self, values: dict[str, Any]) -> str:
        actions.link_capacity(self.engagement, actor=self.user, **values)
        return self.request.path

    def end(self, value: str) -> None:
        actions.unlink_capacity(self.engagement, actor=self.user, capacity=self.find(value))


class EngagementPersons(LinkListForms):
    """`/engagements/<reference>/persons/`: persons involved in the engagement."""

    form, model, title, heading = PersonForm, Person, _("Persons involved"), _("Persons involved now")

    def tied(self) -> list[tuple[Any, str]]:
        return [(row.person, row.function or row.person.function) for row in queries.persons_of(self.engagement)]

    def offered(self) -> QuerySet[Any]:
        return Person.objects.filter(merged_into__isnull=True, retired_on__isnull=True)

    def act(self, values: dict[str, Any]) -> str:
        actions.link_person(self.engagement, actor=self.user, **values)
        return self.request.path

    def end(self, value: str) -> None:
        actions.unlink_person(self.engagement, actor=self.user, person=self.find(value))
