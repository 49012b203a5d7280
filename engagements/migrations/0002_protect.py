from django.db import migrations

CHILDREN = ["EngagementCountry", "EngagementKind", "EngagementTheme", "Support", "TeamMember", "JournalEntry"]

FUNCTIONS = r"""
create function my_supported_engagements() returns setof uuid language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select engagement_id from engagements_support
   where until_at is null and office_id in (select * from my_offices(20::smallint)) $$;

create function my_team_engagements() returns setof uuid language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select engagement_id from engagements_teammember
   where user_id = my_id() and (until_at is null or until_at > now()) $$;

create function take_scope() returns trigger language plpgsql security definer set search_path = public, pg_temp as
$$ begin
     select lead_office_id, sensitivity into new.lead_office_id, new.floor
     from engagements_engagement where id = new.engagement_id;
     if not found then     -- a scope that nobody sees: the policy refuses it in the words of any hidden engagement
       new.lead_office_id := 0; new.floor := 30;
     end if;
     return new;
   end $$;
"""

UNDO_FUNCTIONS = r"""
drop function is_cleared_for(bigint, uuid); drop function readers_of(uuid);
drop function take_scope() cascade; drop function my_team_engagements(); drop function my_supported_engagements();
"""

READERS = r"""
create function readers_of(wanted uuid) returns table (user_id bigint, basis text, office_id bigint) language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ with it as (
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
   where it.sensitivity <= 20 and c.clearance >= 20 $$;

create function is_cleared_for(person bigint, wanted uuid) returns boolean language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select exists (
     select from engagements_engagement e where e.id = wanted
       and (
       (e.sensitivity = 10 and (select my_clearance()) is not null)
    or (e.sensitivity <= 20 and e.lead_office_id in (select * from my_offices(20::smallint)))
    or (e.sensitivity <= 20 and e.id in (select * from my_supported_engagements()))
    or (e.sensitivity <= (select my_clearance()) and e.id in (select * from my_team_engagements())))
       and e.sensitivity <= (
         select max(m.clearance) from offices_membership m join offices_user u on u.id = m.user_id
         where u.id = person and m.role <> 'auditor' and u.is_active and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date))) $$;
"""

PROTECT = r"""
set constraints all immediate;

alter table engagements_engagement enable row level security;
alter table engagements_engagement add constraint engagements_engagement_scope unique (id, lead_office_id, sensitivity);
create policy visible on engagements_engagement using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and lead_office_id in (select * from my_offices(20::smallint)))
    or (sensitivity <= 20 and id in (select * from my_supported_engagements()))
    or (sensitivity <= (select my_clearance()) and id in (select * from my_team_engagements())));

alter table engagements_engagementcountry enable row level security;
create trigger take_scope before insert or update of engagement_id on engagements_engagementcountry for each row execute function take_scope();
alter table engagements_engagementcountry add constraint engagements_engagementcountry_scope foreign key (engagement_id, lead_office_id, floor) references engagements_engagement (id, lead_office_id, sensitivity) on update cascade;
create index engagements_engagementcountry_scope on engagements_engagementcountry (engagement_id, lead_office_id, floor);
alter table engagements_engagementcountry add constraint engagements_engagementcountry_mark check (mark in (10, 20, 30));
create policy visible on engagements_engagementcountry using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and lead_office_id in (select * from my_offices(20::smallint)))
    or (sensitivity <= 20 and engagement_id in (select * from my_supported_engagements()))
    or (sensitivity <= (select my_clearance()) and engagement_id in (select * from my_team_engagements())));

alter table engagements_engagementkind enable row level security;
create trigger take_scope before insert or update of engagement_id on engagements_engagementkind for each row execute function take_scope();
alter table engagements_engagementkind add constraint engagements_engagementkind_scope foreign key (engagement_id, lead_office_id, floor) references engagements_engagement (id, lead_office_id, sensitivity) on update cascade;
create index engagements_engagementkind_scope on engagements_engagementkind (engagement_id, lead_office_id, floor);
alter table engagements_engagementkind add constraint engagements_engagementkind_mark check (mark in (10, 20, 30));
create policy visible on engagements_engagementkind using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and lead_office_id in (select * from my_offices(20::smallint)))
    or (sensitivity <= 20 and engagement_id in (select * from my_supported_engagements()))
    or (sensitivity <= (select my_clearance()) and engagement_id in (select * from my_team_engagements())));

alter table engagements_engagementtheme enable row level security;
create trigger take_scope before insert or update of engagement_id on engagements_engagementtheme for each row execute function take_scope();
alter table engagements_engagementtheme add constraint engagements_engagementtheme_scope foreign key (engagement_id, lead_office_id, floor) references engagements_engagement (id, lead_office_id, sensitivity) on update cascade;
create index engagements_engagementtheme_scope on engagements_engagementtheme (engagement_id, lead_office_id, floor);
alter table engagements_engagementtheme add constraint engagements_engagementtheme_mark check (mark in (10, 20, 30));
create policy visible on engagements_engagementtheme using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and lead_office_id in (select * from my_offices(20::smallint)))
    or (sensitivity <= 20 and engagement_id in (select * from my_supported_engagements()))
    or (sensitivity <= (select my_clearance()) and engagement_id in (select * from my_team_engagements())));

alter table engagements_support enable row level security;
create trigger take_scope before insert or update of engagement_id on engagements_support for each row execute function take_scope();
alter table engagements_support add constraint engagements_support_scope foreign key (engagement_id, lead_office_id, floor) references engagements_engagement (id, lead_office_id, sensitivity) on update cascade;
create index engagements_support_scope on engagements_support (engagement_id, lead_office_id, floor);
alter table engagements_support add constraint engagements_support_mark check (mark in (10, 20, 30));
create policy visible on engagements_support using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and lead_office_id in (select * from my_offices(20::smallint)))
    or (sensitivity <= 20 and engagement_id in (select * from my_supported_engagements()))
    or (sensitivity <= (select my_clearance()) and engagement_id in (select * from my_team_engagements())));

alter table engagements_teammember enable row level security;
create trigger take_scope before insert or update of engagement_id on engagements_teammember for each row execute function take_scope();
alter table engagements_teammember add constraint engagements_teammember_scope foreign key (engagement_id, lead_office_id, floor) references engagements_engagement (id, lead_office_id, sensitivity) on update cascade;
create index engagements_teammember_scope on engagements_teammember (engagement_id, lead_office_id, floor);
alter table engagements_teammember add constraint engagements_teammember_mark check (mark in (10, 20, 30));
create policy visible on engagements_teammember using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and lead_office_id in (select * from my_offices(20::smallint)))
    or (sensitivity <= 20 and engagement_id in (select * from my_supported_engagements()))
    or (sensitivity <= (select my_clearance()) and engagement_id in (select * from my_team_engagements())));

alter table engagements_journalentry enable row level security;
create trigger take_scope before insert or update of engagement_id on engagements_journalentry for each row execute function take_scope();
alter table engagements_journalentry add constraint engagements_journalentry_scope foreign key (engagement_id, lead_office_id, floor) references engagements_engagement (id, lead_office_id, sensitivity) on update cascade;
create index engagements_journalentry_scope on engagements_journalentry (engagement_id, lead_office_id, floor);
alter table engagements_journalentry add constraint engagements_journalentry_mark check (mark in (10, 20, 30));
create policy visible on engagements_journalentry using (
       (sensitivity = 10 and (select my_clearance()) is not null)
    or (sensitivity <= 20 and lead_office_id in (select * from my_offices(20::smallint)))
    or (sensitivity <= 20 and engagement_id in (select * from my_supported_engagements()))
    or (sensitivity <= (select my_clearance()) and engagement_id in (select * from my_team_engagements())));
"""

UNDO_PROTECT = r"""
alter table engagements_journalentry drop constraint engagements_journalentry_mark;
drop index engagements_journalentry_scope;
alter table engagements_journalentry drop constraint engagements_journalentry_scope;
drop trigger take_scope on engagements_journalentry;
drop policy visible on engagements_journalentry;
alter table engagements_journalentry disable row level security;

alter table engagements_teammember drop constraint engagements_teammember_mark;
drop index engagements_teammember_scope;
alter table engagements_teammember drop constraint engagements_teammember_scope;
drop trigger take_scope on engagements_teammember;
drop policy visible on engagements_teammember;
alter table engagements_teammember disable row level security;

alter table engagements_support drop constraint engagements_support_mark;
drop index engagements_support_scope;
alter table engagements_support drop constraint engagements_support_scope;
drop trigger take_scope on engagements_support;
drop policy visible on engagements_support;
alter table engagements_support disable row level security;

alter table engagements_engagementtheme drop constraint engagements_engagementtheme_mark;
drop index engagements_engagementtheme_scope;
alter table engagements_engagementtheme drop constraint engagements_engagementtheme_scope;
drop trigger take_scope on engagements_engagementtheme;
drop policy visible on engagements_engagementtheme;
alter table engagements_engagementtheme disable row level security;

alter table engagements_engagementkind drop constraint engagements_engagementkind_mark;
drop index engagements_engagementkind_scope;
alter table engagements_engagementkind drop constraint engagements_engagementkind_scope;
drop trigger take_scope on engagements_engagementkind;
drop policy visible on engagements_engagementkind;
alter table engagements_engagementkind disable row level security;

alter table engagements_engagementcountry drop constraint engagements_engagementcountry_mark;
drop index engagements_engagementcountry_scope;
alter table engagements_engagementcountry drop constraint engagements_engagementcountry_scope;
drop trigger take_scope on engagements_engagementcountry;
drop policy visible on engagements_engagementcountry;
alter table engagements_engagementcountry disable row level security;

alter table engagements_engagement drop constraint engagements_engagement_scope;
drop policy visible on engagements_engagement;
alter table engagements_engagement disable row level security;
"""

FUNCTIONS_2 = r"""
create function keep_last_open_entry() returns trigger language plpgsql security definer set search_path = public, pg_temp as
$$ begin
     perform from engagements_engagement where id in (select engagement_id from touched) order by id for no key update;
     update engagements_engagement e set last_open_entry_on = now_last.occurred_on
     from (select t.engagement_id, max(j.occurred_on) filter (where j.sensitivity = j.floor) as occurred_on
           from (select distinct engagement_id from touched) t
           left join engagements_journalentry j on j.engagement_id = t.engagement_id group by 1) now_last
     where e.id = now_last.engagement_id and e.last_open_entry_on is distinct from now_last.occurred_on;
     return null;
   end $$;

create trigger last_open_entry_insert after insert on engagements_journalentry
  referencing new table as touched for each statement execute function keep_last_open_entry();
create trigger last_open_entry_update after update on engagements_journalentry
  referencing new table as touched for each statement execute function keep_last_open_entry();
create trigger last_open_entry_leave after update on engagements_journalentry
  referencing old table as touched for each statement execute function keep_last_open_entry();
create trigger last_open_entry_delete after delete on engagements_journalentry
  referencing old table as touched for each statement execute function keep_last_open_entry();
"""

UNDO_FUNCTIONS_2 = r"""
drop function keep_last_open_entry() cascade;
"""

PROTECT_2 = r"""
set constraints all immediate;

alter table engagements_engagementevent enable row level security;
create policy visible on engagements_engagementevent for select using (exists (select from engagements_engagement now where now.id = engagements_engagementevent.pgh_obj_id and (
       (engagements_engagementevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementevent.sensitivity <= 20 and now.id in (select * from my_supported_engagements()))
    or (engagements_engagementevent.sensitivity <= (select my_clearance()) and now.id in (select * from my_team_engagements())))));
create index engagements_engagementevent_obj on engagements_engagementevent (pgh_obj_id);

alter table engagements_engagementcountryevent enable row level security;
create policy visible on engagements_engagementcountryevent for select using (exists (select from engagements_engagementcountry now where now.id = engagements_engagementcountryevent.pgh_obj_id and (
       (engagements_engagementcountryevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementcountryevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementcountryevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_engagementcountryevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));
create index engagements_engagementcountryevent_obj on engagements_engagementcountryevent (pgh_obj_id);

alter table engagements_engagementkindevent enable row level security;
create policy visible on engagements_engagementkindevent for select using (exists (select from engagements_engagementkind now where now.id = engagements_engagementkindevent.pgh_obj_id and (
       (engagements_engagementkindevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementkindevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementkindevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_engagementkindevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));
create index engagements_engagementkindevent_obj on engagements_engagementkindevent (pgh_obj_id);

alter table engagements_engagementthemeevent enable row level security;
create policy visible on engagements_engagementthemeevent for select using (exists (select from engagements_engagementtheme now where now.id = engagements_engagementthemeevent.pgh_obj_id and (
       (engagements_engagementthemeevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementthemeevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementthemeevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_engagementthemeevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));
create index engagements_engagementthemeevent_obj on engagements_engagementthemeevent (pgh_obj_id);

alter table engagements_supportevent enable row level security;
create policy visible on engagements_supportevent for select using (exists (select from engagements_support now where now.id = engagements_supportevent.pgh_obj_id and (
       (engagements_supportevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_supportevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_supportevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_supportevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));
create index engagements_supportevent_obj on engagements_supportevent (pgh_obj_id);

alter table engagements_teammemberevent enable row level security;
create policy visible on engagements_teammemberevent for select using (exists (select from engagements_teammember now where now.id = engagements_teammemberevent.pgh_obj_id and (
       (engagements_teammemberevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_teammemberevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_teammemberevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_teammemberevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));
create index engagements_teammemberevent_obj on engagements_teammemberevent (pgh_obj_id);

alter table engagements_journalentryevent enable row level security;
create policy visible on engagements_journalentryevent for select using (exists (select from engagements_journalentry now where now.id = engagements_journalentryevent.pgh_obj_id and (
       (engagements_journalentryevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_journalentryevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_journalentryevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_journalentryevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));
create index engagements_journalentryevent_obj on engagements_journalentryevent (pgh_obj_id);
"""

UNDO_PROTECT_2 = r"""
drop index engagements_journalentryevent_obj;
drop policy visible on engagements_journalentryevent;
alter table engagements_journalentryevent disable row level security;

drop index engagements_teammemberevent_obj;
drop policy visible on engagements_teammemberevent;
alter table engagements_teammemberevent disable row level security;

drop index engagements_supportevent_obj;
drop policy visible on engagements_supportevent;
alter table engagements_supportevent disable row level security;

drop index engagements_engagementthemeevent_obj;
drop policy visible on engagements_engagementthemeevent;
alter table engagements_engagementthemeevent disable row level security;

drop index engagements_engagementkindevent_obj;
drop policy visible on engagements_engagementkindevent;
alter table engagements_engagementkindevent disable row level security;

drop index engagements_engagementcountryevent_obj;
drop policy visible on engagements_engagementcountryevent;
alter table engagements_engagementcountryevent disable row level security;

drop index engagements_engagementevent_obj;
drop policy visible on engagements_engagementevent;
alter table engagements_engagementevent disable row level security;
"""


class Migration(migrations.Migration):
    dependencies = [("engagements", "0001_first"), ("offices", "0002_protect")]

    operations = [
        migrations.RunSQL(FUNCTIONS, UNDO_FUNCTIONS),
        migrations.RunSQL(READERS, migrations.RunSQL.noop),
        migrations.RunSQL(PROTECT, UNDO_PROTECT),
        migrations.RunSQL(FUNCTIONS_2, UNDO_FUNCTIONS_2),
        migrations.RunSQL(PROTECT_2, UNDO_PROTECT_2),
    ]
