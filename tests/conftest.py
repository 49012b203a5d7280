"""What every test stands on: a database of its worker's own, the app's role, and a cast."""

import os
import random
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from tests.cast import Cast, World
from tests.count import pytest_terminal_summary  # noqa: F401  # pytest finds its hooks here
from tests.stages import Stages


def pytest_configure(config: pytest.Config) -> None:
    """Settle the seed of all sampling before workers start, so that they draw alike and a run can be had again."""
    os.environ.setdefault("PEACEAPP_SEED", str(random.randrange(1_000_000)))


def pytest_report_header(config: pytest.Config) -> str:
    """Say how to repeat this run."""
    return f"sampled with PEACEAPP_SEED={os.environ['PEACEAPP_SEED']}"


@pytest.fixture(scope="session")
def stages(django_test_environment, django_db_blocker) -> Iterator[Stages]:
    with django_db_blocker.unblock():
        stages = Stages()
    yield stages
    with django_db_blocker.unblock():
        stages.close()


@pytest.fixture(scope="session")
def django_db_setup(stages: Stages, django_db_blocker) -> None:
    """Instead of pytest-django's: clones of the template, for this worker alone."""
    with django_db_blocker.unblock():
        stages.stand_on("")


@pytest.fixture
def transactional_db(django_db_setup, stages: Stages, django_db_blocker) -> Iterator[None]:
    """For tests that commit (threads, a live server): a database of the test's own. Instead of a flush."""
    with django_db_blocker.unblock(), stages.elsewhere():
        yield


@pytest.fixture(autouse=True)
def _bound_by_the_rule(request: pytest.FixtureRequest) -> None:
    """No test may pass because nothing was enforced, or because of what another left in the cache."""
    # The mark would open its transaction before the stage is chosen.
    assert not request.node.get_closest_marker("django_db"), "ask for the fixture `db` or `transactional_db`"
    wanted = {"transactional_db", "db"} & set(request.fixturenames)
    if not wanted:
        return
    if "transactional_db" in wanted:
        request.getfixturevalue("transactional_db")
    else:
        request.getfixturevalue("django_db_setup")
        with request.getfixturevalue("django_db_blocker").unblock():
            on = next((name for name in ("world", "cast") if name in request.fixturenames), "")
            request.getfixturevalue("stages").stand_on(on)
        request.getfixturevalue("db")
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        assert cursor.fetchone() == (settings.APP_ROLE,)
    connection._guarded.discard(connection.settings_dict["USER"])  # type: ignore[attr-defined]  # our own backend's
    connection.refuse_powers()  # type: ignore[attr-defined]  # likewise
    cache.clear()  # it is written beside the test's transaction, which takes nothing of it back


@pytest.fixture
def draw(request: pytest.FixtureRequest) -> random.Random:
    """Chance that a run can repeat: by the printed seed and the test's own name."""
    return random.Random(f"{os.environ['PEACEAPP_SEED']} {request.node.nodeid}")


@pytest.fixture
def cast(request: pytest.FixtureRequest, db: None, stages: Stages) -> Cast:
    return stages.cast(request)


@pytest.fixture
def world(request: pytest.FixtureRequest, db: None, stages: Stages) -> World:
    return stages.world(request)
