"""What is kept no longer goes for good: with its histories, leaving a tombstone that auditors find and nobody else."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import IntegrityError, ProgrammingError, connection, transaction

from engagements import purging
from engagements.lifecycle import actions
from engagements.models import Engagement, FollowUp, JournalEntry
from offices import purging as people
from offices.models import AuditEvent, Kind, Token, User
from peaceapp.access.actor import acting_as
from peaceapp.models import IdempotentAnswer
from tests import factories as make
from tests.arrange import arranging
from tests.cast import World, build_world, gather_cast
from tests.pages.client import signed_in, text
from tests.rest.caller import Caller

LONG_AGO, LATER = datetime(2009, 5, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)
BASIS = "Retention schedule 4, good offices: 10 years"


def close(engagement: Engagement, status: str = "closed") -> None:
    """As if it had been over, and nothing written since, for long."""
    with arranging():
        Engagement.objects.filter(pk=engagement.pk).update(
            status=status, opened_on="2008-01-01", closed_on="2009-04-01" if status == "closed" else None,
            outcome="It held", created_at=LONG_AGO,
        )  # fmt: skip
        Engagement.pgh_event_model.objects.filter(pgh_obj=engagement.pk).update(pgh_created_at=LONG_AGO)


def rows_naming(key: UUID) -> dict[str, int]:
    """How many rows of each table name an engagement, histories too; the trail apart."""
    found = {}
    with arranging() as cursor:
        cursor.execute(
            "select c.table_name, c.column_name from information_schema.columns c join information_schema.tables t"
            " using (table_schema, table_name) where c.table_schema = 'public' and c.data_type = 'uuid'"
            " and t.table_type = 'BASE TABLE' and c.table_name <> 'offices_auditevent'"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f"select count(*) from {table} where {column} = %s", [key])
            found[f"{table}.{column}"] = cursor.fetchone()[0]
    return {name: number for name, number in found.items() if number}


def purged(engagement: Engagement) -> purging.Tombstone | None:
    with arranging():
        return purging.purge(engagement.pk, LATER, BASIS)


def test_nothing_is_left_but_a_tombstone(world: World) -> None:
    engagement, other = world.engagements[30], world.engagements[20]
    close(engagement)
    with arranging():
        named_before = AuditEvent.objects.filter(engagement_key=engagement.pk).count()
        entries = list(JournalEntry.objects.filter(engagement=engagement).values_list("pk", flat=True))
        others = {model: model._default_manager.count() for model in apps.get_models() if model._meta.managed}
    untouched = rows_naming(other.pk)
    assert len(rows_naming(engagement.pk)) > 20
    tombstone = purged(engagement)
    assert tombstone
    assert rows_naming(engagement.pk) == {}
    assert not [key for key in entries if rows_naming(key)]
    assert rows_naming(other.pk) == untouched
    with arranging():
        assert AuditEvent.objects.filter(engagement_key=engagement.pk).count() == named_before + 1
        left = {model: others[model] - model._default_manager.count() for model in others}
    gone = {model._meta.db_table.removeprefix("engagements_"): number for model, number in left.items() if number > 0}
    assert gone == tombstone.counts, "all that is gone is accounted for"


def test_the_digest_is_over_all_that_was_there(world: World) -> None:
    """Anybody with a backup can write the same lines and compare."""
    engagement = world.engagements[10]
    close(engagement)
    content: dict[str, Any] = {}
    with arranging() as cursor:
        cursor.execute(
            "select table_name from information_schema.columns where table_schema = 'public'"
            " and column_name = 'engagement_id' order by 1"
        )
        for table in [name for (name,) in cursor.fetchall()] + [
            "engagements_engagement",
            "engagements_engagementevent",
        ]:
            model = next(model for model in apps.get_models() if model._meta.db_table == table)
            column = {"engagements_engagement": "pk", "engagements_engagementevent": "pgh_obj_id"}
            rows = model._default_manager.filter(**{column.get(table, "engagement_id"): engagement.pk})
            content[table] = list(rows.order_by("pk").values())
    written = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    tombstone = purged(engagement)
    assert tombstone
    assert tombstone.digest == sha256(written.encode()).hexdigest()


def test_auditors_find_the_tombstone_and_nobody_else_anything(world: World) -> None:
    engagement, cast = world.engagements[10], world.cast
    reference, title = engagement.reference, engagement.title
    close(engagement)
    tombstone = purged(engagement)
    assert tombstone
    page = text(signed_in(cast.auditor).get("/audit/?verb=purged"))
    for words in (reference, tombstone.digest, BASIS):
        assert words in page
    assert title not in page
    for user in (cast.manager, cast.staff, cast.team_member, cast.administrator):
        client = signed_in(user)
        for path in ("", "history/", "edit/"):
            answers = [client.get(f"/engagements/{name}/{path}") for name in (reference, "LEAD-2020-ZZZZ")]
            assert {answer.status_code for answer in answers} == {404}
            bodies = {text(answer).replace(reference, "…").replace("LEAD-2020-ZZZZ", "…") for answer in answers}
            assert len(bodies) == 1
        assert Caller(user).get(f"engagements/{reference}/").status_code == 404
        with acting_as(user):
            assert not AuditEvent.objects.filter(object__startswith=reference).exists()


def test_its_reference_is_never_given_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    cast = world.cast
    drawn = iter(["GONE", "GONE", "NEXT"])
    monkeypatch.setattr(actions, "random_characters", lambda _length: next(drawn))

    def opened() -> Engagement:
        with acting_as(cast.manager):
            return actions.open_engagement(
                actor=cast.manager, lead_office=cast.lead, title="Again", opened_on=datetime(2016, 1, 1).date(),
                countries=[make.CountryFactory()], kinds=[make.first(Kind)],
            )  # fmt: skip

    first = opened()
    assert first.reference.endswith("GONE")
    close(first)
    assert purged(first)
    assert opened().reference.endswith("NEXT")
    with pytest.raises(IntegrityError), arranging():
        make.EngagementFactory(lead_office=cast.lead, reference=first.reference)


@pytest.mark.parametrize("status", ["draft", "in_review", "active", "paused", "closing"])
def test_what_is_not_over_is_not_due(world: World, status: str) -> None:
    close(world.engagements[10])
    with arranging():
        Engagement.objects.filter(pk=world.engagements[10].pk).update(status=status, closed_on=None)
        Engagement.pgh_event_model.objects.update(pgh_created_at=LONG_AGO)
        assert not purging.due_for_purge(LATER).exists()
        assert purging.purge(world.engagements[10].pk, LATER, BASIS) is None


def test_what_was_entered_or_changed_since_is_kept(world: World) -> None:
    for engagement, status in ((world.engagements[10], "closed"), (world.engagements[20], "withdrawn")):
        close(engagement, status)
    close(world.engagements[30])
    with arranging():
        Engagement.objects.filter(pk=world.engagements[30].pk).update(lessons="Written down much later")
        assert set(purging.due_for_purge(LATER)) == {world.engagements[10], world.engagements[20]}
        assert not purging.due_for_purge(LONG_AGO).exists()
        Engagement.objects.filter(pk=world.engagements[10].pk).update(created_at=LATER)
        Engagement.pgh_event_model.objects.filter(pgh_obj=world.engagements[10].pk).update(pgh_created_at=LONG_AGO)
        assert list(purging.due_for_purge(LATER)) == [world.engagements[20]]


@contextmanager
def output(capsys: Any) -> Iterator[Any]:
    capsys.readouterr()
    yield lambda: capsys.readouterr().out


def test_the_command_counts_first_and_purges_when_it_is_told_to(
    transactional_db: None, tmp_path: Path, capsys: Any
) -> None:
    with transaction.atomic():
        cast = gather_cast()
        world = build_world(cast)
        close(world.engagements[30])
        with arranging():
            gone = cast.lapsed
            User.objects.filter(pk=gone.pk).update(
                is_active=False, name="Awa Diallo", email="awa@example.org", date_joined=LONG_AGO
            )
            User.pgh_event_model.objects.filter(pgh_obj=gone.pk).update(pgh_created_at=LONG_AGO)
            IdempotentAnswer.objects.update(created_at=LONG_AGO)
            answers = IdempotentAnswer.objects.count()
    with arranging() as cursor:
        cursor.execute("alter table offices_auditseal disable trigger refuse_alteration")
        cursor.execute("delete from offices_auditseal")  # the world's own seals nothing
        cursor.execute("alter table offices_auditseal enable trigger refuse_alteration")
    outside = tmp_path / "seals"
    call_command("seal_audit", out=str(outside))
    rule = {"engagements": 10, "accounts": 2, "basis": BASIS}
    with output(capsys) as said:
        call_command("purge", **rule)
        told = said()
        assert "Engagements over since before" in told
        assert "Nothing was purged" in told
        assert f"answers kept for repeats: {answers}" in told
        with arranging():
            assert Engagement.objects.filter(pk=world.engagements[30].pk).exists()
            assert User.objects.get(pk=gone.pk).email
        for wrong in ({"engagements": 0, "basis": BASIS}, {"engagements": 10}):
            with pytest.raises(CommandError):
                call_command("purge", confirm=True, **wrong)
        said()
        call_command("purge", confirm=True, **rule)
        assert world.engagements[30].reference in said()
        call_command("purge", confirm=True, **rule)
        assert ": 0\n" in said(), "there is nothing left to purge"
    assert rows_naming(world.engagements[30].pk) == {}
    call_command("verify_audit", outside=str(outside))
    with arranging():
        (stone,) = AuditEvent.objects.filter(verb="purged", kind="engagement")
        assert (stone.behind, stone.object, stone.actor_key) == (
            "manage.py purge", world.engagements[30].reference, None,
        )  # fmt: skip
        assert not IdempotentAnswer.objects.exists()
        user = User.objects.get(pk=gone.pk)
        assert (user.username, user.name, user.email, user.has_usable_password()) == ("lapsed", "", "", False)
    with arranging() as cursor:
        cursor.execute("select count(*) from offices_userevent e where e::text ~ 'Awa|awa@'")
        assert cursor.fetchone() == (0,)
    with acting_as(cast.auditor):
        assert AuditEvent.objects.filter(verb="purged", kind="account", object="lapsed", reason=BASIS).count() == 1


def test_only_accounts_that_were_left_long_ago_lose_their_name(world: World) -> None:
    cast = world.cast
    with arranging():
        User.objects.update(name="Somebody", email="somebody@example.org", date_joined=LONG_AGO)
        User.objects.filter(pk__in=[cast.lapsed.pk, cast.nobody.pk, cast.staff.pk]).update(is_active=False)
        User.pgh_event_model.objects.update(pgh_created_at=LONG_AGO)
        User.objects.filter(pk=cast.nobody.pk).update(last_login=LATER)
        User.pgh_event_model.objects.filter(pgh_obj=cast.staff.pk).update(pgh_created_at=LATER)
        assert list(people.accounts_due(LATER)) == [cast.lapsed]
        Token.objects.create(user=cast.lapsed, name="my laptop", digest="f" * 64, expires_at=LATER)
        people.strip_personal_data(cast.lapsed, BASIS)
        assert list(people.accounts_due(LATER)) == []
        assert not Token.objects.filter(user=cast.lapsed).exists()
        assert Token.objects.exclude(user=cast.lapsed).exists()
    page = text(signed_in(cast.manager).get(f"/engagements/{world.engagements[10].reference}/"))
    assert "somebody@example.org" not in page


def test_what_else_names_it_keeps_it(world: World) -> None:
    """A follow-up of another engagement that arises from one of its entries, which only raw SQL can make."""
    engagement = world.engagements[10]
    close(engagement)
    with arranging():
        FollowUp.objects.filter(pk=world.follow_ups[20, None].pk).update(arises_from=world.entries[10, None])
    with pytest.raises(IntegrityError), transaction.atomic():
        purged(engagement)
    with arranging():
        assert Engagement.objects.filter(pk=engagement.pk).exists()


def test_the_app_cannot_purge(world: World) -> None:
    close(world.engagements[10])
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with refused, acting_as(world.cast.manager), connection.cursor() as cursor:
        cursor.execute("delete from engagements_engagementevent")
