"""The quick drills, as a part of the proof; and a sample of one that is cheap enough for every run of the suite."""

import logging
from pathlib import Path

import pytest

from tests.attacks import server
from tests.drills import __main__  # noqa: F401  (fills the list)
from tests.drills.registry import DRILLS, Drill, NotHere
from tests.drills.stand import Installation
from tests.drills.worker import send_under_kills

log = logging.getLogger(__name__)


def test_letters_of_killed_workers_are_sent_once_with_links_that_open(django_db_setup: None, django_db_blocker) -> None:
    with django_db_blocker.unblock(), server.production() as web:
        given = web.environment | {"PEACEAPP_EMAIL_URL": f"filemail:///{web.log.parent / f'letters-{web.port}'}"}
        given["PEACEAPP_DATA"] = str(web.log.parent / f"drill-{web.port}")
        Path(given["PEACEAPP_DATA"]).mkdir()
        stand = Installation(given, web.owner, port=web.port)
        log.warning(send_under_kills(stand, 3, 9))


@pytest.mark.prove
@pytest.mark.parametrize("drill", [each for each in DRILLS if each.is_quick], ids=lambda each: each.number)
def test_drill(drill: Drill) -> None:
    try:
        drill.act(log.warning)
    except NotHere as reason:
        pytest.skip(str(reason))
