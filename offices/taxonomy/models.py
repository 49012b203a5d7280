"""Reference lists that administrators maintain, addressed by code."""

from typing import ClassVar

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from offices.taxonomy.choices import Depth
from peaceapp.access.tables import RowAccess, SharedListAccess


class Term(models.Model):
    """One entry of a list. Retired terms stay on old rows and cannot be chosen for new ones."""

    row_access: ClassVar[RowAccess] = SharedListAccess()

    code = models.CharField(
        _("code"), max_length=40, primary_key=True, validators=[RegexValidator(r"^[a-z][a-z0-9_]*\Z")]
    )
    label = models.CharField(_("label"), max_length=120)
    position = models.SmallIntegerField(_("position"), default=0)
    retired_on = models.DateField(_("retired on"), null=True, blank=True)
    sources = ArrayField(models.CharField(max_length=20), verbose_name=_("sources"), default=list, blank=True)

    class Meta:
        abstract = True
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.label


@pghistory.track()
class Kind(Term):
    """A kind of preventive work: good offices, mediation, monitoring… An engagement may have several."""

    class Meta(Term.Meta):
        verbose_name, verbose_name_plural = _("kind"), _("kinds")


@pghistory.track()
class Theme(Term):
    """A prevention theme, shared by engagements and mandate tasks."""

    class Meta(Term.Meta):
        verbose_name, verbose_name_plural = _("theme"), _("themes")


@pghistory.track()
class PartnerType(Term):
    """A type of partner: regional organisation, government, civil society…"""

    class Meta(Term.Meta):
        verbose_name, verbose_name_plural = _("type of partner"), _("types of partners")


@pghistory.track()
class PartnerRole(Term):
    """The role of a partner or an office in an engagement: lead, co-mediator, funder…"""

    class Meta(Term.Meta):
        verbose_name, verbose_name_plural = _("role of partners"), _("roles of partners")


@pghistory.track()
class ThreatType(Term):
    """A type of threat to peace, close to violence or underlying it."""

    depth = models.CharField(_("depth"), max_length=10, choices=Depth)

    class Meta(Term.Meta):
        verbose_name, verbose_name_plural = _("type of threat"), _("types of threats")
        constraints = [
            models.CheckConstraint(condition=models.Q(depth__in=Depth.values), name="threat_type_depth_known")
        ]


@pghistory.track()
class CapacityGroup(Term):
    """A group of people or institutions that holds capacities for peace: women, youth, religious leaders…"""

    class Meta(Term.Meta):
        verbose_name, verbose_name_plural = _("holder of capacities"), _("holders of capacities")


@pghistory.track()
class Sdg(Term):
    """A Sustainable Development Goal by its number (16), or a target of one (16.3).

    Goals also have their short titles in French and Russian; targets have none yet.
    """

    code = models.CharField(
        _("code"), max_length=5, primary_key=True, validators=[RegexValidator(r"^[1-9]\d?(\.([1-9]\d?|[a-z]))?\Z")]
    )
    label_fr = models.CharField(_("label in French"), max_length=120, blank=True)
    label_ru = models.CharField(_("label in Russian"), max_length=120, blank=True)

    class Meta(Term.Meta):
        verbose_name, verbose_name_plural = _("Sustainable Development Goal"), _("Sustainable Development Goals")

    def __str__(self) -> str:
        return f"{self.code} {self.label}"
