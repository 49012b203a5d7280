import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import peaceapp.access.keys

VERSIONS_OUTLIVE_LINKS = """
alter policy visible on engagements_engagementcountryevent using (exists (select from engagements_engagement now where now.id = engagements_engagementcountryevent.engagement_id and (
       (engagements_engagementcountryevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementcountryevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementcountryevent.sensitivity <= 20 and now.id in (select * from my_supported_engagements()))
    or (engagements_engagementcountryevent.sensitivity <= (select my_clearance()) and now.id in (select * from my_team_engagements())))));
alter policy visible on engagements_engagementkindevent using (exists (select from engagements_engagement now where now.id = engagements_engagementkindevent.engagement_id and (
       (engagements_engagementkindevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementkindevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementkindevent.sensitivity <= 20 and now.id in (select * from my_supported_engagements()))
    or (engagements_engagementkindevent.sensitivity <= (select my_clearance()) and now.id in (select * from my_team_engagements())))));
alter policy visible on engagements_engagementthemeevent using (exists (select from engagements_engagement now where now.id = engagements_engagementthemeevent.engagement_id and (
       (engagements_engagementthemeevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementthemeevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementthemeevent.sensitivity <= 20 and now.id in (select * from my_supported_engagements()))
    or (engagements_engagementthemeevent.sensitivity <= (select my_clearance()) and now.id in (select * from my_team_engagements())))));
alter policy visible on engagements_engagementtaskevent using (exists (select from engagements_engagement now where now.id = engagements_engagementtaskevent.engagement_id and (
       (engagements_engagementtaskevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementtaskevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementtaskevent.sensitivity <= 20 and now.id in (select * from my_supported_engagements()))
    or (engagements_engagementtaskevent.sensitivity <= (select my_clearance()) and now.id in (select * from my_team_engagements())))));
alter policy visible on engagements_engagementsdgevent using (exists (select from engagements_engagement now where now.id = engagements_engagementsdgevent.engagement_id and (
       (engagements_engagementsdgevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementsdgevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementsdgevent.sensitivity <= 20 and now.id in (select * from my_supported_engagements()))
    or (engagements_engagementsdgevent.sensitivity <= (select my_clearance()) and now.id in (select * from my_team_engagements())))));
alter policy visible on engagements_engagementthreatevent using (exists (select from engagements_engagement now where now.id = engagements_engagementthreatevent.engagement_id and (
       (engagements_engagementthreatevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementthreatevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementthreatevent.sensitivity <= 20 and now.id in (select * from my_supported_engagements()))
    or (engagements_engagementthreatevent.sensitivity <= (select my_clearance()) and now.id in (select * from my_team_engagements())))));
alter policy visible on engagements_engagementcapacityevent using (exists (select from engagements_engagement now where now.id = engagements_engagementcapacityevent.engagement_id and (
       (engagements_engagementcapacityevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementcapacityevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementcapacityevent.sensitivity <= 20 and now.id in (select * from my_supported_engagements()))
    or (engagements_engagementcapacityevent.sensitivity <= (select my_clearance()) and now.id in (select * from my_team_engagements())))));
alter policy visible on engagements_engagementpersonevent using (exists (select from engagements_engagement now where now.id = engagements_engagementpersonevent.engagement_id and (
       (engagements_engagementpersonevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementpersonevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementpersonevent.sensitivity <= 20 and now.id in (select * from my_supported_engagements()))
    or (engagements_engagementpersonevent.sensitivity <= (select my_clearance()) and now.id in (select * from my_team_engagements())))));
alter policy visible on engagements_entrypartnerevent using (exists (select from engagements_journalentry now where now.id = engagements_entrypartnerevent.entry_id and (
       (engagements_entrypartnerevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_entrypartnerevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_entrypartnerevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_entrypartnerevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));
alter policy visible on engagements_entrypersonevent using (exists (select from engagements_journalentry now where now.id = engagements_entrypersonevent.entry_id and (
       (engagements_entrypersonevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_entrypersonevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_entrypersonevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_entrypersonevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));
"""

AS_LINKS = """
alter policy visible on engagements_engagementcountryevent using (exists (select from engagements_engagementcountry now where now.id = engagements_engagementcountryevent.pgh_obj_id and (
       (engagements_engagementcountryevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementcountryevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementcountryevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_engagementcountryevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));
alter policy visible on engagements_engagementkindevent using (exists (select from engagements_engagementkind now where now.id = engagements_engagementkindevent.pgh_obj_id and (
       (engagements_engagementkindevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementkindevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementkindevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_engagementkindevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));
alter policy visible on engagements_engagementthemeevent using (exists (select from engagements_engagementtheme now where now.id = engagements_engagementthemeevent.pgh_obj_id and (
       (engagements_engagementthemeevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementthemeevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementthemeevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_engagementthemeevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));
alter policy visible on engagements_engagementtaskevent using (exists (select from engagements_engagementtask now where now.id = engagements_engagementtaskevent.pgh_obj_id and (
       (engagements_engagementtaskevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementtaskevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementtaskevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_engagementtaskevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));
alter policy visible on engagements_engagementsdgevent using (exists (select from engagements_engagementsdg now where now.id = engagements_engagementsdgevent.pgh_obj_id and (
       (engagements_engagementsdgevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementsdgevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementsdgevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_engagementsdgevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));
alter policy visible on engagements_engagementthreatevent using (exists (select from engagements_engagementthreat now where now.id = engagements_engagementthreatevent.pgh_obj_id and (
       (engagements_engagementthreatevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementthreatevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementthreatevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_engagementthreatevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));
alter policy visible on engagements_engagementcapacityevent using (exists (select from engagements_engagementcapacity now where now.id = engagements_engagementcapacityevent.pgh_obj_id and (
       (engagements_engagementcapacityevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementcapacityevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementcapacityevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_engagementcapacityevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));
alter policy visible on engagements_engagementpersonevent using (exists (select from engagements_engagementperson now where now.id = engagements_engagementpersonevent.pgh_obj_id and (
       (engagements_engagementpersonevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_engagementpersonevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_engagementpersonevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_engagementpersonevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));
alter policy visible on engagements_entrypartnerevent using (exists (select from engagements_entrypartner now where now.id = engagements_entrypartnerevent.pgh_obj_id and (
       (engagements_entrypartnerevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_entrypartnerevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_entrypartnerevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_entrypartnerevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));
alter policy visible on engagements_entrypersonevent using (exists (select from engagements_entryperson now where now.id = engagements_entrypersonevent.pgh_obj_id and (
       (engagements_entrypersonevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_entrypersonevent.sensitivity <= 20 and now.lead_office_id in (select * from my_offices(20::smallint)))
    or (engagements_entrypersonevent.sensitivity <= 20 and now.engagement_id in (select * from my_supported_engagements()))
    or (engagements_entrypersonevent.sensitivity <= (select my_clearance()) and now.engagement_id in (select * from my_team_engagements())))));
"""

NEW_VERSIONS = """
alter table engagements_partnercountryevent enable row level security;
create policy visible on engagements_partnercountryevent for select using (exists (select from engagements_partner now where now.id = engagements_partnercountryevent.partner_id and (
       (engagements_partnercountryevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_partnercountryevent.sensitivity <= 20 and now.office_id in (select * from my_offices(20::smallint))))));
create index engagements_partnercountryevent_obj on engagements_partnercountryevent (pgh_obj_id);
grant select on engagements_partnercountryevent to APP_ROLE;
alter table engagements_threatcountryevent enable row level security;
create policy visible on engagements_threatcountryevent for select using (exists (select from engagements_threat now where now.id = engagements_threatcountryevent.threat_id and (
       (engagements_threatcountryevent.sensitivity = 10 and (select my_clearance()) is not null)
    or (engagements_threatcountryevent.sensitivity <= 20 and now.office_id in (select * from my_offices(20::smallint))))));
create index engagements_threatcountryevent_obj on engagements_threatcountryevent (pgh_obj_id);
grant select on engagements_threatcountryevent to APP_ROLE;
"""

UNMARKED = """
alter table engagements_engagementcountry add constraint engagements_engagementcountry_unmarked check (mark is null) not valid;
alter table engagements_engagementkind add constraint engagements_engagementkind_unmarked check (mark is null) not valid;
alter table engagements_engagementtheme add constraint engagements_engagementtheme_unmarked check (mark is null) not valid;
alter table engagements_engagementtask add constraint engagements_engagementtask_unmarked check (mark is null) not valid;
alter table engagements_engagementsdg add constraint engagements_engagementsdg_unmarked check (mark is null) not valid;
alter table engagements_engagementthreat add constraint engagements_engagementthreat_unmarked check (mark is null) not valid;
alter table engagements_engagementcapacity add constraint engagements_engagementcapacity_unmarked check (mark is null) not valid;
alter table engagements_engagementperson add constraint engagements_engagementperson_unmarked check (mark is null) not valid;
"""

MARKED = """
alter table engagements_engagementcountry drop constraint engagements_engagementcountry_unmarked;
alter table engagements_engagementkind drop constraint engagements_engagementkind_unmarked;
alter table engagements_engagementtheme drop constraint engagements_engagementtheme_unmarked;
alter table engagements_engagementtask drop constraint engagements_engagementtask_unmarked;
alter table engagements_engagementsdg drop constraint engagements_engagementsdg_unmarked;
alter table engagements_engagementthreat drop constraint engagements_engagementthreat_unmarked;
alter table engagements_engagementcapacity drop constraint engagements_engagementcapacity_unmarked;
alter table engagements_engagementperson drop constraint engagements_engagementperson_unmarked;
"""

OWNER_LEVEL = """
create or replace function take_owner_level() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare level smallint;
begin
  execute format('select sensitivity from %I where id = $1', tg_argv[0])
    into level using (to_jsonb(new) ->> tg_argv[1])::uuid;
  new.sensitivity := coalesce(level, 20::smallint);
  return new;
end $$;

create or replace trigger take_owner_level before insert on engagements_partnercountryevent
  for each row execute function take_owner_level('engagements_partner', 'partner_id');
create or replace trigger take_owner_level before insert on engagements_threatcountryevent
  for each row execute function take_owner_level('engagements_threat', 'threat_id');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("engagements", "0010_trail"),
        ("offices", "0048_links"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="PartnerCountryEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("sensitivity", models.SmallIntegerField(default=20, editable=False)),
                ("id", models.UUIDField(default=peaceapp.access.keys.uuid7, editable=False, serialize=False)),
                ("is_member", models.BooleanField(default=False, verbose_name="member")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ThreatCountryEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("sensitivity", models.SmallIntegerField(default=20, editable=False)),
                ("id", models.UUIDField(default=peaceapp.access.keys.uuid7, editable=False, serialize=False)),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="engagementcapacity",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "engagements_engagementcapacityevent" ("capacity_id", "do_no_harm", "engagement_id", "floor", "how", "id", "lead_office_id", "mark", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."capacity_id", OLD."do_no_harm", OLD."engagement_id", OLD."floor", OLD."how", OLD."id", OLD."lead_office_id", OLD."mark", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="b96e868791d3be298e4dab99ed9d400b82217b68",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_7376d",
                    table="engagements_engagementcapacity",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="engagementcountry",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "engagements_engagementcountryevent" ("country_id", "engagement_id", "floor", "id", "lead_office_id", "mark", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."country_id", OLD."engagement_id", OLD."floor", OLD."id", OLD."lead_office_id", OLD."mark", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="e45da6bca108dd2108b7bed2e83a877d6e37bbed",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b2a68",
                    table="engagements_engagementcountry",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="engagementkind",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "engagements_engagementkindevent" ("engagement_id", "floor", "id", "kind_id", "lead_office_id", "mark", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."engagement_id", OLD."floor", OLD."id", OLD."kind_id", OLD."lead_office_id", OLD."mark", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="54a6453d395643daae60cc084758576327271165",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_92793",
                    table="engagements_engagementkind",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="engagementperson",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "engagements_engagementpersonevent" ("engagement_id", "floor", "function", "id", "lead_office_id", "mark", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."engagement_id", OLD."floor", OLD."function", OLD."id", OLD."lead_office_id", OLD."mark", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="326ccc600bd8f9fbec112edb7b28b2072fc354f3",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_917f6",
                    table="engagements_engagementperson",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="engagementsdg",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "engagements_engagementsdgevent" ("engagement_id", "floor", "id", "lead_office_id", "mark", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sdg_id") VALUES (OLD."engagement_id", OLD."floor", OLD."id", OLD."lead_office_id", OLD."mark", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sdg_id"); RETURN NULL;',
                    hash="3abcf9728c64b608997ae78c524944abd00149ed",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e1fb8",
                    table="engagements_engagementsdg",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="engagementtask",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "engagements_engagementtaskevent" ("engagement_id", "floor", "id", "lead_office_id", "mark", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "task_id") VALUES (OLD."engagement_id", OLD."floor", OLD."id", OLD."lead_office_id", OLD."mark", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."task_id"); RETURN NULL;',
                    hash="a07f4b5d35edde24d01659f3a06eb5887b2b7870",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_682c9",
                    table="engagements_engagementtask",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="engagementtheme",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "engagements_engagementthemeevent" ("engagement_id", "floor", "id", "lead_office_id", "mark", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "theme_id") VALUES (OLD."engagement_id", OLD."floor", OLD."id", OLD."lead_office_id", OLD."mark", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."theme_id"); RETURN NULL;',
                    hash="c0e85d286653beb8cb06289b1c1be67f3a993872",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_c7ad7",
                    table="engagements_engagementtheme",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="engagementthreat",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "engagements_engagementthreatevent" ("engagement_id", "floor", "id", "lead_office_id", "mark", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "threat_id") VALUES (OLD."engagement_id", OLD."floor", OLD."id", OLD."lead_office_id", OLD."mark", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."threat_id"); RETURN NULL;',
                    hash="f9ec07228739f132b339640602224a8c5a9e4230",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f69bb",
                    table="engagements_engagementthreat",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entrypartner",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "engagements_entrypartnerevent" ("engagement_id", "entry_id", "id", "is_joint", "lead_office_id", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sensitivity") VALUES (OLD."engagement_id", OLD."entry_id", OLD."id", OLD."is_joint", OLD."lead_office_id", OLD."partner_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sensitivity"); RETURN NULL;',
                    hash="bbebc5d46584619787e37bee11dff7af711571ce",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_1ae7b",
                    table="engagements_entrypartner",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entryperson",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "engagements_entrypersonevent" ("engagement_id", "entry_id", "id", "lead_office_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sensitivity") VALUES (OLD."engagement_id", OLD."entry_id", OLD."id", OLD."lead_office_id", OLD."person_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sensitivity"); RETURN NULL;',
                    hash="88e6d6335097e0368d1315211010e60782f24845",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_70303",
                    table="engagements_entryperson",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="partnercountry",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "engagements_partnercountryevent" ("country_id", "id", "is_member", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."country_id", NEW."id", NEW."is_member", NEW."partner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="5b396946129e98637cc80db8eeca5ec7ee8eb7c7",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_dd88e",
                    table="engagements_partnercountry",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="partnercountry",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "engagements_partnercountryevent" ("country_id", "id", "is_member", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."country_id", NEW."id", NEW."is_member", NEW."partner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="8ac11bb7f6739b5b0b09eb5909c8d92224fe2b26",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3e051",
                    table="engagements_partnercountry",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="partnercountry",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "engagements_partnercountryevent" ("country_id", "id", "is_member", "partner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."country_id", OLD."id", OLD."is_member", OLD."partner_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id"); RETURN NULL;',
                    hash="c43cf8c7b2b96b95ef24c539132ef6e9c25213f9",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f6864",
                    table="engagements_partnercountry",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="threatcountry",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "engagements_threatcountryevent" ("country_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "threat_id") VALUES (NEW."country_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."threat_id"); RETURN NULL;',
                    hash="cd5aaaa12c0a870f926181d5bf4d1c3c6e411628",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_023ad",
                    table="engagements_threatcountry",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="threatcountry",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "engagements_threatcountryevent" ("country_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "threat_id") VALUES (NEW."country_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."threat_id"); RETURN NULL;',
                    hash="d91535f30b1388e9b37123abdf115094db92263b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6d99e",
                    table="engagements_threatcountry",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="threatcountry",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "engagements_threatcountryevent" ("country_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "threat_id") VALUES (OLD."country_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."threat_id"); RETURN NULL;',
                    hash="d349db6223ee1208f92f60876a9679f0d648129f",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b1470",
                    table="engagements_threatcountry",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="partnercountryevent",
            name="country",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="offices.country",
            ),
        ),
        migrations.AddField(
            model_name="partnercountryevent",
            name="partner",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="engagements.partner",
            ),
        ),
        migrations.AddField(
            model_name="partnercountryevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="partnercountryevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="engagements.partnercountry",
            ),
        ),
        migrations.AddField(
            model_name="threatcountryevent",
            name="country",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="offices.country",
            ),
        ),
        migrations.AddField(
            model_name="threatcountryevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="threatcountryevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="engagements.threatcountry",
            ),
        ),
        migrations.AddField(
            model_name="threatcountryevent",
            name="threat",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="engagements.threat",
            ),
        ),
        migrations.RunSQL(OWNER_LEVEL, "drop function take_owner_level() cascade"),
        migrations.RunSQL(NEW_VERSIONS.replace("APP_ROLE", settings.APP_ROLE), migrations.RunSQL.noop),
        migrations.RunSQL(VERSIONS_OUTLIVE_LINKS, AS_LINKS),
        migrations.RunSQL(UNMARKED, MARKED),
    ]
