"""How a machine sends a partner, a person, a contact; and what stands for what."""

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
    """`true` or `false`, and no word or number for them."""

    def to_internal_value(self, data: Any) -> bool:
        return data if isinstance(data, bool) else self.fail("invalid", input=str(data)[:40])


class PartnerChange(StrictSerializer):
    """What amending may name; all of it optional there."""

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
    """A new one. One alike is refused unless `is_another` says that it is none of those."""

    office = Related(Office, "acronym", required=True)
    is_another = Flag(required=False)

    answered = PartnerChange.answered - {"office"}


class PersonChange(StrictSerializer):
    """What amending may name; all of it optional there."""

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
    """A new one: confidential, unless said otherwise. One alike is refused as with partners."""

    office = Related(Office, "acronym", required=True)
    is_another = Flag(required=False)

    answered = PersonChange.answered - {"office"}


class ContactChange(StrictSerializer):
    """What amending may name; all of it optional there."""

    partner = Related(Partner, "id", allow_null=True)
    holder = Related(User, "username", OWNERS, allow_null=True)
    access = Word(Access)
    last_contact_on = Day(allow_null=True)
    note = Text()
    sensitivity = Level()
    sources = Keys(20)

    answered = frozenset({"id", "office", "person", "version"})


class NewContact(ContactChange):
    """A new one: confidential, unless said otherwise, and never opener than the person."""

    office = Related(Office, "acronym", required=True)
    person = Related(Person, "id", required=True)

    answered = frozenset({"id", "version"})


class Reason(StrictSerializer):
    """Why something is done, if there is something to say."""

    reason = Text()


class MergePartner(StrictSerializer):
    """Which one it is to stand for, and why."""

    into = Related(Partner, "id", required=True)
    reason = Text(required=True, allow_blank=False)


class MergePerson(StrictSerializer):
    """Likewise."""

    into = Related(Person, "id", required=True)
    reason = Text(required=True, allow_blank=False)
