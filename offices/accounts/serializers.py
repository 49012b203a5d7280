"""Input serializers of memberships and proposals."""

from offices.access.choices import Role
from offices.access.models import User
from offices.access.queries import PEOPLE
from offices.directory.models import Office
from peaceapp.rest.fields import Day, Level, Related, Text, Word
from peaceapp.rest.serializers import StrictSerializer


class MembershipChange(StrictSerializer):
    """Input of a change of a membership. Fields that are left out stay as they are."""

    clearance = Level()
    until_on = Day(allow_null=True)

    answered = frozenset({"id", "user", "office", "role", "from_on", "version"})


class NewMembership(MembershipChange):
    """A membership that the caller may give alone."""

    user = Related(User, "username", PEOPLE, required=True)
    office = Related(Office, "acronym", required=True)
    role = Word(Role, required=True)

    answered = frozenset({"id", "from_on", "version"})


class NewProposal(NewMembership):
    """A membership that a manager must confirm."""

    reason = Text(required=True, allow_blank=False)

    answered = frozenset({"id", "asked_by", "asked_at", "agreed", "answered_by", "answered_at", "answer"})
