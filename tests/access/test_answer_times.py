"""The time of an answer does not tell a hidden row from one that does not exist: 400 of each, in turns."""

from collections.abc import Callable
from math import erfc, sqrt
from random import Random
from time import perf_counter
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from peaceapp.access.keys import uuid7
from peaceapp.settings import REFUSAL_STEP as STEP
from tests.access.stand import signed_in
from tests.cast import World
from tests.count import counted

TIMES = 400
ALPHA = 1e-4
"""How rarely equal times may fail a series: of twenty series one in five hundred runs."""


def p_value(one: list[float], other: list[float]) -> float:
    """Mann–Whitney U, two-sided, by the normal approximation with a correction for ties."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    n, m = len(one), len(other)
    ranks, ties, at = 0.0, 0.0, 0
    while at < len(ranked):
        until = at
        while until < len(ranked) and ranked[until][0] == ranked[at][0]:
            until += 1
        same = until - at
        ranks += sum((at + 1 + until) / 2 for _value, side in ranked[at:until] if side == 0)
        ties += same**3 - same
        at = until
    u = ranks - n * (n + 1) / 2
    spread = sqrt(n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1))))
    return erfc(abs(u - n * m / 2) / spread / sqrt(2)) if spread else 1.0


def test_the_statistic_sees_a_difference_and_none_where_there_is_none() -> None:
    draw = Random(1)
    noisy = [draw.gauss(8, 1) for _ in range(TIMES)]
    assert p_value(noisy, [draw.gauss(8, 1) for _ in range(TIMES)]) > 0.01
    assert p_value(noisy, [draw.gauss(8.5, 1) for _ in range(TIMES)]) < ALPHA
    assert p_value([1.0] * 9, [1.0] * 9) == 1.0
    assert abs(p_value([1, 2, 3, 4], [5, 6, 7, 8]) - 0.0209) < 0.0005


def series(world: World) -> dict[str, tuple[str, str, str, str]]:
    """Requests by name: method, body, and the path of what is hidden and of what does not exist."""
    row, entry, follow_up = world.engagements[30], world.entries[10, 30], world.follow_ups[10, 30]
    open_one, unknown, key = world.engagements[10].reference, "LEAD-OFFICE-2020-ZZZZ", uuid7()
    partner, person = world.partners[20].pk, world.persons[20].pk
    made = '{"engagement": "%s", "headline": "Met", "occurred_on": "2020-03-01"}'

    def both(path: str, hidden: Any, missing: Any, method: str = "GET", body: str = "") -> tuple[str, str, str, str]:
        return method, body, path.format(hidden), path.format(missing)

    return {
        "engagement, page": both("/engagements/{}/", row.reference, unknown),
        "engagement, form": both("/engagements/{}/edit/", row.reference, unknown),
        "engagement, history": both("/engagements/{}/history/", row.reference, unknown),
        "engagement, API": both("/api/v1/engagements/{}/", row.reference, unknown),
        "engagement, API, PATCH": both("/api/v1/engagements/{}/", row.reference, unknown, "PATCH", "{}"),
        "engagement, API, history": both("/api/v1/engagements/{}/history/", row.reference, unknown),
        "engagement, API, move": both("/api/v1/engagements/{}/transitions/", row.reference, unknown, "POST", "{}"),
        "entry, page": both(f"/engagements/{open_one}/entries/{{}}/", entry.pk, key),
        "entry, API": both("/api/v1/journal-entries/{}/", entry.pk, key),
        "follow-up, API": both("/api/v1/follow-ups/{}/", follow_up.pk, key),
        "partner, API": both("/api/v1/partners/{}/", partner, key),
        "person, page": both("/persons/{}/", person, key),
        "engagement, team": both("/engagements/{}/team/", row.reference, unknown),
        "entry, history": both(f"/engagements/{open_one}/entries/{{}}/history/", entry.pk, key),
        "entry, API, PATCH": both("/api/v1/journal-entries/{}/", entry.pk, key, "PATCH", "{}"),
        "entry, API, history": both("/api/v1/journal-entries/{}/history/", entry.pk, key),
        "follow-up, page": both("/follow-ups/{}/", follow_up.pk, key),
        "follow-up, API, move": both("/api/v1/follow-ups/{}/transitions/", follow_up.pk, key, "POST", "{}"),
        "partner, page": both("/partners/{}/", partner, key),
        "partner, API, history": both("/api/v1/partners/{}/history/", partner, key),
        "person, API": both("/api/v1/persons/{}/", person, key),
        "named in a body": ("POST", made, row.reference, unknown),
    }


def measured(client: Client, asked: tuple[str, str, str, str], times: int, draw: Random) -> tuple[list[float], ...]:
    """Seconds of the two, asked in turns, of which chance says which is first."""
    method, body, hidden, missing = asked
    found: dict[str, list[float]] = {hidden: [], missing: []}
    for _ in range(times):
        for one in draw.sample([hidden, missing], 2):
            path, sent = ("/api/v1/journal-entries/", body % one) if "%s" in body else (one, body)
            began = perf_counter()
            response = client.generic(method, path, sent, content_type="application/json")
            found[one].append(perf_counter() - began)
            assert 400 <= response.status_code < 500, (path, response.status_code)
    return found[hidden], found[missing]


@pytest.fixture
def ask(stand: Any, draw: Random, settings: Any) -> Callable[[str, int], tuple[list[float], ...]]:
    """As somebody of another office, who reads what is unclassified."""
    settings.REFUSAL_STEP = STEP
    client = Client()
    client.cookies.load(signed_in(stand.world.cast.near_staff))
    return lambda name, times: measured(client, series(stand.world)[name], times, draw)


NAMES = [
    "engagement, page", "engagement, form", "engagement, history", "engagement, API", "engagement, API, PATCH",
    "engagement, API, history", "engagement, API, move", "entry, page", "entry, API", "follow-up, API", "partner, API",
    "person, page", "engagement, team", "entry, history", "entry, API, PATCH", "entry, API, history", "follow-up, page",
    "follow-up, API, move", "partner, page", "partner, API, history", "person, API", "named in a body",
]  # fmt: skip


@pytest.mark.prove
@pytest.mark.parametrize("name", NAMES)
def test_hidden_takes_as_long_as_unknown(ask: Any, name: str, record_property: Any) -> None:
    hidden, missing = ask(name, TIMES)
    p = p_value(hidden, missing)
    counted(record_property, "answer times", series=1, answers=2 * TIMES)
    medians = [sorted(times)[TIMES // 2] * 1000 for times in (hidden, missing)]
    assert p > ALPHA, f"{name}: hidden {medians[0]:.2f} ms, unknown {medians[1]:.2f} ms, p = {p:.2g}"


def test_refusals_are_answered_in_step(ask: Any) -> None:
    for name in ("engagement, page", "engagement, API", "named in a body"):
        for times in ask(name, 5):
            assert min(times) >= STEP


def test_every_series_asks_an_address_that_is_there(world: World) -> None:
    for method, body, hidden, _missing in series(world).values():
        path = "/api/v1/journal-entries/" if "%s" in body else hidden
        assert resolve(path), method
    assert sorted(series(world)) == sorted(NAMES)
