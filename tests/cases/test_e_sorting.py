"""Group E, 1: names sort as people look for them."""

from typing import Any
from urllib.parse import urlencode

import pytest

from peaceapp.search.folding import search_text
from tests import factories as make
from tests.cast import Cast
from tests.pages.client import signed_in, text
from tests.rest.caller import Caller

NAMES = ["abc", "Abd", "Åland", "Albania", "Costa Rica", "Côte d'Ivoire", "nation", "Óscar", "oscillation", "Zone"]
"""In their order."""


def listed(user: Any, path: str, label: str, **params: Any) -> list[str]:
    """Every row of a list, three at a time."""
    caller, found = Caller(user), []
    answer = caller.get(f"{path}/?{urlencode({'limit': 3} | params)}").said
    while True:
        found += [row[label] for row in answer["results"]]
        if not answer["next"]:
            return found
        answer = caller.get(answer["next"]).said


def test_e1_countries_stand_where_they_are_looked_for(cast: Cast) -> None:
    names = listed(cast.near_staff, "countries", "name", limit=200)
    assert names.index("Côte d'Ivoire") == names.index("Costa Rica") + 1
    assert names.index("Afghanistan") < names.index("Åland Islands") < names.index("Albania")
    assert names.index("Türkiye") < names.index("Turkmenistan")
    page = text(signed_in(cast.near_staff).get("/countries/"))
    assert page.index("Afghanistan") < page.index("Åland Islands") < page.index("Albania")
    form = text(signed_in(cast.near_staff).get("/persons/new/"))
    assert form.index(">Costa Rica<") < form.index("d&#x27;Ivoire<") < form.index(">Croatia<")


@pytest.mark.parametrize("path", ["partners", "persons", "engagements", "capacities", "threats"])
@pytest.mark.parametrize("sign", ["", "-"])
def test_e1_lists_are_ordered_and_paged_alike(path: str, sign: str, cast: Cast) -> None:
    made = {
        "partners": make.PartnerFactory, "persons": make.PersonFactory, "capacities": make.CapacityFactory,
        "threats": make.ThreatFactory, "engagements": make.EngagementFactory,
    }[path]  # fmt: skip
    label = "name" if path in {"partners", "persons"} else "title"
    office = "lead_office" if path == "engagements" else "office"
    for name in reversed(NAMES):
        made(**{office: cast.lead, label: name})
    found = listed(cast.staff, path, label, ordering=f"{sign}{label}")
    assert found == (NAMES[::-1] if sign else NAMES)


@pytest.mark.parametrize(("path", "label"), [("offices", "name"), ("sources", "title"), ("kinds", "label")])
def test_e1_reference_lists_are_ordered_and_paged_alike(path: str, label: str, cast: Cast) -> None:
    found = listed(cast.staff, path, label, ordering=label)
    assert len(found) > 3
    assert found == sorted(found, key=search_text)


def test_e1_related_rows_are_in_the_same_order(cast: Cast) -> None:
    partner = make.PartnerFactory(office=cast.lead)
    for code in ("CR", "CI", "HR", "AX", "AL"):
        make.PartnerCountryFactory(partner=partner, country_id=code)
    row = Caller(cast.staff).get(f"partners/{partner.pk}/").said
    assert [one["id"] for one in row["countries"]] == ["AX", "AL", "CR", "CI", "HR"]
