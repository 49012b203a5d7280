"""A `POST` that is sent again."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection, connections

from engagements.models import JournalEntry, Partner
from offices.models import PartnerRole
from peaceapp.rest.models import IdempotentAnswer
from tests import factories as make
from tests.arrange import arranging
from tests.cast import member
from tests.rest.caller import Caller


def entry(engagement, **more):
    return {"engagement": engagement.reference, "headline": "Met", "occurred_on": "2020-03-01"} | more


def test_same_key_and_body_gets_the_same_answer_and_makes_one_row(call, cast, world):
    staff, sent = call(cast.staff), entry(world.engagements[10])
    first = staff.post("journal-entries/", sent, Idempotency_Key="a-1")
    again = staff.post("journal-entries/", sent, Idempotency_Key="a-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    for name in ("ETag", "Location", "Content-Type"):
        assert again.headers[name] == first.headers[name]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert staff.get("journal-entries/?q=Met&count=1").said["count"] == 1


def test_same_key_for_another_body_or_path_is_refused(call, cast, world):
    staff = call(cast.staff)
    staff.post("journal-entries/", entry(world.engagements[10]), Idempotency_Key="a-1")
    other = staff.post("journal-entries/", entry(world.engagements[10], headline="Else"), Idempotency_Key="a-1")
    assert (other.status_code, other.said["type"]) == (422, "/api/v1/docs/#key_reused")
    assert staff.post("journal-entries/bulk/", [entry(world.engagements[10])], Idempotency_Key="a-1").status_code == 422


def test_another_persons_key_is_another_key(call, cast, world):
    for user in (cast.staff, cast.manager):
        assert call(user).post("journal-entries/", entry(world.engagements[10]), Idempotency_Key="a").status_code == 201
    assert call(cast.staff).get("journal-entries/?q=Met&count=1").said["count"] == 2


def test_refusal_is_not_kept(call, cast, world):
    staff = call(cast.staff)
    for _ in range(2):
        assert staff.post("journal-entries/", {}, Idempotency_Key="a-1").status_code == 400
    response = staff.post("journal-entries/", entry(world.engagements[10]), Idempotency_Key="a-1")
    assert response.status_code == 201


def test_keys_that_are_none_are_refused(call, cast, world):
    for key in ("", "a b", "x" * 201, "ключ"):
        response = call(cast.staff).post("journal-entries/", entry(world.engagements[10]), Idempotency_Key=key)
        assert response.status_code == 400, key


def test_answer_is_not_given_again_to_who_may_not_read_it_any_more(call, cast, world):
    staff, sent = call(cast.staff), entry(world.engagements[20])
    assert staff.post("journal-entries/", sent, Idempotency_Key="a-1").status_code == 201
    with arranging() as cursor:
        cursor.execute("update offices_membership set clearance = 10 where user_id = %s", [cast.staff.pk])
    assert staff.post("journal-entries/", sent, Idempotency_Key="a-1").status_code == 404


def test_move_is_made_once(call, cast):
    row = make.EngagementFactory(lead_office=cast.lead, lead_officer=cast.staff)
    path, staff = f"engagements/{row.reference}/transitions/", call(cast.staff)
    answers = [staff.post(path, {"name": "submit"}, Idempotency_Key="m").content for _ in range(2)]
    assert answers[0] == answers[1]
    assert staff.post(path, {"name": "submit"}).status_code == 409


def test_bulk_is_made_once(call, cast, world):
    staff, rows = call(cast.staff), [entry(world.engagements[10])] * 3
    answers = {staff.post("journal-entries/bulk/", rows, Idempotency_Key="b").content for _ in range(2)}
    assert len(answers) == 1
    assert staff.get("journal-entries/?q=Met&count=1").said["count"] == 3


def test_repeats_at_the_same_time_make_one_row(transactional_db):
    office = make.OfficeFactory()
    user = member("at.once", office, clearance=20)
    sent = entry(make.EngagementFactory(lead_office=office))
    callers, together = [Caller(user) for _ in range(4)], Barrier(4)

    def post(caller):
        together.wait()
        try:
            return caller.post("journal-entries/", sent, Idempotency_Key="same").content
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        answers = set(pool.map(post, callers))
    assert len(answers) == 1
    with arranging():
        assert JournalEntry.objects.count() == 1
        assert IdempotentAnswer.objects.count() == 1
    connection.close()


def test_key_that_is_being_worked_on_is_waited_for_and_a_failure_frees_it(transactional_db):
    office = make.OfficeFactory()
    user = member("at.once", office, clearance=20)
    engagement = make.EngagementFactory(lead_office=office)
    sent, together = entry(engagement), Barrier(2)

    def post(data):
        caller = Caller(user)
        together.wait()
        try:
            return caller.post("journal-entries/", data, Idempotency_Key="same").status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        statuses = sorted(pool.map(post, [sent, sent | {"headline": ""}]))
    assert statuses in ([201, 400], [201, 422])


def test_a_repeat_names_nothing_that_is_hidden_since(call, cast, world):
    """The partner that the first answer named is no longer the caller's to know; what was made is."""
    partner = make.PartnerFactory(office=cast.support, name="Council of Elders")
    staff = call(cast.staff)
    sent = {
        "engagement": world.engagements[10].reference,
        "partner": str(partner.pk),
        "role": make.first(PartnerRole).pk,
    }
    first = staff.post("participations/", sent, Idempotency_Key="p-1")
    assert (first.status_code, "Council of Elders" in first.content.decode()) == (201, True)
    with arranging():
        Partner.objects.filter(pk=partner.pk).update(sensitivity=20)
    again = staff.post("participations/", sent, Idempotency_Key="p-1")
    assert (again.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")
    assert again.said["partner"] is None
    assert "Council of Elders" not in again.content.decode()
    assert again.said == staff.get(again.headers["Location"]).said


def test_a_repeat_of_many_names_nothing_that_is_hidden_since(call, cast, world):
    staff, rows = call(cast.staff), [entry(world.engagements[10], headline=f"Met {n}") for n in range(2)]
    first = staff.post("journal-entries/bulk/", rows, Idempotency_Key="b-1")
    assert first.status_code == 201
    with arranging():
        JournalEntry.objects.filter(pk=first.said["results"][0]["id"]).update(mark=30)
    assert staff.post("journal-entries/bulk/", rows, Idempotency_Key="b-1").status_code == 404


def test_no_answer_is_kept(call, cast, world):
    call(cast.staff).post(
        "journal-entries/", entry(world.engagements[10], headline="In confidence"), Idempotency_Key="k"
    )
    with arranging() as cursor:
        cursor.execute("select to_jsonb(a)::text from peaceapp_idempotentanswer a where key = 'k'")
        assert "In confidence" not in cursor.fetchone()[0]
