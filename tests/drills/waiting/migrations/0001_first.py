from django.db import migrations


class Migration(migrations.Migration):
    """A column that nobody needs."""

    operations = [
        migrations.RunSQL("alter table engagements_engagement add column drill int", migrations.RunSQL.noop),
    ]
