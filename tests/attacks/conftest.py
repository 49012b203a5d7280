"""People of these tests, and the line at the end that counts the items of the list."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from offices.models import User
from tests import factories as make
from tests.attacks import server
from tests.attacks.catalogue import counted
from tests.attacks.server import Server
from tests.cast import World, member
from tests.pages.client import signed_in
from tests.rest.caller import Caller


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How much of the list is tested, wherever these tests were asked for."""
    terminalreporter.write_line(counted())


@pytest.fixture
def call(db: None) -> Callable[..., Caller]:
    return Caller


@pytest.fixture
def deputy(world: World) -> User:
    """An administrator of the lead office who is cleared, and a manager besides."""
    user = member("deputy", world.cast.lead, "administrator", 20)
    make.MembershipFactory(user=user, office=world.cast.lead, role="manager", clearance=20)
    return user


@pytest.fixture
def manager(world: World) -> Client:
    """Its manager's browser."""
    client = signed_in(world.cast.manager)
    client.who = "manager"  # type: ignore[attr-defined]  # read by `forms.read`
    return client


@pytest.fixture
def keeper(deputy: User) -> Client:
    """The deputy's."""
    client = signed_in(deputy)
    client.who = "deputy"  # type: ignore[attr-defined]  # as above
    return client


@pytest.fixture(scope="session")
def production(django_test_environment: None, django_db_blocker: Any) -> Iterator[Server]:
    """A server of this worker's, as in production. Tests leave its database as they found it."""
    with django_db_blocker.unblock(), server.production() as running:
        yield running
