"""Offices with their countries and heads, countries with their offices, mandates, tasks and lists of terms."""

import pytest

from tests.cast import Cast
from tests.rest.caller import Caller, refusals


def test_an_office_is_shown_with_its_countries_and_heads(cast: Cast) -> None:
    said = Caller(cast.auditor).get("offices/UNOWAS/").said
    assert len(said["countries"]) == 23
    assert said["countries"][0] == {
        "country": {"id": "BJ", "label": "Benin"}, "kind": "covered", "group": "ECOWAS member",
        "from_on": "2016-01-28", "from_precision": "day", "until_on": None, "until_precision": "day",
        "note": "Member of ECOWAS as of 2017. No single official list of the countries covered was seen.",
        "sources": ["U209", "R1"],
    }  # fmt: skip
    assert [row["name"] for row in said["heads"] if row["post"] == "head"] == [
        "Mohamed Ibn Chambas", "Mahamat Saleh Annadif", "Leonardo Santos Simão",
    ]  # fmt: skip
    assert "countries" not in Caller(cast.auditor).get("offices/").said["results"][0]


def test_countries_name_their_offices_once(cast: Cast) -> None:
    caller = Caller(cast.staff)
    assert [office["id"] for office in caller.get("countries/TD/").said["offices"]] == ["UNOCA", "UNOWAS"]
    assert [office["id"] for office in caller.get("countries/ML/").said["offices"]] == ["UNOWAS"]
    found = caller.get("countries/?office=UNRCCA").said["results"]
    assert [row["id"] for row in found] == ["AF", "KZ", "KG", "TJ", "TM", "UZ"]
    assert refusals(caller.get("countries/?office=NONE")) == {"office": "invalid_choice"}


def test_mandates_are_narrowed_by_office_and_instrument(cast: Cast) -> None:
    caller = Caller(cast.observer)
    found = caller.get("mandates/?office=OSES&count=1").said
    assert [row["id"] for row in found["results"]] == ["ALL-2016", "OSES-2012", "OSES-2013"]
    assert caller.get("mandates/ALL-2016/").said["office"] is None
    assert caller.get("mandates/UNOWA-2001/").said["symbols"] == ["S/2001/1128", "S/2001/1129"]
    assert caller.get("mandates/?instrument=resolution&count=1").said["count"] == 4


def test_a_task_has_offices_and_themes(cast: Cast) -> None:
    caller = Caller(cast.staff)
    said = caller.get("mandate-tasks/T-W1/").said
    assert [office["id"] for office in said["offices"]] == ["UNOWA", "UNOWAS"]
    assert [theme["id"] for theme in said["themes"]] == ["good_offices"]
    assert (said["from_on"], said["from_precision"]) == ("2002-01-01", "month")
    assert caller.get("mandate-tasks/?office=UNOWAS&count=1").said["count"] == 9
    assert caller.get("mandate-tasks/?theme=water&count=1").said["count"] == 3
    assert caller.get("mandate-tasks/T-X99/").status_code == 404


@pytest.mark.parametrize(
    ("path", "count"),
    [("partner-types", 13), ("partner-roles", 16), ("threat-types", 15), ("capacity-groups", 16), ("sdgs", 41)],
)
def test_lists_of_terms_are_read_by_code_and_by_members(cast: Cast, path: str, count: int) -> None:
    assert Caller(cast.auditor).get(f"{path}/?count=1").said["count"] == count
    assert Caller(cast.nobody).get(f"{path}/?count=1").said["count"] == 0
    assert Caller().get(f"{path}/").status_code == 401
    assert Caller(cast.administrator).post(f"{path}/", {"code": "x", "label": "X"}).status_code in {403, 405}


def test_a_threat_says_how_deep_it_lies(cast: Cast) -> None:
    assert Caller(cast.staff).get("threat-types/water/").said["depth"] == "structural"


def test_a_goal_has_its_titles_in_three_languages(cast: Cast) -> None:
    said = Caller(cast.staff).get("sdgs/16/").said
    assert (said["label"], said["label_fr"], said["label_ru"][:3]) == (
        "Peace, Justice and Strong Institutions",
        "Paix, justice et institutions efficaces",
        "Мир",
    )
    assert Caller(cast.staff).get("sdgs/16.3/").said["label"] == "Rule of law and equal access to justice"
    assert Caller(cast.staff).get("sdgs/18/").status_code == 404


def test_what_is_said_of_all_offices_is_said_of_each_but_the_headquarters_desk(cast: Cast) -> None:
    caller = Caller(cast.observer)
    of_all = {row["id"] for row in caller.get("characteristics/?limit=200").said["results"] if not row["office"]}
    of_unoca = {row["id"] for row in caller.get("characteristics/?office=UNOCA&limit=200").said["results"]}
    assert len(of_all) == 13
    assert of_unoca - of_all == {"type-08-unoca", "type-09", "means-07-budget", "means-07-size", "means-08"}
    assert of_all < of_unoca
    assert caller.get("characteristics/?office=UNHQ&count=1").said["count"] == 0
    assert caller.get("characteristics/?topic=budget&office=UNRCCA&count=1").said["count"] == 3
