"""Every resource of the API that takes a POST, with a body that it accepts."""

from typing import Any

from django.urls import get_resolver

from offices.models import Membership
from peaceapp.rest.fields import Line, RelatedList, Text
from peaceapp.rest.viewsets import NounViewSet
from tests import factories as make
from tests.arrange import arranging
from tests.cast import World


def writers() -> dict[str, type[NounViewSet]]:
    """By the name in their address."""
    found: dict[str, type[NounViewSet]] = {}
    (api,) = (one for one in get_resolver().url_patterns if str(one.pattern) == "api/v1/")
    for pattern in api.url_patterns:
        viewset: Any = getattr(pattern.callback, "cls", None)
        name = str(pattern.pattern).rstrip("/")
        if (
            "/" not in name
            and viewset is not None
            and hasattr(viewset, "serializer")
            and hasattr(viewset, "create_action")
        ):
            found[name] = viewset
    return found


def texts(viewset: type[NounViewSet]) -> dict[str, Text]:
    """The fields of a new row that take text; of one line or of many."""
    fields = viewset.serializer(context={"found": {}, "had": {}}).fields
    return {name: one for name, one in fields.items() if isinstance(one, Text)}


def lists(viewset: type[NounViewSet]) -> dict[str, RelatedList]:
    """The fields that name many rows."""
    fields = viewset.serializer(context={"found": {}, "had": {}}).fields
    return {name: one for name, one in fields.items() if isinstance(one, RelatedList)}


def one_line(one: Text) -> bool:
    """Whether it takes one line only."""
    return isinstance(one, Line)


def bodies(world: World) -> dict[str, dict[str, Any]]:
    """What the lead office's manager may send."""
    engagement, office = world.engagements[10].reference, world.cast.lead.acronym
    country, kind = make.CountryFactory(), make.KindFactory()
    from offices.models import CapacityGroup, PartnerRole, PartnerType, ThreatType  # beside the rows that they are of

    with arranging():  # who proposes, too
        Membership.objects.get_or_create(
            user=world.cast.manager, office=world.cast.lead, role="administrator", from_on="2016-01-28"
        )
    stranger = make.UserFactory().username
    make.MembershipFactory(office=world.cast.lead, role="manager", clearance=30)  # who could confirm what is proposed
    secret, locked = (make.EngagementFactory(lead_office=world.cast.lead, sensitivity=30) for _ in range(2))
    make.SeatFactory(engagement=secret, user=world.cast.manager)
    first = {model: make.first(model).pk for model in (CapacityGroup, PartnerRole, PartnerType, ThreatType)}
    partner = str(world.partners[10].pk)
    return {
        "engagements": {
            "title": "Talks", "lead_office": office, "countries": [country.pk], "kinds": [kind.pk],
            "opened_on": "2020-01-01",
        },
        "journal-entries": {"engagement": engagement, "headline": "They met", "occurred_on": "2020-03-01"},
        "follow-ups": {"engagement": engagement, "title": "Call them"},
        "participations": {"engagement": engagement, "partner": partner, "role": first[PartnerRole]},
        "partners": {"office": office, "name": "A new partner", "kind": first[PartnerType]},
        "persons": {"office": office, "name": "A new person"},
        "contacts": {"office": office, "person": str(world.persons[10].pk)},
        "capacities": {"office": office, "title": "Elders", "group": first[CapacityGroup], "kind": "structure"},
        "threats": {"office": office, "title": "Drought", "kind": first[ThreatType], "depth": "structural"},
        "memberships": {"user": stranger, "office": office, "role": "staff"},
        "membership-proposals": {"user": stranger, "office": office, "role": "manager", "reason": "A deputy"},
        "lowerings": {
            "engagement": secret.reference, "to": "unclassified", "reason": "It is over", "second": "near.manager",
        },
        "break-glass": {"reference": locked.reference, "reason": "A life is at risk", "hours": 1},
    }  # fmt: skip
