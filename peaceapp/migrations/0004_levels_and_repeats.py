from django.db import migrations, models

FUNCTION = """
create function level_versions() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  execute format('
    update %1$I set %2$I = highest.level
    from (select max(e.sensitivity) as level from %1$I e
          where e.pgh_obj_id = $1 and (e.pgh_created_at = $2 or e.pgh_id = (
            select max(b.pgh_id) from %1$I b where b.pgh_obj_id = $1 and b.pgh_created_at <> $2))) highest
    where pgh_obj_id = $1 and pgh_created_at = $2 and pgh_id < $3 and sensitivity < highest.level',
    tg_table_name, tg_argv[0]) using new.pgh_obj_id, new.pgh_created_at, new.pgh_id;
  return null;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("peaceapp", "0003_cache")]

    operations = [
        migrations.RunSQL(FUNCTION, "drop function level_versions();"),
        # A repeat is told what its sender may read now; `headers` had the keys of the rows that were made.
        migrations.AddField("idempotentanswer", "made", models.JSONField(default=list)),
        migrations.RunSQL(
            "update peaceapp_idempotentanswer set made = headers -> 'made' where headers ? 'made'",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField("idempotentanswer", "body"),
        migrations.RemoveField("idempotentanswer", "headers"),
        migrations.RemoveField("idempotentanswer", "status"),
    ]
