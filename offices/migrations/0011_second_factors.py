from django.db import migrations

from offices.audit import database


class Migration(migrations.Migration):
    dependencies = [("offices", "0010_tokens"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunSQL(database.SECOND_FACTORS, database.NO_SECOND_FACTORS)]
