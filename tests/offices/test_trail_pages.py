"""Who reads what of the trail on pages; and taking it away as a file, which is noted and runs nothing."""

import csv
import io
from typing import Any

import pytest
from django.db import transaction

from engagements.classification.actions import break_glass, raise_sensitivity
from engagements.models import Engagement
from engagements.team.actions import add_team_member
from offices.audit import actions, notes
from offices.audit.choices import Verb
from offices.models import AuditEvent, Membership, User
from peaceapp import csv_export
from peaceapp.access.actor import acting_as
from tests import factories as make
from tests.arrange import arranging
from tests.cast import World
from tests.offices.test_audit import noted
from tests.pages.client import signed_in, text

CONTENT = "He agreed to stand down"


def rows_of(response: Any) -> list[list[str]]:
    body = b"".join(response).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(body)))


def test_a_manager_reads_what_changed_the_accounts_of_their_office_and_of_no_other(world: World) -> None:
    cast = world.cast
    with arranging():
        Membership.objects.filter(user__in=[cast.staff, cast.near_staff]).update(clearance=10)
        User.objects.filter(pk=cast.staff.pk).update(home_office=cast.lead)
        User.objects.get(pk=cast.staff.pk).set_password("x")
        User.objects.filter(pk=cast.staff.pk).update(email="new@example.org")
    page = text(signed_in(cast.manager).get("/audit/?office=LEAD-OFFICE&verb=membership"))
    assert cast.staff.username in page
    assert cast.near_staff.username not in page
    with acting_as(cast.manager):
        assert AuditEvent.objects.filter(verb=Verb.ACCOUNT, object=cast.staff.username).exists()
        assert set(AuditEvent.objects.filter(verb=Verb.MEMBERSHIP).values_list("office", flat=True)) == {cast.lead.pk}
    for user in (cast.staff, cast.administrator, cast.observer):
        with acting_as(user):
            assert not AuditEvent.objects.exists()


def test_the_offices_page_leads_its_managers_and_auditors_to_its_trail(world: World) -> None:
    link = 'href="/audit/?office=LEAD-OFFICE"'
    for user, is_there in ((world.cast.manager, True), (world.cast.auditor, True), (world.cast.near_manager, False),
                           (world.cast.staff, False)):  # fmt: skip
        assert (link in text(signed_in(user).get("/offices/LEAD-OFFICE/"))) == is_there, user
    assert 'href="/audit/?office=LEAD-OFFICE"' in text(signed_in(world.cast.manager).get("/audit/"))


def test_an_event_leads_to_the_history_of_an_engagement_that_its_reader_sees(world: World) -> None:
    engagement, cast = world.engagements[10], world.cast
    with acting_as(cast.manager):
        add_team_member(engagement, actor=cast.manager, user=cast.near_staff)
    link, query = f'href="/engagements/{engagement.reference}/history/"', f"/audit/?object={engagement.reference}"
    assert link in text(signed_in(cast.manager).get(query))
    auditors = text(signed_in(cast.auditor).get(query))
    assert f"{engagement.reference} {cast.near_staff.username}" in auditors
    assert link not in auditors, "an auditor opens no engagement"


def test_the_auditors_trail_has_no_content(world: World) -> None:
    """No title, and no words of a reason but of break-glass, whose form says that auditors read it."""
    engagement, cast = world.engagements[20], world.cast
    with acting_as(cast.manager):
        add_team_member(engagement, actor=cast.manager, user=cast.near_manager, reason=CONTENT)
        raise_sensitivity(engagement, actor=cast.manager, to=30, reason=CONTENT)
    with acting_as(cast.manager), transaction.atomic():
        break_glass(world.engagements[30].reference, actor=cast.manager, reason="Her life is at risk", hours=1)
    client = signed_in(cast.auditor)
    pages = [text(client.get(address)) for address in ("/audit/", "/api/v1/audit-events/?limit=200")]
    pages.append("".join(map(str, rows_of(client.post("/audit/export/", {"reason": "The yearly audit"})))))
    with arranging():
        titles = list(Engagement.objects.values_list("title", flat=True))
    for page in pages:
        assert CONTENT not in page
        assert not [title for title in titles if title in page]
        assert "Her life is at risk" in page
        assert "reclassified" in page or "Sensitivity changed" in page


def read_by(world: World, user: User) -> Engagement:
    engagement = world.engagements[30]
    with arranging():
        make.SeatFactory(engagement=engagement, user=user)
    assert signed_in(user).get(f"/engagements/{engagement.reference}/").status_code == 200
    return engagement


def test_who_answers_for_an_engagement_sees_who_read_it(world: World) -> None:
    cast = world.cast
    officer = make.UserFactory(username="officer")
    make.MembershipFactory(user=officer, office=cast.lead, role="staff", clearance=30)
    colleague = make.UserFactory(username="colleague")
    make.MembershipFactory(user=colleague, office=cast.lead, role="staff", clearance=30)
    with arranging():
        Engagement.objects.filter(pk=world.engagements[30].pk).update(lead_officer=officer)
        make.SeatFactory(engagement=world.engagements[30], user=officer)
        make.SeatFactory(engagement=world.engagements[30], user=colleague)
    engagement = read_by(world, cast.manager)
    address = f"/engagements/{engagement.reference}/readings/"
    for user in (officer, cast.manager):
        assert f'href="{address}"' in text(signed_in(user).get(f"/engagements/{engagement.reference}/history/"))
        told = signed_in(user).get(address)
        assert (told.status_code, str(cast.manager) in text(told)) == (200, True), user
        assert engagement.title not in text(told)
    assert signed_in(colleague).get(address).status_code == 403
    assert f'href="{address}"' not in text(signed_in(colleague).get(f"/engagements/{engagement.reference}/history/"))
    hidden = signed_in(cast.near_manager).get(address)
    unknown = signed_in(cast.near_manager).get("/engagements/NONE-2020-XXXX/readings/")
    assert (hidden.status_code, unknown.status_code) == (404, 404)
    with acting_as(officer):
        assert set(AuditEvent.objects.values_list("verb", flat=True)) == {Verb.READ}


def test_the_file_is_marked_noted_and_holds_just_what_its_reader_sees(world: World) -> None:
    for user, reason in ((world.cast.auditor, "The yearly audit"), (world.cast.manager, "Asked by headquarters")):
        with acting_as(user):
            expected = set(AuditEvent.objects.filter(verb=Verb.SEATED).values_list("pk", flat=True))
            level = max(AuditEvent.objects.filter(verb=Verb.SEATED).values_list("level", flat=True))
        client = signed_in(user)
        assert client.post("/audit/export/?verb=seated", {"reason": " "}).status_code == 422, "above unclassified"
        answer = client.post("/audit/export/?verb=seated", {"reason": reason})
        assert answer["Content-Type"] == "text/csv; charset=utf-8"
        word = {20: "confidential", 30: "strictly-confidential"}[level]
        assert f"audit-trail-{word}-" in answer["Content-Disposition"]
        marking, names, *rows = rows_of(answer)
        assert marking == [{20: "Confidential", 30: "Strictly confidential"}[level]]
        assert {row[names.index("id")] for row in rows} == set(map(str, expected))
        event = noted(Verb.EXPORTED, actor_key=user.pk)[-1]
        assert (event.level, event.reason, event.object) == (level, reason, str(len(expected)))


def test_who_may_not_takes_nothing_away(world: World) -> None:
    for user in (world.cast.staff, world.cast.administrator, world.cast.observer, world.cast.nobody):
        client = signed_in(user)
        assert {client.get("/audit/export/").status_code, client.post("/audit/export/").status_code} == {403}
    assert noted(Verb.EXPORTED) == []
    assert signed_in(world.cast.auditor).get("/audit/export/?verb=nonsense").status_code == 404


def test_a_file_that_is_not_whole_is_not_sent(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = csv_export.write_csv

    def cut(marking: str, names: Any, rows: Any) -> Any:
        return whole(marking, names, list(rows)[1:])

    monkeypatch.setattr(actions, "write_csv", cut)
    answer = signed_in(world.cast.auditor).post("/audit/export/", {"reason": "The yearly audit"})
    assert answer.status_code == 422
    assert "The export failed" in text(answer)
    assert noted(Verb.EXPORTED) == []


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_run(world: World, sign: str) -> None:
    formula = f"{sign}HYPERLINK(1)"
    with arranging():
        notes.note(Verb.REFUSED, None, kind="address", object=formula)
    answer = signed_in(world.cast.auditor).post("/audit/export/?verb=refused", {"reason": "The yearly audit"})
    cells = {cell for row in rows_of(answer) for cell in row}
    assert f"'{formula}" in cells
    assert formula not in cells


def test_an_exported_file_has_all_of_many_events(world: World) -> None:
    with arranging():
        for number in range(4100):  # more than two batches
            notes.note(Verb.SIGNED_OUT, None, object=f"n{number}")
    answer = signed_in(world.cast.auditor).post("/audit/export/?verb=signed_out", {"reason": ""})
    rows = rows_of(answer)
    assert len(rows) == 4102
    assert rows[0] == ["Unclassified"]
