"""What the API remembers."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from peaceapp.access.tables import Own, RowAccess


class IdempotentAnswer(models.Model):
    """The answer to a `POST` that carried an Idempotency-Key, kept so that a retry is not done twice.

    Written in the transaction of the change itself. `digest` is SHA-256 over method, path and body. One person's row.
    """

    row_access: ClassVar[RowAccess] = Own()

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.SmallIntegerField()
    body = models.BinaryField()
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once")]
