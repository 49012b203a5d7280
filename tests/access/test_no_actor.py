"""Nobody acts: no table under row-level security gives a row or takes one, whatever is tried."""

import pytest
from django.db import connection, transaction

from offices.models import Membership
from peaceapp.access.actor import acting_as, become
from peaceapp.access.sensitivity import Sensitivity
from tests.access.attempts import REFUSED, attempt, copy_of_a_row
from tests.access.tables import Class, Table, of_kind, secured
from tests.cast import Cast, World


def what_nobody_can_do(table: Table) -> list[str]:
    insert = copy_of_a_row(table)
    assert insert, f"build_world gives {table} no rows"
    return [
        attempt(f"select 1 from {table}"),
        attempt(f"update {table} set {table.key} = {table.key}"),
        attempt(f"delete from {table}"),
        attempt(*insert),
        attempt(f"truncate {table}"),
    ]


def test_nobody_reads_or_writes_anything(world: World) -> None:
    for table in secured():
        read, *written = what_nobody_can_do(table)
        assert read == (REFUSED if table.kind is Class.SEALED else "0"), table
        assert set(written) <= {"0", REFUSED}, table
        assert written[2:] == [REFUSED, REFUSED], table  # what would be inserted or truncated is refused outright


def test_somebody_without_a_membership_is_nobody(world: World) -> None:
    with acting_as(world.cast.nobody):
        for table in of_kind(Class.PROTECTED, Class.KEPT, Class.BESIDE, Class.HISTORY, Class.REFERENCE):
            read, *written = what_nobody_can_do(table)
            assert read == "0", table
            assert set(written) <= {"0", REFUSED}, table


def test_history_takes_no_write_from_anybody(world: World) -> None:
    with acting_as(world.cast.team_member):
        for table in of_kind(Class.HISTORY, Class.PLAIN_HISTORY, Class.SEALED):
            _, *written = what_nobody_can_do(table)
            assert written == [REFUSED] * 4, table


def test_an_actor_without_a_ceiling_is_cleared_for_unclassified(world: World) -> None:
    """What sets the actor and forgets the ceiling (a token, a job) shows less, never more."""
    with transaction.atomic():
        become(str(world.cast.team_member.pk), "")
        with connection.cursor() as cursor:
            cursor.execute("select distinct sensitivity from engagements_journalentry")
            assert cursor.fetchall() == [(10,)]
            cursor.execute("select my_clearance(), my_ceiling()")
            assert cursor.fetchone() == (10, 10)


def test_an_actor_does_not_outlive_its_block(cast: Cast) -> None:
    with acting_as(cast.staff):
        assert Membership.objects.exists()
        with acting_as(cast.manager, Sensitivity.UNCLASSIFIED):
            assert Membership.objects.count() > 1  # of the whole office
        assert Membership.objects.get().user == cast.staff
        with acting_as(None):
            assert not Membership.objects.exists()
        with acting_as(cast.manager):
            transaction.set_rollback(True)
        assert Membership.objects.get().user == cast.staff
    assert not Membership.objects.exists()


def test_an_actor_does_not_outlive_an_error(cast: Cast) -> None:
    with acting_as(cast.staff):
        with pytest.raises(ZeroDivisionError), acting_as(cast.manager):
            raise ZeroDivisionError
        assert Membership.objects.get().user == cast.staff


def test_an_actor_does_not_outlive_its_transaction(transactional_db: None) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        become("1", "30")
    with acting_as(None), connection.cursor() as cursor:
        become("1", "30")
        cursor.execute("select my_id()")
        assert cursor.fetchone() == (1,)
    with connection.cursor() as cursor:
        cursor.execute("select my_id(), my_ceiling()")
        assert cursor.fetchone() == (None, 10)
