from django.db import migrations

ESTIMATES = r"""
alter function my_offices(smallint) rows 2
"""

UNDO_ESTIMATES = r"""
alter function my_offices(smallint) rows 1000
"""


class Migration(migrations.Migration):
    dependencies = [("offices", "0002_protect")]

    operations = [migrations.RunSQL(ESTIMATES, UNDO_ESTIMATES)]
