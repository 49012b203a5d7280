from django.db import migrations

from offices.accounts import database
from offices.audit.database import FUNCTIONS


class Migration(migrations.Migration):
    """Names and addresses that change, managers that go at once, accounts that audit: functions as they are now."""

    dependencies = [("offices", "0017_tokens_end")]

    operations = [
        migrations.RunSQL(database.again(FUNCTIONS), migrations.RunSQL.noop),
        migrations.RunSQL(database.again(database.FUNCTIONS), migrations.RunSQL.noop),
        migrations.RunSQL(database.END_WITH_ADDRESS, database.KEEP_WITH_ADDRESS),
    ]
