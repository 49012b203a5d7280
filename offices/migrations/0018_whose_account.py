from django.db import migrations

FUNCTIONS = r"""
create or replace function note_event(verb text, who bigint, kind text, object text, engagement uuid, office bigint,
                           level smallint, fields text[], reason text) returns void language plpgsql security definer set search_path = public, pg_temp as $$
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
end $$;

create or replace function refuse_alteration() returns trigger language plpgsql as
$$ begin raise exception 'the audit trail takes no change' using errcode = '42501'; end $$;

create or replace function trail_digest(former text, after bigint, upto bigint) returns text language sql stable security definer set search_path = public, pg_temp as $$
  select encode(sha256(convert_to(former || E'\n' || coalesce(string_agg(jsonb_build_array(
    e.number, extract(epoch from e.at), e.id, e.verb, e.actor_key, e.actor, e.behind, e.office_id, e.kind, e.object,
    e.engagement_key, e.level, e.fields, e.reason, e.request, e.address, e.client)::text, E'\n' order by e.number),
    ''), 'UTF8')), 'hex')
  from offices_auditevent e where e.number > after and e.number <= upto $$;

create or replace function seal_trail() returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
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
end $$;

create or replace function am_auditor() returns boolean language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select exists (select from offices_membership m join offices_user u on u.id = m.user_id
                  where m.user_id = my_id() and m.role = 'auditor' and u.is_active and m.from_on <= current_date
                    and (m.until_on is null or m.until_on >= current_date)) $$;

create or replace function am_manager() returns boolean language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select exists (select from offices_membership m join offices_user u on u.id = m.user_id
                  where m.user_id = my_id() and m.role = 'manager' and u.is_active and m.from_on <= current_date
                    and (m.until_on is null or m.until_on >= current_date)) $$;

create or replace function note_membership() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare row offices_membership := coalesce(new, old);
begin
  perform note_event('membership', my_id(), row.role || ' ' || row.clearance,
    (select u.username from offices_user u where u.id = row.user_id), null, row.office_id, 10::smallint,
    case tg_op when 'INSERT' then '{given}' when 'DELETE' then '{removed}' else array_remove(array[
      case when new.role <> old.role then 'role' end, case when new.clearance <> old.clearance then 'clearance' end,
      case when new.from_on <> old.from_on then 'from_on' end,
      case when new.until_on is distinct from old.until_on then 'until_on' end], null) end, '');
  return null;
end $$;

create or replace function note_account() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
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
end $$;

create or replace trigger note_membership after insert or update or delete on offices_membership
  for each row execute function note_membership();
create or replace trigger note_account after insert or update on offices_user for each row execute function note_account();
"""

FUNCTIONS_2 = r"""
create or replace function my_offices_as(held text, level smallint) returns setof bigint language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select m.office_id from offices_membership m join offices_user u on u.id = m.user_id
   where m.user_id = my_id() and m.role = held and m.clearance >= level and level <= my_ceiling() and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date) $$;

create or replace function lacks_manager(office bigint, without bigint, after date) returns boolean language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select not exists (select from offices_office o where o.id = office and o.closed_on is not null)
      and not exists (
        select from offices_membership m join offices_user u on u.id = m.user_id
        where m.office_id = office and m.role = 'manager' and m.user_id <> without and not u.is_archive and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
          and coalesce(m.until_on, 'infinity') >= after) $$;

create or replace function lacks_cleared_manager(office bigint, without bigint, level smallint) returns boolean language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select not exists (
     select from offices_membership m join offices_user u on u.id = m.user_id
     where m.office_id = office and m.role = 'manager' and m.user_id <> without and m.clearance >= level
       and not u.is_archive and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)) $$;

create or replace function is_sole_manager(who bigint) returns boolean language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select exists (
     select from offices_membership m join offices_office o on o.id = m.office_id
     where m.user_id = who and m.role = 'manager' and m.from_on <= current_date
       and (m.until_on is null or m.until_on >= current_date)
       and lacks_manager(o.id, who, coalesce(m.until_on, 'infinity'))) $$;

create or replace function audits(who bigint) returns boolean language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select exists (select from offices_membership m where m.user_id = who and m.role = 'auditor'
                  and (m.until_on is null or m.until_on >= current_date)) $$;

create or replace function may_vouch_for(who bigint) returns boolean language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select it.id <> my_id() and not it.is_superuser and not it.is_archive and not coalesce(held.audits, false) and (
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
   where it.id = who $$;

create or replace function keep_membership() returns trigger language plpgsql set search_path = public, pg_temp as $$
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
end $$;

create or replace function keep_account() returns trigger language plpgsql set search_path = public, pg_temp as $$
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
end $$;

create or replace function keep_proposal() returns trigger language plpgsql set search_path = public, pg_temp as $$
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
end $$;

create or replace function note_proposal() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform note_event('membership', my_id(), 'proposal ' || new.role || ' ' || new.clearance,
    (select u.username from offices_user u where u.id = new.user_id), null, new.office_id, 10::smallint,
    array[case when new.agreed then 'confirmed' when not new.agreed then 'declined' else 'proposed' end], new.reason);
  return null;
end $$;

create or replace function note_invitation() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' or new.used_at is not null and old.used_at is null then
    perform note_event('account', my_id(), 'account', u.username, null, u.home_office_id, 10::smallint,
      array[case tg_op when 'INSERT' then 'invited' else 'invitation_used' end], '')
    from offices_user u where u.id = new.user_id;
  end if;
  return null;
end $$;

create or replace trigger keep_membership after insert or update on offices_membership
  for each row execute function keep_membership();
create or replace trigger keep_account after update of is_active on offices_user
  for each row when (old.is_active and not new.is_active) execute function keep_account();
create or replace trigger keep_proposal after insert or update on offices_proposal
  for each row execute function keep_proposal();
create or replace trigger note_proposal after insert or update of agreed on offices_proposal
  for each row execute function note_proposal();
create or replace trigger note_invitation after insert or update on offices_invitation
  for each row execute function note_invitation();
"""

END_WITH_ADDRESS = r"""
create trigger end_tokens_with_address after update of email on offices_user
  for each row when (old.email <> new.email) execute function end_tokens();
"""

UNDO_END_WITH_ADDRESS = r"""
drop trigger end_tokens_with_address on offices_user;
"""


class Migration(migrations.Migration):
    """Names and addresses that change, managers that go at once, accounts that audit: functions as they are now."""

    dependencies = [("offices", "0017_tokens_end")]

    operations = [
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTIONS_2, migrations.RunSQL.noop),
        migrations.RunSQL(END_WITH_ADDRESS, UNDO_END_WITH_ADDRESS),
    ]
