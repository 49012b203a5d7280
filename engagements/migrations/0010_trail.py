from django.db import migrations

from engagements.migrations.frozen import register as database


class Migration(migrations.Migration):
    dependencies = [("engagements", "0009_reasons"), ("offices", "0014_trail")]

    operations = [
        migrations.RunSQL(
            f"alter policy audited on offices_auditevent using ({database.OFFICE_TRAIL_SEEN})",
            f"alter policy audited on offices_auditevent using ({database.TRAIL_SEEN})",
        ),
        migrations.RunSQL(database.NOTE_ABOUT, database.OLD_NOTE_ABOUT),
        migrations.RunSQL(database.TOMBSTONES, database.NO_TOMBSTONES),
    ]
