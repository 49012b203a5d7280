from django.db import migrations

FUNCTIONS = r"""
create function my_clearance() returns smallint language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select max(least(m.clearance, my_ceiling())) from offices_membership m join offices_user u on u.id = m.user_id
   where m.user_id = my_id() and m.role <> 'auditor' and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date) $$;

create function my_offices(level smallint) returns setof bigint language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select o.id from offices_membership m join offices_user u on u.id = m.user_id
     join offices_office o on o.id = m.office_id or (o.succeeded_by_id = m.office_id and o.closed_on is not null)
   where m.user_id = my_id() and m.role <> 'auditor' and m.clearance >= level and level <= my_ceiling() and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date) $$;

create function am_member() returns boolean language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select exists (select from offices_membership m join offices_user u on u.id = m.user_id
                  where m.user_id = my_id() and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)) $$;

create function am_administrator() returns boolean language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select exists (select from offices_membership m join offices_user u on u.id = m.user_id
                  where m.user_id = my_id() and m.role = 'administrator' and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date)) $$;
"""

UNDO_FUNCTIONS = r"""
drop function am_administrator(); drop function am_member(); drop function my_offices(smallint);
drop function my_clearance();
"""

PROTECT = r"""
set constraints all immediate;

alter table offices_country enable row level security;
create policy visible on offices_country for select using ((select am_member()));
create policy kept on offices_country using ((select am_administrator()));

alter table offices_kind enable row level security;
create policy visible on offices_kind for select using ((select am_member()));
create policy kept on offices_kind using ((select am_administrator()));

alter table offices_theme enable row level security;
create policy visible on offices_theme for select using ((select am_member()));
create policy kept on offices_theme using ((select am_administrator()));

alter table offices_office enable row level security;
create policy visible on offices_office for select using ((select am_member()));
create policy kept on offices_office using ((select am_administrator()));

alter table offices_membership enable row level security;
create policy visible on offices_membership using (user_id = (select my_id()));

alter table offices_countryevent enable row level security;
create policy visible on offices_countryevent for select using (exists (select from offices_country now where now.alpha2 = offices_countryevent.pgh_obj_id));
create index offices_countryevent_obj on offices_countryevent (pgh_obj_id);

alter table offices_kindevent enable row level security;
create policy visible on offices_kindevent for select using (exists (select from offices_kind now where now.code = offices_kindevent.pgh_obj_id));
create index offices_kindevent_obj on offices_kindevent (pgh_obj_id);

alter table offices_themeevent enable row level security;
create policy visible on offices_themeevent for select using (exists (select from offices_theme now where now.code = offices_themeevent.pgh_obj_id));
create index offices_themeevent_obj on offices_themeevent (pgh_obj_id);

alter table offices_officeevent enable row level security;
create policy visible on offices_officeevent for select using (exists (select from offices_office now where now.id = offices_officeevent.pgh_obj_id));
create index offices_officeevent_obj on offices_officeevent (pgh_obj_id);

alter table offices_membershipevent enable row level security;
create policy visible on offices_membershipevent for select using (exists (select from offices_membership now where now.id = offices_membershipevent.pgh_obj_id));
create index offices_membershipevent_obj on offices_membershipevent (pgh_obj_id);

alter table offices_userevent enable row level security;
"""

UNDO_PROTECT = r"""
alter table offices_userevent disable row level security;

drop index offices_membershipevent_obj;
drop policy visible on offices_membershipevent;
alter table offices_membershipevent disable row level security;

drop index offices_officeevent_obj;
drop policy visible on offices_officeevent;
alter table offices_officeevent disable row level security;

drop index offices_themeevent_obj;
drop policy visible on offices_themeevent;
alter table offices_themeevent disable row level security;

drop index offices_kindevent_obj;
drop policy visible on offices_kindevent;
alter table offices_kindevent disable row level security;

drop index offices_countryevent_obj;
drop policy visible on offices_countryevent;
alter table offices_countryevent disable row level security;

drop policy visible on offices_membership;
alter table offices_membership disable row level security;

drop policy visible on offices_office;
drop policy kept on offices_office;
alter table offices_office disable row level security;

drop policy visible on offices_theme;
drop policy kept on offices_theme;
alter table offices_theme disable row level security;

drop policy visible on offices_kind;
drop policy kept on offices_kind;
alter table offices_kind disable row level security;

drop policy visible on offices_country;
drop policy kept on offices_country;
alter table offices_country disable row level security;
"""


class Migration(migrations.Migration):
    dependencies = [("offices", "0001_first"), ("peaceapp", "0002_protect")]

    operations = [
        migrations.RunSQL(FUNCTIONS, UNDO_FUNCTIONS),
        migrations.RunSQL(PROTECT, UNDO_PROTECT),
    ]
