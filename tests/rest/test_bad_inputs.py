"""Nothing that is sent makes the server fail."""

import json
from unittest.mock import patch

import pytest
from django.db import DatabaseError, OperationalError

from tests import factories as make
from tests.rest.caller import refusals

ENTRY = {"headline": "Met", "occurred_on": "2020-03-01"}


@pytest.fixture
def send(call, cast):
    """An entry with other values; the answer."""
    engagement = make.EngagementFactory(lead_office=cast.lead)
    staff = call(cast.staff)
    return lambda **values: staff.post("journal-entries/", ENTRY | {"engagement": engagement.reference} | values)


REFUSED = [
    ("headline", "a\x00b"),
    ("headline", "a\x1bb"),
    ("headline", "two\nlines"),
    ("headline", "x" * 201),
    ("headline", "x" * 1_000_000),
    ("headline", "\u00a0 \t"),
    ("headline", 7),
    ("headline", None),
    ("headline", ["x"]),
    ("headline", {"x": "y"}),
    ("body", "a\x00b"),
    ("body", "x" * 100_001),
    ("occurred_on", "2020-02-30"),
    ("occurred_on", "20200301"),
    ("occurred_on", "2020-W10-1"),
    ("occurred_on", "2020-03-01T00:00"),
    ("occurred_on", "0000-00-00"),
    ("occurred_on", "10000-01-01"),
    ("occurred_on", "99999999999-01-01"),
    ("occurred_on", "٢٠٢٠-03-01"),
    ("occurred_on", 20200301),
    ("occurred_on", "9999-12-31"),
    ("occurred_until", "2020-02-01"),
    ("occurred_at", "24:00"),
    ("occurred_at", "14"),
    ("occurred_at", 14),
    ("kind", "Meeting"),
    ("kind", 1),
    ("kind", ""),
    ("sensitivity", 7),
    ("sensitivity", "20"),
    ("sensitivity", "Confidential"),
    ("sensitivity", "secret"),
    ("country", "ZZZ"),
    ("country", "\x00"),
    ("country", ["GM"]),
    ("engagement", 5),
    ("engagement", {"id": "x"}),
    ("effort_days", "NaN"),
    ("effort_days", "Infinity"),
    ("effort_days", "1e3"),
    ("effort_days", 1e300),
    ("effort_days", -1),
    ("effort_days", 367),
    ("effort_days", 0.123),
    ("effort_days", True),
    ("effort_days", "9" * 5000),
    ("sources", "S1"),
    ("sources", ["x" * 21]),
    ("sources", [["S1"]]),
    ("sources", ["a\x00"]),
    ("sources", ["S1"] * 101),
    ("language", "tlh"),
]


def test_value_is_refused_at_its_field(send):
    for field, value in REFUSED:
        response = send(**{field: value})
        assert response.status_code == 400, (field, str(value)[:40], response.said)
        assert {name.split(".")[0] for name in refusals(response)} == {field}, (field, str(value)[:40])


BODIES = [
    "", "{", "[]", "null", "7", '"text"', "[1]", '{"headline": NaN}', '{"effort_days": Infinity}',
    '{"effort_days": 1e1000000}', '{"headline": "\\ud800"}', '{"\\u0000": 1}', '{"effort_days": ' + "9" * 5000 + "}",
    "[" * 20_000 + "]" * 20_000, "[" * 100_000, '{"a":' * 20_000 + "1" + "}" * 20_000, b"\xff\xfe", b"\x00",
    json.dumps(ENTRY).encode("utf-16"),
]  # fmt: skip


def test_body_that_is_no_object_is_refused(call, cast):
    staff = call(cast.staff)
    for body in BODIES:
        for path in ("journal-entries/", "journal-entries/bulk/", "engagements/"):
            response = staff.post(path, body)
            assert response.status_code == 400, (path, body[:40])
            assert response.headers["Content-Type"] == "application/problem+json"


def test_text_is_composed_and_trimmed(send):
    response = send(headline="  Cafe\u0301\u00a0", place="A\u200bB")
    assert response.status_code == 201, response.said
    assert response.said["headline"] == "Café"


def test_lists_of_many_keys_are_refused(call, cast):
    country, kind = make.CountryFactory(), make.KindFactory()
    sent = {"title": "T", "lead_office": cast.lead.acronym, "countries": [country.pk] * 301, "kinds": [kind.pk, "none"]}
    response = call(cast.staff).post("engagements/", sent)
    assert refusals(response) == {"countries": "too_many", "kinds": "does_not_exist"}


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "x"]
)
def test_other_media_types_are_refused(call, cast, content_type):
    caller = call(cast.staff)
    response = caller.post("engagements/", "title=x", content_type=content_type)
    assert response.status_code == 415, response.said
    enforcing = caller.client
    enforcing.handler.enforce_csrf_checks = True
    assert caller.post("engagements/", {}).status_code == 403
    assert caller.post("engagements/", "title=x", content_type=content_type).status_code in {403, 415}


def test_session_writes_with_the_token_against_forgery_only(call, cast):
    engagement = make.EngagementFactory(lead_office=cast.lead)
    caller, sent = call(cast.staff), ENTRY | {"engagement": engagement.reference}
    caller.client.handler.enforce_csrf_checks = True
    assert caller.post("journal-entries/", sent).status_code == 403
    token = "a" * 32
    caller.client.cookies["peaceapp_csrf"] = token
    assert caller.post("journal-entries/", sent, X_CSRFToken="b" * 32).status_code == 403
    assert caller.post("journal-entries/", sent, X_CSRFToken=token).status_code == 201
    foreign = caller.post("journal-entries/", sent, X_CSRFToken=token, Origin="http://evil.test")
    assert foreign.status_code == 403


def test_accepting_no_json_is_refused(call, cast):
    staff = call(cast.staff)
    assert staff.get("engagements/", Accept="text/html").status_code == 406
    assert staff.get("engagements/?format=xml").status_code == 406
    for accepted in ("application/json", "*/*", "text/html, application/json;q=0.5", "application/*"):
        assert staff.get("engagements/", Accept=accepted).status_code == 200


def test_body_over_the_limit_is_refused(call, cast, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    response = call(cast.staff).post("engagements/", {"title": "x" * 1000})
    assert (response.status_code, response.said["type"]) == (413, "/api/v1/docs/#too_large")
    assert call(cast.staff).post("engagements/", {"title": "x" * 1000}, Idempotency_Key="k").status_code == 413


def test_methods_that_there_are_not(call, cast, world):
    staff = call(cast.staff)
    for method in ("PUT", "DELETE", "TRACE", "PROPFIND"):
        for path in ("engagements/", f"engagements/{world.engagements[10].reference}/", "me/"):
            response = staff.send(method, path)
            assert response.status_code == 405, (method, path)
            assert response.said["type"] == "/api/v1/docs/#method_not_allowed"


def test_addresses_that_there_are_not(call, cast):
    for path in ("nothing/", "engagements", "engagements/a/b/", "journal-entries/x/transitions/", "me/x"):
        response = call(cast.staff).get(path)
        assert (response.status_code, response.said["title"]) == (404, "Not Found")


def test_fault_of_ours_is_a_problem_that_tells_nothing_and_logs_no_text(call, cast, caplog):
    with patch("peaceapp.lists.listing.Listing.page", side_effect=ZeroDivisionError("a secret title")):
        response = call(cast.staff, raises=False).get("engagements/")
    assert response.status_code == 500
    assert response.said == {
        "type": "/api/v1/docs/#failed",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "Server error. Nothing was changed.",
    }
    assert "ZeroDivisionError in GET" in caplog.text
    assert "secret" not in caplog.text


def test_failure_takes_back_what_was_written(call, cast):
    engagement = make.EngagementFactory(lead_office=cast.lead)
    staff = call(cast.staff, raises=False)
    with patch("peaceapp.rest.viewsets.NounViewSet.show", side_effect=ZeroDivisionError):
        response = staff.post("journal-entries/", ENTRY | {"engagement": engagement.reference})
    assert response.status_code == 500
    assert staff.get("journal-entries/?count=1").said["count"] == 0


def test_database_that_does_not_answer_is_a_matter_of_time(call, cast, caplog):
    with patch("peaceapp.lists.listing.Listing.page", side_effect=OperationalError("gone")):
        response = call(cast.staff, raises=False).get("engagements/")
    assert "OperationalError in GET" in caplog.text
    assert "gone" not in caplog.text
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    with patch("peaceapp.lists.listing.Listing.page", side_effect=DatabaseError("odd")):
        assert call(cast.staff, raises=False).get("engagements/").status_code == 500
