from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """An invitation's key, sealed until its letter is sent; and when that was. Those with a digest were sent."""

    dependencies = [("offices", "0022_country_names")]

    operations = [
        migrations.AddField(
            "invitation", "sealed_key", models.CharField(blank=True, default="", editable=False, max_length=200)
        ),
        migrations.AddField(
            "invitation", "sent_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="sent")
        ),
        migrations.RunSQL(
            "update offices_invitation set sent_at = greatest(made_at, expires_at - interval '72 hours') where digest is not null",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            "invitation",
            models.CheckConstraint(
                condition=Q(sealed_key="") | Q(sent_at__isnull=True, used_at__isnull=True, digest__isnull=False),
                name="invitation_forgets_its_key",
            ),
        ),
    ]
