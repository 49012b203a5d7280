"""Every row of the table of moves (`domain.md`), for every status and everybody who stands around an engagement."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from engagements.lifecycle.actions import move
from engagements.lifecycle.rules import LIFECYCLE
from engagements.models import Engagement
from engagements.register.choices import Status
from offices.access.rights import Rights
from offices.models import AuditEvent, User
from peaceapp.access.actor import acting_as
from peaceapp.errors import MoveRefused, NotPermitted, Stale
from tests import factories as make
from tests.arrange import arranging
from tests.cast import Cast, member

MANAGERS = {"manager", "seated manager"}
LEADING = {"officer", "manager"}
NEEDS = {"reason": "It is time", "outcome": "They signed", "lessons": "Patience", "lead_officer": "seated.staff"}

# name, from, to (none: it stays), who, what must be given
TABLE: list[tuple[str, set[str], str | None, set[str], tuple[str, ...]]] = [
    ("submit", {"draft"}, "in_review", {"staff", "officer", "manager", "seated staff", "seated manager"}, ()),
    ("approve", {"in_review"}, "active", MANAGERS, ()),
    ("return", {"in_review"}, "draft", MANAGERS, ("reason",)),
    ("pause", {"active"}, "paused", LEADING, ("reason",)),
    ("resume", {"paused"}, "active", LEADING, ()),
    ("request_closure", {"active", "paused"}, "closing", LEADING, ("outcome", "lessons")),
    ("approve", {"closing"}, "closed", MANAGERS, ()),
    ("return", {"closing"}, "active", MANAGERS, ("reason",)),
    ("reopen", {"closed"}, "active", {"manager"}, ("reason",)),
    ("withdraw", {"draft", "in_review", "active", "paused", "closing"}, "withdrawn", {"manager"}, ("reason",)),
    ("hand_over", {"draft", "in_review", "active", "paused", "closing"}, None, {"manager"}, ("lead_officer", "reason")),
]
CELLS = [(name, frm, to, who, needs) for name, froms, to, who, needs in TABLE for frm in sorted(froms)]
IDS = [f"{name} from {frm}" for name, frm, *_ in CELLS]


@pytest.fixture
def people(cast: Cast) -> dict[str, User]:
    return {
        "staff": cast.staff,
        "officer": member("lead.officer", cast.lead),
        "manager": cast.manager,
        "administrator": cast.administrator,
        "observer": cast.observer,
        "supporting manager": cast.support_manager,
        "manager elsewhere": cast.near_manager,
        "seated staff": member("seated.staff", cast.near),
        "seated manager": member("seated.manager", cast.near, "manager"),
        "seated observer": member("seated.observer", cast.near, "observer"),
    }


@pytest.fixture
def engagement(cast: Cast, people: dict[str, User]) -> Engagement:
    row: Engagement = make.EngagementFactory(lead_office=cast.lead, lead_officer=people["officer"])
    make.SupportFactory(engagement=row, office=cast.support)
    for name in ("seated staff", "seated manager", "seated observer"):
        make.SeatFactory(engagement=row, user=people[name])
    return row


def put(engagement: Engagement, status: str, **values: object) -> None:
    """The engagement in `status`, asked for by somebody who has left."""
    if status == "closed":
        values = {"closed_on": date(2021, 1, 1)} | values
    if status in {"closing", "closed"}:
        values = {"outcome": "Done"} | values
    if status in {"in_review", "closing"}:
        values = {"submitted_by": make.UserFactory(), "submitted_at": datetime.now(UTC)} | values
    with arranging():
        Engagement.objects.filter(pk=engagement.pk).update(status=status, **values)


def try_move(engagement: Engagement, user: User, name: str, **given: str) -> str:
    """Where `user` brings the engagement, or what refuses it."""
    with acting_as(user):
        row = Engagement.objects.get(pk=engagement.pk)
        try:
            return str(move(row, actor=user, name=name, **given).status)
        except (NotPermitted, MoveRefused) as error:
            return error.code


def test_the_code_has_the_same_table() -> None:
    coded = {(m.name, frm, m.to, m.needs) for m in LIFECYCLE.moves for frm in m.frm}
    assert coded == {(name, frm, to, needs) for name, frm, to, _who, needs in CELLS}


@pytest.mark.parametrize(("name", "frm", "to", "who", "needs"), CELLS, ids=IDS)
def test_just_these_people_make_the_move(
    name: str, frm: str, to: str | None, who: set[str], needs: object, engagement: Engagement, people: dict[str, User]
) -> None:
    came_to = {}
    for person, user in people.items():
        put(engagement, frm)
        came_to[person] = try_move(engagement, user, name, **NEEDS)
    assert came_to == {person: (to or frm) if person in who else "not_permitted" for person in people}


@pytest.mark.parametrize(("name", "frm", "to", "who", "needs"), CELLS, ids=IDS)
def test_the_buttons_offer_just_what_may_be_done(
    name: str, frm: str, to: str | None, who: set[str], needs: object, engagement: Engagement, people: dict[str, User]
) -> None:
    put(engagement, frm)
    offered = set()
    for person, user in people.items():
        with acting_as(user):
            row = Engagement.objects.get(pk=engagement.pk)
            if name in {m.name for m in LIFECYCLE.open_moves(row, user, Rights(user).can)}:
                offered.add(person)
    assert offered == who


@pytest.mark.parametrize("name", sorted({name for name, *_ in TABLE}))
def test_a_move_from_any_other_status_is_refused(name: str, engagement: Engagement, people: dict[str, User]) -> None:
    starts = {frm for other, frm, *_ in CELLS if other == name}
    for status in set(Status.values) - starts:
        put(engagement, status)
        assert try_move(engagement, people["manager"], name, **NEEDS) == "move_refused", status


@pytest.mark.parametrize(("name", "frm", "to", "who", "needs"), [cell for cell in CELLS if cell[4]])
@pytest.mark.parametrize("given", ["", "  \n\t"])
def test_a_need_left_empty_is_named(
    given: str, name: str, frm: str, to: str | None, who: set[str], needs: tuple[str, ...], engagement: Engagement,
    people: dict[str, User],
) -> None:  # fmt: skip
    put(engagement, frm)
    for need in needs:
        with pytest.raises(ValidationError) as refused:
            try_move(engagement, people["manager"], name, **NEEDS | {need: given})
        assert set(refused.value.message_dict) == {need}


@pytest.mark.parametrize(("status", "name"), [("draft", "submit"), ("active", "request_closure")])
@pytest.mark.parametrize("answer", ["approve", "return"])
def test_four_eyes_nobody_answers_what_they_asked_for(
    answer: str, status: str, name: str, engagement: Engagement, people: dict[str, User], cast: Cast
) -> None:
    put(engagement, status)
    try_move(engagement, people["manager"], name, **NEEDS)
    assert try_move(engagement, people["manager"], answer, **NEEDS) == "move_refused"
    other = member("other.manager", cast.lead, "manager")
    assert try_move(engagement, other, answer, **NEEDS) in {"active", "closed", "draft"}


def test_a_submission_names_who_leads(engagement: Engagement, people: dict[str, User]) -> None:
    put(engagement, "draft", lead_officer=None)
    assert try_move(engagement, people["manager"], "submit") == "move_refused"


def test_a_name_that_no_move_has_is_a_wrong_value(engagement: Engagement, people: dict[str, User]) -> None:
    for name in ("", "delete", "Submit"):
        with pytest.raises(ValidationError):
            try_move(engagement, people["manager"], name)


def test_closing_keeps_what_came_of_it_and_reopening_forgets_the_day(
    engagement: Engagement, people: dict[str, User], cast: Cast
) -> None:
    put(engagement, "active")
    try_move(engagement, people["officer"], "request_closure", **NEEDS)
    try_move(engagement, people["manager"], "approve")
    with acting_as(people["manager"]):
        row = Engagement.objects.get(pk=engagement.pk)
        assert (row.outcome, row.lessons, row.closed_on) == ("They signed", "Patience", date.today())
        assert row.submitted_by == people["officer"]
    try_move(engagement, people["manager"], "reopen", reason="Fighting began again")
    with acting_as(people["manager"]):
        row = Engagement.objects.get(pk=engagement.pk)
        assert (row.status, row.closed_on, row.reason) == ("active", None, "Fighting began again")


def test_of_two_who_move_at_once_the_second_is_told(engagement: Engagement, people: dict[str, User]) -> None:
    put(engagement, "active")
    with acting_as(people["manager"]):
        first, second = (Engagement.objects.get(pk=engagement.pk) for _ in range(2))
        move(first, actor=people["manager"], name="pause", reason="Holidays")
        with pytest.raises(Stale):
            move(second, actor=people["manager"], name="withdraw", reason="A mistake")


def test_a_move_out_of_sight_changes_nothing(engagement: Engagement, people: dict[str, User]) -> None:
    """Whoever kept the object in hand from before it was hidden cannot write it any more."""
    put(engagement, "active")
    with acting_as(people["manager"]):
        kept = Engagement.objects.get(pk=engagement.pk)
    put(engagement, "active", sensitivity=30)
    with acting_as(people["manager"]), pytest.raises((Stale, ValidationError)):
        move(kept, actor=people["manager"], name="pause", reason="Holidays")


def test_handing_over_seats_the_new_one_and_keeps_the_former(engagement: Engagement, people: dict[str, User]) -> None:
    former = engagement.lead_officer
    put(engagement, "active")
    try_move(engagement, people["manager"], "hand_over", lead_officer="lead.staff", reason="A new posting")
    with arranging():
        row = Engagement.objects.get(pk=engagement.pk)
        assert row.lead_officer == people["staff"]
        assert {*row.teammember_set.values_list("user__username", flat=True)} >= {"lead.staff"}
        noted = AuditEvent.objects.get(verb="handed_over", engagement_key=engagement.pk)
        assert noted.fields == ["lead_officer", "reason"]  # their names: what they say is in the history
        assert row.reason == "A new posting"
    with acting_as(former):
        assert Engagement.objects.filter(pk=engagement.pk).exists()


@pytest.mark.parametrize("name", ["nobody.of.this.name", "lead.officer", "lead.administrator", "lapsed"])
def test_nobody_unfit_is_named(name: str, engagement: Engagement, people: dict[str, User]) -> None:
    """Unknown, leading already, not cleared for it, no longer there."""
    put(engagement, "active", sensitivity=20)
    with pytest.raises(ValidationError) as refused:
        try_move(engagement, people["manager"], "hand_over", lead_officer=name, reason="A new posting")
    assert set(refused.value.message_dict) == {"lead_officer"}
