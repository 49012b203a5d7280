"""Group C, 3 to 5: a name that is there already, however it is written."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from engagements.models import Partner, Person
from engagements.partners import actions
from offices.taxonomy.models import PartnerType
from peaceapp.access.actor import acting_as
from tests import factories as make
from tests.cast import Cast
from tests.pages.client import signed_in, text
from tests.rest.caller import Caller, refusals


def union(cast: Cast) -> Partner:
    names = ["Union africaine", "UA"]
    return make.PartnerFactory(office=cast.lead, name="African Union", acronym="AU", other_names=names)


def add(user: Any, office: Any, name: str, **details: Any) -> Partner:
    with acting_as(user):
        return actions.add_partner(actor=user, office=office, name=name, kind=make.first(PartnerType), **details)


def add_person(user: Any, office: Any, name: str, **details: Any) -> Person:
    with acting_as(user):
        return actions.add_person(actor=user, office=office, name=name, **details)


@pytest.mark.parametrize(
    "name",
    [
        "African  Union", "African\u00a0Union", "African Union\u200b", "African Union (AU)", "The African Union",
        "Union africaine", "UNION AFRICAINE", "L’Union africaine", "african-union", "AU", "U.A.", "(African Union)",
    ],
)  # fmt: skip
def test_c3_a_partner_is_noticed_however_its_name_is_written(name: str, cast: Cast) -> None:
    union(cast)
    with pytest.raises(ValidationError, match="Already recorded: AU – African Union"):
        add(cast.near_staff, cast.near, name)
    assert add(cast.near_staff, cast.near, name, is_another=True).pk


def test_c3_other_names_and_acronyms_of_the_new_one_count(cast: Cast) -> None:
    union(cast)
    for details in ({"acronym": "ua"}, {"other_names": ["The African Union"]}):
        with pytest.raises(ValidationError, match="Already recorded"):
            add(cast.near_staff, cast.near, "Something new", **details)


def test_c3_the_page_and_the_api_say_it(cast: Cast) -> None:
    union(cast)
    values = {"name": "African  Union", "kind": make.first(PartnerType).pk, "sensitivity": "10", "office": cast.near.pk}
    answer = text(signed_in(cast.near_staff).post("/partners/new/", values))
    assert "Already recorded: AU – African Union." in answer
    assert 'name="is_another"' in answer
    sent = {"name": "The African Union", "kind": make.first(PartnerType).pk}
    assert refusals(Caller(cast.near_staff).post("partners/", sent)) == {"name": "alike"}


@pytest.mark.parametrize("name", ["Adama Barrow", "ADAMA BARROW", "adama  barrow", "Ádama Barrow"])
def test_c4_a_person_who_is_there_is_noticed(name: str, cast: Cast) -> None:
    make.PersonFactory(office=cast.lead, name="Adama Barrow", function="President", sensitivity=10)
    with pytest.raises(ValidationError, match="Already recorded: Adama Barrow, President"):
        add_person(cast.near_staff, cast.near, name)
    values = {"name": name, "sensitivity": "20", "office": cast.near.pk}
    browser = signed_in(cast.near_staff)
    assert "Already recorded: Adama Barrow, President." in text(browser.post("/persons/new/", values))
    assert browser.post("/persons/new/", values | {"is_another": "on"}).status_code == 302
    caller = Caller(cast.near_staff)
    assert refusals(caller.post("persons/", {"name": name})) == {"name": "alike"}
    assert caller.post("persons/", {"name": name, "is_another": True}).status_code == 201


def test_c4_a_hidden_person_is_not_noticed(cast: Cast) -> None:
    make.PersonFactory(office=cast.lead, name="Adama Barrow")
    for name in ("Adama Barow", "ADAMA BARROW"):
        with pytest.raises(ValidationError, match="Adama Barrow"):
            add_person(cast.staff, cast.lead, name)
    assert add_person(cast.near_staff, cast.near, "Adama Barow").pk
    assert add_person(cast.support_staff, cast.support, "Adama Barrow").pk


@pytest.mark.parametrize(
    "name",
    [
        "Economic Comunity of West African States", "Economic Community of West Afrcan States",
        "The Economic Community of West African Statess", "ECONOMIC COMMUNITY OF WEST AFRICAN STATE",
    ],
)  # fmt: skip
def test_c5_a_slip_is_asked_about(name: str, cast: Cast) -> None:
    make.PartnerFactory(office=cast.lead, name="Economic Community of West African States", acronym="ECOWAS")
    with pytest.raises(ValidationError) as refusal:
        add(cast.near_staff, cast.near, name)
    said = "Did you mean: ECOWAS – Economic Community of West African States?"
    assert refusal.value.messages == [said]
    assert add(cast.near_staff, cast.near, name, is_another=True).pk


@pytest.mark.parametrize("name", ["Economic Community of Central African States", "Ministry 13", "Mali", "Council"])
def test_c5_what_is_only_like_it_is_not(name: str, cast: Cast) -> None:
    for there in ("Economic Community of West African States", "Ministry 12", "Bali", "Counsel of War"):
        make.PartnerFactory(office=cast.lead, name=there)
    assert add(cast.near_staff, cast.near, name).pk


def test_c5_a_hidden_one_is_not_asked_about(cast: Cast) -> None:
    make.PartnerFactory(office=cast.lead, name="Back Channel of the Sahel", sensitivity=20)
    assert add(cast.near_staff, cast.near, "Back Chanel of the Sahel").pk
