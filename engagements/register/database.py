"""The part of the access rule that engagements decide, as functions of the database (see `offices.access.database`)."""

from engagements.partners.database import KEPT
from offices.access.database import ACTIVE, DEFINER
from offices.audit.database import DEFINER as KNOWING
from peaceapp.access import rule

TRIGGER = DEFINER.replace("sql stable parallel safe", "plpgsql")

FUNCTIONS = f"""
create function my_supported_engagements() returns setof uuid {DEFINER} as
$$ select engagement_id from engagements_support
   where until_at is null and office_id in (select * from my_offices(20::smallint)) $$;

create function my_team_engagements() returns setof uuid {DEFINER} as
$$ select engagement_id from engagements_teammember
   where user_id = my_id() and (until_at is null or until_at > now()) $$;

create function take_scope() returns trigger {TRIGGER} as
$$ begin
     select lead_office_id, sensitivity into new.lead_office_id, new.floor
     from engagements_engagement where id = new.engagement_id;
     if not found then     -- a scope that nobody sees: the policy refuses it in the words of any hidden engagement
       new.lead_office_id := 0; new.floor := 30;
     end if;
     return new;
   end $$;
"""

READERS = f"""
create function readers_of(wanted uuid) returns table (user_id bigint, basis text, office_id bigint) {DEFINER} as
$$ with it as (
     select e.* from engagements_engagement e
     where e.id = wanted and ({rule.visible("e.id", "e.lead_office_id", "e.sensitivity")})
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
   where it.sensitivity <= 20 and c.clearance >= 20 $$;

create function is_cleared_for(person bigint, wanted uuid) returns boolean {DEFINER} as
$$ select exists (
     select from engagements_engagement e where e.id = wanted
       and ({rule.visible("e.id", "e.lead_office_id", "e.sensitivity")})
       and e.sensitivity <= (
         select max(m.clearance) from offices_membership m join offices_user u on u.id = m.user_id
         where u.id = person and m.role <> 'auditor' and {ACTIVE})) $$;
"""

TAKE_SCOPE = f"""
create or replace function take_scope() returns trigger {TRIGGER} as
$$ begin
     if new.engagement_id is null then   -- an office's own row: its office is given, and nothing raises its level
       new.floor := 10;
       return new;
     end if;
     select lead_office_id, sensitivity into new.lead_office_id, new.floor
     from engagements_engagement where id = new.engagement_id;
     if not found then
       new.lead_office_id := 0; new.floor := 30;
     end if;
     return new;
   end $$;
"""
"""As in `FUNCTIONS`, and for rows that need not belong to an engagement."""

DROP = """
drop function is_cleared_for(bigint, uuid); drop function readers_of(uuid);
drop function take_scope() cascade; drop function my_team_engagements(); drop function my_supported_engagements();
"""

TRAIL_SEEN = f"""
   (select am_auditor())
or ((select am_manager()) and ({rule.visible("engagement_key", "office_id", "level")})
    and exists (select from engagements_engagement e where e.id = engagement_key))"""
"""Who read an event at first: auditors all; managers those of engagements that they see, at the level of then."""

OFFICE_TRAIL_SEEN = f"""{TRAIL_SEEN}
or (verb in ('membership', 'account') and engagement_key is null
    and office_id in (select * from my_offices_as('manager', 10::smallint)))
or (verb = 'read' and level <= (select my_clearance())
    and engagement_key in (select e.id from engagements_engagement e where e.lead_officer_id = (select my_id())))"""
"""Later: managers also what changed the accounts and memberships of their office; lead officers who read theirs."""

_KEPT = " ".join(
    f"when '{kind}' then exists (select from engagements_{kind} r where r.id = object::uuid)" for kind in KEPT
)
CHANGES_SEEN = f"""{OFFICE_TRAIL_SEEN}
or (verb = 'changed' and (select am_manager()) and ({rule.kept("office_id", "level")})
    and case kind {_KEPT} else true end)
"""
"""And now: managers also who changed what everybody reads, and what an office keeps, as far as they see it."""

NOTES = f"""
create function note_about(verb text, kind text, object text, engagement uuid, changed text[], reason text)
  returns void language sql {KNOWING} as $$
  select note_event(verb, my_id(), kind, object, e.id, e.lead_office_id, e.sensitivity, changed, note_about.reason)
  from engagements_engagement e where e.id = engagement $$;

create function note_seat() returns trigger language plpgsql {KNOWING} as $$
declare ends boolean := tg_op = 'UPDATE' and new.until_at is not null and old.until_at is null;
begin
  if tg_op = 'INSERT' or ends then
    perform note_about(case when ends then 'unseated' else 'seated' end, 'team',
      (select e.reference || ' ' || u.username from engagements_engagement e, offices_user u
       where e.id = new.engagement_id and u.id = new.user_id), new.engagement_id, '{{}}', new.reason);
  end if;
  return null;
end $$;

create function note_support() returns trigger language plpgsql {KNOWING} as $$
declare ends boolean := tg_op = 'UPDATE' and new.until_at is not null and old.until_at is null;
begin
  if tg_op = 'INSERT' or ends then
    perform note_about(case when ends then 'shut_out' else 'let_in' end, 'support',
      (select e.reference || ' ' || o.acronym from engagements_engagement e, offices_office o
       where e.id = new.engagement_id and o.id = new.office_id), new.engagement_id, '{{}}', new.reason);
  end if;
  return null;
end $$;

create function note_engagement() returns trigger language plpgsql {KNOWING} as $$
begin
  if new.sensitivity <> old.sensitivity then
    perform note_about('reclassified', 'engagement', new.reference, new.id, array[old.sensitivity::text,
      new.sensitivity::text], new.reason);
  end if;
  if new.lead_officer_id is distinct from old.lead_officer_id or new.lead_office_id <> old.lead_office_id then
    perform note_about('handed_over', 'engagement', new.reference, new.id, array_remove(array[
      case when new.lead_officer_id is distinct from old.lead_officer_id then 'lead_officer' end,
      case when new.lead_office_id <> old.lead_office_id then 'lead_office' end], null), new.reason);
  end if;
  return null;
end $$;

create trigger note_seat after insert or update on engagements_teammember
  for each row execute function note_seat();
create trigger note_support after insert or update on engagements_support
  for each row execute function note_support();
create trigger note_engagement after update of sensitivity, lead_officer_id, lead_office_id on engagements_engagement
  for each row execute function note_engagement();
"""

NO_NOTES = """
drop trigger note_engagement on engagements_engagement; drop trigger note_support on engagements_support;
drop trigger note_seat on engagements_teammember;
drop function note_engagement(); drop function note_support(); drop function note_seat();
drop function note_about(text, text, text, uuid, text[], text);
"""

NOTE_ABOUT = f"""
create or replace function note_about(verb text, kind text, object text, engagement uuid, changed text[], reason text)
  returns void language sql {KNOWING} as $$
  select note_event(verb, my_id(), kind, object, e.id, e.lead_office_id, e.sensitivity,
    changed || case when coalesce(btrim(note_about.reason), '') = '' then '{{}}' else '{{reason}}'::text[] end,
    case when verb = 'broke_glass' then note_about.reason else '' end)
  from engagements_engagement e where e.id = engagement $$;
"""
"""Without the words of a reason, which are content: the history has them. Of break-glass its form says who reads it."""

OLD_NOTE_ABOUT = f"""
create or replace function note_about(verb text, kind text, object text, engagement uuid, changed text[], reason text)
  returns void language sql {KNOWING} as $$
  select note_event(verb, my_id(), kind, object, e.id, e.lead_office_id, e.sensitivity, changed, note_about.reason)
  from engagements_engagement e where e.id = engagement $$;
"""

TOMBSTONES = f"""
create function refuse_purged_reference() returns trigger language plpgsql {KNOWING} as $$
begin
  if exists (select from offices_auditevent a where a.verb = 'purged' and a.object = new.reference) then
    raise exception 'this reference is taken' using errcode = '23505';
  end if;
  return new;
end $$;
create trigger refuse_purged_reference before insert or update of reference on engagements_engagement
  for each row execute function refuse_purged_reference();
"""
"""A purged reference is never given again. Answered as any that is taken: the action draws another."""

NO_TOMBSTONES = """
drop trigger refuse_purged_reference on engagements_engagement; drop function refuse_purged_reference();
"""
