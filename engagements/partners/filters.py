"""Listings and filters of partners, persons and contacts. Pages, API and exports use the same filter names."""

from typing import Any, ClassVar

import django_filters as df
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from engagements.partners import queries
from engagements.partners.models import Contact, Partner, PartnerCountry, Person
from offices.directory.models import Office
from offices.geography.models import Country
from offices.taxonomy.models import PartnerType
from peaceapp.filters import AnyRow, YesNo
from peaceapp.lists.listing import Listing
from peaceapp.search.filters import WordsFilter


class Tick(forms.CheckboxInput):
    """A checkbox that filters only when ticked, and shows no chip otherwise."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, check_test="true".__eq__)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = data.get(name)
        return None if str(value).lower() in {"false", "0"} else value


class OnRequest(df.FilterSet):  # type: ignore[misc]  # the library is untyped
    """Base of filters of partners and persons. Leaves out merged and retired rows, unless they are requested."""

    narrows_unasked = True

    q = WordsFilter(find=queries.search_rows, is_by_name=True)
    office = AnyRow(label=_("Owner office"), queryset=Office.objects.all(), to_field_name="acronym")
    retired = YesNo(label=_("Include retired"), method="asked", widget=Tick)
    merged = YesNo(label=_("Include merged"), method="asked", widget=Tick)

    def asked(self, rows: QuerySet[Any], _name: str, _value: bool) -> QuerySet[Any]:
        """Does nothing: `filter_queryset` reads these filters, because they also count when not given."""
        return rows

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().filter_queryset(queryset)
        if not self.form.cleaned_data["retired"]:
            rows = rows.filter(retired_on__isnull=True)
        return rows if self.form.cleaned_data["merged"] else rows.filter(queries.IS_NOT_MERGED)


class PartnerFilter(OnRequest):
    """Filters partners. `country` finds partners based or working there, and those that the country is a member of."""

    kind = AnyRow(label=_("Type"), queryset=PartnerType.objects.all())
    country = AnyRow(label=_("Country"), queryset=Country.objects.all(), method="by_country")

    class Meta:
        model = Partner
        fields: ClassVar[list[str]] = []

    def by_country(self, rows: QuerySet[Partner], _name: str, values: list[Country]) -> QuerySet[Partner]:
        return rows.filter(pk__in=PartnerCountry.objects.filter(country__in=values).values("partner_id"))


class PersonFilter(OnRequest):
    """Filters persons. `partner` also finds persons who represent a partner merged into it."""

    nationality = AnyRow(label=_("Nationality"), queryset=Country.objects.all())
    partner = AnyRow(label=_("Represents"), queryset=lambda request: Partner.objects.all(), method="by_partner")

    class Meta:
        model = Person
        fields: ClassVar[list[str]] = []

    def by_partner(self, rows: QuerySet[Person], _name: str, values: list[Partner]) -> QuerySet[Person]:
        return rows.filter(Q(partner__in=values) | Q(partner__merged_into__in=values))


class ContactFilter(df.FilterSet):  # type: ignore[misc]  # the library is untyped
    """Filters contacts. `person` also finds contacts of persons merged into them."""

    q = WordsFilter(columns=("note", *queries.rows_named("person")))
    person = AnyRow(label=_("Person"), queryset=lambda request: Person.objects.all(), method="by_person")
    partner = AnyRow(label=_("Partner"), queryset=lambda request: Partner.objects.all())
    office = AnyRow(label=_("Owner office"), queryset=Office.objects.all(), to_field_name="acronym")

    class Meta:
        model = Contact
        fields: ClassVar[list[str]] = []

    def by_person(self, rows: QuerySet[Contact], _name: str, values: list[Person]) -> QuerySet[Contact]:
        return rows.filter(Q(person__in=values) | Q(person__merged_into__in=values))


BY_NAME = {"name": "sort_name", "added": "id"}
PARTNERS = Listing(queries.PARTNER_ROW, PartnerFilter, BY_NAME, default="name")
PERSONS = Listing(queries.PERSON_ROW, PersonFilter, BY_NAME, default="name")
CONTACTS = Listing(queries.CONTACT_ROW, ContactFilter, {"added": "id"}, default="-added")
"""Partners and persons are listed from A to Z, contacts from the newest."""
