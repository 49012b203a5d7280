"""Input serializers of follow-ups."""

from engagements.followups.choices import Priority
from engagements.journal.models import JournalEntry
from engagements.partners.models import Partner
from engagements.register.models import Engagement
from offices.access.models import User
from offices.access.queries import OWNERS
from offices.directory.models import Office
from peaceapp.dates import Precision
from peaceapp.rest.fields import Day, Keys, Level, Line, Related, Text, Word
from peaceapp.rest.serializers import StrictSerializer


class Content(StrictSerializer):
    """Fields of both a new follow-up and a change. `sensitivity` is its own level; `null`: the engagement's."""

    title = Line(200, required=True, allow_blank=False)
    why = Text()
    owner = Related(User, "username", OWNERS)
    responsible_partner = Related(Partner, "id", allow_null=True)
    due_on = Day(allow_null=True)
    due_precision = Word(Precision)
    priority = Word(Priority)
    arises_from = Related(JournalEntry, "id", allow_null=True)
    sources = Keys(20)
    sensitivity = Level(allow_null=True)

    answered = frozenset({
        "id", "status", "outcome", "evidence", "created_at", "completed_by", "completed_at", "verified_by",
        "verified_at", "version",
    })  # fmt: skip


class NewFollowUp(Content):
    """Input of a new follow-up, of an engagement or of an office."""

    engagement = Related(Engagement, "reference")
    office = Related(Office, "acronym")


class FollowUpChange(Content):
    """Input of a change. A new due date needs a `reason`; a new owner may have one."""

    reason = Text()

    answered = Content.answered | {"engagement", "office"}
