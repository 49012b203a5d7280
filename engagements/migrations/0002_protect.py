from django.db import migrations

from engagements.migrations.frozen import journal, register
from engagements.migrations.frozen.operations import Protect, ProtectHistory, ProtectParent

CHILDREN = ["EngagementCountry", "EngagementKind", "EngagementTheme", "Support", "TeamMember", "JournalEntry"]


class Migration(migrations.Migration):
    dependencies = [("engagements", "0001_first"), ("offices", "0002_protect")]

    operations = [
        migrations.RunSQL(register.FUNCTIONS, register.DROP),
        migrations.RunSQL(register.READERS, migrations.RunSQL.noop),
        ProtectParent("Engagement"),
        *(Protect(child) for child in CHILDREN),
        migrations.RunSQL(journal.FUNCTIONS, journal.DROP),
        ProtectHistory("EngagementEvent", of="engagements_engagement", engagement="id"),
        *(ProtectHistory(f"{child}Event", of=f"engagements_{child.lower()}") for child in CHILDREN),
    ]
