"""A search uses its index under row-level security: where its function is marked leak-proof, and only there."""

from io import StringIO
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from engagements.models import Engagement
from peaceapp.access.actor import acting_as
from peaceapp.postgres import leakproof
from peaceapp.search.queries import found_in, read_words
from tests.cast import World
from tests.factories import EngagementFactory, MembershipFactory


def plan(words: str) -> str:
    """How the app role would find `words`, if reading the whole table were dear: it has few rows here."""
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
    return str(found_in(Engagement.objects.all(), read_words(words)).order_by().explain())


def test_a_search_uses_its_index(world: World) -> None:
    with acting_as(world.cast.staff):
        assert "Bitmap Index Scan on engagement_search" in plan("talks")


@pytest.fixture
def superuser(transactional_db: None) -> Any:
    """The superuser of the embedded server, in this test's own database."""
    if not settings.DATABASES["default"]["EMBEDDED"]:
        pytest.skip("the suite was given a server, whose superuser it is not")
    at = {"host": connection.settings_dict["HOST"], "dbname": connection.settings_dict["NAME"]}
    with psycopg.connect(**at, user="postgres", autocommit=True) as db:
        yield db


def test_without_the_mark_it_finds_the_same_and_migrate_says_what_to_do(superuser: Any) -> None:
    member = MembershipFactory(clearance=20)
    wanted = EngagementFactory(lead_office=member.office, title="Talks on the Ounianga wells", sensitivity=20)
    EngagementFactory(title="Talks on the Ounianga road", sensitivity=20)
    told: list[str] = []
    for mark in ("leakproof", "not leakproof"):
        for name in leakproof.FUNCTIONS:
            superuser.execute(f"alter function {name} {mark}")
        with acting_as(member.user):
            assert list(found_in(Engagement.objects.all(), read_words("ounianga"))) == [wanted]
            assert ("engagement_search" in plan("ounianga")) is (mark == "leakproof")
        said = StringIO()
        call_command("migrate", verbosity=1, stdout=said)
        told.append(said.getvalue())
    assert "leakproof" not in told[0]
    assert all(f"alter function {name} leakproof;" in told[1] for name in leakproof.FUNCTIONS)
