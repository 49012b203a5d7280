from django.db import migrations

from offices.access import database


class Migration(migrations.Migration):
    dependencies = [("offices", "0002_protect")]

    operations = [migrations.RunSQL(database.ESTIMATES, database.NO_ESTIMATES)]
