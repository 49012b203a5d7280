"""Cases D1 to D4: what is due in a period, whose today it is, and periods that meet."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from engagements.followups.queries import is_overdue
from engagements.models import Engagement, FollowUp, JournalEntry
from engagements.partners.rules import checked
from offices.access.rights import Rights
from offices.models import User
from peaceapp.access.actor import acting_as
from peaceapp.dates import Precision, end_of, reaches, today, utc_today
from peaceapp.settings import ROOT
from tests import factories as make
from tests.arrange import arranging
from tests.cast import World
from tests.pages.client import signed_in, text
from tests.rest.caller import Caller

LATE_EVENING = datetime(2026, 11, 28, 21, 30, tzinfo=UTC)
"""In Ashgabat it is 02:30 of the 29th."""


def travel(moment: datetime) -> Any:
    return time_machine.travel(moment, tick=False)


def put(rows: Any, **values: Any) -> None:
    with arranging():
        rows.update(**values)


@pytest.fixture
def in_ashgabat(world: World) -> User:
    """The lead office's staff, whose office is in Ashgabat."""
    staff: User = world.cast.staff
    with arranging():
        type(world.cast.lead).objects.filter(pk=world.cast.lead.pk).update(time_zone="Asia/Ashgabat")
        User.objects.filter(pk=staff.pk).update(home_office=world.cast.lead)
    return User.objects.get(pk=staff.pk)


@pytest.fixture
def late_evening() -> Iterator[None]:
    with travel(LATE_EVENING):
        yield


# D1


DUE = [
    ("2026", date(2026, 1, 1), "year"),
    ("November 2026", date(2026, 11, 1), "month"),
    ("day", date(2026, 11, 27), "day"),
    ("about October", date(2026, 10, 1), "about"),
    ("about 2026", date(2026, 1, 1), "about"),
]


def test_d1_a_period_is_overdue_when_it_has_ended(world: World) -> None:
    staff = world.cast.staff
    put(FollowUp.objects.all(), status="cancelled")
    for title, due_on, precision in DUE:
        make.FollowUpFactory(
            engagement=world.engagements[10], owner=staff, title=title, due_on=due_on, due_precision=precision
        )
    for now, overdue in (
        (datetime(2026, 11, 28, 12, tzinfo=UTC), {"day", "about October"}),
        (datetime(2026, 12, 1, 12, tzinfo=UTC), {"day", "about October", "November 2026"}),
        (datetime(2027, 1, 1, 12, tzinfo=UTC), {title for title, _due, _precision in DUE}),
    ):
        with travel(now):
            caller, client = Caller(staff), signed_in(staff)
            live = "follow-ups/?status=live&"
            assert {row["title"] for row in caller.get(f"{live}overdue=true").said["results"]} == overdue
            rest = {title for title, _due, _precision in DUE} - overdue
            assert {row["title"] for row in caller.get(f"{live}overdue=false").said["results"]} == rest
            assert {row["title"] for row in caller.get(f"{live}attention=true").said["results"]} == overdue
            with acting_as(staff):
                assert {row.title for row in FollowUp.objects.filter(status="open") if is_overdue(row)} == overdue
            for page in ("/", "/follow-ups/", f"/engagements/{world.engagements[10].reference}/"):
                assert text(client.get(page)).count("Overdue</span>") == len(overdue), (page, now)


def test_d1_the_most_pressing_comes_first(world: World) -> None:
    """By the end of the period: what is due in the year stands below what is due in November."""
    staff = world.cast.staff
    put(FollowUp.objects.all(), status="cancelled")
    for title, due_on, precision in DUE:
        make.FollowUpFactory(
            engagement=world.engagements[10], owner=staff, title=title, due_on=due_on, due_precision=precision
        )
    found = [row["title"] for row in Caller(staff).get("follow-ups/?status=live&ordering=due").said["results"]]
    assert found[:3] == ["about October", "day", "November 2026"]


def test_d1_the_database_and_python_agree_on_ends(world: World) -> None:
    row = make.FollowUpFactory(engagement=world.engagements[10], owner=world.cast.staff, due_on=date(2026, 1, 1))
    days = [
        date(2024, 2, 1),
        date(2026, 1, 1),
        date(2026, 12, 1),
        date(2026, 12, 31),
        date(2026, 5, 17),
        date(1900, 2, 1),
    ]
    for day in days:
        for precision in Precision.values:
            put(FollowUp.objects.filter(pk=row.pk), due_on=day, due_precision=precision)
            with arranging():
                assert FollowUp.objects.get(pk=row.pk).due_order == end_of(day, precision), (day, precision)


# D2, D3


def test_d2_today_is_that_of_the_home_office(in_ashgabat: User, late_evening: None) -> None:
    with acting_as(in_ashgabat):
        assert (today(), utc_today()) == (date(2026, 11, 29), date(2026, 11, 28))
        with acting_as(None):
            assert today() == date(2026, 11, 28)
        assert today() == date(2026, 11, 29)
    assert today() == date(2026, 11, 28)


def test_d2_home_and_forms_begin_with_it(in_ashgabat: User, late_evening: None, world: World) -> None:
    client = signed_in(in_ashgabat)
    assert "Sunday, 29 November 2026" in text(client.get("/"))
    for page in (f"/engagements/{world.engagements[10].reference}/", "/engagements/new/"):
        assert 'value="2026-11-29"' in text(client.get(page)), page
    made = Caller(in_ashgabat).post(
        "engagements/",
        {"title": "By night", "lead_office": "LEAD-OFFICE", "countries": [_country()], "kinds": [_kind()]},
    )
    assert made.said["opened_on"] == "2026-11-29"


def _country() -> str:
    return str(make.first(make.CountryFactory._meta.model).alpha2)


def _kind() -> str:
    return str(make.first(make.KindFactory._meta.model).code)


def test_d2_the_future_begins_after_it(in_ashgabat: User, late_evening: None, world: World) -> None:
    entry = {"engagement": world.engagements[10].reference, "headline": "At night"}
    caller = Caller(in_ashgabat)
    assert caller.post("journal-entries/", entry | {"occurred_on": "2026-11-29"}).status_code == 201
    assert caller.post("journal-entries/", entry | {"occurred_on": "2026-11-30"}).status_code == 400
    elsewhere = Caller(world.cast.manager)  # without a home office: in UTC
    assert elsewhere.post("journal-entries/", entry | {"occurred_on": "2026-11-29"}).status_code == 400


def test_d2_what_was_due_yesterday_there_is_overdue(in_ashgabat: User, late_evening: None, world: World) -> None:
    put(FollowUp.objects.all(), status="cancelled")
    make.FollowUpFactory(
        engagement=world.engagements[10], owner=in_ashgabat, title="Due on the 28th", due_on=date(2026, 11, 28)
    )
    for user, late in ((in_ashgabat, 1), (world.cast.manager, 0)):
        assert len(Caller(user).get("follow-ups/?status=live&overdue=true").said["results"]) == late
        assert text(signed_in(user).get("/follow-ups/")).count("Overdue</span>") == late


def test_d2_times_are_the_office_s_and_say_so(in_ashgabat: User, late_evening: None, world: World) -> None:
    put(FollowUp.objects.all(), created_at=timezone.now())
    row = world.follow_ups[10, None]
    page = f"/follow-ups/{row.pk}/"
    assert '29 Nov 2026, 02:30 <span class="zone">UTC+5</span>' in text(signed_in(in_ashgabat).get(page))
    assert '28 Nov 2026, 21:30 <span class="zone">UTC</span>' in text(signed_in(world.cast.manager).get(page))
    assert Caller(in_ashgabat).get(f"follow-ups/{row.pk}/").said["created_at"] == "2026-11-28T21:30:00+00:00"


def test_d2_memberships_begin_and_end_by_the_database_s_day(in_ashgabat: User) -> None:
    """One clock for rights: what ends today in UTC is still held, though tomorrow has begun in Ashgabat.

    On the present day, since the clock of the database cannot be set.
    """
    with travel(datetime.now(UTC).replace(hour=21, minute=30)):
        put(in_ashgabat.memberships.all(), until_on=utc_today())
        with acting_as(in_ashgabat):
            assert today() > utc_today()
            assert Rights(in_ashgabat).held


def test_d2_an_office_has_a_time_zone_that_there_is(world: World) -> None:
    world.cast.lead.time_zone = "Africa/Ashgabat"
    with pytest.raises(ValidationError) as refused:
        world.cast.lead.clean()
    assert set(refused.value.message_dict) == {"time_zone"}


def test_d3_a_contact_after_local_midnight_is_accepted(in_ashgabat: User, late_evening: None, world: World) -> None:
    contact = make.ContactFactory(office=world.cast.lead, person=world.persons[20])
    caller = Caller(in_ashgabat)
    version = caller.get(f"contacts/{contact.pk}/").said["version"]
    done = caller.patch(f"contacts/{contact.pk}/", {"last_contact_on": "2026-11-29"}, version)
    assert (done.status_code, done.said["last_contact_on"]) == (200, "2026-11-29")
    with acting_as(None), pytest.raises(ValidationError):
        checked({"last_contact_on": date(2026, 11, 29)})


# D4


def found(user: User, path: str, name: str) -> set[str]:
    answer = Caller(user).get(path)
    assert answer.status_code == 200, answer.said
    return {row[name] for row in answer.said["results"]}


def test_d4_entries_are_found_whose_period_meets(world: World) -> None:
    staff, engagement = world.cast.staff, world.engagements[10]
    for headline, dates in {
        "3 to 5 December": {"occurred_on": date(2016, 12, 3), "occurred_until": date(2016, 12, 5)},
        "2016": {"occurred_on": date(2016, 1, 1), "occurred_precision": "year"},
        "December": {"occurred_on": date(2016, 12, 1), "occurred_precision": "month"},
        "2 December": {"occurred_on": date(2016, 12, 2)},
        "11 December": {"occurred_on": date(2016, 12, 11)},
        "until 2015": {
            "occurred_on": date(2014, 1, 1),
            "occurred_until": date(2015, 1, 1),
            "occurred_precision": "year",
        },
    }.items():
        make.EntryFactory(engagement=engagement, author=staff, headline=headline, **dates)
    asked = f"journal-entries/?engagement={engagement.reference}&occurred_from={{}}&occurred_until={{}}"
    inside = {"3 to 5 December", "2016", "December"}
    assert found(staff, asked.format("2016-12-04", "2016-12-10"), "headline") == inside
    assert "2016" in found(staff, asked.format("2016-06-01", "2016-12-31"), "headline")
    assert found(staff, asked.format("2015-12-31", "2015-12-31"), "headline") == {"until 2015"}
    assert found(staff, asked.format("2016-12-06", "2016-12-06"), "headline") == {"2016", "December"}


def test_d4_the_same_for_opened_closed_and_due(world: World) -> None:
    staff, engagement = world.cast.staff, world.engagements[10]
    put(
        Engagement.objects.filter(pk=engagement.pk), opened_on=date(2016, 1, 1), opened_precision="year",
        closed_on=date(2017, 3, 1), closed_precision="month",
    )  # fmt: skip
    due = make.FollowUpFactory(
        engagement=engagement, owner=staff, title="In 2016", due_on=date(2016, 1, 1), due_precision="year"
    )
    year, later = ("2016-06-01", "2016-12-31"), ("2017-01-01", "2017-02-28")
    for path, meets, misses in (
        ("engagements/?opened_from={}&opened_until={}", year, later),
        ("engagements/?closed_from={}&closed_until={}", ("2017-03-15", "2017-03-16"), later),
    ):
        assert engagement.reference in found(staff, path.format(*meets), "id")
        assert engagement.reference not in found(staff, path.format(*misses), "id")
        page = "/" + path
        assert engagement.reference in text(signed_in(staff).get(page.format(*meets)))
        assert engagement.reference not in text(signed_in(staff).get(page.format(*misses)))
    path = "follow-ups/?due_from={}&due_until={}"
    assert found(staff, path.format(*year), "id") == {str(due.pk)}
    assert str(due.pk) not in found(staff, path.format(*later), "id")


def test_d4_an_index_serves_it_as_the_app_role(world: World) -> None:
    """Under the rule: nothing but index scans for a week of ten years."""
    first = date(2010, 1, 1)
    with arranging() as cursor:
        JournalEntry.objects.bulk_create(
            JournalEntry(
                engagement=world.engagements[10], author=world.cast.staff, headline=f"Day {day}",
                occurred_on=first + timedelta(days=day),
            )
            for day in range(3000)
        )  # fmt: skip
        cursor.execute("analyze engagements_journalentry")
    with acting_as(world.cast.staff):
        rows = JournalEntry.objects.filter(
            reaches("occurred_on", "occurred_end", date(2016, 12, 4)), occurred_on__lte=date(2016, 12, 10)
        )
        plan = rows.order_by().explain()
    assert {name for name in ("entry_by_date", "entry_spans_by_end") if name in plan} == {
        "entry_by_date", "entry_spans_by_end",
    }, plan  # fmt: skip


def test_d2_one_function_says_what_day_it_is() -> None:
    """But for benchmarks' and time's own machinery nothing asks the clock for a day in another way."""
    asks = re.compile(r"localdate|date\.today\(|now\(\)\.date\(")
    found = {
        str(file.relative_to(ROOT))
        for app in ("peaceapp", "offices", "engagements")
        for file in (ROOT / app).rglob("*.py")
        if "migrations" not in file.parts and asks.search(file.read_text())
    }
    assert found == {"peaceapp/dates.py"}
