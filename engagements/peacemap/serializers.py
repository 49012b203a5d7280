"""Input serializers of capacities for peace and threats."""

from engagements.peacemap.choices import CapacityKind, Depth, Reach
from offices.directory.models import Office
from offices.geography.models import Country
from offices.taxonomy.models import CapacityGroup, ThreatType
from peaceapp.rest.fields import Day, Keys, Level, Line, Related, RelatedList, Text, Word
from peaceapp.rest.serializers import StrictSerializer


class CapacityChange(StrictSerializer):
    """Input of a change of a capacity."""

    title = Line(200, required=True, allow_blank=False)
    group = Related(CapacityGroup, "code", required=True)
    kind = Word(CapacityKind, required=True)
    country = Related(Country, "alpha2", allow_null=True)
    level = Word(Reach, allow_blank=True)
    what_works = Text()
    evidence = Text()
    confirmed_on = Day(allow_null=True)
    sensitivity = Level()
    sources = Keys(20)

    answered = frozenset({"id", "office", "version"})


class NewCapacity(CapacityChange):
    """Input of a new capacity, owned by an office."""

    office = Related(Office, "acronym", required=True)

    answered = frozenset({"id", "version"})


class ThreatChange(StrictSerializer):
    """Input of a change of a threat."""

    title = Line(200, required=True, allow_blank=False)
    kind = Related(ThreatType, "code", required=True)
    depth = Word(Depth, required=True)
    countries = RelatedList(Country, "alpha2")
    region = Line(80)
    sensitivity = Level()
    sources = Keys(20)

    answered = frozenset({"id", "office", "version"})


class NewThreat(ThreatChange):
    """Input of a new threat, owned by an office."""

    office = Related(Office, "acronym", required=True)

    answered = frozenset({"id", "version"})
