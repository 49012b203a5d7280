from django.db import migrations

from offices.access import database
from peaceapp.access.operations import Own, PlainHistory, Reference, SealedHistory


class Migration(migrations.Migration):
    dependencies = [("offices", "0001_first"), ("peaceapp", "0002_protect")]

    operations = [
        migrations.RunSQL(database.FUNCTIONS, database.DROP),
        Reference("Country"),
        Reference("Kind"),
        Reference("Theme"),
        Reference("Office"),
        Own("Membership", grants="select"),
        PlainHistory("CountryEvent", of="offices_country", key="alpha2"),
        PlainHistory("KindEvent", of="offices_kind", key="code"),
        PlainHistory("ThemeEvent", of="offices_theme", key="code"),
        PlainHistory("OfficeEvent", of="offices_office"),
        PlainHistory("MembershipEvent", of="offices_membership"),
        SealedHistory("UserEvent"),
    ]
