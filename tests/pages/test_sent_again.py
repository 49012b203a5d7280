"""A form that is sent again after its answer was lost: the same writes nothing twice, another text is not lost."""

import pytest

from engagements.followups.models import FollowUp
from engagements.journal.models import JournalEntry
from peaceapp.access.keys import uuid7
from tests.arrange import arranging
from tests.cast import World
from tests.pages.client import just_asked


@pytest.mark.parametrize("is_htmx", [False, True])
def test_an_entry_with_another_text_is_another_entry(world: World, is_htmx: bool) -> None:
    client, row = just_asked(world.cast.staff), world.engagements[10]
    path, headers = f"/engagements/{row.reference}/entries/", {"HX-Request": "true"} if is_htmx else {}
    sent = {"headline": "v1", "occurred_on": "2026-11-02", "kind": "meeting", "key": str(uuid7())}
    for headline in ("v1", "v1", "v2", "v2"):
        assert client.post(path, sent | {"headline": headline}, headers=headers).status_code < 400
    with arranging():
        found = JournalEntry.objects.filter(headline__in=["v1", "v2"]).values_list("headline", flat=True)
        assert sorted(found) == ["v1", "v2"]


def test_a_follow_up_with_another_title_is_another_one(world: World) -> None:
    client, path = just_asked(world.cast.staff), f"/engagements/{world.engagements[10].reference}/follow-ups/new/"
    sent = {"owner": "lead.staff", "priority": "normal", "due_precision": "day", "key": str(uuid7())}
    for title in ("Write", "Write", "Write twice"):
        assert client.post(path, sent | {"title": title}).status_code == 302
    with arranging():
        found = FollowUp.objects.filter(title__startswith="Write").values_list("title", flat=True)
        assert sorted(found) == ["Write", "Write twice"]
