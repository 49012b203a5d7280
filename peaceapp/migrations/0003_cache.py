from django.db import migrations

from peaceapp.postgres import cache


class Migration(migrations.Migration):
    dependencies = [("peaceapp", "0002_protect")]

    operations = [migrations.RunSQL(cache.TABLE, cache.NO_TABLE)]
