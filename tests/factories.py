"""Rows made by the test's author, not by an actor: what actors may write is what the tests of actions are for."""

from datetime import date
from string import ascii_uppercase
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from engagements import models as engagements
from offices import models as offices
from tests.arrange import arranging


class Arranged(DjangoModelFactory):
    """Made with the owner's powers, which are given back at once."""

    class Meta:
        abstract = True

    @classmethod
    def _create(cls, model: Any, *args: Any, **kwargs: Any) -> Any:
        with arranging():
            return super()._create(model, *args, **kwargs)


class CountryFactory(Arranged):
    class Meta:
        model = offices.Country
        django_get_or_create = ("alpha2",)

    alpha2 = factory.Sequence(lambda n: "X" + ascii_uppercase[n % 26])  # codes that ISO 3166 leaves to users
    alpha3 = factory.LazyAttribute(lambda row: f"{row.alpha2}9")
    m49 = factory.LazyAttribute(lambda row: f"{row.alpha2}0")
    name = factory.LazyAttribute(lambda row: f"Country {row.alpha2}")


class KindFactory(Arranged):
    class Meta:
        model = offices.Kind

    code = factory.Sequence("test_kind_{}".format)
    label = factory.Sequence("Kind {}".format)


class ThemeFactory(Arranged):
    class Meta:
        model = offices.Theme

    code = factory.Sequence("test_theme_{}".format)
    label = factory.Sequence("Theme {}".format)


class SourceFactory(Arranged):
    class Meta:
        model = offices.Source

    code = factory.Sequence("TEST{}".format)
    title = factory.Sequence("Source {}".format)


class OfficeFactory(Arranged):
    class Meta:
        model = offices.Office

    acronym = factory.Sequence("TEST-{}".format)
    name = factory.LazyAttribute(lambda row: f"Office {row.acronym}")
    kind = "regional_political_office"


class UserFactory(Arranged):
    class Meta:
        model = offices.User

    username = factory.Sequence("user{}".format)
    name = factory.LazyAttribute(lambda row: row.username.replace(".", " ").title())


class MembershipFactory(Arranged):
    class Meta:
        model = offices.Membership

    user = factory.SubFactory(UserFactory)
    office = factory.SubFactory(OfficeFactory)
    role = "staff"
    clearance = 10
    from_on = date(2016, 1, 28)


class EngagementFactory(Arranged):
    class Meta:
        model = engagements.Engagement

    reference = factory.Sequence("TEST-2020-{:04}".format)
    title = factory.Sequence("Engagement {}".format)
    lead_office = factory.SubFactory(OfficeFactory)
    opened_on = date(2020, 1, 15)


class SupportFactory(Arranged):
    class Meta:
        model = engagements.Support

    engagement = factory.SubFactory(EngagementFactory)
    office = factory.SubFactory(OfficeFactory)
    reason = "They share the border"


class SeatFactory(Arranged):
    """A place on an engagement's team."""

    class Meta:
        model = engagements.TeamMember

    engagement = factory.SubFactory(EngagementFactory)
    user = factory.SubFactory(UserFactory)


class LoweringFactory(Arranged):
    """A request to lower from strictly confidential that was not agreed to."""

    class Meta:
        model = engagements.Lowering

    engagement = factory.SubFactory(EngagementFactory)
    level, mark, reason, agreed = 10, 30, "It was published", False
    answered_at = factory.LazyFunction(timezone.now)


class ReaderNoticeFactory(Arranged):
    """Somebody was told that an engagement loses its last reader."""

    class Meta:
        model = engagements.ReaderNotice

    engagement = factory.SubFactory(EngagementFactory)
    user = factory.SubFactory(UserFactory)
    kind = "holder"
    ends_on = factory.LazyFunction(lambda: timezone.now().date())


class EngagementCountryFactory(Arranged):
    class Meta:
        model = engagements.EngagementCountry

    engagement = factory.SubFactory(EngagementFactory)
    country = factory.SubFactory(CountryFactory)


class EngagementKindFactory(Arranged):
    class Meta:
        model = engagements.EngagementKind

    engagement = factory.SubFactory(EngagementFactory)
    kind = factory.SubFactory(KindFactory)


class EngagementThemeFactory(Arranged):
    class Meta:
        model = engagements.EngagementTheme

    engagement = factory.SubFactory(EngagementFactory)
    theme = factory.SubFactory(ThemeFactory)


class EntryFactory(Arranged):
    class Meta:
        model = engagements.JournalEntry

    engagement = factory.SubFactory(EngagementFactory)
    headline = factory.Sequence("Entry {}".format)
    occurred_on = date(2020, 2, 1)
    author = factory.SubFactory(UserFactory)


class FollowUpFactory(Arranged):
    """Of an engagement; with `engagement=None` and a `lead_office`, of an office."""

    class Meta:
        model = engagements.FollowUp

    engagement = factory.SubFactory(EngagementFactory)
    title = factory.Sequence("Follow-up {}".format)
    owner = factory.SubFactory(UserFactory)


class PartnerTypeFactory(Arranged):
    class Meta:
        model = offices.PartnerType

    code = factory.Sequence("test_partner_type_{}".format)
    label = factory.Sequence("Type {}".format)


class PartnerFactory(Arranged):
    class Meta:
        model = engagements.Partner

    office = factory.SubFactory(OfficeFactory)
    name = factory.Sequence("Partner {}".format)
    kind = factory.SubFactory(PartnerTypeFactory)


class PartnerCountryFactory(Arranged):
    class Meta:
        model = engagements.PartnerCountry

    partner = factory.SubFactory(PartnerFactory)
    country = factory.SubFactory(CountryFactory)


class PersonFactory(Arranged):
    class Meta:
        model = engagements.Person

    office = factory.SubFactory(OfficeFactory)
    name = factory.Sequence("Person {}".format)
    sensitivity = 20


class ContactFactory(Arranged):
    class Meta:
        model = engagements.Contact

    office = factory.SubFactory(OfficeFactory)
    person = factory.SubFactory(PersonFactory)
    sensitivity = 20


class ThreatFactory(Arranged):
    class Meta:
        model = engagements.Threat

    office = factory.SubFactory(OfficeFactory)
    title = factory.Sequence("Threat {}".format)
    kind = factory.LazyFunction(lambda: first(offices.ThreatType))
    depth = "structural"


class ThreatCountryFactory(Arranged):
    class Meta:
        model = engagements.ThreatCountry

    threat = factory.SubFactory(ThreatFactory)
    country = factory.SubFactory(CountryFactory)


class CapacityFactory(Arranged):
    class Meta:
        model = engagements.Capacity

    office = factory.SubFactory(OfficeFactory)
    title = factory.Sequence("Capacity {}".format)
    group = factory.LazyFunction(lambda: first(offices.CapacityGroup))
    kind = "structure"


class ParticipationFactory(Arranged):
    class Meta:
        model = engagements.Participation

    engagement = factory.SubFactory(EngagementFactory)
    partner = factory.SubFactory(PartnerFactory)
    role = factory.LazyFunction(lambda: first(offices.PartnerRole))


def first(model: Any) -> Any:
    """A row of the reference data, which every database of the tests has."""
    with arranging():
        return model.objects.order_by("pk")[0]


def tie(model: Any, **values: Any) -> Any:
    """A row of links."""
    with arranging():
        return model.objects.create(**values)
