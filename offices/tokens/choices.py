"""Scopes of tokens."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """Reading, or writing as well; never more than its owner."""

    READ = "read", _("Read")
    WRITE = "write", _("Read and write")
