# ruff: noqa: S608  (put together from constants of its own)
"""Rows name the offices that support their engagement and its team, and the rule asks the row.

In one transaction: the columns are filled, the keys that keep them true replaced, and the policies written anew.
"""

from django.db import migrations

CHILDREN = [
    f"engagements_{name}"
    for name in (
        "engagementcapacity", "engagementcountry", "engagementkind", "engagementperson", "engagementsdg",
        "engagementtask", "engagementtheme", "engagementthreat", "followup", "journalentry", "lowering",
        "participation", "support", "teammember",
    )
]  # fmt: skip
BELOW = ["engagements_entrypartner", "engagements_entryperson"]
PARENT = "engagements_engagement"


def visible(engagement: str, office: str, sensitivity: str, around: str) -> str:
    return f"""
       ({sensitivity} = 10 and (select my_clearance()) is not null)
    or ({sensitivity} <= 20 and {office} in (select * from my_offices(20::smallint)))
    or ({sensitivity} <= 20 and {around}supporting_ids && array(select * from my_offices(20::smallint)))
    or ({sensitivity} <= (select my_clearance()) and ((select my_id()) = any({around}team_ids)
                                              or {engagement} in (select * from my_temporary_seats())))"""


OF_E = visible("e.id", "e.lead_office_id", "e.sensitivity", "e.")

FILL = [
    "set constraints all immediate",
    *(f"alter table {table} disable trigger user" for table in (PARENT, *CHILDREN, *BELOW)),
    f"""update {PARENT} e set supporting_ids = around.supporting, team_ids = around.team
        from (select id, coalesce(s.ids, '{{}}') as supporting, coalesce(t.ids, '{{}}') as team
              from (select engagement_id as id, array_agg(office_id order by office_id) as ids
                    from engagements_support where until_at is null group by 1) s
              full join (select engagement_id as id, array_agg(user_id order by user_id) as ids
                         from engagements_teammember where until_at is null group by 1) t using (id)) around
        where e.id = around.id""",
    *(
        f"""update {table} c set supporting_ids = e.supporting_ids, team_ids = e.team_ids from {PARENT} e
            where e.id = c.engagement_id and (e.supporting_ids <> '{{}}' or e.team_ids <> '{{}}')"""
        for table in (*CHILDREN, *BELOW)
    ),
    *(f"alter table {table} enable trigger user" for table in (PARENT, *CHILDREN, *BELOW)),
]

KEYS = [
    *(f"alter table {table} drop constraint {table}_scope" for table in (*BELOW, *CHILDREN)),
    "alter table engagements_journalentry drop constraint engagements_journalentry_below",
    f"alter table {PARENT} drop constraint {PARENT}_scope",
    f"""alter table {PARENT} add constraint {PARENT}_scope
        unique (id, lead_office_id, sensitivity, supporting_ids, team_ids)""",
    """alter table engagements_journalentry add constraint engagements_journalentry_below
       unique (id, engagement_id, lead_office_id, sensitivity, supporting_ids, team_ids)""",
    *(
        f"""alter table {table} add constraint {table}_scope
            foreign key (engagement_id, lead_office_id, floor, supporting_ids, team_ids)
            references {PARENT} (id, lead_office_id, sensitivity, supporting_ids, team_ids) on update cascade"""
        for table in CHILDREN
    ),
    *(
        f"""alter table {table} add constraint {table}_scope
            foreign key (entry_id, engagement_id, lead_office_id, sensitivity, supporting_ids, team_ids)
            references engagements_journalentry (id, engagement_id, lead_office_id, sensitivity, supporting_ids,
            team_ids) on update cascade on delete cascade"""
        for table in BELOW
    ),
]

DEFINER = "language sql stable parallel safe security definer set search_path = public, pg_temp"
TRIGGER = "language plpgsql security definer set search_path = public, pg_temp"
KNOWING = "security definer set search_path = public, pg_temp"
ACTIVE = """u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)"""

FUNCTIONS = [
    f"""create or replace function my_temporary_seats() returns setof uuid {DEFINER} rows 1 as
$$ select engagement_id from engagements_teammember
   where user_id = my_id() and until_at > now() and floor <= my_ceiling() $$""",
    f"""create or replace function take_scope() returns trigger {TRIGGER} as
$$ begin
     if new.engagement_id is null then   -- an office's own row: its office is given, and nothing raises its level
       new.floor := 10; new.supporting_ids := '{{}}'; new.team_ids := '{{}}';
       return new;
     end if;
     select lead_office_id, sensitivity, supporting_ids, team_ids
     into new.lead_office_id, new.floor, new.supporting_ids, new.team_ids
     from engagements_engagement where id = new.engagement_id for key share;   -- whoever changes it is waited for
     if not found then     -- a scope that nobody sees: the policy refuses it in the words of any hidden engagement
       new.lead_office_id := 0; new.floor := 30; new.supporting_ids := '{{}}'; new.team_ids := '{{}}';
     end if;
     return new;
   end $$""",
    f"""create or replace function take_those_around() returns trigger {TRIGGER} as
$$ begin
     new.supporting_ids := array(
       select s.office_id from engagements_support s where s.engagement_id = new.id and s.until_at is null order by 1);
     new.team_ids := array(
       select t.user_id from engagements_teammember t where t.engagement_id = new.id and t.until_at is null order by 1);
     return new;
   end $$""",
    """create trigger take_those_around before insert or update of supporting_ids, team_ids on engagements_engagement
  for each row execute function take_those_around()""",
    f"""create or replace function keep_those_around() returns trigger {TRIGGER} as
$$ begin
     update engagements_engagement set supporting_ids = '{{}}', team_ids = '{{}}'   -- read afresh by the trigger there
     where id in (old.engagement_id, new.engagement_id);
     return null;
   end $$""",
    """create trigger keep_those_around_insert after insert on engagements_support for each row
  when (new.until_at is null) execute function keep_those_around()""",
    """create trigger keep_those_around_update after update on engagements_support for each row
  when ((old.engagement_id, old.office_id, old.until_at is null)
    is distinct from (new.engagement_id, new.office_id, new.until_at is null)) execute function keep_those_around()""",
    """create trigger keep_those_around_delete after delete on engagements_support for each row
  when (old.until_at is null) execute function keep_those_around()""",
    """create trigger keep_those_around_insert after insert on engagements_teammember for each row
  when (new.until_at is null) execute function keep_those_around()""",
    """create trigger keep_those_around_update after update on engagements_teammember for each row
  when ((old.engagement_id, old.user_id, old.until_at is null)
    is distinct from (new.engagement_id, new.user_id, new.until_at is null)) execute function keep_those_around()""",
    """create trigger keep_those_around_delete after delete on engagements_teammember for each row
  when (old.until_at is null) execute function keep_those_around()""",
    f"""create or replace function readers_of(wanted uuid) returns table (user_id bigint, basis text, office_id bigint) {DEFINER} as
$$ with it as (
     select e.* from engagements_engagement e
     where e.id = wanted and ({OF_E})
   ), cleared as (
     select m.user_id, m.office_id, m.clearance from offices_membership m join offices_user u on u.id = m.user_id
     where m.role <> 'auditor' and not u.is_archive and {ACTIVE}
   )
   select t.user_id, 'team', null::bigint from it join engagements_teammember t on t.engagement_id = it.id
   where (t.until_at is null or t.until_at > now())
     and it.sensitivity <= (select max(c.clearance) from cleared c where c.user_id = t.user_id)
   union
   select c.user_id, 'lead', c.office_id from it join offices_office o on o.id = it.lead_office_id
     join cleared c on c.office_id = o.id or (c.office_id = o.succeeded_by_id and o.closed_on is not null)
   where it.sensitivity <= 20 and c.clearance >= 20
   union
   select c.user_id, 'support', c.office_id from it
     join engagements_support s on s.engagement_id = it.id and s.until_at is null
     join offices_office o on o.id = s.office_id
     join cleared c on c.office_id = o.id or (c.office_id = o.succeeded_by_id and o.closed_on is not null)
   where it.sensitivity <= 20 and c.clearance >= 20 $$""",
    f"""create or replace function is_cleared_for(person bigint, wanted uuid) returns boolean {DEFINER} as
$$ select exists (
     select from engagements_engagement e where e.id = wanted
       and ({OF_E})
       and e.sensitivity <= (
         select max(m.clearance) from offices_membership m join offices_user u on u.id = m.user_id
         where u.id = person and m.role <> 'auditor' and {ACTIVE})) $$""",
    f"""create or replace function take_scope_of_entry() returns trigger {TRIGGER} as
$$ begin
     select engagement_id, lead_office_id, sensitivity, supporting_ids, team_ids
     into new.engagement_id, new.lead_office_id, new.sensitivity, new.supporting_ids, new.team_ids
     from engagements_journalentry where id = new.entry_id for key share;
     if not found then     -- as for a hidden one: the policy refuses it
       new.lead_office_id := 0; new.sensitivity := 30; new.supporting_ids := '{{}}'; new.team_ids := '{{}}';
     end if;
     return new;
   end $$""",
    f"""create or replace function seconds_for(wanted uuid) returns setof bigint {DEFINER} as
$$ select m.user_id from offices_membership m join offices_user u on u.id = m.user_id
   where m.role = 'manager' and m.clearance = 30 and m.user_id <> my_id() and not u.is_archive and {ACTIVE}
     and exists (select from engagements_engagement e where e.id = wanted
                 and ({OF_E})) $$""",
    f"""create or replace function my_reader_notices() returns table (engagement uuid, ends_on date) language sql stable {KNOWING} as
$$ select distinct case when seen.it then n.engagement_id end, case when seen.it then n.ends_on end
   from engagements_readernotice n join engagements_engagement e on e.id = n.engagement_id,
     lateral (select coalesce(({OF_E}), false) as it) seen
   where n.user_id = my_id() and n.ends_on >= current_date
     and not is_unread(e.id, now()) and is_unread(e.id, (n.ends_on + 1)::timestamptz)
     and (seen.it or (n.kind = 'manager' and my_id() in (select manage_office(e.lead_office_id, 10::smallint)))) $$""",
]

ROW = visible("engagement_id", "lead_office_id", "sensitivity", "")
POLICIES = [
    f"alter policy visible on {PARENT} using ({visible('id', 'lead_office_id', 'sensitivity', '')})",
    *(f"alter policy visible on {table} using ({ROW})" for table in (*CHILDREN, *BELOW)),
    *(
        f"""alter policy visible on {table}event using (exists (select from {table} now
            where now.id = {table}event.pgh_obj_id
              and ({visible(f"now.{key}", "now.lead_office_id", f"{table}event.sensitivity", "now.")})))"""
        for table, key in ((PARENT, "id"), *((table, "engagement_id") for table in (*CHILDREN, *BELOW)))
    ),
    f"""alter policy audited on offices_auditevent using (
   (select am_auditor())
or ((select am_manager()) and exists (
      select from engagements_engagement e where e.id = engagement_key
        and ({visible("e.id", "offices_auditevent.office_id", "offices_auditevent.level", "e.")})))
or (verb in ('membership', 'account') and engagement_key is null
    and office_id in (select * from my_offices_as('manager', 10::smallint)))
or (verb = 'read' and level <= (select my_clearance())
    and engagement_key in (select e.id from engagements_engagement e where e.lead_officer_id = (select my_id()))))""",
]

GONE = ["drop function my_supported_engagements()", "drop function my_team_engagements()"]


class Migration(migrations.Migration):
    dependencies = [("engagements", "0012_supporting_offices_and_team")]

    operations = [
        migrations.RunSQL([*FILL, *KEYS, *FUNCTIONS, *POLICIES, *GONE], migrations.RunSQL.noop),
    ]
