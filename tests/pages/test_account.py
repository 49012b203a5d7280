"""What an account's holder is told about it: the menu, the page about oneself, and what is missing where it ends."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from offices.access.permissions import Permission
from offices.access.roles import CATALOGUE
from offices.models import User
from tests import factories as make
from tests.cast import World
from tests.pages.client import signed_in, text

ADMIN, ME = 'href="/admin/"', "/accounts/me/"


def menu(user: User, path: str = "/engagements/") -> str:
    found = re.search(r'<div class="pop-panel">(.*?)</div>', text(signed_in(user).get(path)), re.DOTALL)
    assert found
    return found[1]


def test_the_menu_leads_to_the_admin_whoever_may_enter_it(world: World) -> None:
    """And nobody else: `is_staff` decides nothing."""
    User.objects.filter(pk=world.cast.staff.pk).update(is_staff=True)
    root = make.UserFactory(is_superuser=True)
    for user in [*world.cast.everybody, root]:
        for path in ("/engagements/", "/api/v1/docs/", ME):
            enters = signed_in(user).get("/admin/").status_code == 200
            assert (ADMIN in menu(user, path)) == enters, (user, path)
    assert ADMIN in menu(world.cast.administrator)
    assert ADMIN in menu(root)


def test_the_menu_costs_no_question_of_its_own(world: World) -> None:
    client = signed_in(world.cast.staff)
    client.get(ME)
    with CaptureQueriesContext(connection) as queries:
        client.get("/engagements/")
    assert sum("offices_membership" in query["sql"] for query in queries) == 1


def test_the_menu_says_role_and_clearance_of_each_office(world: World) -> None:
    cast = world.cast
    make.MembershipFactory(user=cast.manager, office=cast.near, role="observer", clearance=20)
    said = menu(cast.manager)
    assert "LEAD-OFFICE · Manager · cleared for strictly confidential" in said
    assert "NEAR-OFFICE · Observer · cleared for confidential" in said
    assert "LEAD-OFFICE · Auditor<" in menu(cast.auditor)
    assert "No membership" in menu(cast.nobody)


def test_an_auditor_is_told_what_auditors_are_for(world: World) -> None:
    said = text(signed_in(world.cast.auditor).get("/engagements/"))
    assert 'class="btn" href="/audit/"' in said
    make.MembershipFactory(user=world.cast.auditor, office=world.cast.lead, role="observer")
    both = text(signed_in(world.cast.auditor).get("/engagements/"))
    assert "audit trail" not in both
    assert "audit trail" not in text(signed_in(world.cast.nobody).get("/engagements/"))


def labels(user: User) -> set[str]:
    page = unescape(text(signed_in(user).get(ME)))
    return {permission.label for permission in Permission if f'<span class="strong">{permission.label}</span>' in page}


@pytest.mark.parametrize("role", ["observer", "staff", "manager", "administrator", "auditor"])
def test_the_page_lists_what_the_catalogue_has_for_the_role(role: str, world: World) -> None:
    right = {
        permission.label
        for permission, allows in CATALOGUE.items()
        if any(role in allow.roles for allow in allows) and permission != Permission.RECORD_THE_PAST
    }
    assert labels(world.cast.people["lead", role]) == right
    assert bool(right) == (role != "observer")


def test_every_right_has_words_of_its_own() -> None:
    assert len({str(permission.label) for permission in Permission}) == len(Permission)
    assert Permission("log_entry").label == "Add a journal entry"


def test_the_page_tells_of_oneself_alone(world: World) -> None:
    cast = world.cast
    said = text(signed_in(cast.lapsed).get(ME))
    assert "ended" in said
    assert "Your role has read access only" in said
    assert labels(cast.lapsed) == set()
    assert "You are not a member" in text(signed_in(cast.nobody).get(ME))
    assert "led by NEAR-OFFICE" in text(signed_in(cast.near_staff).get(ME))


def test_who_may_not_is_told_what_is_missing(world: World) -> None:
    seen = world.engagements[10].reference
    said = signed_in(world.cast.near_staff).get(f"/engagements/{seen}/team/")
    assert said.status_code == 403
    assert str(Permission.MANAGE_TEAM.label) in unescape(text(said))
    assert ME in text(said)
    assert "administrators of an office" in text(signed_in(world.cast.staff).get("/admin/"))
