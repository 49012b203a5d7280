"""SQL functions and triggers for two-person lowering, break-glass access, and the last reader of an engagement."""

from engagements.classification.choices import NO_READER
from engagements.register.database import on_team
from offices.access.database import ACTIVE, DEFINER, not_ended
from offices.accounts.database import READER_LOCK
from offices.audit.database import DEFINER as KNOWING
from peaceapp.access import rule
from peaceapp.access.levels import CONFIDENTIAL, STRICT, UNCLASSIFIED

DEFINER_PLPGSQL = DEFINER.replace("sql stable parallel safe", "plpgsql")
INVOKER_PLPGSQL = "language plpgsql set search_path = public, pg_temp"
"""Function header: runs with the rights of the caller. The triggers ignore the owner of the tables, who could drop
them."""

FUNCTIONS = f"""
create function seconds_for(wanted uuid) returns setof bigint {DEFINER} as
$$ select m.user_id from offices_membership m join offices_user u on u.id = m.user_id
   where m.role = 'manager' and m.clearance = {STRICT} and m.user_id <> my_id() and not u.is_archive and {ACTIVE}
     and exists (select from engagements_engagement e where e.id = wanted
                 and ({rule.visible("e.id", "e.lead_office_id", "e.sensitivity", "e.")})) $$;

create function keep_lowering() returns trigger {INVOKER_PLPGSQL} as $$
begin
  if pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'member') then return null; end if;
  if tg_op = 'INSERT' then
    if new.asked_by_id = my_id() and new.agreed is null and new.mark = {STRICT} then return null; end if;
  elsif (old.asked_by_id, old.second_id, old.level, old.reason)
      = (new.asked_by_id, new.second_id, new.level, new.reason)
    and (old.agreed is not distinct from new.agreed
         or old.agreed is null and (new.second_id = my_id() or new.asked_by_id = my_id() and not new.agreed)) then
    return null;
  end if;
  raise exception 'a lowering is asked for by one and answered by another' using errcode = '42501';
end $$;

create function refuse_lone_lowering() returns trigger {INVOKER_PLPGSQL} as $$
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
  for each row when (old.sensitivity = {STRICT} and new.sensitivity < {STRICT}) execute function refuse_lone_lowering();

create function break_glass(wanted text, why text, hours integer, seat uuid) returns uuid {DEFINER_PLPGSQL} as $$
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
  if it.sensitivity = {STRICT} and not exists (
      select from engagements_teammember t where t.engagement_id = it.id and t.user_id = my_id()
        and {on_team()}) then
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

THEN = ACTIVE.replace("current_date", "moment::date")
"""A condition: membership `m` of user `u` is active at `moment`."""

NOTICE_DAYS = 30
"""Days before an engagement loses its last reader on which that reader and the managers of its lead office are
notified."""


def unread(moment: str = "moment") -> str:
    """A condition: nobody can read the engagement `e` at `moment`.

    Neither a team member, nor (up to confidential) a cleared member of the lead office or of a supporting office.
    Written in parts that the planner turns into joins, because it also runs over all engagements.
    """
    return f"""
      e.sensitivity > {UNCLASSIFIED} and not exists (select from seat_readers({moment}) r where r.engagement_id = e.id)
      and not (e.sensitivity = {CONFIDENTIAL} and (
        e.lead_office_id in (select r.office_id from office_readers({moment}) r) or exists (
          select from engagements_support s where s.engagement_id = e.id and s.until_at is null
            and s.office_id in (select r.office_id from office_readers({moment}) r))))"""


READERS = f"""
create function am_owner() returns boolean language sql stable set search_path = public, pg_temp as
$$ select pg_has_role(current_user, relowner, 'member') from pg_class where oid = 'engagements_engagement'::regclass $$;

create function office_readers(moment timestamptz) returns table (office_id bigint, user_id bigint)
  language sql stable as
$$ select o.id, m.user_id from offices_office o
     join offices_membership m on m.office_id = o.id or (m.office_id = o.succeeded_by_id and o.closed_on is not null)
     join offices_user u on u.id = m.user_id
   where m.role <> 'auditor' and m.clearance >= {CONFIDENTIAL} and not u.is_archive and {THEN} $$;

create function seat_readers(moment timestamptz) returns table (engagement_id uuid, user_id bigint)
  language sql stable as
$$ select e.id, t.user_id from engagements_engagement e join engagements_teammember t on t.engagement_id = e.id
     join offices_membership m on m.user_id = t.user_id join offices_user u on u.id = m.user_id
   where not t.by_glass and {on_team(moment="moment")}
     and m.role <> 'auditor' and m.clearance >= e.sensitivity and not u.is_archive and {THEN} $$;

create function lasting_readers(moment timestamptz) returns table (engagement_id uuid, user_id bigint)
  language sql stable as
$$ select r.engagement_id, r.user_id from seat_readers(moment) r
   union all
   select e.id, r.user_id from engagements_engagement e join office_readers(moment) r on r.office_id = e.lead_office_id
   where e.sensitivity = {CONFIDENTIAL}
   union all
   select e.id, r.user_id from engagements_engagement e
     join engagements_support s on s.engagement_id = e.id and s.until_at is null
     join office_readers(moment) r on r.office_id = s.office_id
   where e.sensitivity = {CONFIDENTIAL} $$;

create function unread(moment timestamptz) returns setof uuid language sql stable as
$$ select e.id from engagements_engagement e where {unread()} $$;

create function is_unread(wanted uuid, moment timestamptz) returns boolean language sql stable as
$$ select exists (select from engagements_engagement e where e.id = wanted and {unread()}) $$;

create function is_left_unread(person bigint, level integer, offices bigint[], moment timestamptz) returns boolean
  language sql stable as
$$ with theirs as (
     select o.id from offices_office o
     where o.id = any(offices) or (o.succeeded_by_id = any(offices) and o.closed_on is not null)),
   could as (
     select t.engagement_id as id from engagements_teammember t
     where t.user_id = person and not t.by_glass and {on_team(moment="moment")}
     union all
     select e.id from theirs join engagements_engagement e on e.lead_office_id = theirs.id where e.sensitivity = {CONFIDENTIAL}
     union all
     select e.id from theirs join engagements_support s on s.office_id = theirs.id and s.until_at is null
       join engagements_engagement e on e.id = s.engagement_id where e.sensitivity = {CONFIDENTIAL})
   select exists (
     select from engagements_engagement e
     where e.sensitivity <= level and e.id in (select could.id from could) and {unread()}) $$;

create function refuse_unread(is_so boolean) returns void language plpgsql as $$
begin
  if is_so then raise exception 'somebody must be able to read every engagement' using errcode = '{NO_READER}'; end if;
end $$;

create function keep_reader_of_membership() returns trigger {DEFINER_PLPGSQL} as $$
declare moment timestamptz; held smallint; level integer;
begin
  perform pg_advisory_xact_lock({READER_LOCK});
  foreach moment in array array[now(), (current_date + 1)::timestamptz] loop
    select old.clearance into held from offices_user u, (select old.*) m
    where u.id = old.user_id and not u.is_archive and {THEN};
    continue when held is null;
    select max(m.clearance) into level from offices_membership m
    where m.user_id = old.user_id and m.id <> old.id and m.role <> 'auditor'
      and m.from_on <= moment::date and {not_ended("moment::date")};
    perform refuse_unread(is_left_unread(old.user_id, greatest(held, level),
      case when held >= {CONFIDENTIAL} then array[old.office_id] else '{{}}' end, moment));
  end loop;
  return null;
end $$;

create function keep_reader_of_account() returns trigger {DEFINER_PLPGSQL} as $$
declare moment timestamptz; level integer; offices bigint[];
begin
  perform pg_advisory_xact_lock({READER_LOCK});
  foreach moment in array array[now(), (current_date + 1)::timestamptz] loop
    select max(m.clearance), coalesce(array_agg(m.office_id) filter (where m.clearance >= {CONFIDENTIAL}), '{{}}')
    into level, offices from offices_membership m
    where m.user_id = old.id and m.role <> 'auditor'
      and m.from_on <= moment::date and {not_ended("moment::date")};
    perform refuse_unread(is_left_unread(old.id, level, offices, moment));
  end loop;
  return null;
end $$;

create function keep_reader_of_seat() returns trigger {DEFINER_PLPGSQL} as $$
declare moment timestamptz;
begin
  perform pg_advisory_xact_lock({READER_LOCK});
  foreach moment in array array[now(), (current_date + 1)::timestamptz] loop
    continue when old.until_at <= moment;
    perform refuse_unread(exists (
      select from engagements_engagement e where e.id = old.engagement_id and is_unread(e.id, moment)
        and e.sensitivity <= (
          select max(m.clearance) from offices_membership m join offices_user u on u.id = m.user_id
          where m.user_id = old.user_id and m.role <> 'auditor' and not u.is_archive and {THEN})));
  end loop;
  return null;
end $$;

create trigger keep_reader after delete on offices_membership for each row
  when (old.role <> 'auditor' and not am_owner()) execute function keep_reader_of_membership();
create trigger keep_reader_too after update on offices_membership for each row
  when (old.role <> 'auditor' and not am_owner()) execute function keep_reader_of_membership();
create trigger keep_reader after update of is_active on offices_user for each row
  when (old.is_active and not new.is_active and not old.is_archive and not am_owner())
  execute function keep_reader_of_account();
create trigger keep_reader after delete on engagements_teammember for each row
  when (not old.by_glass and {on_team("old")} and not am_owner())
  execute function keep_reader_of_seat();
create trigger keep_reader_too after update of until_at, user_id on engagements_teammember for each row
  when (not old.by_glass and {on_team("old")} and not am_owner())
  execute function keep_reader_of_seat();
"""

NOTICES = f"""
create function manage_office(wanted bigint, level smallint) returns setof bigint language sql stable as
$$ select m.user_id from offices_office o
     join offices_membership m on m.office_id = o.id or (m.office_id = o.succeeded_by_id and o.closed_on is not null)
     join offices_user u on u.id = m.user_id
   where o.id = wanted and m.role = 'manager' and m.clearance >= level and {ACTIVE} $$;

create function losing_readers() returns table (id uuid, ends_on date) language sql stable as
$$ with days as (   -- on which a reading is over
     select distinct day from (
       select m.until_on + 1 from offices_membership m where m.role <> 'auditor' and m.clearance >= {CONFIDENTIAL}
       union
       select t.until_at::date + 1 from engagements_teammember t where not t.by_glass) ends (day)
     where day between current_date + 1 and current_date + {NOTICE_DAYS}),
   already as materialized (select u from unread(now()) u)
   select u.id, min(day) - 1 from days, unread(day::timestamptz) u (id)
   where u.id not in (select already.u from already) group by u.id $$;

create function take_reader_notices() returns table (person bigint, said text) language plpgsql volatile {KNOWING} as $$
begin
  if my_id() is not null then return; end if;   -- the daily job's alone, which acts as nobody
  delete from engagements_readernotice n
  where n.ends_on < current_date or (n.ends_on is null and n.engagement_id not in (select u from unread(now()) u));
  return query with losing as materialized (select * from losing_readers()), told as (
    select l.id, l.ends_on, r.user_id as who, 'holder' as kind
    from (select distinct l.ends_on from losing l) days, lasting_readers(greatest(now(), days.ends_on::timestamptz)) r
      join losing l on l.id = r.engagement_id where l.ends_on = days.ends_on
    union
    select l.id, l.ends_on, m, 'manager'
    from losing l join engagements_engagement e on e.id = l.id, manage_office(e.lead_office_id, {UNCLASSIFIED}::smallint) m
    union
    select e.id, null, m, 'unread'
    from unread(now()) u join engagements_engagement e on e.id = u, manage_office(e.lead_office_id, e.sensitivity) m
    where e.sensitivity = {STRICT}
  ), new as (
    insert into engagements_readernotice (engagement_id, ends_on, user_id, kind)
    select distinct on (t.id, t.ends_on, t.who) t.id, t.ends_on, t.who, t.kind from told t
    order by t.id, t.ends_on, t.who, t.kind
    on conflict do nothing returning user_id, kind)
  select distinct new.user_id, new.kind::text from new order by 1, 2;
end $$;

create function my_reader_notices() returns table (engagement uuid, ends_on date) language sql stable {KNOWING} as
$$ select distinct case when seen.it then n.engagement_id end, case when seen.it then n.ends_on end
   from engagements_readernotice n join engagements_engagement e on e.id = n.engagement_id,
     lateral (select coalesce(({rule.visible("e.id", "e.lead_office_id", "e.sensitivity", "e.")}), false) as it) seen
   where n.user_id = my_id() and n.ends_on >= current_date
     and not is_unread(e.id, now()) and is_unread(e.id, (n.ends_on + 1)::timestamptz)
     and e.sensitivity <= my_ceiling()
     and (seen.it or (n.kind = 'manager' and my_id() in (select manage_office(e.lead_office_id, {UNCLASSIFIED}::smallint)))) $$;

create function my_unread_engagements() returns setof text language sql stable {KNOWING} as
$$ select e.reference from offices_membership m join offices_user u on u.id = m.user_id
     join offices_office o on o.id = m.office_id or (o.succeeded_by_id = m.office_id and o.closed_on is not null)
     join engagements_engagement e on e.lead_office_id = o.id
   where m.user_id = my_id() and m.role = 'manager' and m.clearance = {STRICT} and my_ceiling() = {STRICT} and {ACTIVE}
     and e.sensitivity = {STRICT}
     and not exists (select from seat_readers(now()) r where r.engagement_id = e.id) $$;
"""
"""`my_unread_engagements` covers strictly confidential engagements only: at lower levels, a cleared manager of the lead
office is a reader."""

DECLARED = FUNCTIONS + READERS + NOTICES
