import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

CHANGES = """
create or replace function note_change() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare it jsonb := to_jsonb(coalesce(new, old)); fields text[]; level smallint := (it ->> 'sensitivity')::smallint;
begin
  if tg_op = 'INSERT' then
    if my_id() is null then return null; end if;     -- the first data: nobody entered it
    fields := '{made}';
  elsif tg_op = 'DELETE' then
    fields := '{removed}';
  else
    select array_agg(regexp_replace(n.key, '_id$', '') order by n.key) into fields
    from jsonb_each(to_jsonb(new)) n join jsonb_each(to_jsonb(old)) o on o.key = n.key
    where n.value is distinct from o.value and n.key <> 'version';
    if fields is null then return null; end if;
    level := greatest(level, (to_jsonb(old) ->> 'sensitivity')::smallint);
  end if;
  perform note_event('changed', my_id(), tg_argv[0], it ->> tg_argv[1], null, (it ->> tg_argv[2])::bigint, level,
                     fields, '');
  return null;
end $$;

create or replace function note_links() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare it jsonb;
begin
  if my_id() is null then return null; end if;
  for it in execute format(
    'select distinct to_jsonb(o) from %I o where o.id in (select r.%I from links r)', tg_argv[1], tg_argv[2])
  loop
    perform note_event('changed', my_id(), tg_argv[0], it ->> tg_argv[3], null, (it ->> 'office_id')::bigint,
                       (it ->> 'sensitivity')::smallint, array[tg_argv[4]], '');
  end loop;
  return null;
end $$;
"""

NOTED = """
create or replace trigger note_change after insert or update or delete on offices_office for each row execute function note_change('office', 'acronym', 'id');
create or replace trigger note_change after insert or update or delete on offices_country for each row execute function note_change('country', 'alpha2', 'office_id');
create or replace trigger note_change after insert or update or delete on offices_coverage for each row execute function note_change('coverage', 'country_id', 'office_id');
create or replace trigger note_change after insert or update or delete on offices_leadership for each row execute function note_change('leadership', 'post', 'office_id');
create or replace trigger note_change after insert or update or delete on offices_characteristic for each row execute function note_change('characteristic', 'code', 'office_id');
create or replace trigger note_change after insert or update or delete on offices_mandate for each row execute function note_change('mandate', 'code', 'office_id');
create or replace trigger note_change after insert or update or delete on offices_mandatetask for each row execute function note_change('mandatetask', 'code', 'office_id');
create or replace trigger note_change after insert or update or delete on offices_source for each row execute function note_change('source', 'code', 'office_id');
create or replace trigger note_change after insert or update or delete on offices_kind for each row execute function note_change('kind', 'code', 'office_id');
create or replace trigger note_change after insert or update or delete on offices_theme for each row execute function note_change('theme', 'code', 'office_id');
create or replace trigger note_change after insert or update or delete on offices_partnertype for each row execute function note_change('partnertype', 'code', 'office_id');
create or replace trigger note_change after insert or update or delete on offices_partnerrole for each row execute function note_change('partnerrole', 'code', 'office_id');
create or replace trigger note_change after insert or update or delete on offices_threattype for each row execute function note_change('threattype', 'code', 'office_id');
create or replace trigger note_change after insert or update or delete on offices_capacitygroup for each row execute function note_change('capacitygroup', 'code', 'office_id');
create or replace trigger note_change after insert or update or delete on offices_sdg for each row execute function note_change('sdg', 'code', 'office_id');
create or replace trigger note_made after insert on offices_taskoffice referencing new table as links for each statement execute function note_links('mandatetask', 'offices_mandatetask', 'task_id', 'code', 'offices');
create or replace trigger note_gone after delete on offices_taskoffice referencing old table as links for each statement execute function note_links('mandatetask', 'offices_mandatetask', 'task_id', 'code', 'offices');
create or replace trigger note_made after insert on offices_tasktheme referencing new table as links for each statement execute function note_links('mandatetask', 'offices_mandatetask', 'task_id', 'code', 'themes');
create or replace trigger note_gone after delete on offices_tasktheme referencing old table as links for each statement execute function note_links('mandatetask', 'offices_mandatetask', 'task_id', 'code', 'themes');
"""

NOTE_MEMBERSHIP = """
create or replace function note_membership() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare row offices_membership := coalesce(new, old);
begin
  perform note_event('membership', my_id(), row.role || ' ' || row.clearance,
    (select u.username from offices_user u where u.id = row.user_id), null, row.office_id, 10::smallint,
    case tg_op when 'INSERT' then '{given}' when 'DELETE' then '{removed}' else array_remove(array[
      case when new.role <> old.role then 'role:' || old.role || ':' || new.role end,
      case when new.clearance <> old.clearance then 'clearance:' || old.clearance || ':' || new.clearance end,
      case when new.from_on <> old.from_on then 'from_on:' || old.from_on || ':' || new.from_on end,
      case when new.until_on is distinct from old.until_on then
        'until_on:' || coalesce(old.until_on::text, '') || ':' || coalesce(new.until_on::text, '') end,
      case when new.ended_at is distinct from old.ended_at then 'ended' end], null) end, '');
  return null;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0048_links"),
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
        migrations.RunSQL(CHANGES, "drop function note_links() cascade; drop function note_change() cascade"),
        migrations.RunSQL(NOTED, migrations.RunSQL.noop),
        migrations.RunSQL(NOTE_MEMBERSHIP, migrations.RunSQL.noop),
    ]
