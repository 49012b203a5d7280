"""Declared together: a copy of what the code declared when this was written."""

from django.db import migrations

APPLY = r"""
set local check_function_bodies = off;

CREATE OR REPLACE FUNCTION public.above_my_ceiling()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select id from engagements_engagement where my_ceiling() < 30 and sensitivity > my_ceiling() $function$;

CREATE OR REPLACE FUNCTION public.am_administrator()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select exists (select from offices_membership m join offices_user u on u.id = m.user_id
                  where m.user_id = my_id() and m.role = 'administrator' and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null)) $function$;

CREATE OR REPLACE FUNCTION public.am_auditor()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select exists (select from offices_membership m join offices_user u on u.id = m.user_id
                  where m.user_id = my_id() and m.role = 'auditor' and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null)) $function$;

CREATE OR REPLACE FUNCTION public.am_manager()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select exists (select from offices_membership m join offices_user u on u.id = m.user_id
                  where m.user_id = my_id() and m.role = 'manager' and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null)) $function$;

CREATE OR REPLACE FUNCTION public.am_member()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select exists (select from offices_membership m join offices_user u on u.id = m.user_id
                  where m.user_id = my_id() and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null)) $function$;

CREATE OR REPLACE FUNCTION public.auditors()
 RETURNS SETOF bigint
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select distinct m.user_id from offices_membership m join offices_user u on u.id = m.user_id
   where m.role = 'auditor' and (select am_manager()) and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null) $function$;

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
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null)
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
    or (e.sensitivity <= 20 and e.supporting_ids && array(select * from my_offices(20::smallint)))
    or (e.sensitivity <= (select my_clearance()) and ((select my_id()) = any(e.team_ids)
                                              or e.id in (select * from my_temporary_seats()))))
       and e.sensitivity <= (
         select max(m.clearance) from offices_membership m join offices_user u on u.id = m.user_id
         where u.id = person and m.role <> 'auditor' and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null))) $function$;

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
    where u.id = old.user_id and not u.is_archive and u.is_active and m.from_on <= moment::date and (m.until_on is null or m.until_on >= moment::date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= moment::date and c.succeeded_by_id is null);
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
          where m.user_id = old.user_id and m.role <> 'auditor' and not u.is_archive and u.is_active and m.from_on <= moment::date and (m.until_on is null or m.until_on >= moment::date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= moment::date and c.succeeded_by_id is null))));
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
       and not u.is_archive and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null)) $function$;

CREATE OR REPLACE FUNCTION public.lacks_manager(office bigint, without bigint, after date)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select not exists (select from offices_office o where o.id = office and o.closed_on is not null)
      and not exists (
        select from offices_membership m join offices_user u on u.id = m.user_id
        where m.office_id = office and m.role = 'manager' and m.user_id <> without and not u.is_archive and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null)
          and coalesce(m.until_on, 'infinity') >= after) $function$;

CREATE OR REPLACE FUNCTION public.manage_office(wanted bigint, level smallint)
 RETURNS SETOF bigint
 LANGUAGE sql
 STABLE
AS $function$ select m.user_id from offices_office o
     join offices_membership m on m.office_id = o.id or (m.office_id = o.succeeded_by_id and o.closed_on is not null)
     join offices_user u on u.id = m.user_id
   where o.id = wanted and m.role = 'manager' and m.clearance >= level and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null) $function$;

CREATE OR REPLACE FUNCTION public.members_today()
 RETURNS SETOF bigint
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select distinct m.user_id from offices_membership m join offices_user u on u.id = m.user_id
   where (select am_member()) and m.role <> 'auditor' and not u.is_archive and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null) $function$;

CREATE OR REPLACE FUNCTION public.my_clearance()
 RETURNS smallint
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select max(least(m.clearance, my_ceiling())) from offices_membership m join offices_user u on u.id = m.user_id
   where m.user_id = my_id() and m.role <> 'auditor' and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null) $function$;

CREATE OR REPLACE FUNCTION public.my_offices(level smallint)
 RETURNS SETOF bigint
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER ROWS 2
 SET search_path TO 'public', 'pg_temp'
AS $function$ select o.id from offices_membership m join offices_user u on u.id = m.user_id
     join offices_office o on o.id = m.office_id or (o.succeeded_by_id = m.office_id and o.closed_on is not null)
   where m.user_id = my_id() and m.role <> 'auditor' and m.clearance >= level and level <= my_ceiling() and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null) $function$;

CREATE OR REPLACE FUNCTION public.my_offices_as(held text, level smallint)
 RETURNS SETOF bigint
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select m.office_id from offices_membership m join offices_user u on u.id = m.user_id
   where m.user_id = my_id() and m.role = held and m.clearance >= level and level <= my_ceiling() and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null) $function$;

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
    or (e.sensitivity <= 20 and e.supporting_ids && array(select * from my_offices(20::smallint)))
    or (e.sensitivity <= (select my_clearance()) and ((select my_id()) = any(e.team_ids)
                                              or e.id in (select * from my_temporary_seats())))), false) as it) seen
   where n.user_id = my_id() and n.ends_on >= current_date
     and not is_unread(e.id, now()) and is_unread(e.id, (n.ends_on + 1)::timestamptz)
     and e.sensitivity <= my_ceiling()
     and (seen.it or (n.kind = 'manager' and my_id() in (select manage_office(e.lead_office_id, 10::smallint)))) $function$;

CREATE OR REPLACE FUNCTION public.my_unread_engagements()
 RETURNS SETOF text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select e.reference from offices_membership m join offices_user u on u.id = m.user_id
     join offices_office o on o.id = m.office_id or (o.succeeded_by_id = m.office_id and o.closed_on is not null)
     join engagements_engagement e on e.lead_office_id = o.id
   where m.user_id = my_id() and m.role = 'manager' and m.clearance = 30 and my_ceiling() = 30 and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null)
     and e.sensitivity = 30
     and not exists (select from seat_readers(now()) r where r.engagement_id = e.id) $function$;

CREATE OR REPLACE FUNCTION public.note_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare it jsonb := to_jsonb(coalesce(new, old)); fields text[]; level smallint := (it ->> 'sensitivity')::smallint;
begin
  if tg_op = 'INSERT' then
    if my_id() is null then return null; end if;     -- the first data: nobody entered it
    fields := '{made}';
  elsif tg_op = 'DELETE' then
    fields := '{removed}';
  else
    select array_agg(regexp_replace(n.key, '_id$', '') order by n.key) into fields
    from jsonb_each(to_jsonb(new)) n join jsonb_each(to_jsonb(old)) o on o.key = n.key
    where n.value is distinct from o.value and n.key <> 'version';
    if fields is null then return null; end if;
    level := greatest(level, (to_jsonb(old) ->> 'sensitivity')::smallint);
  end if;
  perform note_event('changed', my_id(), tg_argv[0], it ->> tg_argv[1], null, (it ->> tg_argv[2])::bigint, level,
                     fields, '');
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.note_links()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare it jsonb;
begin
  if my_id() is null then return null; end if;
  for it in execute format(
    'select distinct to_jsonb(o) from %I o where o.id in (select r.%I from links r)', tg_argv[1], tg_argv[2])
  loop
    perform note_event('changed', my_id(), tg_argv[0], it ->> tg_argv[3], null, (it ->> 'office_id')::bigint,
                       (it ->> 'sensitivity')::smallint, array[tg_argv[4]], '');
  end loop;
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
      case when new.role <> old.role then 'role:' || old.role || ':' || new.role end,
      case when new.clearance <> old.clearance then 'clearance:' || old.clearance || ':' || new.clearance end,
      case when new.ended_at is null and new.from_on <> old.from_on then
        'from_on:' || old.from_on || ':' || new.from_on end,
      case when new.ended_at is null and new.until_on is distinct from old.until_on then
        'until_on:' || coalesce(old.until_on::text, '') || ':' || coalesce(new.until_on::text, '') end,
      case when new.ended_at is distinct from old.ended_at then 'ended' end], null) end, '');
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.office_readers(moment timestamp with time zone)
 RETURNS TABLE(office_id bigint, user_id bigint)
 LANGUAGE sql
 STABLE
AS $function$ select o.id, m.user_id from offices_office o
     join offices_membership m on m.office_id = o.id or (m.office_id = o.succeeded_by_id and o.closed_on is not null)
     join offices_user u on u.id = m.user_id
   where m.role <> 'auditor' and m.clearance >= 20 and not u.is_archive and u.is_active and m.from_on <= moment::date and (m.until_on is null or m.until_on >= moment::date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= moment::date and c.succeeded_by_id is null) $function$;

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
    or (e.sensitivity <= 20 and e.supporting_ids && array(select * from my_offices(20::smallint)))
    or (e.sensitivity <= (select my_clearance()) and ((select my_id()) = any(e.team_ids)
                                              or e.id in (select * from my_temporary_seats()))))
   ), cleared as (
     select m.user_id, m.office_id, m.clearance from offices_membership m join offices_user u on u.id = m.user_id
     where m.role <> 'auditor' and not u.is_archive and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null)
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

CREATE OR REPLACE FUNCTION public.seal_readers()
 RETURNS SETOF bigint
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select distinct m.user_id from offices_membership m join offices_user u on u.id = m.user_id
   where my_id() is null and m.role = 'auditor' and u.email <> '' and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null) $function$;

CREATE OR REPLACE FUNCTION public.seat_readers(moment timestamp with time zone)
 RETURNS TABLE(engagement_id uuid, user_id bigint)
 LANGUAGE sql
 STABLE
AS $function$ select e.id, t.user_id from engagements_engagement e join engagements_teammember t on t.engagement_id = e.id
     join offices_membership m on m.user_id = t.user_id join offices_user u on u.id = m.user_id
   where not t.by_glass and (t.until_at is null or t.until_at > moment)
     and m.role <> 'auditor' and m.clearance >= e.sensitivity and not u.is_archive and u.is_active and m.from_on <= moment::date and (m.until_on is null or m.until_on >= moment::date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= moment::date and c.succeeded_by_id is null) $function$;

CREATE OR REPLACE FUNCTION public.seconds_for(wanted uuid)
 RETURNS SETOF bigint
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select m.user_id from offices_membership m join offices_user u on u.id = m.user_id
   where m.role = 'manager' and m.clearance = 30 and m.user_id <> my_id() and not u.is_archive and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null)
     and exists (select from engagements_engagement e where e.id = wanted
                 and (
       (e.sensitivity = 10 and (select my_clearance()) is not null)
    or (e.sensitivity <= 20 and e.lead_office_id in (select * from my_offices(20::smallint)))
    or (e.sensitivity <= 20 and e.supporting_ids && array(select * from my_offices(20::smallint)))
    or (e.sensitivity <= (select my_clearance()) and ((select my_id()) = any(e.team_ids)
                                              or e.id in (select * from my_temporary_seats()))))) $function$;

CREATE OR REPLACE FUNCTION public.take_owner_level()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare level smallint;
begin
  execute format('select sensitivity from %I where id = $1', tg_argv[0])
    into level using (to_jsonb(new) ->> tg_argv[1])::uuid;
  new.sensitivity := coalesce(level, 20::smallint);
  return new;
end $function$;

alter table engagements_engagementcapacity drop constraint if exists engagements_engagementcapacity_unmarked;
alter table engagements_engagementcapacity add constraint engagements_engagementcapacity_unmarked CHECK ((mark IS NULL)) NOT VALID;

alter table engagements_engagementcountry drop constraint if exists engagements_engagementcountry_unmarked;
alter table engagements_engagementcountry add constraint engagements_engagementcountry_unmarked CHECK ((mark IS NULL)) NOT VALID;

alter table engagements_engagementkind drop constraint if exists engagements_engagementkind_unmarked;
alter table engagements_engagementkind add constraint engagements_engagementkind_unmarked CHECK ((mark IS NULL)) NOT VALID;

alter table engagements_engagementperson drop constraint if exists engagements_engagementperson_unmarked;
alter table engagements_engagementperson add constraint engagements_engagementperson_unmarked CHECK ((mark IS NULL)) NOT VALID;

alter table engagements_engagementsdg drop constraint if exists engagements_engagementsdg_unmarked;
alter table engagements_engagementsdg add constraint engagements_engagementsdg_unmarked CHECK ((mark IS NULL)) NOT VALID;

alter table engagements_engagementtask drop constraint if exists engagements_engagementtask_unmarked;
alter table engagements_engagementtask add constraint engagements_engagementtask_unmarked CHECK ((mark IS NULL)) NOT VALID;

alter table engagements_engagementtheme drop constraint if exists engagements_engagementtheme_unmarked;
alter table engagements_engagementtheme add constraint engagements_engagementtheme_unmarked CHECK ((mark IS NULL)) NOT VALID;

alter table engagements_engagementthreat drop constraint if exists engagements_engagementthreat_unmarked;
alter table engagements_engagementthreat add constraint engagements_engagementthreat_unmarked CHECK ((mark IS NULL)) NOT VALID;

drop index if exists engagements_partnercountryevent_obj;
CREATE INDEX engagements_partnercountryevent_obj ON public.engagements_partnercountryevent USING btree (pgh_obj_id);

drop index if exists engagements_threatcountryevent_obj;
CREATE INDEX engagements_threatcountryevent_obj ON public.engagements_threatcountryevent USING btree (pgh_obj_id);

alter table engagements_partnercountryevent enable row level security;

alter table engagements_threatcountryevent enable row level security;

drop trigger if exists level_versions on engagements_partnercountryevent;
CREATE TRIGGER level_versions AFTER INSERT ON public.engagements_partnercountryevent FOR EACH ROW WHEN ((new.pgh_label = 'update'::text)) EXECUTE FUNCTION level_versions('sensitivity');

drop trigger if exists level_versions on engagements_threatcountryevent;
CREATE TRIGGER level_versions AFTER INSERT ON public.engagements_threatcountryevent FOR EACH ROW WHEN ((new.pgh_label = 'update'::text)) EXECUTE FUNCTION level_versions('sensitivity');

drop trigger if exists note_change on engagements_capacity;
CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE ON public.engagements_capacity FOR EACH ROW EXECUTE FUNCTION note_change('capacity', 'id', 'office_id');

drop trigger if exists note_change on engagements_contact;
CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE ON public.engagements_contact FOR EACH ROW EXECUTE FUNCTION note_change('contact', 'id', 'office_id');

drop trigger if exists note_change on engagements_partner;
CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE ON public.engagements_partner FOR EACH ROW EXECUTE FUNCTION note_change('partner', 'id', 'office_id');

drop trigger if exists note_change on engagements_person;
CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE ON public.engagements_person FOR EACH ROW EXECUTE FUNCTION note_change('person', 'id', 'office_id');

drop trigger if exists note_change on engagements_threat;
CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE ON public.engagements_threat FOR EACH ROW EXECUTE FUNCTION note_change('threat', 'id', 'office_id');

drop trigger if exists note_change on offices_capacitygroup;
CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE ON public.offices_capacitygroup FOR EACH ROW EXECUTE FUNCTION note_change('capacitygroup', 'code', 'office_id');

drop trigger if exists note_change on offices_characteristic;
CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE ON public.offices_characteristic FOR EACH ROW EXECUTE FUNCTION note_change('characteristic', 'code', 'office_id');

drop trigger if exists note_change on offices_country;
CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE ON public.offices_country FOR EACH ROW EXECUTE FUNCTION note_change('country', 'alpha2', 'office_id');

drop trigger if exists note_change on offices_coverage;
CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE ON public.offices_coverage FOR EACH ROW EXECUTE FUNCTION note_change('coverage', 'country_id', 'office_id');

drop trigger if exists note_change on offices_kind;
CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE ON public.offices_kind FOR EACH ROW EXECUTE FUNCTION note_change('kind', 'code', 'office_id');

drop trigger if exists note_change on offices_leadership;
CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE ON public.offices_leadership FOR EACH ROW EXECUTE FUNCTION note_change('leadership', 'post', 'office_id');

drop trigger if exists note_change on offices_mandate;
CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE ON public.offices_mandate FOR EACH ROW EXECUTE FUNCTION note_change('mandate', 'code', 'office_id');

drop trigger if exists note_change on offices_mandatetask;
CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE ON public.offices_mandatetask FOR EACH ROW EXECUTE FUNCTION note_change('mandatetask', 'code', 'office_id');

drop trigger if exists note_change on offices_office;
CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE ON public.offices_office FOR EACH ROW EXECUTE FUNCTION note_change('office', 'acronym', 'id');

drop trigger if exists note_change on offices_partnerrole;
CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE ON public.offices_partnerrole FOR EACH ROW EXECUTE FUNCTION note_change('partnerrole', 'code', 'office_id');

drop trigger if exists note_change on offices_partnertype;
CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE ON public.offices_partnertype FOR EACH ROW EXECUTE FUNCTION note_change('partnertype', 'code', 'office_id');

drop trigger if exists note_change on offices_sdg;
CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE ON public.offices_sdg FOR EACH ROW EXECUTE FUNCTION note_change('sdg', 'code', 'office_id');

drop trigger if exists note_change on offices_source;
CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE ON public.offices_source FOR EACH ROW EXECUTE FUNCTION note_change('source', 'code', 'office_id');

drop trigger if exists note_change on offices_theme;
CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE ON public.offices_theme FOR EACH ROW EXECUTE FUNCTION note_change('theme', 'code', 'office_id');

drop trigger if exists note_change on offices_threattype;
CREATE TRIGGER note_change AFTER INSERT OR DELETE OR UPDATE ON public.offices_threattype FOR EACH ROW EXECUTE FUNCTION note_change('threattype', 'code', 'office_id');

drop trigger if exists note_gone on engagements_partnercountry;
CREATE TRIGGER note_gone AFTER DELETE ON public.engagements_partnercountry REFERENCING OLD TABLE AS links FOR EACH STATEMENT EXECUTE FUNCTION note_links('partner', 'engagements_partner', 'partner_id', 'id', 'countries');

drop trigger if exists note_gone on engagements_threatcountry;
CREATE TRIGGER note_gone AFTER DELETE ON public.engagements_threatcountry REFERENCING OLD TABLE AS links FOR EACH STATEMENT EXECUTE FUNCTION note_links('threat', 'engagements_threat', 'threat_id', 'id', 'countries');

drop trigger if exists note_gone on offices_taskoffice;
CREATE TRIGGER note_gone AFTER DELETE ON public.offices_taskoffice REFERENCING OLD TABLE AS links FOR EACH STATEMENT EXECUTE FUNCTION note_links('mandatetask', 'offices_mandatetask', 'task_id', 'code', 'offices');

drop trigger if exists note_gone on offices_tasktheme;
CREATE TRIGGER note_gone AFTER DELETE ON public.offices_tasktheme REFERENCING OLD TABLE AS links FOR EACH STATEMENT EXECUTE FUNCTION note_links('mandatetask', 'offices_mandatetask', 'task_id', 'code', 'themes');

drop trigger if exists note_made on engagements_partnercountry;
CREATE TRIGGER note_made AFTER INSERT ON public.engagements_partnercountry REFERENCING NEW TABLE AS links FOR EACH STATEMENT EXECUTE FUNCTION note_links('partner', 'engagements_partner', 'partner_id', 'id', 'countries');

drop trigger if exists note_made on engagements_threatcountry;
CREATE TRIGGER note_made AFTER INSERT ON public.engagements_threatcountry REFERENCING NEW TABLE AS links FOR EACH STATEMENT EXECUTE FUNCTION note_links('threat', 'engagements_threat', 'threat_id', 'id', 'countries');

drop trigger if exists note_made on offices_taskoffice;
CREATE TRIGGER note_made AFTER INSERT ON public.offices_taskoffice REFERENCING NEW TABLE AS links FOR EACH STATEMENT EXECUTE FUNCTION note_links('mandatetask', 'offices_mandatetask', 'task_id', 'code', 'offices');

drop trigger if exists note_made on offices_tasktheme;
CREATE TRIGGER note_made AFTER INSERT ON public.offices_tasktheme REFERENCING NEW TABLE AS links FOR EACH STATEMENT EXECUTE FUNCTION note_links('mandatetask', 'offices_mandatetask', 'task_id', 'code', 'themes');

drop trigger if exists take_owner_level on engagements_partnercountryevent;
CREATE TRIGGER take_owner_level BEFORE INSERT ON public.engagements_partnercountryevent FOR EACH ROW EXECUTE FUNCTION take_owner_level('engagements_partner', 'partner_id');

drop trigger if exists take_owner_level on engagements_threatcountryevent;
CREATE TRIGGER take_owner_level BEFORE INSERT ON public.engagements_threatcountryevent FOR EACH ROW EXECUTE FUNCTION take_owner_level('engagements_threat', 'threat_id');

drop policy if exists audited on offices_auditevent;
create policy audited on offices_auditevent for select using (
   ((select am_auditor()) and level <= (select my_ceiling())
    and (engagement_key is null or engagement_key not in (select * from above_my_ceiling())))
or ((select am_manager()) and exists (
      select from engagements_engagement e where e.id = engagement_key
        and (
       (offices_auditevent.level = 10 and (select my_clearance()) is not null)
    or (offices_auditevent.level <= 20 and offices_auditevent.office_id in (select * from my_offices(20::smallint)))
    or (offices_auditevent.level <= 20 and e.supporting_ids && array(select * from my_offices(20::smallint)))
    or (offices_auditevent.level <= (select my_clearance()) and ((select my_id()) = any(e.team_ids)
                                              or e.id in (select * from my_temporary_seats()))))))
or (verb in ('membership', 'account') and engagement_key is null
    and office_id in (select * from my_offices_as('manager', 10::smallint)))
or (verb = 'read' and level <= (select my_clearance())
    and engagement_key in (select e.id from engagements_engagement e where e.lead_officer_id = (select my_id())))
or (verb = 'changed' and (select am_manager()) and (
       (level = 10 and (select my_clearance()) is not null)
    or (level <= 20 and office_id in (select * from my_offices(20::smallint))))
    and case kind when 'partner' then case when object ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then exists (select from engagements_partner r where r.id = object::uuid) else false end when 'person' then case when object ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then exists (select from engagements_person r where r.id = object::uuid) else false end when 'contact' then case when object ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then exists (select from engagements_contact r where r.id = object::uuid) else false end when 'capacity' then case when object ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then exists (select from engagements_capacity r where r.id = object::uuid) else false end when 'threat' then case when object ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then exists (select from engagements_threat r where r.id = object::uuid) else false end else true end)
);

drop policy if exists visible on engagements_engagementcapacityevent;
create policy visible on engagements_engagementcapacityevent for select using (exists (select from engagements_engagement now where now.id = engagements_engagementcapacityevent.engagement_id and (
       (engagements_engagementcapacityevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementcapacityevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementcapacityevent.sensitivity <= 20 and now.supporting_ids && array(select * from my_offices(20::smallint)))
    or (engagements_engagementcapacityevent.sensitivity <= (select my_clearance()) and ((select my_id()) = any(now.team_ids)
                                              or now.id in (select * from my_temporary_seats()))))));

drop policy if exists visible on engagements_engagementcountryevent;
create policy visible on engagements_engagementcountryevent for select using (exists (select from engagements_engagement now where now.id = engagements_engagementcountryevent.engagement_id and (
       (engagements_engagementcountryevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementcountryevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementcountryevent.sensitivity <= 20 and now.supporting_ids && array(select * from my_offices(20::smallint)))
    or (engagements_engagementcountryevent.sensitivity <= (select my_clearance()) and ((select my_id()) = any(now.team_ids)
                                              or now.id in (select * from my_temporary_seats()))))));

drop policy if exists visible on engagements_engagementkindevent;
create policy visible on engagements_engagementkindevent for select using (exists (select from engagements_engagement now where now.id = engagements_engagementkindevent.engagement_id and (
       (engagements_engagementkindevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementkindevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementkindevent.sensitivity <= 20 and now.supporting_ids && array(select * from my_offices(20::smallint)))
    or (engagements_engagementkindevent.sensitivity <= (select my_clearance()) and ((select my_id()) = any(now.team_ids)
                                              or now.id in (select * from my_temporary_seats()))))));

drop policy if exists visible on engagements_engagementpersonevent;
create policy visible on engagements_engagementpersonevent for select using (exists (select from engagements_engagement now where now.id = engagements_engagementpersonevent.engagement_id and (
       (engagements_engagementpersonevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementpersonevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementpersonevent.sensitivity <= 20 and now.supporting_ids && array(select * from my_offices(20::smallint)))
    or (engagements_engagementpersonevent.sensitivity <= (select my_clearance()) and ((select my_id()) = any(now.team_ids)
                                              or now.id in (select * from my_temporary_seats()))))));

drop policy if exists visible on engagements_engagementsdgevent;
create policy visible on engagements_engagementsdgevent for select using (exists (select from engagements_engagement now where now.id = engagements_engagementsdgevent.engagement_id and (
       (engagements_engagementsdgevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementsdgevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementsdgevent.sensitivity <= 20 and now.supporting_ids && array(select * from my_offices(20::smallint)))
    or (engagements_engagementsdgevent.sensitivity <= (select my_clearance()) and ((select my_id()) = any(now.team_ids)
                                              or now.id in (select * from my_temporary_seats()))))));

drop policy if exists visible on engagements_engagementtaskevent;
create policy visible on engagements_engagementtaskevent for select using (exists (select from engagements_engagement now where now.id = engagements_engagementtaskevent.engagement_id and (
       (engagements_engagementtaskevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementtaskevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementtaskevent.sensitivity <= 20 and now.supporting_ids && array(select * from my_offices(20::smallint)))
    or (engagements_engagementtaskevent.sensitivity <= (select my_clearance()) and ((select my_id()) = any(now.team_ids)
                                              or now.id in (select * from my_temporary_seats()))))));

drop policy if exists visible on engagements_engagementthemeevent;
create policy visible on engagements_engagementthemeevent for select using (exists (select from engagements_engagement now where now.id = engagements_engagementthemeevent.engagement_id and (
       (engagements_engagementthemeevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementthemeevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementthemeevent.sensitivity <= 20 and now.supporting_ids && array(select * from my_offices(20::smallint)))
    or (engagements_engagementthemeevent.sensitivity <= (select my_clearance()) and ((select my_id()) = any(now.team_ids)
                                              or now.id in (select * from my_temporary_seats()))))));

drop policy if exists visible on engagements_engagementthreatevent;
create policy visible on engagements_engagementthreatevent for select using (exists (select from engagements_engagement now where now.id = engagements_engagementthreatevent.engagement_id and (
       (engagements_engagementthreatevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementthreatevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementthreatevent.sensitivity <= 20 and now.supporting_ids && array(select * from my_offices(20::smallint)))
    or (engagements_engagementthreatevent.sensitivity <= (select my_clearance()) and ((select my_id()) = any(now.team_ids)
                                              or now.id in (select * from my_temporary_seats()))))));

drop policy if exists visible on engagements_entrypartnerevent;
create policy visible on engagements_entrypartnerevent for select using (exists (select from engagements_journalentry now where now.id = engagements_entrypartnerevent.entry_id and (
       (engagements_entrypartnerevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_entrypartnerevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_entrypartnerevent.sensitivity <= 20 and now.supporting_ids && array(select * from my_offices(20::smallint)))
    or (engagements_entrypartnerevent.sensitivity <= (select my_clearance()) and ((select my_id()) = any(now.team_ids)
                                              or now.engagement_id in (select * from my_temporary_seats()))))));

drop policy if exists visible on engagements_entrypersonevent;
create policy visible on engagements_entrypersonevent for select using (exists (select from engagements_journalentry now where now.id = engagements_entrypersonevent.entry_id and (
       (engagements_entrypersonevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_entrypersonevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_entrypersonevent.sensitivity <= 20 and now.supporting_ids && array(select * from my_offices(20::smallint)))
    or (engagements_entrypersonevent.sensitivity <= (select my_clearance()) and ((select my_id()) = any(now.team_ids)
                                              or now.engagement_id in (select * from my_temporary_seats()))))));

drop policy if exists visible on engagements_partnercountryevent;
create policy visible on engagements_partnercountryevent for select using (exists (select from engagements_partner now where now.id = engagements_partnercountryevent.partner_id and (
       (engagements_partnercountryevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_partnercountryevent.sensitivity <= 20 and now.office_id in (select * from my_offices(20::smallint))))));

drop policy if exists visible on engagements_threatcountryevent;
create policy visible on engagements_threatcountryevent for select using (exists (select from engagements_threat now where now.id = engagements_threatcountryevent.threat_id and (
       (engagements_threatcountryevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_threatcountryevent.sensitivity <= 20 and now.office_id in (select * from my_offices(20::smallint))))));

drop policy if exists visible on offices_taskofficeevent;
create policy visible on offices_taskofficeevent for select using (exists (select from offices_mandatetask now where now.id = offices_taskofficeevent.task_id));

drop policy if exists visible on offices_taskthemeevent;
create policy visible on offices_taskthemeevent for select using (exists (select from offices_mandatetask now where now.id = offices_taskthemeevent.task_id));
"""

UNDO = r"""
alter table engagements_engagementcapacity drop constraint if exists engagements_engagementcapacity_unmarked;

alter table engagements_engagementcountry drop constraint if exists engagements_engagementcountry_unmarked;

alter table engagements_engagementkind drop constraint if exists engagements_engagementkind_unmarked;

alter table engagements_engagementperson drop constraint if exists engagements_engagementperson_unmarked;

alter table engagements_engagementsdg drop constraint if exists engagements_engagementsdg_unmarked;

alter table engagements_engagementtask drop constraint if exists engagements_engagementtask_unmarked;

alter table engagements_engagementtheme drop constraint if exists engagements_engagementtheme_unmarked;

alter table engagements_engagementthreat drop constraint if exists engagements_engagementthreat_unmarked;

drop index if exists engagements_partnercountryevent_obj;

drop index if exists engagements_threatcountryevent_obj;

alter table engagements_partnercountryevent disable row level security;

alter table engagements_threatcountryevent disable row level security;

drop trigger if exists level_versions on engagements_partnercountryevent;

drop trigger if exists level_versions on engagements_threatcountryevent;

drop trigger if exists note_change on engagements_capacity;

drop trigger if exists note_change on engagements_contact;

drop trigger if exists note_change on engagements_partner;

drop trigger if exists note_change on engagements_person;

drop trigger if exists note_change on engagements_threat;

drop trigger if exists note_change on offices_capacitygroup;

drop trigger if exists note_change on offices_characteristic;

drop trigger if exists note_change on offices_country;

drop trigger if exists note_change on offices_coverage;

drop trigger if exists note_change on offices_kind;

drop trigger if exists note_change on offices_leadership;

drop trigger if exists note_change on offices_mandate;

drop trigger if exists note_change on offices_mandatetask;

drop trigger if exists note_change on offices_office;

drop trigger if exists note_change on offices_partnerrole;

drop trigger if exists note_change on offices_partnertype;

drop trigger if exists note_change on offices_sdg;

drop trigger if exists note_change on offices_source;

drop trigger if exists note_change on offices_theme;

drop trigger if exists note_change on offices_threattype;

drop trigger if exists note_gone on engagements_partnercountry;

drop trigger if exists note_gone on engagements_threatcountry;

drop trigger if exists note_gone on offices_taskoffice;

drop trigger if exists note_gone on offices_tasktheme;

drop trigger if exists note_made on engagements_partnercountry;

drop trigger if exists note_made on engagements_threatcountry;

drop trigger if exists note_made on offices_taskoffice;

drop trigger if exists note_made on offices_tasktheme;

drop trigger if exists take_owner_level on engagements_partnercountryevent;

drop trigger if exists take_owner_level on engagements_threatcountryevent;

drop policy if exists visible on engagements_partnercountryevent;

drop policy if exists visible on engagements_threatcountryevent;

drop function if exists above_my_ceiling();

drop function if exists members_today();

drop function if exists note_change();

drop function if exists note_links();

drop function if exists take_owner_level();

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

CREATE OR REPLACE FUNCTION public.auditors()
 RETURNS SETOF bigint
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select distinct m.user_id from offices_membership m join offices_user u on u.id = m.user_id
   where m.role = 'auditor' and (select am_manager()) and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date) $function$;

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
    or (e.sensitivity <= 20 and e.supporting_ids && array(select * from my_offices(20::smallint)))
    or (e.sensitivity <= (select my_clearance()) and ((select my_id()) = any(e.team_ids)
                                              or e.id in (select * from my_temporary_seats()))))
       and e.sensitivity <= (
         select max(m.clearance) from offices_membership m join offices_user u on u.id = m.user_id
         where u.id = person and m.role <> 'auditor' and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date))) $function$;

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

CREATE OR REPLACE FUNCTION public.manage_office(wanted bigint, level smallint)
 RETURNS SETOF bigint
 LANGUAGE sql
 STABLE
AS $function$ select m.user_id from offices_office o
     join offices_membership m on m.office_id = o.id or (m.office_id = o.succeeded_by_id and o.closed_on is not null)
     join offices_user u on u.id = m.user_id
   where o.id = wanted and m.role = 'manager' and m.clearance >= level and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date) $function$;

CREATE OR REPLACE FUNCTION public.my_clearance()
 RETURNS smallint
 LANGUAGE sql
 STABLE PARALLEL SAFE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select max(least(m.clearance, my_ceiling())) from offices_membership m join offices_user u on u.id = m.user_id
   where m.user_id = my_id() and m.role <> 'auditor' and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date) $function$;

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
    or (e.sensitivity <= 20 and e.supporting_ids && array(select * from my_offices(20::smallint)))
    or (e.sensitivity <= (select my_clearance()) and ((select my_id()) = any(e.team_ids)
                                              or e.id in (select * from my_temporary_seats())))), false) as it) seen
   where n.user_id = my_id() and n.ends_on >= current_date
     and not is_unread(e.id, now()) and is_unread(e.id, (n.ends_on + 1)::timestamptz)
     and (seen.it or (n.kind = 'manager' and my_id() in (select manage_office(e.lead_office_id, 10::smallint)))) $function$;

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
    or (e.sensitivity <= 20 and e.supporting_ids && array(select * from my_offices(20::smallint)))
    or (e.sensitivity <= (select my_clearance()) and ((select my_id()) = any(e.team_ids)
                                              or e.id in (select * from my_temporary_seats()))))
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

CREATE OR REPLACE FUNCTION public.seal_readers()
 RETURNS SETOF bigint
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$ select distinct m.user_id from offices_membership m join offices_user u on u.id = m.user_id
   where my_id() is null and m.role = 'auditor' and u.is_active and u.email <> '' and m.from_on <= current_date
     and (m.until_on is null or m.until_on >= current_date) $function$;

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
    or (e.sensitivity <= 20 and e.supporting_ids && array(select * from my_offices(20::smallint)))
    or (e.sensitivity <= (select my_clearance()) and ((select my_id()) = any(e.team_ids)
                                              or e.id in (select * from my_temporary_seats()))))) $function$;

drop policy if exists audited on offices_auditevent;
create policy audited on offices_auditevent as permissive for select to public using ((( SELECT am_auditor() AS am_auditor) OR (( SELECT am_manager() AS am_manager) AND (EXISTS ( SELECT
   FROM engagements_engagement e
  WHERE ((e.id = offices_auditevent.engagement_key) AND (((offices_auditevent.level = 10) AND (( SELECT my_clearance() AS my_clearance) IS NOT NULL)) OR ((offices_auditevent.level <= 20) AND (offices_auditevent.office_id IN ( SELECT my_offices.my_offices
           FROM my_offices((20)::smallint) my_offices(my_offices)))) OR ((offices_auditevent.level <= 20) AND (e.supporting_ids && ARRAY( SELECT my_offices.my_offices
           FROM my_offices((20)::smallint) my_offices(my_offices)))) OR ((offices_auditevent.level <= ( SELECT my_clearance() AS my_clearance)) AND ((( SELECT my_id() AS my_id) = ANY (e.team_ids)) OR (e.id IN ( SELECT my_temporary_seats.my_temporary_seats
           FROM my_temporary_seats() my_temporary_seats(my_temporary_seats)))))))))) OR (((verb)::text = ANY ((ARRAY['membership'::character varying, 'account'::character varying])::text[])) AND (engagement_key IS NULL) AND (office_id IN ( SELECT my_offices_as.my_offices_as
   FROM my_offices_as('manager'::text, (10)::smallint) my_offices_as(my_offices_as)))) OR (((verb)::text = 'read'::text) AND (level <= ( SELECT my_clearance() AS my_clearance)) AND (engagement_key IN ( SELECT e.id
   FROM engagements_engagement e
  WHERE (e.lead_officer_id = ( SELECT my_id() AS my_id)))))));

drop policy if exists visible on engagements_engagementcapacityevent;
create policy visible on engagements_engagementcapacityevent as permissive for select to public using ((EXISTS ( SELECT
   FROM engagements_engagementcapacity now
  WHERE ((now.id = engagements_engagementcapacityevent.pgh_obj_id) AND (((engagements_engagementcapacityevent.sensitivity = 10) AND (( SELECT my_clearance() AS my_clearance) IS NOT NULL)) OR ((engagements_engagementcapacityevent.sensitivity <= 20) AND (now.lead_office_id IN ( SELECT my_offices.my_offices
           FROM my_offices((20)::smallint) my_offices(my_offices)))) OR ((engagements_engagementcapacityevent.sensitivity <= 20) AND (now.supporting_ids && ARRAY( SELECT my_offices.my_offices
           FROM my_offices((20)::smallint) my_offices(my_offices)))) OR ((engagements_engagementcapacityevent.sensitivity <= ( SELECT my_clearance() AS my_clearance)) AND ((( SELECT my_id() AS my_id) = ANY (now.team_ids)) OR (now.engagement_id IN ( SELECT my_temporary_seats.my_temporary_seats
           FROM my_temporary_seats() my_temporary_seats(my_temporary_seats))))))))));

drop policy if exists visible on engagements_engagementcountryevent;
create policy visible on engagements_engagementcountryevent as permissive for select to public using ((EXISTS ( SELECT
   FROM engagements_engagementcountry now
  WHERE ((now.id = engagements_engagementcountryevent.pgh_obj_id) AND (((engagements_engagementcountryevent.sensitivity = 10) AND (( SELECT my_clearance() AS my_clearance) IS NOT NULL)) OR ((engagements_engagementcountryevent.sensitivity <= 20) AND (now.lead_office_id IN ( SELECT my_offices.my_offices
           FROM my_offices((20)::smallint) my_offices(my_offices)))) OR ((engagements_engagementcountryevent.sensitivity <= 20) AND (now.supporting_ids && ARRAY( SELECT my_offices.my_offices
           FROM my_offices((20)::smallint) my_offices(my_offices)))) OR ((engagements_engagementcountryevent.sensitivity <= ( SELECT my_clearance() AS my_clearance)) AND ((( SELECT my_id() AS my_id) = ANY (now.team_ids)) OR (now.engagement_id IN ( SELECT my_temporary_seats.my_temporary_seats
           FROM my_temporary_seats() my_temporary_seats(my_temporary_seats))))))))));

drop policy if exists visible on engagements_engagementkindevent;
create policy visible on engagements_engagementkindevent as permissive for select to public using ((EXISTS ( SELECT
   FROM engagements_engagementkind now
  WHERE ((now.id = engagements_engagementkindevent.pgh_obj_id) AND (((engagements_engagementkindevent.sensitivity = 10) AND (( SELECT my_clearance() AS my_clearance) IS NOT NULL)) OR ((engagements_engagementkindevent.sensitivity <= 20) AND (now.lead_office_id IN ( SELECT my_offices.my_offices
           FROM my_offices((20)::smallint) my_offices(my_offices)))) OR ((engagements_engagementkindevent.sensitivity <= 20) AND (now.supporting_ids && ARRAY( SELECT my_offices.my_offices
           FROM my_offices((20)::smallint) my_offices(my_offices)))) OR ((engagements_engagementkindevent.sensitivity <= ( SELECT my_clearance() AS my_clearance)) AND ((( SELECT my_id() AS my_id) = ANY (now.team_ids)) OR (now.engagement_id IN ( SELECT my_temporary_seats.my_temporary_seats
           FROM my_temporary_seats() my_temporary_seats(my_temporary_seats))))))))));

drop policy if exists visible on engagements_engagementpersonevent;
create policy visible on engagements_engagementpersonevent as permissive for select to public using ((EXISTS ( SELECT
   FROM engagements_engagementperson now
  WHERE ((now.id = engagements_engagementpersonevent.pgh_obj_id) AND (((engagements_engagementpersonevent.sensitivity = 10) AND (( SELECT my_clearance() AS my_clearance) IS NOT NULL)) OR ((engagements_engagementpersonevent.sensitivity <= 20) AND (now.lead_office_id IN ( SELECT my_offices.my_offices
           FROM my_offices((20)::smallint) my_offices(my_offices)))) OR ((engagements_engagementpersonevent.sensitivity <= 20) AND (now.supporting_ids && ARRAY( SELECT my_offices.my_offices
           FROM my_offices((20)::smallint) my_offices(my_offices)))) OR ((engagements_engagementpersonevent.sensitivity <= ( SELECT my_clearance() AS my_clearance)) AND ((( SELECT my_id() AS my_id) = ANY (now.team_ids)) OR (now.engagement_id IN ( SELECT my_temporary_seats.my_temporary_seats
           FROM my_temporary_seats() my_temporary_seats(my_temporary_seats))))))))));

drop policy if exists visible on engagements_engagementsdgevent;
create policy visible on engagements_engagementsdgevent as permissive for select to public using ((EXISTS ( SELECT
   FROM engagements_engagementsdg now
  WHERE ((now.id = engagements_engagementsdgevent.pgh_obj_id) AND (((engagements_engagementsdgevent.sensitivity = 10) AND (( SELECT my_clearance() AS my_clearance) IS NOT NULL)) OR ((engagements_engagementsdgevent.sensitivity <= 20) AND (now.lead_office_id IN ( SELECT my_offices.my_offices
           FROM my_offices((20)::smallint) my_offices(my_offices)))) OR ((engagements_engagementsdgevent.sensitivity <= 20) AND (now.supporting_ids && ARRAY( SELECT my_offices.my_offices
           FROM my_offices((20)::smallint) my_offices(my_offices)))) OR ((engagements_engagementsdgevent.sensitivity <= ( SELECT my_clearance() AS my_clearance)) AND ((( SELECT my_id() AS my_id) = ANY (now.team_ids)) OR (now.engagement_id IN ( SELECT my_temporary_seats.my_temporary_seats
           FROM my_temporary_seats() my_temporary_seats(my_temporary_seats))))))))));

drop policy if exists visible on engagements_engagementtaskevent;
create policy visible on engagements_engagementtaskevent as permissive for select to public using ((EXISTS ( SELECT
   FROM engagements_engagementtask now
  WHERE ((now.id = engagements_engagementtaskevent.pgh_obj_id) AND (((engagements_engagementtaskevent.sensitivity = 10) AND (( SELECT my_clearance() AS my_clearance) IS NOT NULL)) OR ((engagements_engagementtaskevent.sensitivity <= 20) AND (now.lead_office_id IN ( SELECT my_offices.my_offices
           FROM my_offices((20)::smallint) my_offices(my_offices)))) OR ((engagements_engagementtaskevent.sensitivity <= 20) AND (now.supporting_ids && ARRAY( SELECT my_offices.my_offices
           FROM my_offices((20)::smallint) my_offices(my_offices)))) OR ((engagements_engagementtaskevent.sensitivity <= ( SELECT my_clearance() AS my_clearance)) AND ((( SELECT my_id() AS my_id) = ANY (now.team_ids)) OR (now.engagement_id IN ( SELECT my_temporary_seats.my_temporary_seats
           FROM my_temporary_seats() my_temporary_seats(my_temporary_seats))))))))));

drop policy if exists visible on engagements_engagementthemeevent;
create policy visible on engagements_engagementthemeevent as permissive for select to public using ((EXISTS ( SELECT
   FROM engagements_engagementtheme now
  WHERE ((now.id = engagements_engagementthemeevent.pgh_obj_id) AND (((engagements_engagementthemeevent.sensitivity = 10) AND (( SELECT my_clearance() AS my_clearance) IS NOT NULL)) OR ((engagements_engagementthemeevent.sensitivity <= 20) AND (now.lead_office_id IN ( SELECT my_offices.my_offices
           FROM my_offices((20)::smallint) my_offices(my_offices)))) OR ((engagements_engagementthemeevent.sensitivity <= 20) AND (now.supporting_ids && ARRAY( SELECT my_offices.my_offices
           FROM my_offices((20)::smallint) my_offices(my_offices)))) OR ((engagements_engagementthemeevent.sensitivity <= ( SELECT my_clearance() AS my_clearance)) AND ((( SELECT my_id() AS my_id) = ANY (now.team_ids)) OR (now.engagement_id IN ( SELECT my_temporary_seats.my_temporary_seats
           FROM my_temporary_seats() my_temporary_seats(my_temporary_seats))))))))));

drop policy if exists visible on engagements_engagementthreatevent;
create policy visible on engagements_engagementthreatevent as permissive for select to public using ((EXISTS ( SELECT
   FROM engagements_engagementthreat now
  WHERE ((now.id = engagements_engagementthreatevent.pgh_obj_id) AND (((engagements_engagementthreatevent.sensitivity = 10) AND (( SELECT my_clearance() AS my_clearance) IS NOT NULL)) OR ((engagements_engagementthreatevent.sensitivity <= 20) AND (now.lead_office_id IN ( SELECT my_offices.my_offices
           FROM my_offices((20)::smallint) my_offices(my_offices)))) OR ((engagements_engagementthreatevent.sensitivity <= 20) AND (now.supporting_ids && ARRAY( SELECT my_offices.my_offices
           FROM my_offices((20)::smallint) my_offices(my_offices)))) OR ((engagements_engagementthreatevent.sensitivity <= ( SELECT my_clearance() AS my_clearance)) AND ((( SELECT my_id() AS my_id) = ANY (now.team_ids)) OR (now.engagement_id IN ( SELECT my_temporary_seats.my_temporary_seats
           FROM my_temporary_seats() my_temporary_seats(my_temporary_seats))))))))));

drop policy if exists visible on engagements_entrypartnerevent;
create policy visible on engagements_entrypartnerevent as permissive for select to public using ((EXISTS ( SELECT
   FROM engagements_entrypartner now
  WHERE ((now.id = engagements_entrypartnerevent.pgh_obj_id) AND (((engagements_entrypartnerevent.sensitivity = 10) AND (( SELECT my_clearance() AS my_clearance) IS NOT NULL)) OR ((engagements_entrypartnerevent.sensitivity <= 20) AND (now.lead_office_id IN ( SELECT my_offices.my_offices
           FROM my_offices((20)::smallint) my_offices(my_offices)))) OR ((engagements_entrypartnerevent.sensitivity <= 20) AND (now.supporting_ids && ARRAY( SELECT my_offices.my_offices
           FROM my_offices((20)::smallint) my_offices(my_offices)))) OR ((engagements_entrypartnerevent.sensitivity <= ( SELECT my_clearance() AS my_clearance)) AND ((( SELECT my_id() AS my_id) = ANY (now.team_ids)) OR (now.engagement_id IN ( SELECT my_temporary_seats.my_temporary_seats
           FROM my_temporary_seats() my_temporary_seats(my_temporary_seats))))))))));

drop policy if exists visible on engagements_entrypersonevent;
create policy visible on engagements_entrypersonevent as permissive for select to public using ((EXISTS ( SELECT
   FROM engagements_entryperson now
  WHERE ((now.id = engagements_entrypersonevent.pgh_obj_id) AND (((engagements_entrypersonevent.sensitivity = 10) AND (( SELECT my_clearance() AS my_clearance) IS NOT NULL)) OR ((engagements_entrypersonevent.sensitivity <= 20) AND (now.lead_office_id IN ( SELECT my_offices.my_offices
           FROM my_offices((20)::smallint) my_offices(my_offices)))) OR ((engagements_entrypersonevent.sensitivity <= 20) AND (now.supporting_ids && ARRAY( SELECT my_offices.my_offices
           FROM my_offices((20)::smallint) my_offices(my_offices)))) OR ((engagements_entrypersonevent.sensitivity <= ( SELECT my_clearance() AS my_clearance)) AND ((( SELECT my_id() AS my_id) = ANY (now.team_ids)) OR (now.engagement_id IN ( SELECT my_temporary_seats.my_temporary_seats
           FROM my_temporary_seats() my_temporary_seats(my_temporary_seats))))))))));

drop policy if exists visible on offices_taskofficeevent;
create policy visible on offices_taskofficeevent as permissive for select to public using ((EXISTS ( SELECT
   FROM offices_taskoffice now
  WHERE (now.id = offices_taskofficeevent.pgh_obj_id))));

drop policy if exists visible on offices_taskthemeevent;
create policy visible on offices_taskthemeevent as permissive for select to public using ((EXISTS ( SELECT
   FROM offices_tasktheme now
  WHERE (now.id = offices_taskthemeevent.pgh_obj_id))));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("engagements", "0018_triggers_of_entries"),
        ("offices", "0023_invitation_key"),
        ("peaceapp", "0005_search"),
    ]

    operations = [migrations.RunSQL(APPLY, UNDO.strip() or migrations.RunSQL.noop)]
