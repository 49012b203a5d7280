"""The stand: built once for each worker, in a copy of the world's database."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from tests import databases
from tests.access.stand import Stand, leave
from tests.stages import Stages


@pytest.fixture(scope="session")
def the_stand(stages: Stages, django_db_blocker: Any) -> Iterator[Stand]:
    with django_db_blocker.unblock():
        stages.stand_on("world")
        leave()
        with databases.clone(of=stages.names["world"]) as name:
            with databases.point_at(name):
                stand = Stand(name, deepcopy(stages.built["world"]))
            yield stand
            leave()


@pytest.fixture
def stand(the_stand: Stand, django_db_blocker: Any) -> Iterator[Stand]:
    """With the default connection pointed at it. Not together with `db`: nothing here is for one test alone."""
    with django_db_blocker.unblock(), databases.point_at(the_stand.name):
        yield the_stand
        leave()
