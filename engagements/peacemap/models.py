"""Peace mapping: capacities for peace, and threats to peace."""

from typing import ClassVar

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from engagements.partners.models import OfficeRow
from engagements.peacemap.choices import CapacityKind, Depth, Reach
from offices.geography.models import Country
from offices.taxonomy.models import CapacityGroup, ThreatType
from peaceapp.access.keys import uuid7
from peaceapp.access.tables import OfficeRowLinkAccess, RowAccess
from peaceapp.links import level_then, link_trackers
from peaceapp.search.fields import SearchField, sort_key


@pghistory.track(exclude=["search_vector", "sort_title"])  # computed from other columns
class Capacity(OfficeRow):
    """A capacity for peace: the group that holds it, the country, and what still works well there."""

    amendable: ClassVar[tuple[str, ...]] = (
        "title", "group", "kind", "country", "level", "what_works", "evidence", "confirmed_on", "sources",
        "sensitivity",
    )  # fmt: skip

    title = models.CharField(_("title"), max_length=200)
    group = models.ForeignKey(CapacityGroup, models.PROTECT, related_name="+", verbose_name=_("who holds it"))
    kind = models.CharField(_("kind"), max_length=12, choices=CapacityKind)
    country = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("country")
    )
    level = models.CharField(_("level"), max_length=8, choices=Reach, blank=True)
    what_works = models.TextField(_("what still works well"), blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    confirmed_on = models.DateField(_("last confirmed"), null=True, blank=True)
    search_vector = SearchField("title", "what_works", "evidence")
    sort_title = sort_key("title")

    class Meta:
        verbose_name, verbose_name_plural = _("capacity for peace"), _("capacities for peace")
        ordering: ClassVar[list[str]] = ["sort_title", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(title=""), name="capacity_has_title"),
            models.CheckConstraint(condition=Q(kind__in=CapacityKind.values), name="capacity_kind_known"),
            models.CheckConstraint(condition=Q(level__in=["", *Reach.values]), name="capacity_level_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["sort_title", "id"], name="capacity_by_title"),
            GinIndex(fields=["search_vector"], name="capacity_search"),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track(exclude=["search_vector", "sort_title"])  # computed from other columns
class Threat(OfficeRow):
    """A threat to peace, proximate or structural, in some countries or a whole region."""

    amendable: ClassVar[tuple[str, ...]] = ("title", "kind", "depth", "region", "sources", "sensitivity")

    title = models.CharField(_("title"), max_length=200)
    kind = models.ForeignKey(ThreatType, models.PROTECT, related_name="+", verbose_name=_("type"))
    depth = models.CharField(_("depth"), max_length=10, choices=Depth)
    region = models.CharField(_("region"), max_length=80, blank=True)
    search_vector = SearchField("title", "region")
    sort_title = sort_key("title")

    class Meta:
        verbose_name, verbose_name_plural = _("threat"), _("threats")
        ordering: ClassVar[list[str]] = ["sort_title", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(title=""), name="threat_has_title"),
            models.CheckConstraint(condition=Q(depth__in=Depth.values), name="threat_depth_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["sort_title", "id"], name="threat_by_title"),
            GinIndex(fields=["search_vector"], name="threat_search"),
        ]

    def __str__(self) -> str:
        return self.title


@pghistory.track(*link_trackers(), attrs={"sensitivity": level_then()})
class ThreatCountry(models.Model):
    """A country in which a threat exists."""

    row_access: ClassVar[RowAccess] = OfficeRowLinkAccess("engagements_threat", "threat_id")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    threat = models.ForeignKey(Threat, models.CASCADE, related_name="countries")
    country = models.ForeignKey(Country, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["threat", "country"], name="threat_country_once")]
