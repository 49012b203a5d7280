import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0018_whose_account"),
    ]

    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name="taskoffice",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "offices_taskofficeevent" ("id", "office_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "task_id") VALUES (OLD."id", OLD."office_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."task_id"); RETURN NULL;',
                    hash="0cbe7d3c4bac1d24771f8fb4cd05949e5dd72bb1",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_345a1",
                    table="offices_taskoffice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="tasktheme",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "offices_taskthemeevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "task_id", "theme_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."task_id", OLD."theme_id"); RETURN NULL;',
                    hash="9361464ff9d63d2cee0ed007bcfdb7368fdb5c0a",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_a3d85",
                    table="offices_tasktheme",
                    when="AFTER",
                ),
            ),
        ),
    ]
