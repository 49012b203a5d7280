"""A team and the offices beside it have a greatest size, which the key of every row of the engagement holds."""

import pytest

from engagements.journal.models import JournalEntry
from engagements.register.models import Engagement, Support, TeamMember
from engagements.team import actions as team_actions
from engagements.team import rules
from engagements.team.actions import grant_support
from offices.models import Office, User
from peaceapp.access.actor import acting_as
from peaceapp.errors import Refused
from tests import factories as make
from tests.arrange import arranging
from tests.cast import World


def test_the_greatest_team_and_all_its_offices_fit_into_every_row(world: World) -> None:
    row = world.engagements[20]
    with arranging():
        people = User.objects.bulk_create(User(username=f"person{n}", name=f"Person {n}") for n in range(200))
        offices = [make.OfficeFactory(acronym=f"OFFICE{n}") for n in range(rules.MAX_SUPPORTING_OFFICES)]
        TeamMember.objects.filter(engagement=row).delete()
        Support.objects.filter(engagement=row).delete()
        for person in people[: rules.MAX_TEAM_MEMBERS]:
            TeamMember.objects.create(engagement=row, user=person)
        for office in offices:
            Support.objects.create(engagement=row, office=office, reason="All of them")
        row = Engagement.objects.get(pk=row.pk)
        entry = JournalEntry.objects.filter(engagement=row).first()
    assert (len(row.team_ids), len(row.supporting_ids)) == (
        rules.MAX_TEAM_MEMBERS,
        rules.MAX_SUPPORTING_OFFICES,
    )
    assert entry is not None
    assert (entry.team_ids, entry.supporting_ids) == (row.team_ids, row.supporting_ids)


def test_one_more_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    cast = world.cast
    with acting_as(cast.manager):
        row = Engagement.objects.get(pk=world.engagements[20].pk)
        monkeypatch.setattr(team_actions, "MAX_TEAM_MEMBERS", len(row.team_ids))
        monkeypatch.setattr("engagements.team.actions.MAX_SUPPORTING_OFFICES", len(row.supporting_ids))
        with pytest.raises(Refused):
            team_actions.add_team_member(row, actor=cast.manager, user=cast.near_staff, reason="One more")
        with pytest.raises(Refused):
            grant_support(row, actor=cast.manager, office=Office.objects.get(pk=cast.near.pk), reason="One more")
