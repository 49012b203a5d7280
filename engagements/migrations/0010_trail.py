from django.db import migrations

TRAIL = r"""
alter policy audited on offices_auditevent using (
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
    and engagement_key in (select e.id from engagements_engagement e where e.lead_officer_id = (select my_id()))))
"""

UNDO_TRAIL = r"""
alter policy audited on offices_auditevent using (
   (select am_auditor())
or ((select am_manager()) and (
       (level = 10 and (select my_clearance()) is not null)
    or (level <= 20 and office_id in (select * from my_offices(20::smallint)))
    or (level <= 20 and engagement_key in (select * from my_supported_engagements()))
    or (level <= (select my_clearance()) and engagement_key in (select * from my_team_engagements())))
    and exists (select from engagements_engagement e where e.id = engagement_key)))
"""

NOTE_ABOUT = r"""
create or replace function note_about(verb text, kind text, object text, engagement uuid, changed text[], reason text)
  returns void language sql security definer set search_path = public, pg_temp as $$
  select note_event(verb, my_id(), kind, object, e.id, e.lead_office_id, e.sensitivity,
    changed || case when coalesce(btrim(note_about.reason), '') = '' then '{}' else '{reason}'::text[] end,
    case when verb = 'broke_glass' then note_about.reason else '' end)
  from engagements_engagement e where e.id = engagement $$;
"""

UNDO_NOTE_ABOUT = r"""
create or replace function note_about(verb text, kind text, object text, engagement uuid, changed text[], reason text)
  returns void language sql security definer set search_path = public, pg_temp as $$
  select note_event(verb, my_id(), kind, object, e.id, e.lead_office_id, e.sensitivity, changed, note_about.reason)
  from engagements_engagement e where e.id = engagement $$;
"""

TOMBSTONES = r"""
create function refuse_purged_reference() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select from offices_auditevent a where a.verb = 'purged' and a.object = new.reference) then
    raise exception 'this reference is taken' using errcode = '23505';
  end if;
  return new;
end $$;
create trigger refuse_purged_reference before insert or update of reference on engagements_engagement
  for each row execute function refuse_purged_reference();
"""

UNDO_TOMBSTONES = r"""
drop trigger refuse_purged_reference on engagements_engagement; drop function refuse_purged_reference();
"""


class Migration(migrations.Migration):
    dependencies = [("engagements", "0009_reasons"), ("offices", "0014_trail")]

    operations = [
        migrations.RunSQL(TRAIL, UNDO_TRAIL),
        migrations.RunSQL(NOTE_ABOUT, UNDO_NOTE_ABOUT),
        migrations.RunSQL(TOMBSTONES, UNDO_TOMBSTONES),
    ]
