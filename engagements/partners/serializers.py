"""Input serializers of partners, persons and contacts, and of merging and retiring them."""

from typing import Any

from django.db.models import Q
from rest_framework import serializers

from engagements.partners.choices import Access
from engagements.partners.models import LONGEST_NAME, MOST_NAMES, Partner, Person
from offices.access.models import User
from offices.access.queries import OWNERS
from offices.directory.models import Office
from offices.geography.models import Country
from offices.taxonomy.models import PartnerType
from peaceapp.rest.fields import Day, Keys, Level, Line, Related, RelatedList, Text, Word
from peaceapp.rest.serializers import StrictSerializer

OFFERED = Q(retired_on__isnull=True)


class Flag(serializers.BooleanField):
    """`true` or `false`. Words and numbers for them are refused."""

    def to_internal_value(self, data: Any) -> bool:
        return data if isinstance(data, bool) else self.fail("invalid", input=str(data)[:40])


class PartnerChange(StrictSerializer):
    """Input of a change of a partner."""

    name = Line(200, required=True, allow_blank=False)
    kind = Related(PartnerType, "code", OFFERED, required=True)
    acronym = Line(40)
    countries = RelatedList(Country, "alpha2")
    members = RelatedList(Country, "alpha2")
    other_names = Keys(LONGEST_NAME, MOST_NAMES)
    seat = Line(80)
    region = Line(80)
    iati_type = Line(3)
    about = Text()
    sensitivity = Level()
    sources = Keys(20)

    answered = frozenset({"id", "office", "merged_into", "merged", "retired_on", "version"})


class NewPartner(PartnerChange):
    """Input of a new partner. A possible duplicate is refused, unless `is_another` is true."""

    office = Related(Office, "acronym", required=True)
    is_another = Flag(required=False)

    answered = PartnerChange.answered - {"office"}


class PersonChange(StrictSerializer):
    """Input of a change of a person."""

    name = Line(160, required=True, allow_blank=False)
    function = Line(200)
    other_names = Keys(LONGEST_NAME, MOST_NAMES)
    nationality = Related(Country, "alpha2", allow_null=True)
    partner = Related(Partner, "id", allow_null=True)
    about = Text()
    sensitivity = Level()
    sources = Keys(20)

    answered = frozenset({"id", "office", "merged_into", "merged", "retired_on", "version"})


class NewPerson(PersonChange):
    """Input of a new person, confidential by default. A possible duplicate is refused, unless `is_another` is true."""

    office = Related(Office, "acronym", required=True)
    is_another = Flag(required=False)

    answered = PersonChange.answered - {"office"}


class ContactChange(StrictSerializer):
    """Input of a change of a contact."""

    partner = Related(Partner, "id", allow_null=True)
    holder = Related(User, "username", OWNERS, allow_null=True)
    access = Word(Access)
    last_contact_on = Day(allow_null=True)
    note = Text()
    sensitivity = Level()
    sources = Keys(20)

    answered = frozenset({"id", "office", "person", "version"})


class NewContact(ContactChange):
    """Input of a new contact, confidential by default and never at a lower level than the person."""

    office = Related(Office, "acronym", required=True)
    person = Related(Person, "id", required=True)

    answered = frozenset({"id", "version"})


class Reason(StrictSerializer):
    """Input of an action with an optional reason."""

    reason = Text()


class MergePartner(StrictSerializer):
    """Input of a merge: the partner to merge into, and the reason."""

    into = Related(Partner, "id", required=True)
    reason = Text(required=True, allow_blank=False)


class MergePerson(StrictSerializer):
    """Input of a merge: the person to merge into, and the reason."""

    into = Related(Person, "id", required=True)
    reason = Text(required=True, allow_blank=False)
