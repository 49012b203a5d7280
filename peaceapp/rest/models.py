"""Tables of the API: the keys of repeatable requests."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from peaceapp.access.tables import OwnRowAccess, RowAccess


class IdempotentAnswer(models.Model):
    """A `POST` that carried an Idempotency-Key, kept so that a retry is not done twice. One person's row.

    Written in the transaction of the change itself. `digest` is SHA-256 over method, path and body; `made` are the keys
    of the rows that were made; for a form of a page, where it led to. What was answered is not kept: it is told anew,
    as far as it may be read then.
    """

    row_access: ClassVar[RowAccess] = OwnRowAccess()

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    made = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once")]
