from django.db import migrations

NOTED = """
create or replace trigger note_change after insert or update or delete on engagements_partner for each row execute function note_change('partner', 'id', 'office_id');
create or replace trigger note_change after insert or update or delete on engagements_person for each row execute function note_change('person', 'id', 'office_id');
create or replace trigger note_change after insert or update or delete on engagements_contact for each row execute function note_change('contact', 'id', 'office_id');
create or replace trigger note_change after insert or update or delete on engagements_capacity for each row execute function note_change('capacity', 'id', 'office_id');
create or replace trigger note_change after insert or update or delete on engagements_threat for each row execute function note_change('threat', 'id', 'office_id');
create or replace trigger note_made after insert on engagements_partnercountry referencing new table as links for each statement execute function note_links('partner', 'engagements_partner', 'partner_id', 'id', 'countries');
create or replace trigger note_gone after delete on engagements_partnercountry referencing old table as links for each statement execute function note_links('partner', 'engagements_partner', 'partner_id', 'id', 'countries');
create or replace trigger note_made after insert on engagements_threatcountry referencing new table as links for each statement execute function note_links('threat', 'engagements_threat', 'threat_id', 'id', 'countries');
create or replace trigger note_gone after delete on engagements_threatcountry referencing old table as links for each statement execute function note_links('threat', 'engagements_threat', 'threat_id', 'id', 'countries');
"""

SEEN = """
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
    and engagement_key in (select e.id from engagements_engagement e where e.lead_officer_id = (select my_id())))
or (verb = 'changed' and (select am_manager()) and (
       (level = 10 and (select my_clearance()) is not null)
    or (level <= 20 and office_id in (select * from my_offices(20::smallint)))) and case kind when 'partner' then exists (select from engagements_partner r where r.id = object::uuid) when 'person' then exists (select from engagements_person r where r.id = object::uuid) when 'contact' then exists (select from engagements_contact r where r.id = object::uuid) when 'capacity' then exists (select from engagements_capacity r where r.id = object::uuid) when 'threat' then exists (select from engagements_threat r where r.id = object::uuid) else true end)
"""

SEEN_BEFORE = """
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
    and engagement_key in (select e.id from engagements_engagement e where e.lead_officer_id = (select my_id())))"""


class Migration(migrations.Migration):
    """Changes of what an office keeps are noted in the trail; managers read of those that they see."""

    dependencies = [("engagements", "0048_links"), ("offices", "0049_changes")]

    operations = [
        migrations.RunSQL(NOTED, migrations.RunSQL.noop),
        migrations.RunSQL(
            f"alter policy audited on offices_auditevent using ({SEEN})",
            f"alter policy audited on offices_auditevent using ({SEEN_BEFORE})",
        ),
    ]
