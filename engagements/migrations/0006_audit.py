from django.db import migrations

from engagements.migrations.frozen import register as database


class Migration(migrations.Migration):
    dependencies = [("engagements", "0005_sdgs"), ("offices", "0007_audit")]

    operations = [
        migrations.RunSQL(database.NOTES, database.NO_NOTES),
        migrations.RunSQL(
            f"alter policy audited on offices_auditevent using ({database.TRAIL_SEEN})",
            "alter policy audited on offices_auditevent using ((select am_auditor()))",
        ),
    ]
