"""What the database holds: every table classified, every policy today's, every function that knows more on a list."""

import pytest
from django.conf import settings

from engagements.register.database import CAPPED_TRAIL_SEEN
from offices.accounts.database import READERS, WRITERS
from peaceapp.access import rule
from tests.access.tables import Class, Table, of_kind, secured
from tests.arrange import APP, arranging

DEFINERS = {
    "_pgh_attach_context()",  # history is written by its triggers alone
    "above_my_ceiling()",  # whose events an auditor's token is not told
    "am_administrator()",
    "auditors()",
    "audits(bigint)",  # which accounts an office does not close
    "break_glass(text,text,integer,uuid)",
    "seconds_for(uuid)",
    "am_auditor()",
    "am_manager()",
    "am_member()",
    "end_tokens()",
    "is_cleared_for(bigint,uuid)",
    "is_sole_manager(bigint)",
    "keep_last_open_entry()",
    "keep_those_around()",  # who stands around an engagement is kept true also for rows that the actor does not see
    "take_those_around()",  # likewise
    "lacks_cleared_manager(bigint,bigint,smallint)",
    "lacks_manager(bigint,bigint,date)",
    "may_vouch_for(bigint)",
    "members_today()",  # who can be given something to do: keys alone, for members
    "keep_reader_of_account()",
    "keep_reader_of_membership()",
    "keep_reader_of_seat()",
    "my_reader_notices()",
    "my_unread_engagements()",
    "take_reader_notices()",
    "my_clearance()",
    "note_about(text,text,text,uuid,text[],text)",
    "note_account()",
    "note_change()",  # the trail takes no row from the app
    "note_engagement()",
    "note_links()",
    "note_event(text,bigint,text,text,uuid,bigint,smallint,text[],text)",
    "note_identity()",
    "note_invitation()",
    "note_membership()",
    "note_proposal()",
    "note_seat()",
    "note_support()",
    "seal_trail()",
    "seal_readers()",
    "seals_after(bigint,integer)",
    "refuse_purged_reference()",
    "token_of(text)",
    "tokens_standing()",
    "trail_digest(text,bigint,bigint)",
    "my_offices(smallint)",
    "my_offices_as(text,smallint)",
    "my_temporary_seats()",  # engagements on whose team the actor sits until a time: the clock changes no column
    "readers_of(uuid)",
    "note_second_factor()",
    "note_token()",
    "take_scope()",
    "take_scope_of_entry()",
}
"""A closed list. Each knows more than the actor and tells the least: a new one is argued in `docs/decisions/`."""

TRIGGER = "level_versions"
SEALED = {"offices_userevent", "engagements_readernotice"}


def ask(query: str, *params: object) -> list[tuple]:
    with arranging() as cursor:
        cursor.execute(query, params)
        return cursor.fetchall()


def test_every_table_is_protected_or_listed(db: None) -> None:
    plain = {
        name
        for (name,) in ask(
            "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'f')"
            " and not relrowsecurity"
        )
    }
    listed = {name for name in plain if name.startswith(tuple(settings.INTERNAL_TABLES))}
    assert plain == listed | set(settings.READ_ONLY_TABLES)
    assert {table.name for table in of_kind(Class.SEALED)} == SEALED


def test_every_listed_name_stands_for_a_table(db: None) -> None:
    """A prefix that fits nothing waits for a table that nobody classified."""
    tables = {name for (name,) in ask("select tablename from pg_tables where schemaname = 'public'")}
    listed = [*settings.INTERNAL_TABLES, *settings.READ_ONLY_TABLES]
    assert [prefix for prefix in listed if not any(name.startswith(prefix) for name in tables)] == []


def test_no_view_shows_what_the_rule_hides(db: None) -> None:
    views = ask(
        "select relname, relkind, coalesce(array_to_string(reloptions, ' '), '') from pg_class"
        " where relnamespace = 'public'::regnamespace and relkind in ('v', 'm')"
    )
    assert [name for name, kind, options in views if kind == "m" or "security_invoker=true" not in options] == []


def test_functions_that_know_more_than_the_actor_are_on_the_list(db: None) -> None:
    found = ask(
        "select oid::regprocedure::text, proname, prosrc, coalesce(array_to_string(proconfig, ';'), '') from pg_proc"
        " where pronamespace = 'public'::regnamespace and prosecdef"
    )
    history = {name for name, short, source, _ in found if short.startswith("pgtrigger_") and "pgh_obj_id" in source}
    assert {name for name, *_ in found} - history == DEFINERS
    assert {config for *_, config in found} == {"search_path=public, pg_temp"}


def policies_of(table: Table) -> dict[str, str]:
    """Today's text of each policy."""
    match table.kind:
        case Class.PROTECTED:
            return {"visible": rule.visible(table.engagement)}
        case Class.KEPT:
            return {"visible": rule.office_rows_visible()}
        case Class.BESIDE:
            return {"visible": rule.visible_through_parent(*table.parent)}
        case Class.HISTORY | Class.PLAIN_HISTORY:
            (base,) = (other for other in secured() if other.name == table.base)
            if table.kind is Class.PLAIN_HISTORY:
                return {"visible": rule.plain_history(table.name, base.name, base.key, table.base_key)}
            if base.is_kept:
                return {"visible": rule.office_rows_history(table.name, base.name, table.base_key)}
            return {"visible": rule.history(table.name, base.name, base.engagement, table.base_key)}
        case Class.TRAIL:
            return {"audited": CAPPED_TRAIL_SEEN if table.name == "offices_auditevent" else "(select am_auditor())"}
        case Class.REFERENCE:
            return {"visible": rule.MEMBER, "kept": rule.ADMINISTRATOR}
        case Class.OWN:
            return {"visible": "user_id = (select my_id())"}
        case Class.SHARED:
            return {"held": READERS, "given": WRITERS}
        case _:
            return {}


def test_the_database_holds_todays_rule(db: None) -> None:
    for table in secured():
        today = policies_of(table)
        held = dict(ask("select policyname, qual from pg_policies where tablename = %s", table.name))
        assert set(held) == set(today), table
        for name, text in today.items():
            with arranging() as cursor:
                cursor.execute(f"create policy probe on {table} using ({text})")
            ((compiled,),) = ask(
                "select qual from pg_policies where policyname = 'probe' and tablename = %s", table.name
            )
            assert compiled == held[name], (table, name)
            with arranging() as cursor:
                cursor.execute(f"drop policy probe on {table}")


def test_policies_bind_everybody_and_let_nothing_else_be_written(db: None) -> None:
    """None is for one role only, none has a looser check than its using, none is missing for a command."""
    for table, name, permissive, roles, command, check in ask(
        "select tablename, policyname, permissive, roles::text, cmd, with_check from pg_policies"
        " where schemaname = 'public'"
    ):
        assert (permissive, roles, check) == ("PERMISSIVE", "{public}", None), (table, name)
        assert command in {"ALL", "SELECT"}, (table, name)
    events = {table.name for table in of_kind(Class.HISTORY, Class.PLAIN_HISTORY)}
    reading = {name for (name,) in ask("select tablename from pg_policies where cmd = 'SELECT'")}
    assert reading == events | {table.name for table in of_kind(Class.REFERENCE, Class.TRAIL, Class.SHARED)}


def grants_of(table: Table) -> str:
    match table.kind:
        case Class.SEALED:
            return ""
        case Class.HISTORY | Class.PLAIN_HISTORY | Class.TRAIL:
            return "SELECT"
        case Class.SHARED:
            return "INSERT SELECT UPDATE"
        case _:
            return "DELETE INSERT SELECT UPDATE"


def test_grants_follow_the_classification(db: None) -> None:
    held = dict(
        ask(
            "select table_name, string_agg(privilege_type, ' ' order by privilege_type)"
            " from information_schema.role_table_grants where grantee in (%s, 'PUBLIC') and table_schema = 'public'"
            " group by 1",
            APP,
        )
    )
    for table in secured():
        assert held.get(table.name, "") == grants_of(table), table
    for name in settings.READ_ONLY_TABLES:
        assert held[name] == "SELECT", name


@pytest.mark.parametrize("privilege", ["CREATE"])
def test_the_app_makes_nothing_in_the_database(db: None, privilege: str) -> None:
    assert ask("select has_schema_privilege(%s, 'public', %s)", APP, privilege) == [(False,)]
    assert ask("select count(*) from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = %s", APP) == [
        (0,)
    ]


def test_every_child_cascades_from_the_composite_key(db: None) -> None:
    for table in of_kind(Class.PROTECTED):
        if table.engagement == "id" or "floor" not in table.columns:
            continue  # the table of engagements; and what stands below a child, which is looked at next
        found = ask(
            "select confupdtype::text, pg_get_constraintdef(oid) from pg_constraint where conrelid = %s::regclass"
            " and conname = %s",
            table.name,
            f"{table}_scope",
        )
        assert found == [
            (
                "c",
                "FOREIGN KEY (engagement_id, lead_office_id, floor, supporting_ids, team_ids) REFERENCES"
                " engagements_engagement(id, lead_office_id, sensitivity, supporting_ids, team_ids) ON UPDATE CASCADE",
            )
        ], table


def test_every_history_with_levels_keeps_them_at_the_finished_write(db: None) -> None:
    """The trigger `level_versions`, with the column that holds the level."""
    held = dict(
        ask("select tgrelid::regclass::text, pg_get_triggerdef(oid) from pg_trigger where tgname = %s", TRIGGER)
    )
    tables = of_kind(Class.HISTORY)
    assert set(held) == {table.name for table in tables}
    for table in tables:
        column = "floor" if "floor" in table.columns else "sensitivity"
        assert f"EXECUTE FUNCTION level_versions('{column}')" in held[table.name], table


def test_what_stands_below_an_entry_cascades_from_its_key(db: None) -> None:
    below = [table for table in of_kind(Class.PROTECTED) if "entry_id" in table.columns]
    assert len(below) == 2
    for table in below:
        ((definition,),) = ask(
            "select pg_get_constraintdef(oid) from pg_constraint where conname = %s", f"{table}_scope"
        )
        assert definition == (
            "FOREIGN KEY (entry_id, engagement_id, lead_office_id, sensitivity, supporting_ids, team_ids) REFERENCES"
            " engagements_journalentry(id, engagement_id, lead_office_id, sensitivity, supporting_ids, team_ids)"
            " ON UPDATE CASCADE ON DELETE CASCADE"
        ), table
