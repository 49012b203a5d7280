"""The suite itself: what it stands on."""

from engagements.models import Engagement
from tests.cast import World


def test_factories_leave_no_power_behind(world: World) -> None:
    assert not Engagement.objects.exists()
