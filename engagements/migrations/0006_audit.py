from django.db import migrations

NOTES = r"""
create function note_about(verb text, kind text, object text, engagement uuid, changed text[], reason text)
  returns void language sql security definer set search_path = public, pg_temp as $$
  select note_event(verb, my_id(), kind, object, e.id, e.lead_office_id, e.sensitivity, changed, note_about.reason)
  from engagements_engagement e where e.id = engagement $$;

create function note_seat() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare ends boolean := tg_op = 'UPDATE' and new.until_at is not null and old.until_at is null;
begin
  if tg_op = 'INSERT' or ends then
    perform note_about(case when ends then 'unseated' else 'seated' end, 'team',
      (select e.reference || ' ' || u.username from engagements_engagement e, offices_user u
       where e.id = new.engagement_id and u.id = new.user_id), new.engagement_id, '{}', new.reason);
  end if;
  return null;
end $$;

create function note_support() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare ends boolean := tg_op = 'UPDATE' and new.until_at is not null and old.until_at is null;
begin
  if tg_op = 'INSERT' or ends then
    perform note_about(case when ends then 'shut_out' else 'let_in' end, 'support',
      (select e.reference || ' ' || o.acronym from engagements_engagement e, offices_office o
       where e.id = new.engagement_id and o.id = new.office_id), new.engagement_id, '{}', new.reason);
  end if;
  return null;
end $$;

create function note_engagement() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
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

UNDO_NOTES = r"""
drop trigger note_engagement on engagements_engagement; drop trigger note_support on engagements_support;
drop trigger note_seat on engagements_teammember;
drop function note_engagement(); drop function note_support(); drop function note_seat();
drop function note_about(text, text, text, uuid, text[], text);
"""

TRAIL = r"""
alter policy audited on offices_auditevent using (
   (select am_auditor())
or ((select am_manager()) and (
       (level = 10 and (select my_clearance()) is not null)
    or (level <= 20 and office_id in (select * from my_offices(20::smallint)))
    or (level <= 20 and engagement_key in (select * from my_supported_engagements()))
    or (level <= (select my_clearance()) and engagement_key in (select * from my_team_engagements())))
    and exists (select from engagements_engagement e where e.id = engagement_key)))
"""

UNDO_TRAIL = r"""
alter policy audited on offices_auditevent using ((select am_auditor()))
"""


class Migration(migrations.Migration):
    dependencies = [("engagements", "0005_sdgs"), ("offices", "0007_audit")]

    operations = [
        migrations.RunSQL(NOTES, UNDO_NOTES),
        migrations.RunSQL(TRAIL, UNDO_TRAIL),
    ]
