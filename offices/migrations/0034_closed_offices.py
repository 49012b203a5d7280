from django.db import migrations

# Memberships count no longer once their office is closed.
FUNCTIONS = """
create or replace function my_clearance() returns smallint language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select max(least(m.clearance, my_ceiling())) from offices_membership m join offices_user u on u.id = m.user_id
   where m.user_id = my_id() and m.role <> 'auditor' and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null) $$;

create or replace function my_offices(level smallint) returns setof bigint language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select o.id from offices_membership m join offices_user u on u.id = m.user_id
     join offices_office o on o.id = m.office_id or (o.succeeded_by_id = m.office_id and o.closed_on is not null)
   where m.user_id = my_id() and m.role <> 'auditor' and m.clearance >= level and level <= my_ceiling() and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null) $$;

create or replace function am_member() returns boolean language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select exists (select from offices_membership m join offices_user u on u.id = m.user_id
                  where m.user_id = my_id() and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null)) $$;

create or replace function am_administrator() returns boolean language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select exists (select from offices_membership m join offices_user u on u.id = m.user_id
                  where m.user_id = my_id() and m.role = 'administrator' and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null)) $$;

create or replace function am_auditor() returns boolean language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select exists (select from offices_membership m join offices_user u on u.id = m.user_id
                  where m.user_id = my_id() and m.role = 'auditor' and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null)) $$;

create or replace function am_manager() returns boolean language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select exists (select from offices_membership m join offices_user u on u.id = m.user_id
                  where m.user_id = my_id() and m.role = 'manager' and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null)) $$;

create or replace function seal_readers() returns setof bigint language sql stable security definer set search_path = public, pg_temp as
$$ select distinct m.user_id from offices_membership m join offices_user u on u.id = m.user_id
   where my_id() is null and m.role = 'auditor' and u.email <> '' and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null) $$;

create or replace function my_offices_as(held text, level smallint) returns setof bigint language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select m.office_id from offices_membership m join offices_user u on u.id = m.user_id
   where m.user_id = my_id() and m.role = held and m.clearance >= level and level <= my_ceiling() and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null) $$;

create or replace function lacks_manager(office bigint, without bigint, after date) returns boolean language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select not exists (select from offices_office o where o.id = office and o.closed_on is not null)
      and not exists (
        select from offices_membership m join offices_user u on u.id = m.user_id
        where m.office_id = office and m.role = 'manager' and m.user_id <> without and not u.is_archive and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null)
          and coalesce(m.until_on, 'infinity') >= after) $$;

create or replace function lacks_cleared_manager(office bigint, without bigint, level smallint) returns boolean language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select not exists (
     select from offices_membership m join offices_user u on u.id = m.user_id
     where m.office_id = office and m.role = 'manager' and m.user_id <> without and m.clearance >= level
       and not u.is_archive and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null)) $$;

alter function my_offices(smallint) rows 2;
"""


class Migration(migrations.Migration):
    dependencies = [("offices", "0018_whose_account")]

    operations = [migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop)]
