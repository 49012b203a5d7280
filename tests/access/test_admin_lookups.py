"""No list of the administration is narrowed, ordered or opened by anything but what it declares.

An address that filters by a relation answers yes or no about rows that its reader may not see, letter by letter.
"""

import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model
from django.test import RequestFactory
from django.urls import reverse

from offices.models import User
from peaceapp.access.actor import acting_as
from peaceapp.admin import DeclaredList, GuardedAdmin
from tests import factories as make
from tests.cast import World, member
from tests.count import counted
from tests.pages.client import signed_in

LOOKUPS = ["", "__exact", "__regex", "__iregex", "__startswith", "__contains", "__gte", "__in", "__isnull", "__year"]
VALUES = {"__isnull": "1", "__year": "10000", "__regex": "(", "__in": "1,2"}
SEEN = "home_office__engagements__lead_officer__sessions__session_data__regex"
"""What was asked when the fault was found."""


def at(model: type[Model]) -> str:
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist")


def columns(model: type[Model], depth: int) -> Iterator[str]:
    """Every column and relation of a model and of those that it is related to, either way."""
    for field in model._meta.get_fields():
        yield field.name
        related = field.related_model
        if depth > 1 and isinstance(related, type):
            yield from (f"{field.name}__{name}" for name in columns(related, depth - 1))


def declared(changes: ChangeList) -> set[str]:
    """The parameters that a list's filters read, from the filters themselves."""
    return {name for spec in changes.filter_specs for name in spec.expected_parameters()}


@pytest.fixture
def keeper(world: World) -> User:
    user = member("keeper", world.cast.lead, "administrator", 10)
    make.MembershipFactory(user=user, office=world.cast.lead, role="manager", clearance=10)
    return user


def accepted(model: type[Model], user: User, draw: random.Random, share: float) -> tuple[list[str], int]:
    """Parameters that the list of `model` takes although no filter of it reads them; and how many were tried."""
    request: Any = RequestFactory().get(at(model))
    request.user, taken, tried = user, [], 0
    changes = admin.site._registry[model].get_changelist_instance(request)
    reads = declared(changes)
    for name in columns(model, 3):
        if draw.random() > share:
            continue
        for lookup in {"__regex", *draw.sample(LOOKUPS, 2)}:
            parameter = name + lookup
            if parameter in reads:
                continue
            changes.filter_params, tried = {parameter: [VALUES.get(lookup, "a")]}, tried + 1
            try:
                changes.get_filters(request)
                taken.append(parameter)
            except DisallowedModelAdminLookup:
                pass
            except IncorrectLookupParameters:
                taken.append(parameter)  # led back to the list: not 400
    return taken, tried


def probe(user: User, draw: random.Random, share: float, record: Any) -> None:
    wrong, tried = [], 0
    with acting_as(user):
        for model in admin.site._registry:
            taken, many = accepted(model, user, draw, share)
            tried += many
            wrong += [f"{model.__name__}: {parameter}" for parameter in taken]
    counted(record, "lookups of admin lists", parameters=tried, lists=len(admin.site._registry), taken=len(wrong))
    assert tried
    assert wrong == []


def test_some_lookups_are_refused(keeper: User, draw: random.Random, record_property: Any) -> None:
    probe(keeper, draw, 0.02, record_property)


@pytest.mark.prove
def test_every_lookup_to_depth_three_is_refused(keeper: User, draw: random.Random, record_property: Any) -> None:
    probe(keeper, draw, 1, record_property)


def test_django_s_own_list_is_found_out(keeper: User, draw: random.Random, monkeypatch: Any) -> None:
    """The probe is awake: with the list as the library has it, columns and relations are taken."""
    monkeypatch.setattr(GuardedAdmin, "get_changelist", lambda *_args, **_kwargs: ChangeList)
    with acting_as(keeper):
        taken, _tried = accepted(User, keeper, draw, 0.1)
    assert taken


def test_s1_refused_over_http(keeper: User, draw: random.Random) -> None:
    """400 for what was asked when the fault was found, and for a draw of every list's."""
    client = signed_in(keeper)
    asked = [(User, SEEN), (User, "home_office__x"), (User, "is_active__regex"), (User, "password__startswith")]
    for model in admin.site._registry:
        names = list(columns(model, 3))
        asked += [(model, f"{draw.choice(names)}{draw.choice(['__regex', '__gte', '__year'])}")]
        asked += [(model, name) for name in ("_popup", "_to_field", "nonsense")]
    for model, name in asked:
        assert client.get(f"{at(model)}?{quote(name)}=a").status_code == 400, (model, name)
        assert client.post(f"{at(model)}?{quote(name)}=a", {"action": "x"}).status_code == 400, (model, name)


def test_declared_parameters_are_taken(keeper: User) -> None:
    client, found = signed_in(keeper), 0
    for model, declares in admin.site._registry.items():
        request: Any = RequestFactory().get(at(model))
        request.user = keeper
        with acting_as(keeper):
            changes = declares.get_changelist_instance(request)
            assert isinstance(changes, DeclaredList)
            links = [
                choice["query_string"]
                for spec in changes.filter_specs
                for choice in spec.choices(changes)
                if "query_string" in choice
            ]
        for link in [*links[:4], "?q=a", "?o=1.-2", "?o=-99.x", "?p=1", "?all=", "?_facets=True"]:
            found += 1
            assert client.get(at(model) + link).status_code == 200, (model, link)
    assert found > 100


@pytest.mark.parametrize("name", ["password", "session_data", "id__regex", "sessions", "username"])
def test_rows_are_named_by_their_key_alone(keeper: User, name: str) -> None:
    client = signed_in(keeper)
    path = f"{at(User)}{keeper.pk}/change/"
    assert client.get(path, {"_to_field": name, "_popup": "1"}).status_code == 400
    assert client.get(path, {"_to_field": "id"}).status_code == 200
