from django.db import migrations

from peaceapp.access import database
from peaceapp.access.operations import Own


class Migration(migrations.Migration):
    dependencies = [("peaceapp", "0001_first")]

    operations = [
        migrations.RunSQL(database.FUNCTIONS, database.DROP),
        Own("IdempotentAnswer"),
    ]
