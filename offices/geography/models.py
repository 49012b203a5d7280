"""Countries."""

from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from peaceapp.access.tables import RowAccess, SharedListAccess
from peaceapp.search.fields import SearchField, names_in, sort_key


@pghistory.track(exclude=["search_vector", "sort_name"])  # computed from other columns
class Country(models.Model):
    """A country or area: ISO 3166 codes, UN M49 code, sub-region. Names in other languages come from a library."""

    row_access: ClassVar[RowAccess] = SharedListAccess()

    alpha2 = models.CharField(
        _("ISO code"), max_length=2, primary_key=True, validators=[RegexValidator(r"^[A-Z]{2}\Z")]
    )
    alpha3 = models.CharField(max_length=3, unique=True, validators=[RegexValidator(r"^[A-Z]{3}\Z")])
    m49 = models.CharField(_("M49 code"), max_length=3, unique=True, validators=[RegexValidator(r"^[0-9]{3}\Z")])
    name = models.CharField(_("name"), max_length=80)
    region = models.CharField(_("region"), max_length=60, blank=True)
    other_names = ArrayField(
        models.CharField(max_length=200), verbose_name=_("other names"), default=list, blank=True, size=20,
        help_text=_("Former, short and other English names; names in other languages come from a library."),
    )  # fmt: skip
    search_vector = SearchField("name", "alpha2", "alpha3", names_in("other_names"))
    sort_name = sort_key("name")

    class Meta:
        ordering = ["sort_name"]
        verbose_name, verbose_name_plural = _("country"), _("countries")

    def __str__(self) -> str:
        return self.name
