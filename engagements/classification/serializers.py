"""Input serializers of requests to lower the level, and of break-glass access."""

from engagements.classification.rules import MAX_HOURS
from engagements.register.models import Engagement
from offices.access.models import User
from offices.access.queries import OWNERS
from peaceapp.rest.fields import Level, Line, Related, Text, Whole
from peaceapp.rest.serializers import StrictSerializer


class NewLowering(StrictSerializer):
    """Input of a request: the lower level, the reason, and the second manager."""

    engagement = Related(Engagement, "reference", required=True)
    to = Level(required=True)
    reason = Text(required=True, allow_blank=False)
    second = Related(User, "username", OWNERS, required=True)

    answered = frozenset({"id", "asked_by", "asked_at", "agreed", "answered_at", "answer", "sensitivity"})


class NewGlass(StrictSerializer):
    """Input of break-glass access: the reference, the reason, and the duration in hours."""

    reference = Line(32, required=True, allow_blank=False)
    reason = Text(required=True, allow_blank=False)
    hours = Whole(min_value=1, max_value=MAX_HOURS)

    answered = frozenset({"id", "engagement", "user", "from_at", "until_at", "sensitivity"})
