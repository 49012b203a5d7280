"""Which levels a form offers: those at which whoever writes it reads on."""

import re

from offices.models import Membership
from tests.arrange import arranging
from tests.cast import World
from tests.pages.client import signed_in, text
from tests.pages.test_partners import at, get

LEVELS = re.compile(r'<select name="sensitivity".*?</select>', re.DOTALL)


def test_only_levels_that_one_reads_are_offered_and_none_is_slipped_into(world: World) -> None:
    """A person is confidential, unless somebody says otherwise: whoever cannot read that must say it."""
    cleared, uncleared = world.cast.staff, world.cast.administrator
    both, one = (LEVELS.findall(get(user, "/persons/new/"))[0] for user in (cleared, uncleared))
    assert re.search(r'value="20"[^>]* selected', both)
    assert 'value="20"' not in one
    assert re.search(r'value=""[^>]* selected', one) or "selected" not in one
    for path in ("/partners/new/", at(world.persons[10], "edit/"), at(world.partners[10], "edit/")):
        assert 'value="20"' not in LEVELS.findall(get(uncleared, path))[0], path
        assert 'value="20"' in LEVELS.findall(get(cleared, path))[0], path
    client = signed_in(uncleared)
    sent = {"name": "Somebody", "office": world.cast.lead.pk}
    assert client.post("/persons/new/", sent | {"sensitivity": ""}).status_code == 422
    assert "Saved." in text(client.post("/persons/new/", sent | {"sensitivity": "10"}, follow=True))


def test_opening_offers_what_one_reads_then(world: World) -> None:
    with arranging():
        Membership.objects.filter(user=world.cast.observer).update(role="staff", clearance=10)
    offered = {
        name: re.findall(r'value="(\d+)"', LEVELS.findall(text(signed_in(user).get("/engagements/new/")))[0])
        for name, user in {"low": world.cast.observer, "staff": world.cast.staff, "high": world.cast.manager}.items()
    }
    assert offered == {"low": ["10"], "staff": ["10", "20"], "high": ["10", "20", "30"]}
