from django.db import migrations

FUNCTIONS = r"""
create function my_id() returns bigint language sql stable parallel safe as
$$ select nullif(current_setting('app.user_id', true), '')::bigint $$;

create function my_ceiling() returns smallint language sql stable parallel safe as
$$ select coalesce(nullif(current_setting('app.ceiling', true), '')::smallint, 10::smallint) $$;
"""

UNDO_FUNCTIONS = r"""
drop function my_ceiling(); drop function my_id();
"""

PROTECT = r"""
set constraints all immediate;

alter table peaceapp_idempotentanswer enable row level security;
create policy visible on peaceapp_idempotentanswer using (user_id = (select my_id()));
"""

UNDO_PROTECT = r"""
drop policy visible on peaceapp_idempotentanswer;
alter table peaceapp_idempotentanswer disable row level security;
"""


class Migration(migrations.Migration):
    dependencies = [("peaceapp", "0001_first")]

    operations = [
        migrations.RunSQL(FUNCTIONS, UNDO_FUNCTIONS),
        migrations.RunSQL(PROTECT, UNDO_PROTECT),
    ]
