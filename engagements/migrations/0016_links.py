import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

import peaceapp.access.keys


class Migration(migrations.Migration):
    dependencies = [
        ("engagements", "0015_periods"),
        ("offices", "0020_changes"),
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
    ]
