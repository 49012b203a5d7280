"""Partners, persons, and contacts: the channels to persons."""

from typing import Any, ClassVar
from uuid import UUID

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from engagements.partners.choices import Access
from offices.access.models import User
from offices.directory.models import Office
from offices.geography.models import Country
from offices.taxonomy.models import PartnerType
from peaceapp.access.keys import uuid7
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.access.tables import OfficeRowAccess, OfficeRowLinkAccess, RowAccess
from peaceapp.links import level_then, link_trackers
from peaceapp.search.fields import SearchField, names_in, sort_key

SHARED = [level for level in Sensitivity.choices if level[0] <= Sensitivity.CONFIDENTIAL]
"""Levels of rows without an engagement. Strictly confidential is left out, because it needs a team."""

LONGEST_NAME, MOST_NAMES = 200, 20
"""Maximum length and number of other names."""


class OfficeRow(models.Model):
    """Base of rows that an office owns: unclassified ones for everybody, confidential ones for its cleared members.

    No column is unique in the database, since that would reveal hidden rows. `reason` holds the reason of the last
    change, if one was given.
    """

    row_access: ClassVar[RowAccess] = OfficeRowAccess()

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name=_("kept by"), db_index=False
    )  # the index over the scope columns begins with this column
    sensitivity = models.SmallIntegerField(_("sensitivity"), choices=SHARED, default=Sensitivity.UNCLASSIFIED)
    sources = ArrayField(models.CharField(max_length=20), verbose_name=_("sources"), default=list, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    reason = models.TextField(blank=True, editable=False)
    version = models.IntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    @property
    def lead_office_id(self) -> int:
        """The owner office, under the name that permission checks read."""
        return self.office_id


class Mergeable(OfficeRow):
    """Base of rows that can be merged into another row, if both are the same partner or person.

    `merged_into` is the row that is shown instead. Clearing it undoes the merge, since rows that refer to this one are
    not changed. Retired rows cannot be chosen for new records.
    """

    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("the same as")
    )
    retired_on = models.DateField(_("retired on"), null=True, blank=True)
    other_names = ArrayField(
        models.CharField(max_length=LONGEST_NAME), verbose_name=_("other names"), default=list, blank=True,
        size=MOST_NAMES,
        help_text=_("Acronym in another language, former name, transliteration."),
    )  # fmt: skip
    sort_name = sort_key("name")
    name: Any  # defined by subclasses
    merged_into_id: UUID | None  # added by Django; the type checker does not see it in an abstract model

    class Meta:
        abstract = True

    @property
    def names(self) -> list[str]:
        """All names of the row."""
        raise AssertionError("every such row says its names")  # pragma: no cover


@pghistory.track(exclude=["search_vector", "sort_name"])  # computed from other columns
class Partner(Mergeable):
    """An organisation that offices work with: a regional organisation, a country team, a church, a ministry."""

    amendable: ClassVar[tuple[str, ...]] = (
        "name", "acronym", "kind", "other_names", "seat", "region", "iati_type", "about", "sensitivity", "sources",
    )  # fmt: skip

    name = models.CharField(_("name"), max_length=200)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    kind = models.ForeignKey(PartnerType, models.PROTECT, related_name="+", verbose_name=_("type"))
    iati_type = models.CharField(_("IATI organisation type"), max_length=3, blank=True)
    region = models.CharField(_("region"), max_length=80, blank=True)
    seat = models.CharField(_("seat"), max_length=80, blank=True)
    about = models.TextField(_("about"), blank=True)
    search_vector = SearchField("name", "acronym", names_in("other_names"))

    class Meta:
        verbose_name, verbose_name_plural = _("partner"), _("partners")
        ordering: ClassVar[list[str]] = ["sort_name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name=""), name="partner_has_name"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="partner_not_into_itself"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["sort_name", "id"], name="partner_by_name"),
            GinIndex(fields=["search_vector"], name="partner_search"),
        ]

    def __str__(self) -> str:
        return self.acronym or self.name

    @property
    def names(self) -> list[str]:
        """Name, acronym and other names."""
        return [self.name, self.acronym, *self.other_names]


@pghistory.track(*link_trackers(), attrs={"sensitivity": level_then()})
class PartnerCountry(models.Model):
    """A country in which a partner is based or works. `is_member`: a country that is a member of the partner."""

    row_access: ClassVar[RowAccess] = OfficeRowLinkAccess("engagements_partner", "partner_id")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    partner = models.ForeignKey(Partner, models.CASCADE, related_name="countries")
    country = models.ForeignKey(Country, models.PROTECT, related_name="+")
    is_member = models.BooleanField(_("member"), default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner", "country", "is_member"], name="partner_country_once")]


@pghistory.track(exclude=["search_vector", "sort_name"])  # computed from other columns
class Person(Mergeable):
    """A person outside the organisation: a counterpart, a mediator, a contact. Confidential by default."""

    amendable: ClassVar[tuple[str, ...]] = (
        "name", "function", "other_names", "nationality", "partner", "about", "sensitivity", "sources",
    )  # fmt: skip

    name = models.CharField(_("name"), max_length=160)
    function = models.CharField(_("function"), max_length=200, blank=True)
    search_vector = SearchField("name", "function", names_in("other_names"))
    nationality = models.ForeignKey(
        Country, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("nationality")
    )
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("stands for")
    )
    about = models.TextField(_("about"), blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("person"), _("persons")
        ordering: ClassVar[list[str]] = ["sort_name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name=""), name="person_has_name"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="person_not_into_itself"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["sort_name", "id"], name="person_by_name"),
            GinIndex(fields=["search_vector"], name="person_search"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def names(self) -> list[str]:
        """Name and other names."""
        return [self.name, *self.other_names]


@pghistory.track()
class Contact(OfficeRow):
    """A channel to a person: its holder in the office, quality of access, last contact. Confidential by default."""

    amendable: ClassVar[tuple[str, ...]] = (
        "partner", "holder", "access", "last_contact_on", "note", "sensitivity", "sources",
    )  # fmt: skip

    person = models.ForeignKey(Person, models.PROTECT, related_name="contacts", verbose_name=_("person"))
    partner = models.ForeignKey(
        Partner, models.PROTECT, null=True, blank=True, related_name="contacts", verbose_name=_("at")
    )
    holder = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who holds the channel")
    )
    access = models.CharField(_("quality of access"), max_length=8, choices=Access, default=Access.OPEN)
    last_contact_on = models.DateField(_("last contact"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name, verbose_name_plural = _("contact"), _("contacts")
        ordering: ClassVar[list[str]] = ["person__sort_name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(access__in=Access.values), name="contact_access_known")
        ]

    def __str__(self) -> str:
        return str(self.person)
