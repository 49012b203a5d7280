from django.db import migrations, models
from django.db.models.functions import Greatest

LEVELS = [(10, "Unclassified"), (20, "Confidential"), (30, "Strictly confidential")]
SCOPED = ["engagementcountry", "engagementkind", "engagementtheme", "journalentry", "support", "teammember"]


def with_words(name: str) -> migrations.AlterField:
    return migrations.AlterField(
        model_name=name,
        name="sensitivity",
        field=models.GeneratedField(
            verbose_name="sensitivity",
            expression=Greatest(models.F("floor"), models.F("mark")),
            db_persist=True,
            output_field=models.SmallIntegerField(choices=LEVELS),
            choices=LEVELS,
        ),
    )


class Migration(migrations.Migration):
    # Nothing changes in the database: the column's words are the model's business.
    dependencies = [("engagements", "0002_protect")]

    operations = [with_words(f"{name}{suffix}") for name in SCOPED for suffix in ("", "event")]
