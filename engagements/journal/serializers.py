"""Input serializers of journal entries."""

from django.core.validators import MaxValueValidator, MinValueValidator

from engagements.journal.choices import EntryKind
from engagements.journal.choices import Level as Where
from engagements.partners.models import Partner, Person
from engagements.register.choices import Language
from engagements.register.models import Engagement
from offices.geography.models import Country
from peaceapp.dates import Precision
from peaceapp.rest.fields import Clock, Day, Keys, Level, Line, Number, Related, RelatedList, Text, Word
from peaceapp.rest.serializers import StrictSerializer


class Content(StrictSerializer):
    """Fields of both a new entry and a correction. `sensitivity` is the entry's own level; `null`: the engagement's."""

    headline = Line(200, required=True, allow_blank=False)
    kind = Word(EntryKind)
    body = Text()
    occurred_on = Day(required=True)
    occurred_until = Day(allow_null=True)
    occurred_precision = Word(Precision)
    occurred_at = Clock(allow_null=True)
    place = Line(120)
    country = Related(Country, "alpha2", allow_null=True)
    level = Word(Where, allow_blank=True)
    effort_days = Number(
        max_digits=5,
        decimal_places=2,
        required=False,
        allow_null=True,
        validators=[MinValueValidator(0), MaxValueValidator(366)],
    )
    language = Word(Language)
    sources = Keys(20)
    sensitivity = Level(allow_null=True)
    partners = RelatedList(Partner, "id")
    persons = RelatedList(Person, "id")
    jointly_with = RelatedList(Partner, "id")

    answered = frozenset({"id", "author", "created_at", "corrected_at", "version"})


class EntrySerializer(Content):
    """Input of a new entry."""

    engagement = Related(Engagement, "reference", required=True)


class EntryCorrection(Content):
    """Input of a correction, with its `reason`."""

    reason = Text(required=True)

    answered = Content.answered | {"engagement"}
