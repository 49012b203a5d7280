"""Tables of the API: the keys of repeatable requests."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from peaceapp.access.tables import OwnRowAccess, RowAccess


class IdempotentAnswer(models.Model):
    """Record of a `POST` with an Idempotency-Key, so that a retry is not carried out twice. Visible to its user.

    Written in the transaction of the change. `digest` is SHA-256 over method, path and body. `made` holds the keys of
    the rows that were made, or for a form of a page the address that it led to. The answer itself is not stored: a
    repeat reads the rows again, with the rights that its sender has then.
    """

    row_access: ClassVar[RowAccess] = OwnRowAccess()

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    made = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once")]
