from django.db import migrations

TABLE = r"""
create table peaceapp_cached (key text primary key, value text not null, over_at double precision not null);
create index peaceapp_cached_over on peaceapp_cached (over_at);
"""

UNDO_TABLE = r"""
drop table peaceapp_cached
"""


class Migration(migrations.Migration):
    dependencies = [("peaceapp", "0002_protect")]

    operations = [migrations.RunSQL(TABLE, UNDO_TABLE)]
