"""A database that was restarted: no request pays for the connections that ended with it."""

import time
from concurrent.futures import ThreadPoolExecutor

from tests.attacks.server import Server

END_ALL = "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = %s and pid <> pg_backend_pid()"
OPEN = "select count(*) from pg_stat_activity where datname = %s and usename <> current_user"


def test_first_requests_after_a_restart_of_the_database_succeed(production: Server) -> None:
    """Both processes have more idle connections than the library would try before it gives up; all end at once."""
    browser = production.browser()
    assert browser.sign_in("unowas.staff").status == 302
    with ThreadPoolExecutor(16) as many:
        assert {answer.status for answer in many.map(lambda _: browser.get("/engagements/"), range(64))} == {200}
    with production.owning() as db:
        before = db.execute(OPEN, [production.database]).fetchone()
        assert before is not None
        assert before[0] >= 8, "too few idle connections to show anything"
        db.execute(END_ALL, [production.database])
        while db.execute(OPEN, [production.database]).fetchone() != (0,):  # as after a restart, they have all gone
            time.sleep(0.05)
    for _ in range(8):  # whichever process answers
        began = time.monotonic()
        assert browser.get("/engagements/").status == 200
        assert time.monotonic() - began < 2
