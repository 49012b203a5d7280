"""What went wrong is in the logs, what was written and asked is not: of web server, worker and database."""

import io
import logging
import re
import time
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from peaceapp.logs import LineFormatter, printable
from peaceapp.settings_checks import log_settings
from tests.attacks.server import CSRF, Browser, Server

CANARY = "zzcanary"
TRIGGER = """create trigger aa_refuse before insert on engagements_journalentry
    for each row execute function refuse()"""
FORGED = "x\r\n2026-01-01 00:00:00,000 ERROR root pretended\x1b[2J"


@pytest.fixture(scope="module")
def staff(production: Server) -> Browser:
    browser = production.browser()
    assert browser.sign_in("unowas.staff").status == 302
    return browser


def faults(production: Server, staff: Browser) -> None:
    """Many kinds of failure, the word in all that is typed: forms, JSON, paths, headers, and rows that fail."""
    reference = "/engagements/UNOWAS-2016-K7Q4/"
    page = staff.get(reference).text
    token = CSRF.search(page)
    assert token
    sent = {"csrfmiddlewaretoken": token[1], "occurred_on": "2020-01-01", "kind": "visit", "headline": CANARY}
    refuse = "create function refuse() returns trigger language plpgsql as $$ begin {} end $$"
    ways = [
        ("raise exception 'not so: %', new.headline;", {302, 422, 500}),  # a fault that nobody expects, with its row
        ("raise exception using errcode = '23514', message = new.headline;", {422}),
        ("perform new.headline::uuid; return new;", {422}),
        ("execute 'select ' || new.headline; return new;", {500}),
    ]
    for body, statuses in ways:
        with production.owning() as db:
            db.execute(refuse.format(body))
            db.execute(TRIGGER)
            try:
                answer = staff.post(f"{reference}entries/", sent | {"body": f"{CANARY} in the body"})
                json = f'{{"engagement": "UNOWAS-2016-K7Q4", "headline": "{CANARY}", "occurred_on": "2020-01-01"}}'
                api = staff.ask("POST", "/api/v1/journal-entries/", json.encode(), Content_Type="application/json",
                                X_CSRFToken=token[1])  # fmt: skip
            finally:
                db.execute("drop trigger aa_refuse on engagements_journalentry")
                db.execute("drop function refuse()")
        assert answer.status in statuses, (body, answer.status)
        assert api.status in {400, 500}, (body, api.status)
        assert CANARY not in api.text
        if answer.status == 500:
            assert CANARY not in answer.text
    for below in ("", "engagements/", "api/v1/engagements/", "static/"):
        path = f"/{below}{CANARY}/?q={CANARY}&{CANARY}=%ff"
        staff.get(path)
        staff.get(path, Host=f"{CANARY}.test")
        staff.get(path, User_Agent=CANARY, Referer=f"https://{CANARY}/", Authorization=f"Bearer {CANARY}")
        staff.ask("POST", path, CANARY.encode(), X_CSRFToken=CANARY, Origin=f"https://{CANARY}")
    staff.post("/accounts/login/", {"login": CANARY, "password": CANARY, "csrfmiddlewaretoken": token[1]})
    staff.get("/" + CANARY * 700)
    staff.get("/", X_Long=CANARY * 2000)
    with production.connect() as sock:
        sock.sendall(f"{CANARY} / HTTP/1.1\r\nHost {CANARY}\r\n\r\n".encode())
        sock.recv(4096)


def test_no_log_holds_what_was_written_or_asked(production: Server, staff: Browser) -> None:
    before = len(production.written())
    databases_log = Path(settings.DATA) / "postgres" / "log"
    began = databases_log.stat().st_size if databases_log.exists() else 0
    faults(production, staff)
    web = production.written()[before:]
    assert "ProgrammingError" in web or "InternalError" in web  # the faults are there
    assert "500 POST" in web
    assert CANARY not in web
    assert not re.search(r"select |insert into|Key \(|Failing row|Bearer|UNOWAS-2016", web, re.IGNORECASE), web
    for line in web.splitlines():
        assert re.match(r"\d{4}-\d\d-\d\d |\[\d{4}-\d\d-\d\d ", line), line
    if databases_log.exists():  # the suite may have been given a server
        assert CANARY not in databases_log.read_text(errors="replace")[began:]


def test_the_worker_s_log_holds_none_either(production: Server) -> None:
    """A letter that cannot be sent: the error names the address, the log does not."""
    with production.owning() as db:
        row = db.execute("select id, email from offices_user where username = 'auditor'").fetchone()
        assert row
        db.execute("update offices_user set email = %s where id = %s", [f"{CANARY}\n@example.test", row[0]])
        db.execute(
            "select procrastinate_defer_jobs_v1(array[row('default', 'tell_of_reset', 0, null, null,"
            " jsonb_build_object('actor', %s::int), null)::procrastinate_job_to_defer_v1])",
            [row[0]],
        )
        try:
            said = production.command("procrastinate", "worker", "--one-shot", PEACEAPP_EMAIL_URL="consolemail://")
        finally:
            db.execute("update offices_user set email = %s where id = %s", [row[1], row[0]])
    log = said.stderr + said.stdout
    assert "BadHeaderError" in log, log
    assert CANARY not in log


def test_forged_lines_stay_one_line() -> None:
    """By our own formatter, whatever is logged with whatever in it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(LineFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    log = logging.getLogger("attack")
    log.addHandler(handler)
    log.propagate = False
    log.error("said %s", FORGED)
    try:
        raise ValueError(FORGED) from KeyError(CANARY)
    except ValueError:
        log.exception("failed")
    lines = stream.getvalue().splitlines()
    assert len(lines) == 2
    assert "\x1b" not in stream.getvalue()
    assert "ValueError from KeyError at " in lines[1]
    assert "test_forged_lines_stay_one_line" in lines[1]
    assert CANARY not in lines[1]
    assert "pretended" not in lines[1]
    assert printable("é\u202e\n\t ok") == "é\\u202e\\n\\t ok"


def test_a_line_says_its_time_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever the machine stands, and with the zone beside it."""
    line = LineFormatter(settings.LOGGING["formatters"]["line"]["fmt"])
    record = logging.LogRecord("x", logging.ERROR, "", 0, "said", None, None)
    monkeypatch.setenv("TZ", "Asia/Ashgabat")
    time.tzset()
    try:
        told = datetime.fromisoformat(line.format(record)[:24])
    finally:
        monkeypatch.undo()
        time.tzset()
    assert told.utcoffset() == timedelta()
    assert abs(told.timestamp() - record.created) < 0.01


def test_a_server_that_logs_statements_is_noticed(db: None) -> None:
    from django.db import connection  # the one that the check asks

    assert list(log_settings()) == []
    with connection.cursor() as cursor:
        cursor.execute("set local client_min_messages = notice")
        cursor.execute("select has_parameter_privilege(current_user, 'log_statement', 'set')")
        (may,) = cursor.fetchone()
    assert not may  # the app's role could not make the server write statements


def test_it_would_be_told(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    from peaceapp import settings_checks  # whose table is turned round

    monkeypatch.setitem(settings_checks.REQUIRED_LOG_SETTINGS, "log_statement", lambda value: value == "all")
    (warning,) = log_settings()
    assert warning.id == "peaceapp.W004"
    assert "log_statement = none" in warning.msg


def test_settings_log_through_it() -> None:
    assert settings.LOGGING["formatters"]["line"]["()"] == "peaceapp.logs.LineFormatter"
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"line"}
    assert not logging.getLogger("django.db.backends").isEnabledFor(logging.DEBUG)
