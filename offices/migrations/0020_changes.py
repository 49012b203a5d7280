import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0019_links"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="membership",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="membership",
            name="update_update",
        ),
        migrations.RemoveConstraint(
            model_name="auditevent",
            name="auditevent_verb_known",
        ),
        migrations.AddField(
            model_name="membership",
            name="ended_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="ended"),
        ),
        migrations.AddField(
            model_name="membership",
            name="given_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="given"),
        ),
        migrations.AlterField(
            model_name="membership",
            name="given_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), editable=False, null=True, verbose_name="given"
            ),
        ),
        migrations.AddField(
            model_name="membershipevent",
            name="ended_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="ended"),
        ),
        migrations.AddField(
            model_name="membershipevent",
            name="given_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="given"),
        ),
        migrations.AlterField(
            model_name="membershipevent",
            name="given_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), editable=False, null=True, verbose_name="given"
            ),
        ),
        migrations.AlterField(
            model_name="auditevent",
            name="verb",
            field=models.CharField(
                choices=[
                    ("signed_in", "Signed in"),
                    ("signed_out", "Signed out"),
                    ("sign_in_failed", "Failed to sign in"),
                    ("refused", "Was refused"),
                    ("read", "Read what is strictly confidential"),
                    ("membership", "Membership given or changed"),
                    ("account", "Account made or changed"),
                    ("token", "Token made or ended"),
                    ("seated", "Put on a team"),
                    ("unseated", "Taken off a team"),
                    ("let_in", "Office let in"),
                    ("shut_out", "Office shut out"),
                    ("reclassified", "Sensitivity changed"),
                    ("broke_glass", "Joined a team by break-glass"),
                    ("exported", "Exported"),
                    ("purged", "Purged"),
                    ("changed", "Record changed"),
                    ("handed_over", "Lead officer or office changed"),
                ],
                max_length=16,
                verbose_name="what",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "offices_membershipevent" ("clearance", "ended_at", "from_on", "given_at", "id", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "until_on", "user_id", "version") VALUES (NEW."clearance", NEW."ended_at", NEW."from_on", NEW."given_at", NEW."id", NEW."office_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."until_on", NEW."user_id", NEW."version"); RETURN NULL;',
                    hash="df19cc60c6914e459b12aaefb5792ddcd299cc22",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_645ff",
                    table="offices_membership",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="membership",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."clearance" IS DISTINCT FROM (NEW."clearance") OR OLD."ended_at" IS DISTINCT FROM (NEW."ended_at") OR OLD."from_on" IS DISTINCT FROM (NEW."from_on") OR OLD."given_at" IS DISTINCT FROM (NEW."given_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."office_id" IS DISTINCT FROM (NEW."office_id") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."until_on" IS DISTINCT FROM (NEW."until_on") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "offices_membershipevent" ("clearance", "ended_at", "from_on", "given_at", "id", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "until_on", "user_id", "version") VALUES (NEW."clearance", NEW."ended_at", NEW."from_on", NEW."given_at", NEW."id", NEW."office_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."until_on", NEW."user_id", NEW."version"); RETURN NULL;',
                    hash="273f867cac65e5a622ba0fb1e97d21ad6c4578df",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0674c",
                    table="offices_membership",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="auditevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "verb__in",
                        [
                            "signed_in",
                            "signed_out",
                            "sign_in_failed",
                            "refused",
                            "read",
                            "membership",
                            "account",
                            "token",
                            "seated",
                            "unseated",
                            "let_in",
                            "shut_out",
                            "reclassified",
                            "broke_glass",
                            "exported",
                            "purged",
                            "changed",
                            "handed_over",
                        ],
                    )
                ),
                name="auditevent_verb_known",
            ),
        ),
    ]
