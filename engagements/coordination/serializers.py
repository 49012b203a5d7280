"""Input serializers of participations."""

from engagements.coordination.choices import Posture, State
from engagements.partners.models import Partner
from engagements.register.models import Engagement
from engagements.register.serializers import OFFERED
from offices.directory.models import Office
from offices.geography.models import Country
from offices.taxonomy.models import Kind, PartnerRole
from peaceapp.dates import Precision
from peaceapp.rest.fields import Day, Keys, Level, Line, Related, Text, Word
from peaceapp.rest.serializers import StrictSerializer


class ParticipationChange(StrictSerializer):
    """Input of a change. A participation has a partner or an office; a requested one may have neither."""

    partner = Related(Partner, "id", allow_null=True)
    office = Related(Office, "acronym", allow_null=True)
    role = Related(PartnerRole, "code", OFFERED, required=True)
    kind = Related(Kind, "code", OFFERED, allow_null=True)
    posture = Word(Posture, allow_blank=True)
    does = Text()
    country = Related(Country, "alpha2", allow_null=True)
    from_on = Day(allow_null=True)
    from_precision = Word(Precision)
    until_on = Day(allow_null=True)
    until_precision = Word(Precision)
    state = Word(State)
    focal_point = Line(160)
    contribution = Text()
    evidence = Text()
    sources = Keys(20)

    answered = frozenset({"id", "engagement", "sensitivity", "version"})


class NewParticipation(ParticipationChange):
    """Input of a new participation."""

    engagement = Related(Engagement, "reference", required=True)
    sensitivity = Level(allow_null=True)

    answered = frozenset({"id", "version"})
