"""Two people for lowering, and the glass that is never broken quietly: held to by the database."""

from offices.access.database import ACTIVE, DEFINER
from offices.audit.database import DEFINER as KNOWING
from peaceapp.access import rule

WORKING = DEFINER.replace("sql stable parallel safe", "plpgsql")
ASKING = "language plpgsql set search_path = public, pg_temp"
"""With the eyes of whoever writes. The owner, who could take the trigger away, is not asked."""

FUNCTIONS = f"""
create function seconds_for(wanted uuid) returns setof bigint {DEFINER} as
$$ select m.user_id from offices_membership m join offices_user u on u.id = m.user_id
   where m.role = 'manager' and m.clearance = 30 and m.user_id <> my_id() and not u.is_archive and {ACTIVE}
     and exists (select from engagements_engagement e where e.id = wanted
                 and ({rule.visible("e.id", "e.lead_office_id", "e.sensitivity")})) $$;

create function keep_lowering() returns trigger {ASKING} as $$
begin
  if pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'member') then return null; end if;
  if tg_op = 'INSERT' then
    if new.asked_by_id = my_id() and new.agreed is null and new.mark = 30 then return null; end if;
  elsif (old.asked_by_id, old.second_id, old.level, old.reason)
      = (new.asked_by_id, new.second_id, new.level, new.reason)
    and (old.agreed is not distinct from new.agreed
         or old.agreed is null and (new.second_id = my_id() or new.asked_by_id = my_id() and not new.agreed)) then
    return null;
  end if;
  raise exception 'a lowering is asked for by one and answered by another' using errcode = '42501';
end $$;

create function refuse_lone_lowering() returns trigger {ASKING} as $$
begin
  if not pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'member') and not exists (
      select from engagements_lowering l where l.engagement_id = new.id and l.level = new.sensitivity
        and l.agreed and l.second_id = my_id() and l.asked_by_id <> my_id() and l.answered_at = now()) then
    raise exception 'lowering from strictly confidential takes two' using errcode = '42501';
  end if;
  return null;
end $$;

create trigger keep_lowering after insert or update on engagements_lowering
  for each row execute function keep_lowering();
create trigger refuse_lone_lowering after update of sensitivity on engagements_engagement
  for each row when (old.sensitivity = 30 and new.sensitivity < 30) execute function refuse_lone_lowering();

create function break_glass(wanted text, why text, hours integer, seat uuid) returns uuid {WORKING} as $$
declare it engagements_engagement;
begin
  if coalesce(btrim(why), '') = '' or hours not between 1 and 72 then
    raise exception 'a reason, and 1 to 72 hours' using errcode = '22023';
  end if;
  select e.* into it from engagements_engagement e join offices_office o on o.id = e.lead_office_id
  where e.reference = wanted and e.sensitivity <= my_ceiling() and exists (
    select from offices_membership m join offices_user u on u.id = m.user_id
    where m.user_id = my_id() and m.role = 'manager' and m.clearance >= e.sensitivity and {ACTIVE}
      and (m.office_id = o.id or m.office_id = o.succeeded_by_id and o.closed_on is not null));
  if not found then return null; end if;
  if it.sensitivity = 30 and not exists (
      select from engagements_teammember t where t.engagement_id = it.id and t.user_id = my_id()
        and (t.until_at is null or t.until_at > now())) then
    insert into engagements_teammember (id, engagement_id, user_id, reason, until_at, by_glass)
    values (seat, it.id, my_id(), why, now() + make_interval(hours => hours), true);
    perform note_about('broke_glass', 'engagement', it.reference, it.id, '{{}}', why);
  end if;
  return it.id;
end $$;

create function auditors() returns setof bigint language sql stable {KNOWING} as
$$ select distinct m.user_id from offices_membership m join offices_user u on u.id = m.user_id
   where m.role = 'auditor' and (select am_manager()) and {ACTIVE} $$;
"""

DROP = """
drop function auditors(); drop function break_glass(text, text, integer, uuid);
drop trigger refuse_lone_lowering on engagements_engagement; drop trigger keep_lowering on engagements_lowering;
drop function refuse_lone_lowering(); drop function keep_lowering(); drop function seconds_for(uuid);
"""
