"""Callers of the API."""

from collections.abc import Callable

import pytest

from tests.rest.caller import Caller


@pytest.fixture
def call(db: None) -> Callable[..., Caller]:
    """A signed-in caller: `call(cast.staff).get("engagements/")`."""
    return Caller
