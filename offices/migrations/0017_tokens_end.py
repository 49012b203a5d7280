from django.db import migrations

from offices.tokens import database


class Migration(migrations.Migration):
    dependencies = [("offices", "0016_sign_in")]

    operations = [migrations.RunSQL(database.END_WITH_ACCOUNT, database.KEEP_WITH_ACCOUNT)]
