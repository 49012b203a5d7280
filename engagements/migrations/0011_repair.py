"""Repair: a copy of every function, trigger and policy that the code declared when this was written.

Earlier migrations took their SQL from the code of the day, so a database that ran them then holds what they said then.
This brings all of them to one state, from which each further migration carries its own copy.
"""

from django.db import migrations

APPLY = r"""
set local check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.am_administrator()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select exists (select from offices_membership m join offices_user u on u.id = m.user_id
                  where m.user_id = my_id() and m.role = 'administrator' and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)) $function$;

CREATE OR REPLACE FUNCTION public.am_auditor()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select exists (select from offices_membership m join offices_user u on u.id = m.user_id
                  where m.user_id = my_id() and m.role = 'auditor' and u.is_active and m.from_on <= current_date
                    and (m.until_on is null or m.until_on >= current_date)) $function$;

CREATE OR REPLACE FUNCTION public.am_manager()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select exists (select from offices_membership m join offices_user u on u.id = m.user_id
                  where m.user_id = my_id() and m.role = 'manager' and u.is_active and m.from_on <= current_date
                    and (m.until_on is null or m.until_on >= current_date)) $function$;

CREATE OR REPLACE FUNCTION public.am_member()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select exists (select from offices_membership m join offices_user u on u.id = m.user_id
                  where m.user_id = my_id() and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)) $function$;

CREATE OR REPLACE FUNCTION public.am_owner()
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$ select pg_has_role(current_user, relowner, 'member') from pg_class where oid = 'engagements_engagement'::regclass $function$;

CREATE OR REPLACE FUNCTION public.auditors()
 RETURNS SETOF bigint
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select distinct m.user_id from offices_membership m join offices_user u on u.id = m.user_id
   where m.role = 'auditor' and (select am_manager()) and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date) $function$;

CREATE OR REPLACE FUNCTION public.audits(who bigint)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select exists (select from offices_membership m where m.user_id = who and m.role = 'auditor'
                  and (m.until_on is null or m.until_on >= current_date)) $function$;

CREATE OR REPLACE FUNCTION public.break_glass(wanted text, why text, hours integer, seat uuid)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare it engagements_engagement;
begin
  if coalesce(btrim(why), '') = '' or hours not between 1 and 72 then
    raise exception 'a reason, and 1 to 72 hours' using errcode = '22023';
  end if;
  select e.* into it from engagements_engagement e join offices_office o on o.id = e.lead_office_id
  where e.reference = wanted and e.sensitivity <= my_ceiling() and exists (
    select from offices_membership m join offices_user u on u.id = m.user_id
    where m.user_id = my_id() and m.role = 'manager' and m.clearance >= e.sensitivity and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
      and (m.office_id = o.id or m.office_id = o.succeeded_by_id and o.closed_on is not null));
  if not found then return null; end if;
  if it.sensitivity = 30 and not exists (
      select from engagements_teammember t where t.engagement_id = it.id and t.user_id = my_id()
        and (t.until_at is null or t.until_at > now())) then
    insert into engagements_teammember (id, engagement_id, user_id, reason, until_at, by_glass)
    values (seat, it.id, my_id(), why, now() + make_interval(hours => hours), true);
    perform note_about('broke_glass', 'engagement', it.reference, it.id, '{}', why);
  end if;
  return it.id;
end $function$;

CREATE OR REPLACE FUNCTION public.end_tokens()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  update offices_token set ended_at = now() where user_id = new.id and ended_at is null;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.is_cleared_for(person bigint, wanted uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select exists (
     select from engagements_engagement e where e.id = wanted
       and (
       (e.sensitivity = 10 and (select my_clearance()) is not null)
    or (e.sensitivity <= 20 and e.lead_office_id in (select * from my_offices(20::smallint)))
    or (e.sensitivity <= 20 and e.id in (select * from my_supported_engagements()))
    or (e.sensitivity <= (select my_clearance()) and e.id in (select * from my_team_engagements())))
       and e.sensitivity <= (
         select max(m.clearance) from offices_membership m join offices_user u on u.id = m.user_id
         where u.id = person and m.role <> 'auditor' and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date))) $function$;

CREATE OR REPLACE FUNCTION public.is_left_unread(person bigint, level integer, offices bigint[], moment timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$ with theirs as (
     select o.id from offices_office o
     where o.id = any(offices) or (o.succeeded_by_id = any(offices) and o.closed_on is not null)),
   could as (
     select t.engagement_id as id from engagements_teammember t
     where t.user_id = person and not t.by_glass and (t.until_at is null or t.until_at > moment)
     union all
     select e.id from theirs join engagements_engagement e on e.lead_office_id = theirs.id where e.sensitivity = 20
     union all
     select e.id from theirs join engagements_support s on s.office_id = theirs.id and s.until_at is null
       join engagements_engagement e on e.id = s.engagement_id where e.sensitivity = 20)
   select exists (
     select from engagements_engagement e
     where e.sensitivity <= level and e.id in (select could.id from could) and
      e.sensitivity > 10 and not exists (select from seat_readers(moment) r where r.engagement_id = e.id)
      and not (e.sensitivity = 20 and (
        e.lead_office_id in (select r.office_id from office_readers(moment) r) or exists (
          select from engagements_support s where s.engagement_id = e.id and s.until_at is null
            and s.office_id in (select r.office_id from office_readers(moment) r))))) $function$;

CREATE OR REPLACE FUNCTION public.is_sole_manager(who bigint)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select exists (
     select from offices_membership m join offices_office o on o.id = m.office_id
     where m.user_id = who and m.role = 'manager' and m.from_on <= current_date
       and (m.until_on is null or m.until_on >= current_date)
       and lacks_manager(o.id, who, coalesce(m.until_on, 'infinity'))) $function$;

CREATE OR REPLACE FUNCTION public.is_unread(wanted uuid, moment timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$ select exists (select from engagements_engagement e where e.id = wanted and
      e.sensitivity > 10 and not exists (select from seat_readers(moment) r where r.engagement_id = e.id)
      and not (e.sensitivity = 20 and (
        e.lead_office_id in (select r.office_id from office_readers(moment) r) or exists (
          select from engagements_support s where s.engagement_id = e.id and s.until_at is null
            and s.office_id in (select r.office_id from office_readers(moment) r))))) $function$;

CREATE OR REPLACE FUNCTION public.keep_account()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'member') then return null; end if;
  if audits(new.id) then
    raise exception 'whoever audits is not closed by an office' using errcode = 'PA003';
  end if;
  perform pg_advisory_xact_lock(7205012);
  if is_sole_manager(new.id) then
    raise exception 'an office keeps a manager' using errcode = 'PA002';
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.keep_last_open_entry()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ begin
     perform from engagements_engagement where id in (select engagement_id from touched) order by id for no key update;
     update engagements_engagement e set last_open_entry_on = now_last.occurred_on
     from (select t.engagement_id, max(j.occurred_on) filter (where j.sensitivity = j.floor) as occurred_on
           from (select distinct engagement_id from touched) t
           left join engagements_journalentry j on j.engagement_id = t.engagement_id group by 1) now_last
     where e.id = now_last.engagement_id and e.last_open_entry_on is distinct from now_last.occurred_on;
     return null;
   end $function$;

CREATE OR REPLACE FUNCTION public.keep_lowering()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION public.keep_membership()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  runs boolean := new.office_id in (select * from my_offices_as('administrator', 10::smallint));
  vouches boolean := new.office_id in (select * from my_offices_as('manager', new.clearance));
  gives boolean;
begin
  if pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'member') then return null; end if;
  gives := new.role in ('observer', 'staff') and vouches
    or new.role in ('observer', 'staff', 'administrator') and new.clearance = 10 and runs
    or vouches and exists (
      select from offices_proposal p
      where (p.user_id, p.office_id, p.role, p.clearance) = (new.user_id, new.office_id, new.role, new.clearance)
        and p.until_on is not distinct from new.until_on and p.agreed
        and p.answered_by_id = my_id() and p.asked_by_id <> my_id() and p.answered_at = now());
  if tg_op = 'UPDATE' then
    if (old.user_id, old.office_id, old.role) <> (new.user_id, new.office_id, new.role)
        or old.from_on <> new.from_on
          and not (old.from_on = current_date and new.from_on = new.until_on and new.until_on = current_date - 1) then
      gives := false;     -- what was given today may be ended at once: both its days then lie in the past
    elsif new.clearance <= old.clearance and coalesce(new.until_on, 'infinity') <= coalesce(old.until_on, 'infinity')
    then
      gives := runs or new.role in ('observer', 'staff')
        and new.office_id in (select * from my_offices_as('manager', 10::smallint));
    end if;
  end if;
  if new.role = 'auditor' or new.user_id = my_id() or not coalesce(gives, false) then
    raise exception 'this membership is not yours to give or to end' using errcode = '42501';
  end if;
  if tg_op = 'UPDATE' and new.role = 'manager' then
    perform pg_advisory_xact_lock(7205012);
    if new.until_on < coalesce(old.until_on, 'infinity')
        and lacks_manager(new.office_id, new.user_id, coalesce(old.until_on, 'infinity'))
      or new.clearance < old.clearance and lacks_cleared_manager(new.office_id, new.user_id, old.clearance) then
      raise exception 'an office keeps a manager' using errcode = 'PA002';
    end if;
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.keep_proposal()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'member') then return null; end if;
  if tg_op = 'INSERT' then
    if new.asked_by_id = my_id() and new.agreed is null
        and new.office_id in (select * from my_offices_as('administrator', 10::smallint)) then return null; end if;
  elsif (old.user_id, old.office_id, old.role, old.clearance, old.reason, old.asked_by_id)
      = (new.user_id, new.office_id, new.role, new.clearance, new.reason, new.asked_by_id)
    and old.until_on is not distinct from new.until_on and old.agreed is null and new.answered_by_id = my_id()
    and (not new.agreed and new.asked_by_id = my_id()
         or new.office_id in (select * from my_offices_as('manager',
              case when new.agreed then new.clearance else 10::smallint end))) then
    return null;
  end if;
  raise exception 'a membership is proposed by one and confirmed by another' using errcode = '42501';
end $function$;

CREATE OR REPLACE FUNCTION public.keep_reader_of_account()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare moment timestamptz; level integer; offices bigint[];
begin
  perform pg_advisory_xact_lock(7205012);
  foreach moment in array array[now(), (current_date + 1)::timestamptz] loop
    select max(m.clearance), coalesce(array_agg(m.office_id) filter (where m.clearance >= 20), '{}')
    into level, offices from offices_membership m
    where m.user_id = old.id and m.role <> 'auditor'
      and m.from_on <= moment::date and (m.until_on is null or m.until_on >= moment::date);
    perform refuse_unread(is_left_unread(old.id, level, offices, moment));
  end loop;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.keep_reader_of_membership()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare moment timestamptz; held smallint; level integer;
begin
  perform pg_advisory_xact_lock(7205012);
  foreach moment in array array[now(), (current_date + 1)::timestamptz] loop
    select old.clearance into held from offices_user u, (select old.*) m
    where u.id = old.user_id and not u.is_archive and u.is_active and m.from_on <= moment::date and (m.until_on is null or m.until_on >= moment::date);
    continue when held is null;
    select max(m.clearance) into level from offices_membership m
    where m.user_id = old.user_id and m.id <> old.id and m.role <> 'auditor'
      and m.from_on <= moment::date and (m.until_on is null or m.until_on >= moment::date);
    perform refuse_unread(is_left_unread(old.user_id, greatest(held, level),
      case when held >= 20 then array[old.office_id] else '{}' end, moment));
  end loop;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.keep_reader_of_seat()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare moment timestamptz;
begin
  perform pg_advisory_xact_lock(7205012);
  foreach moment in array array[now(), (current_date + 1)::timestamptz] loop
    continue when old.until_at <= moment;
    perform refuse_unread(exists (
      select from engagements_engagement e where e.id = old.engagement_id and is_unread(e.id, moment)
        and e.sensitivity <= (
          select max(m.clearance) from offices_membership m join offices_user u on u.id = m.user_id
          where m.user_id = old.user_id and m.role <> 'auditor' and not u.is_archive and u.is_active and m.from_on <= moment::date and (m.until_on is null or m.until_on >= moment::date))));
  end loop;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.lacks_cleared_manager(office bigint, without bigint, level smallint)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select not exists (
     select from offices_membership m join offices_user u on u.id = m.user_id
     where m.office_id = office and m.role = 'manager' and m.user_id <> without and m.clearance >= level
       and not u.is_archive and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)) $function$;

CREATE OR REPLACE FUNCTION public.lacks_manager(office bigint, without bigint, after date)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select not exists (select from offices_office o where o.id = office and o.closed_on is not null)
      and not exists (
        select from offices_membership m join offices_user u on u.id = m.user_id
        where m.office_id = office and m.role = 'manager' and m.user_id <> without and not u.is_archive and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
          and coalesce(m.until_on, 'infinity') >= after) $function$;

CREATE OR REPLACE FUNCTION public.lasting_readers(moment timestamp with time zone)
 RETURNS TABLE(engagement_id uuid, user_id bigint)
 LANGUAGE sql
 STABLE
AS $function$ select r.engagement_id, r.user_id from seat_readers(moment) r
   union all
   select e.id, r.user_id from engagements_engagement e join office_readers(moment) r on r.office_id = e.lead_office_id
   where e.sensitivity = 20
   union all
   select e.id, r.user_id from engagements_engagement e
     join engagements_support s on s.engagement_id = e.id and s.until_at is null
     join office_readers(moment) r on r.office_id = s.office_id
   where e.sensitivity = 20 $function$;

CREATE OR REPLACE FUNCTION public.losing_readers()
 RETURNS TABLE(id uuid, ends_on date)
 LANGUAGE sql
 STABLE
AS $function$ with days as (   -- on which a reading is over
     select distinct day from (
       select m.until_on + 1 from offices_membership m where m.role <> 'auditor' and m.clearance >= 20
       union
       select t.until_at::date + 1 from engagements_teammember t where not t.by_glass) ends (day)
     where day between current_date + 1 and current_date + 30),
   already as materialized (select u from unread(now()) u)
   select u.id, min(day) - 1 from days, unread(day::timestamptz) u (id)
   where u.id not in (select already.u from already) group by u.id $function$;

CREATE OR REPLACE FUNCTION public.manage_office(wanted bigint, level smallint)
 RETURNS SETOF bigint
 LANGUAGE sql
 STABLE
AS $function$ select m.user_id from offices_office o
     join offices_membership m on m.office_id = o.id or (m.office_id = o.succeeded_by_id and o.closed_on is not null)
     join offices_user u on u.id = m.user_id
   where o.id = wanted and m.role = 'manager' and m.clearance >= level and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date) $function$;

CREATE OR REPLACE FUNCTION public.may_vouch_for(who bigint)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select it.id <> my_id() and not it.is_superuser and not it.is_archive and not coalesce(held.audits, false) and (
     it.home_office_id in (select * from my_offices_as('manager', coalesce(held.most, 10::smallint)))
       and not (coalesce(held.is_high, false)      -- who sends the link must be another
                and it.home_office_id in (select * from my_offices_as('administrator', 10::smallint)))
     or not coalesce(held.is_high, false)
       and it.home_office_id in (select * from my_offices_as('administrator', 10::smallint)))
   from offices_user it left join lateral (
     select max(h.clearance) as most, bool_or(h.clearance > 10 or h.role = 'manager') as is_high,
       bool_or(h.role = 'auditor') as audits
     from (select m.clearance, m.role from offices_membership m
           where m.user_id = it.id and (m.until_on is null or m.until_on >= current_date)
           union all
           select p.clearance, p.role from offices_proposal p where p.user_id = it.id and p.agreed is null) h
     ) held on true
   where it.id = who $function$;

CREATE OR REPLACE FUNCTION public.my_ceiling()
 RETURNS smallint
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select coalesce(nullif(current_setting('app.ceiling', true), '')::smallint, 10::smallint) $function$;

CREATE OR REPLACE FUNCTION public.my_clearance()
 RETURNS smallint
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select max(least(m.clearance, my_ceiling())) from offices_membership m join offices_user u on u.id = m.user_id
   where m.user_id = my_id() and m.role <> 'auditor' and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date) $function$;

CREATE OR REPLACE FUNCTION public.my_id()
 RETURNS bigint
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$ select nullif(current_setting('app.user_id', true), '')::bigint $function$;

CREATE OR REPLACE FUNCTION public.my_offices(level smallint)
 RETURNS SETOF bigint
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER ROWS 2
 SET search_path TO 'public', 'pg_temp'
AS $function$ select o.id from offices_membership m join offices_user u on u.id = m.user_id
     join offices_office o on o.id = m.office_id or (o.succeeded_by_id = m.office_id and o.closed_on is not null)
   where m.user_id = my_id() and m.role <> 'auditor' and m.clearance >= level and level <= my_ceiling() and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date) $function$;

CREATE OR REPLACE FUNCTION public.my_offices_as(held text, level smallint)
 RETURNS SETOF bigint
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select m.office_id from offices_membership m join offices_user u on u.id = m.user_id
   where m.user_id = my_id() and m.role = held and m.clearance >= level and level <= my_ceiling() and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date) $function$;

CREATE OR REPLACE FUNCTION public.my_reader_notices()
 RETURNS TABLE(engagement uuid, ends_on date)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select distinct case when seen.it then n.engagement_id end, case when seen.it then n.ends_on end
   from engagements_readernotice n join engagements_engagement e on e.id = n.engagement_id,
     lateral (select coalesce((
       (e.sensitivity = 10 and (select my_clearance()) is not null)
    or (e.sensitivity <= 20 and e.lead_office_id in (select * from my_offices(20::smallint)))
    or (e.sensitivity <= 20 and e.id in (select * from my_supported_engagements()))
    or (e.sensitivity <= (select my_clearance()) and e.id in (select * from my_team_engagements()))), false) as it) seen
   where n.user_id = my_id() and n.ends_on >= current_date
     and not is_unread(e.id, now()) and is_unread(e.id, (n.ends_on + 1)::timestamptz)
     and (seen.it or (n.kind = 'manager' and my_id() in (select manage_office(e.lead_office_id, 10::smallint)))) $function$;

CREATE OR REPLACE FUNCTION public.my_supported_engagements()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select engagement_id from engagements_support
   where until_at is null and office_id in (select * from my_offices(20::smallint)) $function$;

CREATE OR REPLACE FUNCTION public.my_team_engagements()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select engagement_id from engagements_teammember
   where user_id = my_id() and (until_at is null or until_at > now()) $function$;

CREATE OR REPLACE FUNCTION public.my_unread_engagements()
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select e.reference from offices_membership m join offices_user u on u.id = m.user_id
     join offices_office o on o.id = m.office_id or (o.succeeded_by_id = m.office_id and o.closed_on is not null)
     join engagements_engagement e on e.lead_office_id = o.id
   where m.user_id = my_id() and m.role = 'manager' and m.clearance = 30 and my_ceiling() = 30 and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and e.sensitivity = 30
     and not exists (select from seat_readers(now()) r where r.engagement_id = e.id) $function$;

CREATE OR REPLACE FUNCTION public.note_about(verb text, kind text, object text, engagement uuid, changed text[], reason text)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select note_event(verb, my_id(), kind, object, e.id, e.lead_office_id, e.sensitivity,
    changed || case when coalesce(btrim(note_about.reason), '') = '' then '{}' else '{reason}'::text[] end,
    case when verb = 'broke_glass' then note_about.reason else '' end)
  from engagements_engagement e where e.id = engagement $function$;

CREATE OR REPLACE FUNCTION public.note_account()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare changed text[] := case tg_op when 'INSERT' then '{made}' else array_remove(array[
    case when new.is_active <> old.is_active then 'is_active' end,
    case when new.is_superuser <> old.is_superuser then 'is_superuser' end,
    case when new.password <> old.password then 'password' end,
    case when new.username <> old.username then 'username' end,
    case when new.name <> old.name then 'name' end,
    case when new.email <> old.email then 'email' end,
    case when new.home_office_id is distinct from old.home_office_id then 'home_office' end], null) end;
begin
  if cardinality(changed) > 0 then
    perform note_event('account', my_id(), 'account', new.username, null, new.home_office_id, 10::smallint, changed,
      '');
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.note_engagement()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
end $function$;

CREATE OR REPLACE FUNCTION public.note_event(verb text, who bigint, kind text, object text, engagement uuid, office bigint, level smallint, fields text[], reason text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare asked jsonb := coalesce(nullif(current_setting('app.asked', true), ''), '{}')::jsonb;
begin
  perform pg_advisory_xact_lock_shared(7205011);
  insert into offices_auditevent (id, verb, actor_key, actor, behind, office_id, kind, object, engagement_key, level,
                                  fields, reason, request, address, client)
  values (gen_random_uuid(), verb, who,
          coalesce((select left(case when u.name = '' then u.username else u.name || ' (' || u.username || ')' end, 150)
                    from offices_user u where u.id = who), ''),
          coalesce(asked ->> 'behind', ''), office, kind, left(object, 200), engagement, coalesce(level, 10::smallint),
          fields, coalesce(reason, ''), coalesce(asked ->> 'request', ''), coalesce(asked ->> 'address', ''),
          left(coalesce(asked ->> 'client', ''), 200));
end $function$;

CREATE OR REPLACE FUNCTION public.note_identity()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare row socialaccount_socialaccount := coalesce(new, old);
begin
  perform note_event('account', my_id(), 'identity', u.username, null, u.home_office_id, 10::smallint,
                     array[case tg_op when 'INSERT' then 'linked' when 'DELETE' then 'unlinked' else 'changed' end], '')
  from offices_user u where u.id = row.user_id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.note_invitation()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' or new.used_at is not null and old.used_at is null then
    perform note_event('account', my_id(), 'account', u.username, null, u.home_office_id, 10::smallint,
      array[case tg_op when 'INSERT' then 'invited' else 'invitation_used' end], '')
    from offices_user u where u.id = new.user_id;
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.note_membership()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare row offices_membership := coalesce(new, old);
begin
  perform note_event('membership', my_id(), row.role || ' ' || row.clearance,
    (select u.username from offices_user u where u.id = row.user_id), null, row.office_id, 10::smallint,
    case tg_op when 'INSERT' then '{given}' when 'DELETE' then '{removed}' else array_remove(array[
      case when new.role <> old.role then 'role' end, case when new.clearance <> old.clearance then 'clearance' end,
      case when new.from_on <> old.from_on then 'from_on' end,
      case when new.until_on is distinct from old.until_on then 'until_on' end], null) end, '');
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.note_proposal()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  perform note_event('membership', my_id(), 'proposal ' || new.role || ' ' || new.clearance,
    (select u.username from offices_user u where u.id = new.user_id), null, new.office_id, 10::smallint,
    array[case when new.agreed then 'confirmed' when not new.agreed then 'declined' else 'proposed' end], new.reason);
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.note_seat()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare ends boolean := tg_op = 'UPDATE' and new.until_at is not null and old.until_at is null;
begin
  if tg_op = 'INSERT' or ends then
    perform note_about(case when ends then 'unseated' else 'seated' end, 'team',
      (select e.reference || ' ' || u.username from engagements_engagement e, offices_user u
       where e.id = new.engagement_id and u.id = new.user_id), new.engagement_id, '{}', new.reason);
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.note_second_factor()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare row mfa_authenticator := coalesce(new, old);
begin
  perform note_event('account', my_id(), 'second factor', u.username, null, u.home_office_id, 10::smallint,
                     array[case tg_op when 'INSERT' then 'made' else 'removed' end, row.type::text], '')
  from offices_user u where u.id = row.user_id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.note_support()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare ends boolean := tg_op = 'UPDATE' and new.until_at is not null and old.until_at is null;
begin
  if tg_op = 'INSERT' or ends then
    perform note_about(case when ends then 'shut_out' else 'let_in' end, 'support',
      (select e.reference || ' ' || o.acronym from engagements_engagement e, offices_office o
       where e.id = new.engagement_id and o.id = new.office_id), new.engagement_id, '{}', new.reason);
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.note_token()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if tg_op = 'INSERT' or new.ended_at is not null and old.ended_at is null then
    perform note_event('token', my_id(), 'token ' || new.scope || ' ' || new.ceiling,
      (select u.username from offices_user u where u.id = new.user_id), null,
      (select u.home_office_id from offices_user u where u.id = new.user_id), 10::smallint,
      case tg_op when 'INSERT' then '{made}' else '{ended}' end::text[], '');
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.office_readers(moment timestamp with time zone)
 RETURNS TABLE(office_id bigint, user_id bigint)
 LANGUAGE sql
 STABLE
AS $function$ select o.id, m.user_id from offices_office o
     join offices_membership m on m.office_id = o.id or (m.office_id = o.succeeded_by_id and o.closed_on is not null)
     join offices_user u on u.id = m.user_id
   where m.role <> 'auditor' and m.clearance >= 20 and not u.is_archive and u.is_active and m.from_on <= moment::date and (m.until_on is null or m.until_on >= moment::date) $function$;

CREATE OR REPLACE FUNCTION public.readers_of(wanted uuid)
 RETURNS TABLE(user_id bigint, basis text, office_id bigint)
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ with it as (
     select e.* from engagements_engagement e
     where e.id = wanted and (
       (e.sensitivity = 10 and (select my_clearance()) is not null)
    or (e.sensitivity <= 20 and e.lead_office_id in (select * from my_offices(20::smallint)))
    or (e.sensitivity <= 20 and e.id in (select * from my_supported_engagements()))
    or (e.sensitivity <= (select my_clearance()) and e.id in (select * from my_team_engagements())))
   ), cleared as (
     select m.user_id, m.office_id, m.clearance from offices_membership m join offices_user u on u.id = m.user_id
     where m.role <> 'auditor' and not u.is_archive and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
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
   where it.sensitivity <= 20 and c.clearance >= 20 $function$;

CREATE OR REPLACE FUNCTION public.refuse_alteration()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ begin raise exception 'the audit trail takes no change' using errcode = '42501'; end $function$;

CREATE OR REPLACE FUNCTION public.refuse_lone_lowering()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if not pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'member') and not exists (
      select from engagements_lowering l where l.engagement_id = new.id and l.level = new.sensitivity
        and l.agreed and l.second_id = my_id() and l.asked_by_id <> my_id() and l.answered_at = now()) then
    raise exception 'lowering from strictly confidential takes two' using errcode = '42501';
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.refuse_purged_reference()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if exists (select from offices_auditevent a where a.verb = 'purged' and a.object = new.reference) then
    raise exception 'this reference is taken' using errcode = '23505';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.refuse_unread(is_so boolean)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  if is_so then raise exception 'somebody must be able to read every engagement' using errcode = 'PA001'; end if;
end $function$;

CREATE OR REPLACE FUNCTION public.seal_readers()
 RETURNS SETOF bigint
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select distinct m.user_id from offices_membership m join offices_user u on u.id = m.user_id
   where my_id() is null and m.role = 'auditor' and u.is_active and u.email <> '' and m.from_on <= current_date
     and (m.until_on is null or m.until_on >= current_date) $function$;

CREATE OR REPLACE FUNCTION public.seal_trail()
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare former offices_auditseal; upto bigint; many bigint;
begin
  if not pg_try_advisory_xact_lock(7205011) then return false; end if;
  select * into former from offices_auditseal s order by s.id desc limit 1;
  select max(number), count(*) into upto, many from offices_auditevent where number > coalesce(former.last, 0);
  if many > 0 then
    insert into offices_auditseal (last, count, digest)
    values (upto, many, trail_digest(coalesce(former.digest, ''), coalesce(former.last, 0), upto));
  end if;
  return true;
end $function$;

CREATE OR REPLACE FUNCTION public.seals_after(former bigint, most integer)
 RETURNS SETOF offices_auditseal
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select s.* from offices_auditseal s where my_id() is null and s.id > former order by s.id limit most $function$;

CREATE OR REPLACE FUNCTION public.seat_readers(moment timestamp with time zone)
 RETURNS TABLE(engagement_id uuid, user_id bigint)
 LANGUAGE sql
 STABLE
AS $function$ select e.id, t.user_id from engagements_engagement e join engagements_teammember t on t.engagement_id = e.id
     join offices_membership m on m.user_id = t.user_id join offices_user u on u.id = m.user_id
   where not t.by_glass and (t.until_at is null or t.until_at > moment)
     and m.role <> 'auditor' and m.clearance >= e.sensitivity and not u.is_archive and u.is_active and m.from_on <= moment::date and (m.until_on is null or m.until_on >= moment::date) $function$;

CREATE OR REPLACE FUNCTION public.seconds_for(wanted uuid)
 RETURNS SETOF bigint
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select m.user_id from offices_membership m join offices_user u on u.id = m.user_id
   where m.role = 'manager' and m.clearance = 30 and m.user_id <> my_id() and not u.is_archive and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and exists (select from engagements_engagement e where e.id = wanted
                 and (
       (e.sensitivity = 10 and (select my_clearance()) is not null)
    or (e.sensitivity <= 20 and e.lead_office_id in (select * from my_offices(20::smallint)))
    or (e.sensitivity <= 20 and e.id in (select * from my_supported_engagements()))
    or (e.sensitivity <= (select my_clearance()) and e.id in (select * from my_team_engagements())))) $function$;

CREATE OR REPLACE FUNCTION public.take_reader_notices()
 RETURNS TABLE(person bigint, said text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
    from losing l join engagements_engagement e on e.id = l.id, manage_office(e.lead_office_id, 10::smallint) m
    union
    select e.id, null, m, 'unread'
    from unread(now()) u join engagements_engagement e on e.id = u, manage_office(e.lead_office_id, e.sensitivity) m
    where e.sensitivity = 30
  ), new as (
    insert into engagements_readernotice (engagement_id, ends_on, user_id, kind)
    select distinct on (t.id, t.ends_on, t.who) t.id, t.ends_on, t.who, t.kind from told t
    order by t.id, t.ends_on, t.who, t.kind
    on conflict do nothing returning user_id, kind)
  select distinct new.user_id, new.kind::text from new order by 1, 2;
end $function$;

CREATE OR REPLACE FUNCTION public.take_scope()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ begin
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
   end $function$;

CREATE OR REPLACE FUNCTION public.take_scope_of_entry()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ begin
     select engagement_id, lead_office_id, sensitivity into new.engagement_id, new.lead_office_id, new.sensitivity
     from engagements_journalentry where id = new.entry_id;
     if not found then     -- as for a hidden one: the policy refuses it
       new.lead_office_id := 0; new.sensitivity := 30;
     end if;
     return new;
   end $function$;

CREATE OR REPLACE FUNCTION public.token_of(wanted text)
 RETURNS TABLE(id uuid, user_id bigint, scope text, ceiling smallint)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  return query select t.id, t.user_id, t.scope::text, t.ceiling from offices_token t
    join offices_user u on u.id = t.user_id and u.is_active
    where t.digest = wanted and t.ended_at is null and t.expires_at > now();
  update offices_token t set last_used_at = now()
    where t.digest = wanted and t.ended_at is null and t.expires_at > now()
      and (t.last_used_at is null or t.last_used_at < now() - interval '1 minute');
end $function$;

CREATE OR REPLACE FUNCTION public.tokens_standing()
 RETURNS TABLE(user_id bigint, many bigint)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select t.user_id, count(*) from offices_token t
   where t.ended_at is null and t.expires_at > now()
     and ((select am_auditor()) or t.user_id in (
       select m.user_id from offices_membership m
       where (m.until_on is null or m.until_on >= current_date)
         and (m.office_id in (select * from my_offices_as('administrator', 10::smallint))
              or m.office_id in (select * from my_offices_as('manager', 10::smallint)))))
   group by 1 $function$;

CREATE OR REPLACE FUNCTION public.trail_digest(former text, after bigint, upto bigint)
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select encode(sha256(convert_to(former || E'\n' || coalesce(string_agg(jsonb_build_array(
    e.number, extract(epoch from e.at), e.id, e.verb, e.actor_key, e.actor, e.behind, e.office_id, e.kind, e.object,
    e.engagement_key, e.level, e.fields, e.reason, e.request, e.address, e.client)::text, E'\n' order by e.number),
    ''), 'UTF8')), 'hex')
  from offices_auditevent e where e.number > after and e.number <= upto $function$;

CREATE OR REPLACE FUNCTION public.unread(moment timestamp with time zone)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE
AS $function$ select e.id from engagements_engagement e where
      e.sensitivity > 10 and not exists (select from seat_readers(moment) r where r.engagement_id = e.id)
      and not (e.sensitivity = 20 and (
        e.lead_office_id in (select r.office_id from office_readers(moment) r) or exists (
          select from engagements_support s where s.engagement_id = e.id and s.until_at is null
            and s.office_id in (select r.office_id from office_readers(moment) r)))) $function$;

alter table engagements_capacity enable row level security;

alter table engagements_capacityevent enable row level security;

alter table engagements_contact enable row level security;

alter table engagements_contactevent enable row level security;

alter table engagements_engagement enable row level security;

alter table engagements_engagementcapacity enable row level security;

alter table engagements_engagementcapacityevent enable row level security;

alter table engagements_engagementcountry enable row level security;

alter table engagements_engagementcountryevent enable row level security;

alter table engagements_engagementevent enable row level security;

alter table engagements_engagementkind enable row level security;

alter table engagements_engagementkindevent enable row level security;

alter table engagements_engagementperson enable row level security;

alter table engagements_engagementpersonevent enable row level security;

alter table engagements_engagementsdg enable row level security;

alter table engagements_engagementsdgevent enable row level security;

alter table engagements_engagementtask enable row level security;

alter table engagements_engagementtaskevent enable row level security;

alter table engagements_engagementtheme enable row level security;

alter table engagements_engagementthemeevent enable row level security;

alter table engagements_engagementthreat enable row level security;

alter table engagements_engagementthreatevent enable row level security;

alter table engagements_entrypartner enable row level security;

alter table engagements_entrypartnerevent enable row level security;

alter table engagements_entryperson enable row level security;

alter table engagements_entrypersonevent enable row level security;

alter table engagements_followup enable row level security;

alter table engagements_followupevent enable row level security;

alter table engagements_journalentry enable row level security;

alter table engagements_journalentryevent enable row level security;

alter table engagements_lowering enable row level security;

alter table engagements_loweringevent enable row level security;

alter table engagements_participation enable row level security;

alter table engagements_participationevent enable row level security;

alter table engagements_partner enable row level security;

alter table engagements_partnercountry enable row level security;

alter table engagements_partnerevent enable row level security;

alter table engagements_person enable row level security;

alter table engagements_personevent enable row level security;

alter table engagements_readernotice enable row level security;

alter table engagements_support enable row level security;

alter table engagements_supportevent enable row level security;

alter table engagements_teammember enable row level security;

alter table engagements_teammemberevent enable row level security;

alter table engagements_threat enable row level security;

alter table engagements_threatcountry enable row level security;

alter table engagements_threatevent enable row level security;

alter table offices_auditevent enable row level security;

alter table offices_auditseal enable row level security;

alter table offices_capacitygroup enable row level security;

alter table offices_capacitygroupevent enable row level security;

alter table offices_characteristic enable row level security;

alter table offices_characteristicevent enable row level security;

alter table offices_country enable row level security;

alter table offices_countryevent enable row level security;

alter table offices_coverage enable row level security;

alter table offices_coverageevent enable row level security;

alter table offices_kind enable row level security;

alter table offices_kindevent enable row level security;

alter table offices_leadership enable row level security;

alter table offices_leadershipevent enable row level security;

alter table offices_mandate enable row level security;

alter table offices_mandateevent enable row level security;

alter table offices_mandatetask enable row level security;

alter table offices_mandatetaskevent enable row level security;

alter table offices_membership enable row level security;

alter table offices_membershipevent enable row level security;

alter table offices_office enable row level security;

alter table offices_officeevent enable row level security;

alter table offices_partnerrole enable row level security;

alter table offices_partnerroleevent enable row level security;

alter table offices_partnertype enable row level security;

alter table offices_partnertypeevent enable row level security;

alter table offices_proposal enable row level security;

alter table offices_proposalevent enable row level security;

alter table offices_sdg enable row level security;

alter table offices_sdgevent enable row level security;

alter table offices_source enable row level security;

alter table offices_sourceevent enable row level security;

alter table offices_taskoffice enable row level security;

alter table offices_taskofficeevent enable row level security;

alter table offices_tasktheme enable row level security;

alter table offices_taskthemeevent enable row level security;

alter table offices_theme enable row level security;

alter table offices_themeevent enable row level security;

alter table offices_threattype enable row level security;

alter table offices_threattypeevent enable row level security;

alter table offices_token enable row level security;

alter table offices_userevent enable row level security;

alter table peaceapp_idempotentanswer enable row level security;

drop trigger if exists end_tokens on offices_user;
CREATE TRIGGER end_tokens AFTER UPDATE OF is_active ON public.offices_user FOR EACH ROW WHEN ((old.is_active AND (NOT new.is_active))) EXECUTE FUNCTION end_tokens();

drop trigger if exists end_tokens_with_address on offices_user;
CREATE TRIGGER end_tokens_with_address AFTER UPDATE OF email ON public.offices_user FOR EACH ROW WHEN (((old.email)::text <> (new.email)::text)) EXECUTE FUNCTION end_tokens();

drop trigger if exists keep_account on offices_user;
CREATE TRIGGER keep_account AFTER UPDATE OF is_active ON public.offices_user FOR EACH ROW WHEN ((old.is_active AND (NOT new.is_active))) EXECUTE FUNCTION keep_account();

drop trigger if exists keep_lowering on engagements_lowering;
CREATE TRIGGER keep_lowering AFTER INSERT OR UPDATE ON public.engagements_lowering FOR EACH ROW EXECUTE FUNCTION keep_lowering();

drop trigger if exists keep_membership on offices_membership;
CREATE TRIGGER keep_membership AFTER INSERT OR UPDATE ON public.offices_membership FOR EACH ROW EXECUTE FUNCTION keep_membership();

drop trigger if exists keep_proposal on offices_proposal;
CREATE TRIGGER keep_proposal AFTER INSERT OR UPDATE ON public.offices_proposal FOR EACH ROW EXECUTE FUNCTION keep_proposal();

drop trigger if exists keep_reader on engagements_teammember;
CREATE TRIGGER keep_reader AFTER DELETE ON public.engagements_teammember FOR EACH ROW WHEN (((NOT old.by_glass) AND ((old.until_at IS NULL) OR (old.until_at > now())) AND (NOT am_owner()))) EXECUTE FUNCTION keep_reader_of_seat();

drop trigger if exists keep_reader on offices_membership;
CREATE TRIGGER keep_reader AFTER DELETE ON public.offices_membership FOR EACH ROW WHEN ((((old.role)::text <> 'auditor'::text) AND (NOT am_owner()))) EXECUTE FUNCTION keep_reader_of_membership();

drop trigger if exists keep_reader on offices_user;
CREATE TRIGGER keep_reader AFTER UPDATE OF is_active ON public.offices_user FOR EACH ROW WHEN ((old.is_active AND (NOT new.is_active) AND (NOT old.is_archive) AND (NOT am_owner()))) EXECUTE FUNCTION keep_reader_of_account();

drop trigger if exists keep_reader_too on engagements_teammember;
CREATE TRIGGER keep_reader_too AFTER UPDATE OF until_at, user_id ON public.engagements_teammember FOR EACH ROW WHEN (((NOT old.by_glass) AND ((old.until_at IS NULL) OR (old.until_at > now())) AND (NOT am_owner()))) EXECUTE FUNCTION keep_reader_of_seat();

drop trigger if exists keep_reader_too on offices_membership;
CREATE TRIGGER keep_reader_too AFTER UPDATE ON public.offices_membership FOR EACH ROW WHEN ((((old.role)::text <> 'auditor'::text) AND (NOT am_owner()))) EXECUTE FUNCTION keep_reader_of_membership();

drop trigger if exists last_open_entry_delete on engagements_journalentry;
CREATE TRIGGER last_open_entry_delete AFTER DELETE ON public.engagements_journalentry REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION keep_last_open_entry();

drop trigger if exists last_open_entry_insert on engagements_journalentry;
CREATE TRIGGER last_open_entry_insert AFTER INSERT ON public.engagements_journalentry REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION keep_last_open_entry();

drop trigger if exists last_open_entry_leave on engagements_journalentry;
CREATE TRIGGER last_open_entry_leave AFTER UPDATE ON public.engagements_journalentry REFERENCING OLD TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION keep_last_open_entry();

drop trigger if exists last_open_entry_update on engagements_journalentry;
CREATE TRIGGER last_open_entry_update AFTER UPDATE ON public.engagements_journalentry REFERENCING NEW TABLE AS touched FOR EACH STATEMENT EXECUTE FUNCTION keep_last_open_entry();

drop trigger if exists note_account on offices_user;
CREATE TRIGGER note_account AFTER INSERT OR UPDATE ON public.offices_user FOR EACH ROW EXECUTE FUNCTION note_account();

drop trigger if exists note_engagement on engagements_engagement;
CREATE TRIGGER note_engagement AFTER UPDATE OF sensitivity, lead_officer_id, lead_office_id ON public.engagements_engagement FOR EACH ROW EXECUTE FUNCTION note_engagement();

drop trigger if exists note_identity on socialaccount_socialaccount;
CREATE TRIGGER note_identity AFTER INSERT OR DELETE OR UPDATE OF user_id, uid, provider ON public.socialaccount_socialaccount FOR EACH ROW EXECUTE FUNCTION note_identity();

drop trigger if exists note_invitation on offices_invitation;
CREATE TRIGGER note_invitation AFTER INSERT OR UPDATE ON public.offices_invitation FOR EACH ROW EXECUTE FUNCTION note_invitation();

drop trigger if exists note_membership on offices_membership;
CREATE TRIGGER note_membership AFTER INSERT OR DELETE OR UPDATE ON public.offices_membership FOR EACH ROW EXECUTE FUNCTION note_membership();

drop trigger if exists note_proposal on offices_proposal;
CREATE TRIGGER note_proposal AFTER INSERT OR UPDATE OF agreed ON public.offices_proposal FOR EACH ROW EXECUTE FUNCTION note_proposal();

drop trigger if exists note_seat on engagements_teammember;
CREATE TRIGGER note_seat AFTER INSERT OR UPDATE ON public.engagements_teammember FOR EACH ROW EXECUTE FUNCTION note_seat();

drop trigger if exists note_second_factor on mfa_authenticator;
CREATE TRIGGER note_second_factor AFTER INSERT OR DELETE ON public.mfa_authenticator FOR EACH ROW EXECUTE FUNCTION note_second_factor();

drop trigger if exists note_support on engagements_support;
CREATE TRIGGER note_support AFTER INSERT OR UPDATE ON public.engagements_support FOR EACH ROW EXECUTE FUNCTION note_support();

drop trigger if exists note_token on offices_token;
CREATE TRIGGER note_token AFTER INSERT OR UPDATE ON public.offices_token FOR EACH ROW EXECUTE FUNCTION note_token();

drop trigger if exists refuse_alteration on offices_auditevent;
CREATE TRIGGER refuse_alteration BEFORE DELETE OR UPDATE OR TRUNCATE ON public.offices_auditevent FOR EACH STATEMENT EXECUTE FUNCTION refuse_alteration();

drop trigger if exists refuse_alteration on offices_auditseal;
CREATE TRIGGER refuse_alteration BEFORE DELETE OR UPDATE OR TRUNCATE ON public.offices_auditseal FOR EACH STATEMENT EXECUTE FUNCTION refuse_alteration();

drop trigger if exists refuse_lone_lowering on engagements_engagement;
CREATE TRIGGER refuse_lone_lowering AFTER UPDATE OF sensitivity ON public.engagements_engagement FOR EACH ROW WHEN (((old.sensitivity = 30) AND (new.sensitivity < 30))) EXECUTE FUNCTION refuse_lone_lowering();

drop trigger if exists refuse_purged_reference on engagements_engagement;
CREATE TRIGGER refuse_purged_reference BEFORE INSERT OR UPDATE OF reference ON public.engagements_engagement FOR EACH ROW EXECUTE FUNCTION refuse_purged_reference();

drop trigger if exists take_scope on engagements_engagementcapacity;
CREATE TRIGGER take_scope BEFORE INSERT OR UPDATE OF engagement_id ON public.engagements_engagementcapacity FOR EACH ROW EXECUTE FUNCTION take_scope();

drop trigger if exists take_scope on engagements_engagementcountry;
CREATE TRIGGER take_scope BEFORE INSERT OR UPDATE OF engagement_id ON public.engagements_engagementcountry FOR EACH ROW EXECUTE FUNCTION take_scope();

drop trigger if exists take_scope on engagements_engagementkind;
CREATE TRIGGER take_scope BEFORE INSERT OR UPDATE OF engagement_id ON public.engagements_engagementkind FOR EACH ROW EXECUTE FUNCTION take_scope();

drop trigger if exists take_scope on engagements_engagementperson;
CREATE TRIGGER take_scope BEFORE INSERT OR UPDATE OF engagement_id ON public.engagements_engagementperson FOR EACH ROW EXECUTE FUNCTION take_scope();

drop trigger if exists take_scope on engagements_engagementsdg;
CREATE TRIGGER take_scope BEFORE INSERT OR UPDATE OF engagement_id ON public.engagements_engagementsdg FOR EACH ROW EXECUTE FUNCTION take_scope();

drop trigger if exists take_scope on engagements_engagementtask;
CREATE TRIGGER take_scope BEFORE INSERT OR UPDATE OF engagement_id ON public.engagements_engagementtask FOR EACH ROW EXECUTE FUNCTION take_scope();

drop trigger if exists take_scope on engagements_engagementtheme;
CREATE TRIGGER take_scope BEFORE INSERT OR UPDATE OF engagement_id ON public.engagements_engagementtheme FOR EACH ROW EXECUTE FUNCTION take_scope();

drop trigger if exists take_scope on engagements_engagementthreat;
CREATE TRIGGER take_scope BEFORE INSERT OR UPDATE OF engagement_id ON public.engagements_engagementthreat FOR EACH ROW EXECUTE FUNCTION take_scope();

drop trigger if exists take_scope on engagements_entrypartner;
CREATE TRIGGER take_scope BEFORE INSERT OR UPDATE OF entry_id ON public.engagements_entrypartner FOR EACH ROW EXECUTE FUNCTION take_scope_of_entry();

drop trigger if exists take_scope on engagements_entryperson;
CREATE TRIGGER take_scope BEFORE INSERT OR UPDATE OF entry_id ON public.engagements_entryperson FOR EACH ROW EXECUTE FUNCTION take_scope_of_entry();

drop trigger if exists take_scope on engagements_followup;
CREATE TRIGGER take_scope BEFORE INSERT OR UPDATE OF engagement_id ON public.engagements_followup FOR EACH ROW EXECUTE FUNCTION take_scope();

drop trigger if exists take_scope on engagements_journalentry;
CREATE TRIGGER take_scope BEFORE INSERT OR UPDATE OF engagement_id ON public.engagements_journalentry FOR EACH ROW EXECUTE FUNCTION take_scope();

drop trigger if exists take_scope on engagements_lowering;
CREATE TRIGGER take_scope BEFORE INSERT OR UPDATE OF engagement_id ON public.engagements_lowering FOR EACH ROW EXECUTE FUNCTION take_scope();

drop trigger if exists take_scope on engagements_participation;
CREATE TRIGGER take_scope BEFORE INSERT OR UPDATE OF engagement_id ON public.engagements_participation FOR EACH ROW EXECUTE FUNCTION take_scope();

drop trigger if exists take_scope on engagements_support;
CREATE TRIGGER take_scope BEFORE INSERT OR UPDATE OF engagement_id ON public.engagements_support FOR EACH ROW EXECUTE FUNCTION take_scope();

drop trigger if exists take_scope on engagements_teammember;
CREATE TRIGGER take_scope BEFORE INSERT OR UPDATE OF engagement_id ON public.engagements_teammember FOR EACH ROW EXECUTE FUNCTION take_scope();

drop policy if exists audited on offices_auditevent;
create policy audited on offices_auditevent for select using (
   (select am_auditor())
or ((select am_manager()) and (
       (level = 10 and (select my_clearance()) is not null)
    or (level <= 20 and office_id in (select * from my_offices(20::smallint)))
    or (level <= 20 and engagement_key in (select * from my_supported_engagements()))
    or (level <= (select my_clearance()) and engagement_key in (select * from my_team_engagements())))
    and exists (select from engagements_engagement e where e.id = engagement_key))
or (verb in ('membership', 'account') and engagement_key is null
    and office_id in (select * from my_offices_as('manager', 10::smallint)))
or (verb = 'read' and level <= (select my_clearance())
    and engagement_key in (select e.id from engagements_engagement e where e.lead_officer_id = (select my_id()))));

drop policy if exists audited on offices_auditseal;
create policy audited on offices_auditseal for select using ((select am_auditor()));

drop policy if exists given on offices_membership;
create policy given on offices_membership using (user_id <> (select my_id()) and (office_id in (select * from my_offices_as('administrator', 10::smallint))
     or office_id in (select * from my_offices_as('manager', 10::smallint))));

drop policy if exists given on offices_proposal;
create policy given on offices_proposal using (user_id <> (select my_id()) and (office_id in (select * from my_offices_as('administrator', 10::smallint))
     or office_id in (select * from my_offices_as('manager', 10::smallint))));

drop policy if exists held on offices_membership;
create policy held on offices_membership for select using (user_id = (select my_id()) or (select am_auditor()) or (office_id in (select * from my_offices_as('administrator', 10::smallint))
     or office_id in (select * from my_offices_as('manager', 10::smallint))));

drop policy if exists held on offices_proposal;
create policy held on offices_proposal for select using (user_id = (select my_id()) or (select am_auditor()) or (office_id in (select * from my_offices_as('administrator', 10::smallint))
     or office_id in (select * from my_offices_as('manager', 10::smallint))));

drop policy if exists kept on offices_capacitygroup;
create policy kept on offices_capacitygroup using ((select am_administrator()));

drop policy if exists kept on offices_characteristic;
create policy kept on offices_characteristic using ((select am_administrator()));

drop policy if exists kept on offices_country;
create policy kept on offices_country using ((select am_administrator()));

drop policy if exists kept on offices_coverage;
create policy kept on offices_coverage using ((select am_administrator()));

drop policy if exists kept on offices_kind;
create policy kept on offices_kind using ((select am_administrator()));

drop policy if exists kept on offices_leadership;
create policy kept on offices_leadership using ((select am_administrator()));

drop policy if exists kept on offices_mandate;
create policy kept on offices_mandate using ((select am_administrator()));

drop policy if exists kept on offices_mandatetask;
create policy kept on offices_mandatetask using ((select am_administrator()));

drop policy if exists kept on offices_office;
create policy kept on offices_office using ((select am_administrator()));

drop policy if exists kept on offices_partnerrole;
create policy kept on offices_partnerrole using ((select am_administrator()));

drop policy if exists kept on offices_partnertype;
create policy kept on offices_partnertype using ((select am_administrator()));

drop policy if exists kept on offices_sdg;
create policy kept on offices_sdg using ((select am_administrator()));

drop policy if exists kept on offices_source;
create policy kept on offices_source using ((select am_administrator()));

drop policy if exists kept on offices_taskoffice;
create policy kept on offices_taskoffice using ((select am_administrator()));

drop policy if exists kept on offices_tasktheme;
create policy kept on offices_tasktheme using ((select am_administrator()));

drop policy if exists kept on offices_theme;
create policy kept on offices_theme using ((select am_administrator()));

drop policy if exists kept on offices_threattype;
create policy kept on offices_threattype using ((select am_administrator()));

drop policy if exists visible on engagements_capacity;
create policy visible on engagements_capacity using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and office_id in (select * from my_offices(20::smallint))));

drop policy if exists visible on engagements_capacityevent;
create policy visible on engagements_capacityevent for select using (exists (select from engagements_capacity now where now.id = engagements_capacityevent.pgh_obj_id and (
       (engagements_capacityevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_capacityevent.sensitivity <= 20 and now.office_id in (select * from my_offices(20::smallint))))));

drop policy if exists visible on engagements_contact;
create policy visible on engagements_contact using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and office_id in (select * from my_offices(20::smallint))));

drop policy if exists visible on engagements_contactevent;
create policy visible on engagements_contactevent for select using (exists (select from engagements_contact now where now.id = engagements_contactevent.pgh_obj_id and (
       (engagements_contactevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_contactevent.sensitivity <= 20 and now.office_id in (select * from my_offices(20::smallint))))));

drop policy if exists visible on engagements_engagement;
create policy visible on engagements_engagement using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and lead_office_id in (select * from my_offices(20::smallint)))
    or (sensitivity <= 20 and id in (select * from my_supported_engagements()))
    or (sensitivity <= (select my_clearance()) and id in (select * from my_team_engagements())));

drop policy if exists visible on engagements_engagementcapacity;
create policy visible on engagements_engagementcapacity using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and lead_office_id in (select * from my_offices(20::smallint)))
    or (sensitivity <= 20 and engagement_id in (select * from my_supported_engagements()))
    or (sensitivity <= (select my_clearance()) and engagement_id in (select * from my_team_engagements())));

drop policy if exists visible on engagements_engagementcapacityevent;
create policy visible on engagements_engagementcapacityevent for select using (exists (select from engagements_engagementcapacity now where now.id = engagements_engagementcapacityevent.pgh_obj_id and (
       (engagements_engagementcapacityevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementcapacityevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementcapacityevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_engagementcapacityevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));

drop policy if exists visible on engagements_engagementcountry;
create policy visible on engagements_engagementcountry using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and lead_office_id in (select * from my_offices(20::smallint)))
    or (sensitivity <= 20 and engagement_id in (select * from my_supported_engagements()))
    or (sensitivity <= (select my_clearance()) and engagement_id in (select * from my_team_engagements())));

drop policy if exists visible on engagements_engagementcountryevent;
create policy visible on engagements_engagementcountryevent for select using (exists (select from engagements_engagementcountry now where now.id = engagements_engagementcountryevent.pgh_obj_id and (
       (engagements_engagementcountryevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementcountryevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementcountryevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_engagementcountryevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));

drop policy if exists visible on engagements_engagementevent;
create policy visible on engagements_engagementevent for select using (exists (select from engagements_engagement now where now.id = engagements_engagementevent.pgh_obj_id and (
       (engagements_engagementevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementevent.sensitivity <= 20 and now.id in (select * from my_supported_engagements()))
    or (engagements_engagementevent.sensitivity <= (select my_clearance()) and now.id in (select * from my_team_engagements())))));

drop policy if exists visible on engagements_engagementkind;
create policy visible on engagements_engagementkind using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and lead_office_id in (select * from my_offices(20::smallint)))
    or (sensitivity <= 20 and engagement_id in (select * from my_supported_engagements()))
    or (sensitivity <= (select my_clearance()) and engagement_id in (select * from my_team_engagements())));

drop policy if exists visible on engagements_engagementkindevent;
create policy visible on engagements_engagementkindevent for select using (exists (select from engagements_engagementkind now where now.id = engagements_engagementkindevent.pgh_obj_id and (
       (engagements_engagementkindevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementkindevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementkindevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_engagementkindevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));

drop policy if exists visible on engagements_engagementperson;
create policy visible on engagements_engagementperson using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and lead_office_id in (select * from my_offices(20::smallint)))
    or (sensitivity <= 20 and engagement_id in (select * from my_supported_engagements()))
    or (sensitivity <= (select my_clearance()) and engagement_id in (select * from my_team_engagements())));

drop policy if exists visible on engagements_engagementpersonevent;
create policy visible on engagements_engagementpersonevent for select using (exists (select from engagements_engagementperson now where now.id = engagements_engagementpersonevent.pgh_obj_id and (
       (engagements_engagementpersonevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementpersonevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementpersonevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_engagementpersonevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));

drop policy if exists visible on engagements_engagementsdg;
create policy visible on engagements_engagementsdg using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and lead_office_id in (select * from my_offices(20::smallint)))
    or (sensitivity <= 20 and engagement_id in (select * from my_supported_engagements()))
    or (sensitivity <= (select my_clearance()) and engagement_id in (select * from my_team_engagements())));

drop policy if exists visible on engagements_engagementsdgevent;
create policy visible on engagements_engagementsdgevent for select using (exists (select from engagements_engagementsdg now where now.id = engagements_engagementsdgevent.pgh_obj_id and (
       (engagements_engagementsdgevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementsdgevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementsdgevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_engagementsdgevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));

drop policy if exists visible on engagements_engagementtask;
create policy visible on engagements_engagementtask using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and lead_office_id in (select * from my_offices(20::smallint)))
    or (sensitivity <= 20 and engagement_id in (select * from my_supported_engagements()))
    or (sensitivity <= (select my_clearance()) and engagement_id in (select * from my_team_engagements())));

drop policy if exists visible on engagements_engagementtaskevent;
create policy visible on engagements_engagementtaskevent for select using (exists (select from engagements_engagementtask now where now.id = engagements_engagementtaskevent.pgh_obj_id and (
       (engagements_engagementtaskevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementtaskevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementtaskevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_engagementtaskevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));

drop policy if exists visible on engagements_engagementtheme;
create policy visible on engagements_engagementtheme using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and lead_office_id in (select * from my_offices(20::smallint)))
    or (sensitivity <= 20 and engagement_id in (select * from my_supported_engagements()))
    or (sensitivity <= (select my_clearance()) and engagement_id in (select * from my_team_engagements())));

drop policy if exists visible on engagements_engagementthemeevent;
create policy visible on engagements_engagementthemeevent for select using (exists (select from engagements_engagementtheme now where now.id = engagements_engagementthemeevent.pgh_obj_id and (
       (engagements_engagementthemeevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementthemeevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementthemeevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_engagementthemeevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));

drop policy if exists visible on engagements_engagementthreat;
create policy visible on engagements_engagementthreat using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and lead_office_id in (select * from my_offices(20::smallint)))
    or (sensitivity <= 20 and engagement_id in (select * from my_supported_engagements()))
    or (sensitivity <= (select my_clearance()) and engagement_id in (select * from my_team_engagements())));

drop policy if exists visible on engagements_engagementthreatevent;
create policy visible on engagements_engagementthreatevent for select using (exists (select from engagements_engagementthreat now where now.id = engagements_engagementthreatevent.pgh_obj_id and (
       (engagements_engagementthreatevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementthreatevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementthreatevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_engagementthreatevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));

drop policy if exists visible on engagements_entrypartner;
create policy visible on engagements_entrypartner using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and lead_office_id in (select * from my_offices(20::smallint)))
    or (sensitivity <= 20 and engagement_id in (select * from my_supported_engagements()))
    or (sensitivity <= (select my_clearance()) and engagement_id in (select * from my_team_engagements())));

drop policy if exists visible on engagements_entrypartnerevent;
create policy visible on engagements_entrypartnerevent for select using (exists (select from engagements_entrypartner now where now.id = engagements_entrypartnerevent.pgh_obj_id and (
       (engagements_entrypartnerevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_entrypartnerevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_entrypartnerevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_entrypartnerevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));

drop policy if exists visible on engagements_entryperson;
create policy visible on engagements_entryperson using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and lead_office_id in (select * from my_offices(20::smallint)))
    or (sensitivity <= 20 and engagement_id in (select * from my_supported_engagements()))
    or (sensitivity <= (select my_clearance()) and engagement_id in (select * from my_team_engagements())));

drop policy if exists visible on engagements_entrypersonevent;
create policy visible on engagements_entrypersonevent for select using (exists (select from engagements_entryperson now where now.id = engagements_entrypersonevent.pgh_obj_id and (
       (engagements_entrypersonevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_entrypersonevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_entrypersonevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_entrypersonevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));

drop policy if exists visible on engagements_followup;
create policy visible on engagements_followup using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and lead_office_id in (select * from my_offices(20::smallint)))
    or (sensitivity <= 20 and engagement_id in (select * from my_supported_engagements()))
    or (sensitivity <= (select my_clearance()) and engagement_id in (select * from my_team_engagements())));

drop policy if exists visible on engagements_followupevent;
create policy visible on engagements_followupevent for select using (exists (select from engagements_followup now where now.id = engagements_followupevent.pgh_obj_id and (
       (engagements_followupevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_followupevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_followupevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_followupevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));

drop policy if exists visible on engagements_journalentry;
create policy visible on engagements_journalentry using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and lead_office_id in (select * from my_offices(20::smallint)))
    or (sensitivity <= 20 and engagement_id in (select * from my_supported_engagements()))
    or (sensitivity <= (select my_clearance()) and engagement_id in (select * from my_team_engagements())));

drop policy if exists visible on engagements_journalentryevent;
create policy visible on engagements_journalentryevent for select using (exists (select from engagements_journalentry now where now.id = engagements_journalentryevent.pgh_obj_id and (
       (engagements_journalentryevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_journalentryevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_journalentryevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_journalentryevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));

drop policy if exists visible on engagements_lowering;
create policy visible on engagements_lowering using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and lead_office_id in (select * from my_offices(20::smallint)))
    or (sensitivity <= 20 and engagement_id in (select * from my_supported_engagements()))
    or (sensitivity <= (select my_clearance()) and engagement_id in (select * from my_team_engagements())));

drop policy if exists visible on engagements_loweringevent;
create policy visible on engagements_loweringevent for select using (exists (select from engagements_lowering now where now.id = engagements_loweringevent.pgh_obj_id and (
       (engagements_loweringevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_loweringevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_loweringevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_loweringevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));

drop policy if exists visible on engagements_participation;
create policy visible on engagements_participation using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and lead_office_id in (select * from my_offices(20::smallint)))
    or (sensitivity <= 20 and engagement_id in (select * from my_supported_engagements()))
    or (sensitivity <= (select my_clearance()) and engagement_id in (select * from my_team_engagements())));

drop policy if exists visible on engagements_participationevent;
create policy visible on engagements_participationevent for select using (exists (select from engagements_participation now where now.id = engagements_participationevent.pgh_obj_id and (
       (engagements_participationevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_participationevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_participationevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_participationevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));

drop policy if exists visible on engagements_partner;
create policy visible on engagements_partner using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and office_id in (select * from my_offices(20::smallint))));

drop policy if exists visible on engagements_partnercountry;
create policy visible on engagements_partnercountry using (partner_id in (select id from engagements_partner));

drop policy if exists visible on engagements_partnerevent;
create policy visible on engagements_partnerevent for select using (exists (select from engagements_partner now where now.id = engagements_partnerevent.pgh_obj_id and (
       (engagements_partnerevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_partnerevent.sensitivity <= 20 and now.office_id in (select * from my_offices(20::smallint))))));

drop policy if exists visible on engagements_person;
create policy visible on engagements_person using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and office_id in (select * from my_offices(20::smallint))));

drop policy if exists visible on engagements_personevent;
create policy visible on engagements_personevent for select using (exists (select from engagements_person now where now.id = engagements_personevent.pgh_obj_id and (
       (engagements_personevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_personevent.sensitivity <= 20 and now.office_id in (select * from my_offices(20::smallint))))));

drop policy if exists visible on engagements_support;
create policy visible on engagements_support using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and lead_office_id in (select * from my_offices(20::smallint)))
    or (sensitivity <= 20 and engagement_id in (select * from my_supported_engagements()))
    or (sensitivity <= (select my_clearance()) and engagement_id in (select * from my_team_engagements())));

drop policy if exists visible on engagements_supportevent;
create policy visible on engagements_supportevent for select using (exists (select from engagements_support now where now.id = engagements_supportevent.pgh_obj_id and (
       (engagements_supportevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_supportevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_supportevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_supportevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));

drop policy if exists visible on engagements_teammember;
create policy visible on engagements_teammember using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and lead_office_id in (select * from my_offices(20::smallint)))
    or (sensitivity <= 20 and engagement_id in (select * from my_supported_engagements()))
    or (sensitivity <= (select my_clearance()) and engagement_id in (select * from my_team_engagements())));

drop policy if exists visible on engagements_teammemberevent;
create policy visible on engagements_teammemberevent for select using (exists (select from engagements_teammember now where now.id = engagements_teammemberevent.pgh_obj_id and (
       (engagements_teammemberevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_teammemberevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_teammemberevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_teammemberevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));

drop policy if exists visible on engagements_threat;
create policy visible on engagements_threat using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and office_id in (select * from my_offices(20::smallint))));

drop policy if exists visible on engagements_threatcountry;
create policy visible on engagements_threatcountry using (threat_id in (select id from engagements_threat));

drop policy if exists visible on engagements_threatevent;
create policy visible on engagements_threatevent for select using (exists (select from engagements_threat now where now.id = engagements_threatevent.pgh_obj_id and (
       (engagements_threatevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_threatevent.sensitivity <= 20 and now.office_id in (select * from my_offices(20::smallint))))));

drop policy if exists visible on offices_capacitygroup;
create policy visible on offices_capacitygroup for select using ((select am_member()));

drop policy if exists visible on offices_capacitygroupevent;
create policy visible on offices_capacitygroupevent for select using (exists (select from offices_capacitygroup now where now.code = offices_capacitygroupevent.pgh_obj_id));

drop policy if exists visible on offices_characteristic;
create policy visible on offices_characteristic for select using ((select am_member()));

drop policy if exists visible on offices_characteristicevent;
create policy visible on offices_characteristicevent for select using (exists (select from offices_characteristic now where now.id = offices_characteristicevent.pgh_obj_id));

drop policy if exists visible on offices_country;
create policy visible on offices_country for select using ((select am_member()));

drop policy if exists visible on offices_countryevent;
create policy visible on offices_countryevent for select using (exists (select from offices_country now where now.alpha2 = offices_countryevent.pgh_obj_id));

drop policy if exists visible on offices_coverage;
create policy visible on offices_coverage for select using ((select am_member()));

drop policy if exists visible on offices_coverageevent;
create policy visible on offices_coverageevent for select using (exists (select from offices_coverage now where now.id = offices_coverageevent.pgh_obj_id));

drop policy if exists visible on offices_kind;
create policy visible on offices_kind for select using ((select am_member()));

drop policy if exists visible on offices_kindevent;
create policy visible on offices_kindevent for select using (exists (select from offices_kind now where now.code = offices_kindevent.pgh_obj_id));

drop policy if exists visible on offices_leadership;
create policy visible on offices_leadership for select using ((select am_member()));

drop policy if exists visible on offices_leadershipevent;
create policy visible on offices_leadershipevent for select using (exists (select from offices_leadership now where now.id = offices_leadershipevent.pgh_obj_id));

drop policy if exists visible on offices_mandate;
create policy visible on offices_mandate for select using ((select am_member()));

drop policy if exists visible on offices_mandateevent;
create policy visible on offices_mandateevent for select using (exists (select from offices_mandate now where now.id = offices_mandateevent.pgh_obj_id));

drop policy if exists visible on offices_mandatetask;
create policy visible on offices_mandatetask for select using ((select am_member()));

drop policy if exists visible on offices_mandatetaskevent;
create policy visible on offices_mandatetaskevent for select using (exists (select from offices_mandatetask now where now.id = offices_mandatetaskevent.pgh_obj_id));

drop policy if exists visible on offices_membershipevent;
create policy visible on offices_membershipevent for select using (exists (select from offices_membership now where now.id = offices_membershipevent.pgh_obj_id));

drop policy if exists visible on offices_office;
create policy visible on offices_office for select using ((select am_member()));

drop policy if exists visible on offices_officeevent;
create policy visible on offices_officeevent for select using (exists (select from offices_office now where now.id = offices_officeevent.pgh_obj_id));

drop policy if exists visible on offices_partnerrole;
create policy visible on offices_partnerrole for select using ((select am_member()));

drop policy if exists visible on offices_partnerroleevent;
create policy visible on offices_partnerroleevent for select using (exists (select from offices_partnerrole now where now.code = offices_partnerroleevent.pgh_obj_id));

drop policy if exists visible on offices_partnertype;
create policy visible on offices_partnertype for select using ((select am_member()));

drop policy if exists visible on offices_partnertypeevent;
create policy visible on offices_partnertypeevent for select using (exists (select from offices_partnertype now where now.code = offices_partnertypeevent.pgh_obj_id));

drop policy if exists visible on offices_proposalevent;
create policy visible on offices_proposalevent for select using (exists (select from offices_proposal now where now.id = offices_proposalevent.pgh_obj_id));

drop policy if exists visible on offices_sdg;
create policy visible on offices_sdg for select using ((select am_member()));

drop policy if exists visible on offices_sdgevent;
create policy visible on offices_sdgevent for select using (exists (select from offices_sdg now where now.code = offices_sdgevent.pgh_obj_id));

drop policy if exists visible on offices_source;
create policy visible on offices_source for select using ((select am_member()));

drop policy if exists visible on offices_sourceevent;
create policy visible on offices_sourceevent for select using (exists (select from offices_source now where now.code = offices_sourceevent.pgh_obj_id));

drop policy if exists visible on offices_taskoffice;
create policy visible on offices_taskoffice for select using ((select am_member()));

drop policy if exists visible on offices_taskofficeevent;
create policy visible on offices_taskofficeevent for select using (exists (select from offices_taskoffice now where now.id = offices_taskofficeevent.pgh_obj_id));

drop policy if exists visible on offices_tasktheme;
create policy visible on offices_tasktheme for select using ((select am_member()));

drop policy if exists visible on offices_taskthemeevent;
create policy visible on offices_taskthemeevent for select using (exists (select from offices_tasktheme now where now.id = offices_taskthemeevent.pgh_obj_id));

drop policy if exists visible on offices_theme;
create policy visible on offices_theme for select using ((select am_member()));

drop policy if exists visible on offices_themeevent;
create policy visible on offices_themeevent for select using (exists (select from offices_theme now where now.code = offices_themeevent.pgh_obj_id));

drop policy if exists visible on offices_threattype;
create policy visible on offices_threattype for select using ((select am_member()));

drop policy if exists visible on offices_threattypeevent;
create policy visible on offices_threattypeevent for select using (exists (select from offices_threattype now where now.code = offices_threattypeevent.pgh_obj_id));

drop policy if exists visible on offices_token;
create policy visible on offices_token using (user_id = (select my_id()));

drop policy if exists visible on peaceapp_idempotentanswer;
create policy visible on peaceapp_idempotentanswer using (user_id = (select my_id()));

-- Functions that earlier states had under other names or with other arguments.
do $$ declare stale record; begin
  for stale in
    select p.oid::regprocedure as it from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.proname in (
      'am_administrator', 'am_auditor', 'am_manager', 'am_member', 'am_owner', 'auditors',
      'audits', 'break_glass', 'end_tokens', 'is_cleared_for', 'is_left_unread', 'is_sole_manager',
      'is_unread', 'keep_account', 'keep_last_open_entry', 'keep_lowering', 'keep_membership', 'keep_proposal',
      'keep_reader_of_account', 'keep_reader_of_membership', 'keep_reader_of_seat', 'lacks_cleared_manager', 'lacks_manager', 'lasting_readers',
      'left_to_offices', 'losing_readers', 'manage_office', 'may_vouch_for', 'members_today', 'my_ceiling',
      'my_clearance', 'my_id', 'my_offices', 'my_offices_as', 'my_reader_notices', 'my_supported_engagements',
      'my_team_engagements', 'my_unread_engagements', 'note_about', 'note_account', 'note_engagement', 'note_event',
      'note_identity', 'note_invitation', 'note_membership', 'note_proposal', 'note_seat', 'note_second_factor',
      'note_support', 'note_token', 'office_readers', 'readers_of', 'reads_of_office', 'refuse_alteration',
      'refuse_lone_lowering', 'refuse_purged_reference', 'refuse_unread', 'seal_readers', 'seal_trail', 'seals_after',
      'seat_readers', 'seconds_for', 'take_reader_notices', 'take_scope', 'take_scope_of_entry', 'token_of',
      'tokens_standing', 'trail_digest', 'unread')
      and p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' not in (
      'am_administrator()',
      'am_auditor()',
      'am_manager()',
      'am_member()',
      'am_owner()',
      'auditors()',
      'audits(who bigint)',
      'break_glass(wanted text, why text, hours integer, seat uuid)',
      'end_tokens()',
      'is_cleared_for(person bigint, wanted uuid)',
      'is_left_unread(person bigint, level integer, offices bigint[], moment timestamp with time zone)',
      'is_sole_manager(who bigint)',
      'is_unread(wanted uuid, moment timestamp with time zone)',
      'keep_account()',
      'keep_last_open_entry()',
      'keep_lowering()',
      'keep_membership()',
      'keep_proposal()',
      'keep_reader_of_account()',
      'keep_reader_of_membership()',
      'keep_reader_of_seat()',
      'lacks_cleared_manager(office bigint, without bigint, level smallint)',
      'lacks_manager(office bigint, without bigint, after date)',
      'lasting_readers(moment timestamp with time zone)',
      'losing_readers()',
      'manage_office(wanted bigint, level smallint)',
      'may_vouch_for(who bigint)',
      'my_ceiling()',
      'my_clearance()',
      'my_id()',
      'my_offices(level smallint)',
      'my_offices_as(held text, level smallint)',
      'my_reader_notices()',
      'my_supported_engagements()',
      'my_team_engagements()',
      'my_unread_engagements()',
      'note_about(verb text, kind text, object text, engagement uuid, changed text[], reason text)',
      'note_account()',
      'note_engagement()',
      'note_event(verb text, who bigint, kind text, object text, engagement uuid, office bigint, level smallint, fields text[], reason text)',
      'note_identity()',
      'note_invitation()',
      'note_membership()',
      'note_proposal()',
      'note_seat()',
      'note_second_factor()',
      'note_support()',
      'note_token()',
      'office_readers(moment timestamp with time zone)',
      'readers_of(wanted uuid)',
      'refuse_alteration()',
      'refuse_lone_lowering()',
      'refuse_purged_reference()',
      'refuse_unread(is_so boolean)',
      'seal_readers()',
      'seal_trail()',
      'seals_after(former bigint, most integer)',
      'seat_readers(moment timestamp with time zone)',
      'seconds_for(wanted uuid)',
      'take_reader_notices()',
      'take_scope()',
      'take_scope_of_entry()',
      'token_of(wanted text)',
      'tokens_standing()',
      'trail_digest(former text, after bigint, upto bigint)',
      'unread(moment timestamp with time zone)')
  loop execute 'drop function ' || stale.it || ' cascade'; end loop;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("engagements", "0010_trail"), ("offices", "0018_whose_account"), ("peaceapp", "0003_cache")]

    operations = [migrations.RunSQL(APPLY, migrations.RunSQL.noop)]
