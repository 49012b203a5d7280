"""The review of access: who holds what, what is to be looked at, and nothing of what its reader does not see."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.utils import timezone

from offices.models import Membership, Token, User
from peaceapp.access.actor import acting_as
from tests import factories as make
from tests.arrange import arranging
from tests.cast import World
from tests.pages.client import signed_in, text

ADDRESS = "/audit/access/"


def shown(user: User, query: str = "") -> dict[tuple[str, str], Any]:
    """The rows by person and office, over all pages."""
    client, found = signed_in(user), {}
    address: str | None = ADDRESS + query
    while address:
        answer = client.get(address)
        assert answer.status_code == 200
        page = answer.context["page"]
        found |= {(row["user"]["id"], row["office"]["id"]): row for row in page["rows"]}
        address = page["next_url"]
    return found


def test_auditors_review_every_office_and_those_who_run_one_their_own(world: World) -> None:
    cast = world.cast
    with arranging():
        today = date.today()
        held = Membership.objects.filter(user__is_active=True, user__is_archive=False).exclude(until_on__lt=today)
        everything = set(held.values_list("user__username", "office__acronym"))
    assert set(shown(cast.auditor)) == everything
    for user in (cast.manager, cast.administrator):
        assert set(shown(user)) == {cell for cell in everything if cell[1] == "LEAD-OFFICE"}
        assert shown(user, "?office=NEAR-OFFICE") == {}
    for user in (cast.staff, cast.observer, cast.nobody, cast.lapsed):
        assert signed_in(user).get(ADDRESS).status_code == 403


def test_what_somebody_holds_elsewhere_is_not_told_where_it_is_not_run(world: World) -> None:
    """Also one's own membership of another office: it is for those who run that one."""
    make.MembershipFactory(user=world.cast.manager, office=world.cast.near, role="observer", clearance=10)
    make.MembershipFactory(user=world.cast.staff, office=world.cast.near, role="observer", clearance=10)
    assert {office for _person, office in shown(world.cast.manager)} == {"LEAD-OFFICE"}


def test_it_tells_what_is_to_be_looked_at(world: World) -> None:
    cast, now = world.cast, timezone.now()
    with arranging():
        User.objects.update(date_joined=now, last_login=None)
        User.objects.filter(pk=cast.staff.pk).update(last_login=now - timedelta(days=91))
        User.objects.filter(pk=cast.observer.pk).update(last_login=now - timedelta(days=89))
        Membership.objects.filter(user=cast.staff).update(until_on=date.today() + timedelta(days=30))
        Membership.objects.filter(user=cast.observer).update(until_on=date.today() + timedelta(days=31))
        Authenticator.objects.create(user=cast.staff, type="totp", data={})
        Authenticator.objects.create(user=cast.observer, type="recovery_codes", data={})
        for number, (expires, ended) in enumerate([(1, None), (1, None), (-1, None), (1, now)]):
            Token.objects.create(
                user=cast.staff, name="secret name", digest=f"{number:064x}"[::-1], ended_at=ended,
                expires_at=now + timedelta(days=expires),
            )  # fmt: skip
    for viewer in (cast.auditor, cast.manager, cast.administrator):
        rows = shown(viewer)
        row, other = rows["lead.staff", "LEAD-OFFICE"], rows["lead.observer", "LEAD-OFFICE"]
        assert (row["is_quiet"], row["ends_soon"], row["has_second_factor"], row["tokens"]) == (True, True, True, 2)
        assert (other["is_quiet"], other["ends_soon"], other["has_second_factor"], other["tokens"]) == (
            False, False, False, 0,
        )  # fmt: skip
        assert set(shown(viewer, "?quiet=true")) == set(shown(viewer, "?ends=true")) == {("lead.staff", "LEAD-OFFICE")}
        page = text(signed_in(viewer).get(f"{ADDRESS}?q=lead.staff"))
        for words in ("no sign-in for 90 days", "ends soon", "Confidential", "Staff"):
            assert words in page
        assert "secret name" not in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [("?role=manager", {"lead.manager"}), ("?clearance=strictly_confidential", {"lead.manager"}),
     ("?q=lead.obs", {"lead.observer"}), ("?role=staff&clearance=unclassified", set())],
)  # fmt: skip
def test_it_is_narrowed(world: World, query: str, expected: set[str]) -> None:
    assert {person for person, _office in shown(world.cast.manager, query)} == expected
    assert signed_in(world.cast.manager).get(f"{ADDRESS}?ordering=-person").status_code == 200


def test_seats_are_counted_only_in_engagements_that_the_viewer_sees(world: World) -> None:
    cast = world.cast
    team_member_rows = ("team.member", "NEAR-OFFICE")
    assert shown(cast.near_manager)[team_member_rows]["seats"] == 1, "the unclassified one, of three"
    assert shown(cast.auditor)[team_member_rows]["seats"] is None, "an auditor opens no engagement"
    with arranging():
        make.SeatFactory(engagement=world.engagements[30], user=cast.near_manager)
    assert shown(cast.near_manager)[team_member_rows]["seats"] == 2


def test_numbers_of_tokens_are_told_to_nobody_else(world: World) -> None:
    with arranging():
        later = timezone.now() + timedelta(days=1)
        Token.objects.create(user=world.cast.near_staff, name="theirs", digest="a" * 64, expires_at=later)
    for user, sees in ((world.cast.auditor, True), (world.cast.near_manager, True), (world.cast.manager, False),
                       (world.cast.near_staff, False), (None, False)):  # fmt: skip
        with acting_as(user), connection.cursor() as cursor:
            cursor.execute("select user_id, many from tokens_standing()")
            assert dict(cursor.fetchall()) == ({world.cast.near_staff.pk: 1} if sees else {}), user


def test_pages_turn_and_cursors_tell_no_numbers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engagements.pages.access_review.AccessReview.size", 3, raising=False)
    for ordering in ("office", "-person", "since"):
        assert len(shown(world.cast.auditor, f"?ordering={ordering}")) >= 16
    page = signed_in(world.cast.auditor).get(ADDRESS).context["page"]
    cursor = re.search(r"cursor=([^&]+)", page["next_url"])
    assert cursor
    assert len(cursor[1]) > 60  # nothing in it is readable: `peaceapp.access.opaque_ids`
