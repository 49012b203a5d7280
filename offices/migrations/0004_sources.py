import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

PROTECT = r"""
set constraints all immediate;

alter table offices_source enable row level security;
create policy visible on offices_source for select using ((select am_member()));
create policy kept on offices_source using ((select am_administrator()));

alter table offices_sourceevent enable row level security;
create policy visible on offices_sourceevent for select using (exists (select from offices_source now where now.code = offices_sourceevent.pgh_obj_id));
create index offices_sourceevent_obj on offices_sourceevent (pgh_obj_id);
"""

UNDO_PROTECT = r"""
drop index offices_sourceevent_obj;
drop policy visible on offices_sourceevent;
alter table offices_sourceevent disable row level security;

drop policy visible on offices_source;
drop policy kept on offices_source;
alter table offices_source disable row level security;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0003_estimates"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="SourceEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "code",
                    models.CharField(
                        max_length=20,
                        serialize=False,
                        validators=[django.core.validators.RegexValidator("^[A-Za-z][A-Za-z0-9-]*\\Z")],
                        verbose_name="code",
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                (
                    "address",
                    models.CharField(
                        blank=True,
                        max_length=500,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                        verbose_name="address",
                    ),
                ),
                ("is_weak", models.BooleanField(default=False, verbose_name="weak")),
                ("note", models.TextField(blank=True, verbose_name="note")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=20,
                        primary_key=True,
                        serialize=False,
                        validators=[django.core.validators.RegexValidator("^[A-Za-z][A-Za-z0-9-]*\\Z")],
                        verbose_name="code",
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                (
                    "address",
                    models.CharField(
                        blank=True,
                        max_length=500,
                        validators=[django.core.validators.URLValidator(schemes=["http", "https"])],
                        verbose_name="address",
                    ),
                ),
                ("is_weak", models.BooleanField(default=False, verbose_name="weak")),
                ("note", models.TextField(blank=True, verbose_name="note")),
            ],
            options={
                "verbose_name": "source",
                "verbose_name_plural": "sources",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="source_has_title"),
                    models.CheckConstraint(
                        condition=models.Q(("address", ""), ("address__regex", "^https?://"), _connector="OR"),
                        name="source_address_leads_to_the_web",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="source",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "offices_sourceevent" ("address", "code", "is_weak", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title") VALUES (NEW."address", NEW."code", NEW."is_weak", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."code", NEW."title"); RETURN NULL;',
                    hash="16475a9d9943949eed75f0c1e3acf30c7c24a031",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1d813",
                    table="offices_source",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="source",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "offices_sourceevent" ("address", "code", "is_weak", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title") VALUES (NEW."address", NEW."code", NEW."is_weak", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."code", NEW."title"); RETURN NULL;',
                    hash="0f12df1df1d4132717680afb89bf5078a6b02869",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d5775",
                    table="offices_source",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="sourceevent",
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
            model_name="sourceevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="offices.source",
            ),
        ),
        migrations.RunSQL(PROTECT, UNDO_PROTECT),
    ]
