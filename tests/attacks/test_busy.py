"""A process that has no place left: health answers, others are told to come again, and what has grown is renewed."""

import os
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from peaceapp.launch.serving import MEGABYTE
from tests.attacks.server import Answer, Browser, Server
from tests.attacks.server import production as production_server

AT_ONCE = 0.1
"""Seconds within which health answers."""


@pytest.fixture(scope="module")
def staff(production: Server) -> Browser:
    browser = production.browser()
    assert browser.sign_in("unowas.staff").status == 302
    return browser


def timed(browser: Browser, path: str) -> tuple[float, Answer]:
    began = time.monotonic()
    answer = browser.get(path)
    return time.monotonic() - began, answer


def test_s9_health_passes_while_others_wait_for_a_place(production: Server, staff: Browser) -> None:
    """24 requests behind a table lock. Each waits 2 s for a place at most, or 5 s for the lock."""
    health = production.browser()
    timed(health, "/readyz")
    with production.owning() as db, db.transaction(), ThreadPoolExecutor(24) as pool:
        db.execute("lock table engagements_engagement in access exclusive mode")
        asked = [pool.submit(timed, Browser(production.port, dict(staff.cookies)), "/engagements/") for _ in range(24)]
        time.sleep(0.5)
        looks = {path: [timed(health, path) for _ in range(6)] for path in ("/healthz", "/readyz")}
        waited = [one.result() for one in asked]
    for path, found in looks.items():
        assert {answer.status for _, answer in found} == {200}, path
        assert sorted(taken for taken, _ in found)[2] < AT_ONCE, (path, found)
    assert {answer.status for _, answer in waited} == {503}
    assert all(answer.headers["retry-after"] == "5" for _, answer in waited)
    busy = [taken for taken, _ in waited if taken < 4]
    assert len(busy) >= 24 - 2 * 4 - 2
    assert max(busy) < 3.5
    assert all("nosniff" in answer.headers["x-content-type-options"] for _, answer in waited)
    assert staff.get("/engagements/").status == 200


def test_s9_health_says_that_the_database_is_away(production: Server) -> None:
    health, name = production.browser(), production.database
    with production.owning("postgres") as db:
        db.execute(f"alter database {name} allow_connections false")
        try:
            db.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s and usename <> current_user",
                [name],
            )
            time.sleep(1)
            taken, answer = timed(health, "/healthz")
            assert answer.status == 200
            assert taken < 5 * AT_ONCE
            until = time.monotonic() + 30
            while answer.status == 200 and time.monotonic() < until:
                _, answer = timed(health, "/readyz")
                time.sleep(0.3)
            assert (answer.status, answer.text.splitlines()[0]) == (503, "database: no answer")
        finally:
            db.execute(f"alter database {name} allow_connections true")
    until, well = time.monotonic() + 40, 0
    while well < 20 and time.monotonic() < until:  # so often in a row: each process looks for itself
        well = well + 1 if health.get("/readyz").text.startswith("database: ok\nmigrations: ok\n") else 0
        time.sleep(0.1)
    assert well == 20


def children(of: int) -> set[int]:
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == of:
            found.add(int(stat.parent.name))
    return found


def resident(process: int) -> int:
    return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


MOST = 150


@pytest.fixture
def narrow(django_test_environment: None, django_db_blocker: Any) -> Iterator[Server]:
    """A server whose processes may hold little more than they begin with."""
    with django_db_blocker.unblock(), production_server(PEACEAPP_PROCESS_MEGABYTES=str(MOST)) as running:
        yield running


def test_s4_a_process_that_has_grown_is_renewed_and_drops_no_request(narrow: Server) -> None:
    """Its largest bodies, held at once, make it grow; requests beside them are all answered."""
    production, staff = narrow, narrow.browser()
    staff.sign_in("unowas.staff")
    most = (MOST + 20) * MEGABYTE
    (master,) = {int(found) for found in re.findall(r"Listening at: .* \((\d+)\)", production.written())} or {0}
    if not master:
        pytest.skip("the log does not say which process it is")
    before = children(master)
    text = ("word " * 2_000_000)[:9_900_000].encode()
    body = b"summary=" + text.replace(b" ", b"+")
    kind = {"Content_Type": "application/x-www-form-urlencoded"}

    def grow(_number: int) -> int:
        return Browser(production.port, dict(staff.cookies)).ask("POST", "/engagements/new/", body, **kind).status

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(grow, range(24))) <= {200, 403, 422, 503}
        small = [Browser(production.port, dict(staff.cookies)).get("/engagements/").status for _ in range(10)]
    assert set(small) <= {200, 503}
    until = time.monotonic() + 40
    while time.monotonic() < until and any(resident(one) > most for one in children(master)):
        staff.get("/healthz")
        time.sleep(0.3)
    assert all(resident(one) <= most for one in children(master))
    assert "Renewing this process" in production.written()
    assert children(master) != before
