from django.db import migrations

from offices.tokens import database


class Migration(migrations.Migration):
    dependencies = [("offices", "0014_trail")]

    operations = [migrations.RunSQL(database.STANDING, database.NOT_STANDING)]
