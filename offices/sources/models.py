"""Sources of the facts in the register."""

from typing import ClassVar

import pghistory
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from peaceapp.access.tables import RowAccess, SharedListAccess


@pghistory.track()
class Source(models.Model):
    """A document or web page, cited by its code. A weak source is an unconfirmed statement."""

    row_access: ClassVar[RowAccess] = SharedListAccess()

    code = models.CharField(
        _("code"), max_length=20, primary_key=True, validators=[RegexValidator(r"^[A-Za-z][A-Za-z0-9-]*\Z")]
    )
    title = models.CharField(_("title"), max_length=300)
    address = models.CharField(
        _("address"), max_length=500, blank=True, validators=[URLValidator(schemes=["http", "https"])]
    )
    is_weak = models.BooleanField(_("weak"), default=False)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name, verbose_name_plural = _("source"), _("sources")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="source_has_title"),
            models.CheckConstraint(
                condition=Q(address="") | Q(address__regex=r"^https?://"), name="source_address_leads_to_the_web"
            ),
        ]

    def __str__(self) -> str:
        return self.code
