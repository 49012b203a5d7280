"""Who leads an office, what it covers and by what mandate: what the database refuses, and what loading again keeps."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection

from offices import reference
from offices.geography.queries import names
from offices.models import Country, Coverage, Leadership, Mandate, MandateTask, Office, TaskOffice, TaskTheme
from peaceapp.access.actor import acting_as
from peaceapp.fixtures_loading import read
from tests.access.attempts import REFUSED, attempt
from tests.arrange import arranging
from tests.cast import Cast

COLUMNS = "(office_id, name, title, post, from_on, from_precision, until_on, until_precision, note, sources)"


def insert(office: Office, post: str, start: str | None, end: str | None) -> None:
    """By SQL alone: what no code of ours looks at first."""
    with arranging() as cursor:
        cursor.execute(
            f"insert into offices_leadership {COLUMNS} values (%s, %s, 'Title', %s, %s, 'day', %s, 'day', '', '{{}}')",
            [office.pk, f"{post} from {start}", post, start, end],
        )
        cursor.execute("set constraints all immediate")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2012-01-01", "2014-01-01"),
        ("2010-01-01", None),
        (None, "2011-06-02"),
        (None, None),
        ("2013-12-31", "2014-06-01"),
    ],
)
def test_two_heads_of_one_office_at_once_are_refused_by_the_database(cast: Cast, start: Any, end: Any) -> None:
    insert(cast.lead, "head", "2011-06-01", "2014-01-01")
    with pytest.raises(DatabaseError, match="leadership_one_head_at_once"):
        insert(cast.lead, "head", start, end)


def test_who_takes_over_on_the_day_does_not_overlap_and_others_stand_beside_a_head(cast: Cast) -> None:
    insert(cast.lead, "head", "2011-06-01", "2014-01-01")
    insert(cast.lead, "head", "2014-01-01", None)
    insert(cast.lead, "head", None, "2011-06-01")
    insert(cast.lead, "deputy", "2012-01-01", None)
    insert(cast.lead, "officer_in_charge", None, None)
    insert(cast.near, "head", "2011-06-01", None)


def test_an_end_before_the_beginning_is_refused(cast: Cast) -> None:
    for post in ("head", "deputy"):
        with pytest.raises(DatabaseError, match=r"leadership_dates_ordered|range lower bound"):
            insert(cast.lead, post, "2014-01-01", "2013-01-01")
    refused = [
        'insert into offices_coverage (office_id, country_id, kind, "group", from_on, from_precision, until_on,'
        " until_precision, note, sources) values (%s, 'GM', 'covered', 'Some', '2014-01-01', 'day', '2013-01-01',"
        " 'day', '', '{}')",
        "insert into offices_mandate (office_id, code, instrument, title, symbols, from_on, from_precision, until_on,"
        " until_precision, adopted_precision, effect, sources) values (%s, 'X-1', 'letter', 'A letter', '{}',"
        " '2014-01-01', 'day', '2013-01-01', 'day', 'day', '', '{}')",
    ]
    for statement in refused:
        with pytest.raises(DatabaseError, match="dates_ordered"), arranging() as cursor:
            cursor.execute(statement, [cast.lead.pk])


@pytest.mark.parametrize(("start", "end"), [(date(2014, 1, 1), date(2013, 1, 1)), (date(2012, 1, 1), None)])
def test_the_same_is_refused_in_words(cast: Cast, start: date, end: date | None) -> None:
    """Dates out of order would be a fault of PostgreSQL's, were they not told first."""
    insert(cast.lead, "head", "2011-06-01", "2014-01-01")
    row = Leadership(office=cast.lead, name="Somebody", title="Head", post="head", from_on=start, until_on=end)
    with acting_as(cast.administrator), pytest.raises(ValidationError) as refused:
        row.full_clean()
    words = "It ends before it begins." if end else "The office has another head at that time."
    assert [*refused.value.messages] == [words]


def cover(**values: Any) -> None:
    with arranging():
        Coverage.objects.create(**values)
        connection.check_constraints()


def test_an_unknown_country_and_an_unknown_kind_are_refused(cast: Cast) -> None:
    values = {"office": cast.lead, "country_id": "GM", "kind": "covered", "group": "Some"}
    cover(**values | {"office": cast.near})
    for wrong, said in (
        ({"country_id": "ZZ"}, "foreign key"),
        ({"kind": "owned"}, "coverage_kind_known"),
        ({"office": cast.near}, "coverage_once"),
    ):
        with pytest.raises(DatabaseError, match=said):
            cover(**values | wrong)


def test_members_read_them_and_administrators_keep_them(cast: Cast) -> None:
    for table in ("coverage", "leadership", "characteristic", "mandate", "mandatetask", "taskoffice", "tasktheme"):
        change = f"update offices_{table} set id = id"
        with acting_as(cast.auditor):
            assert int(attempt(f"select 1 from offices_{table}")) > 0, table
            assert attempt(change) == "0", table
        with acting_as(cast.nobody):
            assert attempt(f"select 1 from offices_{table}") == "0", table
        with acting_as(cast.administrator):
            assert int(attempt(change)) > 0, table
            assert attempt(f"delete from offices_{table}event") == REFUSED, table


def load() -> dict[str, tuple[int, int, int]]:
    with arranging():
        found = reference.load()
    return {name: (said["new"], said["same"], said["kept as edited"]) for name, said in found.items()}


def test_loading_again_changes_nothing(db: None) -> None:
    numbers = {name: same for name, (new, same, kept) in load().items() if (new, kept) == (0, 0)}
    assert numbers == {
        "countries": 249, "kinds": 16, "themes": 17, "partner_types": 13, "partner_roles": 16, "threat_types": 15,
        "capacity_groups": 16, "sdgs": 41, "sources": 231, "offices": 7, "characteristics": 26, "countries covered": 58,
        "heads of offices": 23, "mandates": 33, "mandate tasks": 50,
    }  # fmt: skip


def test_loading_again_keeps_what_was_edited_even_what_a_row_is_known_by(db: None) -> None:
    with arranging():
        head = Leadership.objects.get(office__acronym="UNOWAS", name="Mahamat Saleh Annadif")
        Leadership.objects.filter(pk=head.pk).update(name="M. S. Annadif", from_on=date(2021, 4, 15))
        Coverage.objects.filter(office__acronym="UNOWAS", group="Mauritania").update(group="Beside ECOWAS")
        Mandate.objects.filter(code="UNOWA-2001").update(title="The first letters")
        task = MandateTask.objects.get(code="T-W1")
        TaskTheme.objects.filter(task=task).delete()
    found = load()
    assert found["heads of offices"] == (0, 22, 1)
    assert found["countries covered"] == (0, 57, 1)
    assert found["mandates"] == (0, 32, 1)
    with arranging():
        assert Leadership.objects.get(pk=head.pk).name == "M. S. Annadif"
        assert not TaskTheme.objects.filter(task=task).exists()
        assert TaskOffice.objects.filter(task=task).count() == 2


def test_every_source_that_a_row_names_is_there() -> None:
    known = set(read("reference", "sources.json"))
    names = ("coverage", "leadership", "mandates", "mandate_tasks", "partner_types", "partner_roles", "threat_types",
             "capacity_groups", "sdgs", "characteristics")  # fmt: skip
    assert {code for name in names for row in read("reference", f"{name}.json") for code in row["sources"]} <= known


def test_a_country_s_names_in_other_languages(db: None) -> None:
    found = {code: name for code, _language, name in names(Country(alpha2="KG"))}
    assert found["fr"] == "Kirghizistan"
    assert found["ru"] == "Киргизия"
    assert set(found) == {"ar", "zh", "es", "fr", "ru"}
    assert names(Country(alpha2="XX")) == []
