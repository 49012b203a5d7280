"""The catalogue of roles against the table of the design: for every right, exactly who has it."""

import pytest

from engagements.models import Engagement, JournalEntry
from offices.access.permissions import Permission as P
from offices.access.rights import Rights, can
from offices.access.roles import CATALOGUE, Relation
from offices.models import User
from peaceapp.access.actor import acting_as
from tests import factories as make
from tests.arrange import arranging
from tests.cast import Cast, member

OFFICER = {"officer", "manager"}
WORKING = {"staff", "officer", "manager"}
WHO: dict[P, set[str]] = {
    P.OPEN_ENGAGEMENT: WORKING,
    P.AMEND_ENGAGEMENT: OFFICER | {"seated staff", "seated manager", "archive"},
    P.SUBMIT_ENGAGEMENT: WORKING | {"seated staff", "seated manager"},
    P.ANSWER_REVIEW: {"manager", "seated manager"},
    P.PAUSE_ENGAGEMENT: OFFICER,
    P.REQUEST_CLOSURE: OFFICER,
    P.REOPEN_ENGAGEMENT: {"manager"},
    P.WITHDRAW_ENGAGEMENT: {"manager"},
    P.WITHDRAW_DRAFT: {"manager"},  # and who opened it, while it is a draft
    P.MANAGE_TEAM: OFFICER,
    P.HAND_OVER: {"manager"},
    P.GRANT_SUPPORT: OFFICER,
    P.RAISE_SENSITIVITY: OFFICER | {"seated staff", "seated manager"},
    P.LOWER_SENSITIVITY: {"manager"},
    P.ANSWER_LOWERING: {"seated manager"},
    P.BREAK_GLASS: {"manager", "supporting manager", "manager elsewhere", "seated manager"},
    P.LOG_ENTRY: WORKING | {"supporting staff", "supporting manager", "seated staff", "seated manager"},
    P.CORRECT_ENTRY: {"staff", "manager"},  # the staff member wrote the entry
    P.ADD_PARTNER: WORKING | {"administrator", "administrator elsewhere"},
    P.AMEND_PARTNER: WORKING | {"administrator", "administrator elsewhere"},  # what they see
    P.MAP_PEACE: WORKING,
    P.ADD_PARTICIPATION: WORKING | {"supporting staff", "supporting manager", "seated staff", "seated manager"},
    P.ADD_FOLLOW_UP: WORKING | {"supporting staff", "supporting manager", "seated staff", "seated manager"},
    P.AMEND_FOLLOW_UP: WORKING | {"seated staff", "seated manager"},  # and its owner, wherever
    P.WORK_ON_FOLLOW_UP: WORKING | {"seated staff", "seated manager"},  # likewise
    P.REASSIGN_FOLLOW_UP: {"manager"},
    P.VERIFY_FOLLOW_UP: {"manager"},
    P.CANCEL_FOLLOW_UP: OFFICER,
    P.KEEP_ACCOUNTS: {"administrator"},
    P.VOUCH_FOR_ACCOUNT: {"administrator", "manager"},
    P.GIVE_MEMBERSHIP: {"administrator", "manager"},
    P.CONFIRM_MEMBERSHIP: {"manager"},
    P.SEE_READINGS: OFFICER,
    P.EXPORT_TRAIL: {"manager", "supporting manager", "manager elsewhere", "seated manager", "auditor"},
    P.KEEP_REFERENCE_DATA: {"administrator", "administrator elsewhere"},
    P.RECORD_THE_PAST: {"archive"},
}


@pytest.fixture
def people(cast: Cast) -> dict[str, User]:
    archive = member("archive", cast.near)
    User.objects.filter(pk=archive.pk).update(is_archive=True)
    archive.refresh_from_db()
    return {
        "staff": cast.staff,
        "officer": member("lead.officer", cast.lead),
        "manager": cast.manager,
        "administrator": cast.administrator,
        "observer": cast.observer,
        "auditor": cast.auditor,
        "supporting staff": cast.support_staff,
        "supporting manager": cast.support_manager,
        "supporting observer": cast.people["support", "observer"],
        "staff elsewhere": cast.near_staff,
        "manager elsewhere": cast.near_manager,
        "administrator elsewhere": cast.people["near", "administrator"],
        "seated staff": member("seated.staff", cast.near),
        "seated manager": member("seated.manager", cast.near, "manager"),
        "seated observer": member("seated.observer", cast.near, "observer"),
        "archive": archive,
        "lapsed": cast.lapsed,
        "nobody": cast.nobody,
    }


def arrange(cast: Cast, people: dict[str, User], office_id: int) -> tuple[Engagement, JournalEntry]:
    engagement = make.EngagementFactory(lead_office_id=office_id, lead_officer=people["officer"])
    make.SupportFactory(engagement=engagement, office=cast.support)
    for name in ("seated staff", "seated manager", "seated observer"):
        make.SeatFactory(engagement=engagement, user=people[name])
    return engagement, make.EntryFactory(engagement=engagement, author=people["staff"])


def allowed(people: dict[str, User], permission: P, subject: object) -> set[str]:
    found = set()
    for name, user in people.items():
        with acting_as(user):
            if can(user, permission, subject):
                found.add(name)
    return found


def test_every_right_is_in_the_table() -> None:
    assert set(WHO) == set(P)


@pytest.mark.parametrize("permission", P)
def test_a_right_is_held_by_just_these(permission: P, cast: Cast, people: dict[str, User]) -> None:
    engagement, entry = arrange(cast, people, cast.lead.pk)
    is_of_office = any(allow.relation == Relation.OFFICE for allow in CATALOGUE[permission])
    subject = {P.OPEN_ENGAGEMENT: cast.lead, P.CORRECT_ENTRY: entry}.get(permission, engagement)
    subject = cast.lead if is_of_office else subject
    assert allowed(people, permission, subject) == WHO[permission]


def test_a_closed_office_s_rights_are_its_successor_s(cast: Cast, people: dict[str, User]) -> None:
    old = make.OfficeFactory(closed_on="2016-01-28", succeeded_by=cast.lead)
    engagement, _entry = arrange(cast, people, old.pk)
    assert allowed(people, P.REOPEN_ENGAGEMENT, engagement) == {"manager"}
    assert allowed(people, P.LOG_ENTRY, engagement) == WHO[P.LOG_ENTRY]


def test_an_engagement_out_of_sight_gives_no_right_by_seat_or_support(cast: Cast, people: dict[str, User]) -> None:
    """Rights by team or support are read from what the user sees; those by office are the action's to refuse."""
    engagement, _entry = arrange(cast, people, cast.lead.pk)
    with arranging():
        Engagement.objects.filter(pk=engagement.pk).update(sensitivity=30)
    assert "supporting staff" not in allowed(people, P.LOG_ENTRY, engagement)


def test_an_inactive_user_may_do_nothing(cast: Cast, people: dict[str, User]) -> None:
    engagement, _entry = arrange(cast, people, cast.lead.pk)
    with arranging():
        User.objects.update(is_active=False)
    for user in people.values():
        user.refresh_from_db()
    assert not any(allowed(people, permission, engagement) for permission in P)


def test_memberships_are_said_in_words(cast: Cast) -> None:
    make.MembershipFactory(user=cast.staff, office=cast.near, role="observer")
    with acting_as(cast.staff):
        assert Rights(cast.staff).line == "Staff, LEAD-OFFICE · Observer, NEAR-OFFICE"
