from django.db import migrations

from offices.audit import database


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0015_review"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [migrations.RunSQL(database.IDENTITIES, database.NO_IDENTITIES)]
