"""Rows without a level: reference data, and what is one person's alone."""

import pytest

from offices.models import Kind, Membership, Office
from peaceapp.access.actor import acting_as
from tests.access.attempts import REFUSED, attempt
from tests.access.tables import Class, of_kind
from tests.cast import Cast, World
from tests.factories import KindFactory, MembershipFactory, OfficeFactory

ROLES = ["observer", "staff", "manager", "administrator", "auditor"]


def change(table: str, key: str) -> str:
    return attempt(f"update {table} set {key} = {key}")


@pytest.mark.parametrize("role", ROLES)
def test_every_role_reads_reference_data_and_administrators_keep_it(world: World, role: str) -> None:
    tables = of_kind(Class.REFERENCE)
    assert {table.name for table in tables} >= {"offices_country", "offices_kind", "offices_office", "offices_theme"}
    with acting_as(world.cast.people["near", role]):
        for table in tables:
            rows = int(attempt(f"select 1 from {table}"))
            assert rows > 0, table
            assert change(table.name, table.key) == (str(rows) if role == "administrator" else "0"), table
        insert = attempt("insert into offices_kind (code, label, position, sources) values ('new', 'New', 1, '{}')")
        assert insert == ("1" if role == "administrator" else REFUSED)


def test_a_lapsed_administrator_keeps_nothing(cast: Cast) -> None:
    KindFactory()
    MembershipFactory(user=cast.lapsed, office=cast.lead, role="administrator", until_on="2021-01-01")
    with acting_as(cast.lapsed):
        assert change("offices_kind", "code") == "0"
        assert not Kind.objects.exists()


def test_memberships_are_for_their_holder_and_for_who_runs_the_office(cast: Cast) -> None:
    for reader, offices in ((cast.administrator, {cast.lead.pk}), (cast.manager, {cast.lead.pk}), (cast.staff, set())):
        with acting_as(reader):
            rows = Membership.objects.exclude(user=reader)
            assert set(rows.values_list("office_id", flat=True)) == offices, reader
            assert Membership.objects.filter(user=reader).count() == 1
            assert attempt("delete from offices_membership") == REFUSED
    with acting_as(cast.auditor):
        assert set(Membership.objects.values_list("office_id", flat=True)) >= {cast.lead.pk, cast.near.pk}
    with acting_as(cast.nobody):
        assert not Membership.objects.exists()


def test_another_persons_rows_cannot_be_written_in_their_name(cast: Cast) -> None:
    insert = (
        "insert into peaceapp_idempotentanswer (user_id, key, digest, made, created_at)"
        " values (%s, 'k', 'd', '[]', now())"
    )
    with acting_as(cast.staff):
        assert attempt(insert, [cast.manager.pk]) == REFUSED
        assert attempt(insert, [cast.staff.pk]) == "1"
        assert attempt("update peaceapp_idempotentanswer set user_id = %s", [cast.manager.pk]) == REFUSED


def test_the_history_of_accounts_is_not_the_apps_to_read(cast: Cast) -> None:
    with acting_as(cast.administrator):
        assert attempt("select 1 from offices_userevent") == REFUSED


def test_offices_of_a_stranger(cast: Cast) -> None:
    OfficeFactory()
    with acting_as(cast.nobody):
        assert not Office.objects.exists()
