"""Pages of Peace mapping: lists and forms of capacities for peace and threats."""

from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from engagements.peacemap import actions
from engagements.peacemap.choices import CapacityKind, Depth
from engagements.peacemap.filters import CAPACITIES, THREATS
from engagements.peacemap.forms import AmendCapacityForm, AmendThreatForm, CapacityForm, ThreatForm, values_of
from engagements.peacemap.models import Capacity, Threat
from offices.access.choices import Role
from offices.access.permissions import Permission
from offices.access.views import MemberPage
from offices.sources.queries import cited
from peaceapp.pages.forms import AddPage, AmendPage
from peaceapp.pages.lists import ListPage

KINDS, DEPTHS = dict(CapacityKind.choices), dict(Depth.choices)


class MapList(MemberPage, ListPage):
    """Base of both lists."""

    area = "map"

    def may_add(self) -> bool:
        return bool(self.rights.offices(Role.STAFF, Role.MANAGER))

    def tabs(self) -> list[dict[str, Any]]:
        ways = ((_("Capacities"), reverse("capacity-list")), (_("Threats"), reverse("threat-list")))
        return [{"label": label, "url": url, "is_here": url == self.request.path} for label, url in ways]

    def present_all(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        known = cited(*(row["sources"] for row in rows))
        mine = {held.acronym for held in self.rights.held if held.role in {Role.STAFF, Role.MANAGER}}
        return [row | {"cited": known, "can_amend": row["office"]["id"] in mine} | self.present(row) for row in rows]


class CapacityList(MapList):
    """`/capacities/`: the list of capacities for peace."""

    listing, title = CAPACITIES, _("Capacities for peace")
    lede = _("People and institutions that sustain peace, by country, and what still works well.")
    fragment, add = "engagements/peacemap/_capacities.html", ("capacity-add", _("Add capacity"))
    first = ("group", "country", "office")

    def present(self, row: dict[str, Any]) -> dict[str, Any]:
        return {"kind_label": KINDS[row["kind"]]}


class ThreatList(MapList):
    """`/threats/`: the list of threats."""

    listing, title = THREATS, _("Threats")
    lede = _("Proximate and structural causes of violence.")
    fragment, add = "engagements/peacemap/_threats.html", ("threat-add", _("Add threat"))
    first = ("kind", "country", "office")

    def present(self, row: dict[str, Any]) -> dict[str, Any]:
        return {"depth_label": DEPTHS[row["depth"]]}


class MapForms(MemberPage):
    """Base of all forms. `back` is the URL name of the list to which they return."""

    permission = Permission.MAP_PEACE
    back: ClassVar[str]

    def cancel_url(self) -> str:
        return reverse(self.back)

    def extra(self) -> dict[str, Any]:
        return {"area": "map"}


class MapAdd(MapForms, AddPage):
    """Base of the forms of a new row, for an office in which the user works."""

    submit_label = _("Add to Peace mapping")

    def allowed(self) -> bool:
        return bool(self.rights.offices(Role.STAFF, Role.MANAGER))

    def form_options(self) -> dict[str, Any]:
        return {"offices": self.rights.offices(Role.STAFF, Role.MANAGER)}


class CapacityAdd(MapAdd):
    """`/capacities/new/`: the form of a new capacity for peace."""

    form, title, back = CapacityForm, _("Add capacity for peace"), "capacity-list"
    create_action = staticmethod(actions.add_capacity)


class ThreatAdd(MapAdd):
    """`/threats/new/`: the form of a new threat."""

    form, title, back = ThreatForm, _("Add threat"), "threat-list"
    create_action = staticmethod(actions.add_threat)


class MapAmend(MapForms, AmendPage):
    """Base of the forms that change a row."""

    model: ClassVar[type[Capacity] | type[Threat]]

    def find(self) -> Any:
        return get_object_or_404(self.model, pk=self.kwargs["key"])

    def form_options(self) -> dict[str, Any]:
        return {"keeper": self.row.office_id}

    def values_of(self, row: Any) -> dict[str, Any]:
        return values_of(row, self.form)


class CapacityAmend(MapAmend):
    """`/capacities/<id>/`: the form that changes a capacity for peace."""

    form, title, model, back = AmendCapacityForm, _("Edit capacity for peace"), Capacity, "capacity-list"
    update_action = staticmethod(actions.amend_capacity)


class ThreatAmend(MapAmend):
    """`/threats/<id>/`: the form that changes a threat."""

    form, title, model, back = AmendThreatForm, _("Edit threat"), Threat, "threat-list"
    update_action = staticmethod(actions.amend_threat)
