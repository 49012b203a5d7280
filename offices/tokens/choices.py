"""Scopes of tokens."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """Read, or read and write. Never more rights than the owner has."""

    READ = "read", _("Read")
    WRITE = "write", _("Read and write")
