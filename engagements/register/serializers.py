"""Input serializers of engagements."""

from django.db.models import Q

from engagements.register.choices import Language, Orientation, Origin, Setting
from offices.access.models import User
from offices.access.queries import OWNERS
from offices.directory.models import Office
from offices.geography.models import Country
from offices.mandates.models import MandateTask
from offices.taxonomy.models import Kind, Sdg, Theme
from peaceapp.dates import Precision
from peaceapp.rest.fields import Day, Keys, Level, Line, Related, RelatedList, Text, Word
from peaceapp.rest.serializers import StrictSerializer

OFFERED = Q(retired_on__isnull=True)


class Content(StrictSerializer):
    """Fields of both a new engagement and a change."""

    title = Line(200, required=True, allow_blank=False)
    countries = RelatedList(Country, "alpha2", required=True, allow_empty=False)
    kinds = RelatedList(Kind, "code", OFFERED, required=True, allow_empty=False)
    themes = RelatedList(Theme, "code", OFFERED)
    mandate_tasks = RelatedList(MandateTask, "code")
    sdgs = RelatedList(Sdg, "code", OFFERED)
    orientation = Word(Orientation, allow_blank=True)
    setting = Word(Setting, allow_blank=True)
    origin = Word(Origin, allow_blank=True)
    entry_point = Text()
    peace_aim = Text()
    opened_on = Day()
    opened_precision = Word(Precision)
    language = Word(Language)
    sources = Keys(20)
    summary = Text()
    outcome = Text()
    lessons = Text()
    sensitivity = Level()


class EngagementSerializer(Content):
    """Input of a new engagement."""

    lead_office = Related(Office, "acronym", required=True)
    lead_officer = Related(User, "username", OWNERS)
    supporting_offices = RelatedList(Office, "acronym")
    closed_on = Day(allow_null=True)
    closed_precision = Word(Precision)

    answered = frozenset({"id", "reference", "status", "version", "last_open_entry_on"})


class EngagementAmendment(Content):
    """Input of a change. A change of `sensitivity` may need a `reason`."""

    reason = Text()

    answered = EngagementSerializer.answered | {
        "lead_office", "lead_officer", "supporting_offices", "closed_on", "closed_precision",
    }  # fmt: skip
