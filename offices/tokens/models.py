"""API tokens, with which programs call the API for a user."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from offices.access.models import User
from offices.tokens.choices import Scope
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.access.tables import OwnRowAccess, RowAccess


class Token(models.Model):
    """A user's API key. Only its SHA-256 is stored; `ceiling` limits every clearance of the user."""

    row_access: ClassVar[RowAccess] = OwnRowAccess()

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(_("what it is for"), max_length=80)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scope = models.CharField(_("scope"), max_length=5, choices=Scope, default=Scope.READ)
    ceiling = models.SmallIntegerField(_("reads up to"), choices=Sensitivity, default=Sensitivity.CONFIDENTIAL)
    created_at = models.DateTimeField(_("made"), db_default=Now(), editable=False)
    expires_at = models.DateTimeField(_("expires"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name, verbose_name_plural = _("token"), _("tokens")
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="token_scope_known"),
            models.CheckConstraint(condition=Q(ceiling__in=Sensitivity.values), name="token_ceiling_known"),
        ]
        indexes = [models.Index(fields=["user", "-created_at"], name="token_by_user")]

    def __str__(self) -> str:
        return self.name
