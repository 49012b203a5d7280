"""The baseline of the benchmark: the same JSON from hand-written SQL, by a bare WSGI application.

Uses the same database role, access rule, session cookie and cursors as PeaceApp. For each request it verifies the
session and its user, opens one transaction, sets the actor, reads and answers. Left out are routing, filter forms,
middleware, problem documents and templates, and the comparison of the session with the password hash. So the baseline
shows the least possible cost, not a design to follow.
"""

import base64
import hashlib
import hmac
import os
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlencode

import orjson
import psycopg
from psycopg_pool import ConnectionPool

from peaceapp.access.opaque_ids import decrypt_id, encrypt_id

Cells = list[tuple[Any, ...]]
Respond = Callable[[str, list[tuple[str, str]]], Any]

LEVELS = {10: "unclassified", 20: "confidential", 30: "strictly_confidential"}
LIST, ORDERING, LIMIT = "/api/v1/engagements/", "-latest", 50

SESSION = "select session_data from offices_session where session_key = %s and expire_date > now()"
USER = "select 1 from offices_user where id = %s and is_active"
ACTOR = "select set_config('app.user_id', %s, true), set_config('app.ceiling', '30', true)"
COLUMNS = """
    e.id, e.reference, e.title, e.status, e.sensitivity, o.acronym, u.username, u.name, e.orientation, e.setting,
    e.opened_on, e.opened_precision, e.closed_on, e.closed_precision, e.last_open_entry_on"""
MORE = ("origin", "entry_point", "peace_aim", "language", "sources", "summary", "outcome", "lessons", "version")
SOURCE = """
    from engagements_engagement e join offices_office o on o.id = e.lead_office_id
    left join offices_user u on u.id = e.lead_officer_id"""
ORDER = f"order by e.latest_on desc, e.id desc limit {LIMIT + 1}"
FIRST = f"select {COLUMNS}, e.latest_on {SOURCE} {ORDER}"
BEYOND = f"""select {COLUMNS}, e.latest_on {SOURCE}
    where e.latest_on <= %(on)s and (e.latest_on < %(on)s or e.id < %(id)s) {ORDER}"""
FILTERED = f"""select {COLUMNS}, e.latest_on {SOURCE}
    where e.status = %(status)s and e.opened_on >= %(opened_from)s
      and e.id in (select k.engagement_id from engagements_engagementcountry k where k.country_id = %(country)s)
      and e.id in (select k.engagement_id from engagements_engagementkind k where k.kind_id = %(kind)s) {ORDER}"""  # noqa: S608  (only constants of this file are inserted)
ONE = f"select {COLUMNS}, {', '.join(f'e.{name}' for name in MORE)} {SOURCE} where e.reference = %s"
LINKS = {
    "countries": """select k.engagement_id, t.alpha2, t.name from engagements_engagementcountry k
        join offices_country t on t.alpha2 = k.country_id where k.engagement_id = any(%s)
        order by search_text(t.name) collate "C", t.name collate "C" """,
    "kinds": """select k.engagement_id, t.code, t.label from engagements_engagementkind k
        join offices_kind t on t.code = k.kind_id where k.engagement_id = any(%s)
        order by search_text(t.label) collate "C", t.label collate "C" """,
    "themes": """select k.engagement_id, t.code, t.label from engagements_engagementtheme k
        join offices_theme t on t.code = k.theme_id where k.engagement_id = any(%s)
        order by search_text(t.label) collate "C", t.label collate "C" """,
}
SERVED = {
    "mandate_tasks": """select k.engagement_id, t.code, t.title from engagements_engagementtask k
        join offices_mandatetask t on t.id = k.task_id where k.engagement_id = any(%s)
        order by search_text(t.title) collate "C", t.title collate "C" """,
    "sdgs": """select k.engagement_id, t.code, t.label from engagements_engagementsdg k
        join offices_sdg t on t.code = k.sdg_id where k.engagement_id = any(%s)
        order by search_text(t.label) collate "C", t.label collate "C" """,
}
SUPPORTS = """select s.engagement_id, o.acronym, o.acronym from engagements_support s
    join offices_office o on o.id = s.office_id where s.engagement_id = any(%s) and s.until_at is null
    order by o.acronym"""

# The driver prepares a statement after five executions, as hand-written code would.
pool = ConnectionPool(os.environ.get("PEACEAPP_BENCH_DATABASE", ""), min_size=1, max_size=8, open=False)


def application(environ: dict[str, Any], respond: Respond) -> Iterable[bytes]:
    """Answers `GET` of the list of engagements and of one engagement."""
    pool.open()
    with pool.connection() as db:
        user = _user(db, SimpleCookie(environ.get("HTTP_COOKIE", ""))["peaceapp_session"].value)
        db.execute(ACTOR, [str(user)])
        path = environ["PATH_INFO"]
        body = _list(db, environ) if path == LIST else _one(db, path.removeprefix(LIST).rstrip("/"))
    answer = orjson.dumps(body)
    respond("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
    return [answer]


def _user(db: psycopg.Connection, session: str) -> int:
    row = db.execute(SESSION, [hashlib.sha256(session.encode()).hexdigest()[:40]]).fetchone()
    if row is None:
        raise PermissionError
    user = _verified(row[0])["_auth_user_id"]
    if db.execute(USER, [int(user)]).fetchone() is None:
        raise PermissionError
    return int(user)


def _verified(signed: str) -> dict[str, str]:
    """Verifies and decodes a session as `django.contrib.sessions` signs it. `PermissionError` for a wrong signature."""
    value, _, signature = signed.rpartition(":")
    salt = "django.contrib.sessions.SessionStore"
    key = hashlib.sha256(f"{salt}signer{os.environ['PEACEAPP_SECRET_KEY']}".encode()).digest()
    expected = base64.urlsafe_b64encode(hmac.new(key, value.encode(), hashlib.sha256).digest()).rstrip(b"=").decode()
    if not hmac.compare_digest(signature, expected):
        raise PermissionError
    data = value.partition(":")[0]
    raw = base64.urlsafe_b64decode(data.removeprefix(".") + "=" * (-len(data.removeprefix(".")) % 4))
    found: dict[str, str] = orjson.loads(zlib.decompress(raw) if data.startswith(".") else raw)
    return found


def _list(db: psycopg.Connection, environ: dict[str, Any]) -> dict[str, Any]:
    params = {name: values[0] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
    rows: Cells
    if "cursor" in params:
        _, _, on, key = orjson.loads(decrypt_id(params["cursor"]) or "")
        rows = db.execute(BEYOND, {"on": on, "id": key}).fetchall()
    else:
        rows = db.execute(FILTERED if params else FIRST, params).fetchall()
    more, rows = len(rows) > LIMIT, rows[:LIMIT]
    links = {name: _linked(db, sql, rows) for name, sql in LINKS.items()}
    return {
        "results": [_row(row, links) for row in rows],
        "next": _address(environ, params, False, rows[-1]) if rows and more else None,
        "previous": _address(environ, params, True, rows[0]) if rows and "cursor" in params else None,
    }


def _one(db: psycopg.Connection, reference: str) -> dict[str, Any]:
    rows: Cells = db.execute(ONE, [reference]).fetchall()
    links = {name: _linked(db, sql, rows) for name, sql in LINKS.items()}
    row = _row(rows[0], links)
    *more, version = rows[0][15:]
    said = dict(zip(MORE, more, strict=False))
    after = {name: said.pop(name) for name in ("outcome", "lessons")}
    row |= said | {name: _linked(db, sql, rows)[rows[0][0]] for name, sql in SERVED.items()} | after
    return row | {"supporting_offices": _linked(db, SUPPORTS, rows)[rows[0][0]], "version": version}


def _linked(db: psycopg.Connection, sql: str, rows: Cells) -> dict[Any, list[dict[str, str]]]:
    found: dict[Any, list[dict[str, str]]] = defaultdict(list)
    for key, id_, label in db.execute(sql.encode(), [[row[0] for row in rows]]):
        found[key].append({"id": id_, "label": label})
    return found


def _row(row: tuple[Any, ...], links: dict[str, dict[Any, list[dict[str, str]]]]) -> dict[str, Any]:
    return {
        "reference": row[1],
        "title": row[2],
        "id": row[1],
        "status": row[3],
        "sensitivity": LEVELS[row[4]],
        "lead_office": {"id": row[5], "label": row[5]},
        "lead_officer": {"id": row[6], "label": row[7]} if row[6] is not None else None,
        "countries": links["countries"][row[0]],
        "kinds": links["kinds"][row[0]],
        "themes": links["themes"][row[0]],
        "orientation": row[8],
        "setting": row[9],
        "opened_on": row[10],
        "opened_precision": row[11],
        "closed_on": row[12],
        "closed_precision": row[13],
        "last_open_entry_on": row[14],
    }


def cursor(is_backwards: bool, on: Any, key: Any) -> str:
    """A cursor in the format of PeaceApp's list."""
    return encrypt_id(orjson.dumps([is_backwards, ORDERING, on, key]).decode())


def _address(environ: dict[str, Any], params: dict[str, str], is_backwards: bool, row: tuple[Any, ...]) -> str:
    asked = urlencode(params | {"cursor": cursor(is_backwards, row[-1], row[0])})
    return f"http://{environ['HTTP_HOST']}{environ['PATH_INFO']}?{asked}"
