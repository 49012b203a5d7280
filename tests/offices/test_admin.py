"""The admin: who enters, what it lists, and that it writes as everything else does."""

import re
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.urls import reverse

from engagements.models import Contact, Engagement, JournalEntry, Participation
from offices.models import Kind, Membership, Office, User
from peaceapp.access.keys import uuid7
from peaceapp.admin import GuardedAdmin, Site
from tests import factories as make
from tests.arrange import arranging
from tests.cast import World, member
from tests.pages.client import signed_in, text

HOME = "/admin/"
LISTS = {
    model: reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist") for model in admin.site._registry
}


def change(row: Any, below: str = "change") -> str:
    return f"{LISTS[type(row)]}{row.pk}/{below}/"


def listed(page: str) -> int:
    """How many rows the list says it has."""
    found = re.search(r'class="paginator">\s*(\d+)', page)
    assert found
    return int(found[1])


@pytest.fixture
def deputy(world: World) -> User:
    """An administrator who is cleared, and a manager besides."""
    user = member("deputy", world.cast.lead, "administrator", 20)
    make.MembershipFactory(user=user, office=world.cast.lead, role="manager", clearance=20)
    return user


def test_everything_in_it_is_guarded() -> None:
    assert isinstance(admin.site, Site)
    assert all(isinstance(declared, GuardedAdmin) for declared in admin.site._registry.values())
    assert set(LISTS) >= {User, Membership, Office, Kind, Engagement, JournalEntry}


def test_what_a_library_registers_is_passed_over() -> None:
    site = Site()
    site.register(Group, admin.ModelAdmin)
    site.register(Group)
    assert not site._registry
    assert not {model._meta.app_label for model in LISTS} - {"offices", "engagements"}


def test_it_is_for_administrators(world: World) -> None:
    cast = world.cast
    inactive = member("was.administrator", cast.lead, "administrator")
    User.objects.filter(pk__in=[inactive.pk]).update(is_active=False)
    User.objects.filter(pk=cast.staff.pk).update(is_staff=True)  # decides nothing
    for user in cast.everybody:
        expected = 200 if user.username.endswith("administrator") else 403
        for path in [HOME, *LISTS.values()]:
            assert signed_in(user).get(path).status_code == expected, (user, path)
    assert signed_in(inactive).get(HOME).status_code == 302


def test_a_superuser_finds_accounts_and_no_row(world: World) -> None:
    root = make.UserFactory(is_superuser=True, is_staff=True)
    client = signed_in(root)
    assert client.get(HOME).status_code == 200
    for model, path in LISTS.items():
        assert listed(text(client.get(path))) == (User.objects.count() if model is User else 0), model
    assert client.get(LISTS[Kind] + "add/").status_code == 403
    assert client.get(change(world.engagements[10])).status_code == 404


def test_a_list_has_what_its_reader_sees(world: World, deputy: User) -> None:
    for user, engagements, entries in ((world.cast.administrator, 2, 1), (deputy, 4, 3 + 1)):
        client = signed_in(user)
        assert listed(text(client.get(LISTS[Engagement]))) == engagements
        assert listed(text(client.get(LISTS[JournalEntry]))) == entries


def test_levels_are_said_in_words(world: World, deputy: User) -> None:
    """In the list, its filter and the form: of an entry's level, which the database works out, too."""
    client, entry = signed_in(deputy), world.entries[20, None]
    for page in (text(client.get(path)) for path in (LISTS[JournalEntry], LISTS[Engagement])):
        assert '<td class="field-sensitivity">Confidential</td>' in page
        assert '<td class="field-sensitivity">20</td>' not in page
        assert '<a href="?sensitivity__exact=20">Confidential</a>' in re.sub(r"\s*\n\s*", "", page)
    assert '<div class="readonly">Confidential</div>' in text(client.get(change(entry)))


@pytest.mark.parametrize("below", ["change", "history", "delete"])
def test_a_hidden_row_is_an_unknown_one(below: str, world: World) -> None:
    client = signed_in(world.cast.administrator)
    for row in (world.engagements[20], world.engagements[30], world.entries[10, 30]):
        path = change(row, below)
        for method in (client.get, client.post):
            said, unknown = method(path), method(path.replace(str(row.pk), str(uuid7())))
            assert said.status_code == unknown.status_code == 404
            assert text(said) == text(unknown)


def test_search_and_filters_reach_no_further(world: World) -> None:
    client, hidden = signed_in(world.cast.administrator), world.engagements[30]
    assert listed(text(client.get(LISTS[Engagement], {"q": hidden.reference}))) == 0
    assert listed(text(client.get(LISTS[Engagement], {"sensitivity__exact": 30}))) == 0
    for lookup in ("lead_officer__password__startswith", "journalentry__headline__contains"):
        assert client.get(LISTS[Engagement], {lookup: "a"}).status_code == 400
    for lookup in ("password__startswith", "email__startswith", "memberships__clearance__exact"):
        assert client.get(LISTS[User], {lookup: "a"}).status_code == 400


@pytest.mark.parametrize("bad", ["\x00", "x", "-1", "9" * 30, "%", "\u202e"])
def test_a_question_that_no_list_asks_is_answered_the_same_to_everybody(bad: str, world: World, deputy: User) -> None:
    """Turned down, or led back to the list, by what was asked and never by what is there; and no fault of ours."""
    people = [signed_in(user) for user in (world.cast.administrator, deputy)]
    for path in LISTS.values():
        for name in (
            "kind__exact",
            "sensitivity__exact",
            "sensitivity",
            "lead_office__id__exact",
            "q",
            "o",
            "nonsense",
        ):
            answers = {client.get(path, {name: bad}).status_code for client in people}
            assert len(answers) == 1, (path, name)
            assert answers < {200, 302, 400}, (path, name)
    for client in people:
        assert client.get(f"{LISTS[Kind]}%00/change/").status_code in {400, 404}


def test_no_password_is_shown_not_even_its_hash(world: World) -> None:
    user = world.cast.staff
    user.set_password("peaceful-demo-2026")
    user.save()
    page = text(signed_in(world.cast.administrator).get(change(user)))
    assert user.username in page
    assert user.password not in page
    assert "password" not in page.lower()
    assert signed_in(world.cast.administrator).get(change(user, "history")).status_code == 404


def test_accounts_are_read_only(world: World) -> None:
    client, user = signed_in(world.cast.administrator), world.cast.staff
    assert client.post(change(user), {"username": "other", "is_superuser": "on"}).status_code == 403
    assert client.get(LISTS[User] + "add/").status_code == 403
    assert client.get(LISTS[Membership] + "add/").status_code == 403
    user.refresh_from_db()
    assert not user.is_superuser


def test_reference_data_is_kept_by_administrators(world: World) -> None:
    client = signed_in(world.cast.administrator)
    given = {"code": "shuttle", "label": " Shuttle ", "position": "7", "sources": ""}
    assert client.post(LISTS[Kind] + "add/", given).status_code == 302
    assert client.post(LISTS[Kind] + "shuttle/change/", given | {"label": "Shuttling"}).status_code == 302
    with arranging():
        row = Kind.objects.get(pk="shuttle")
        assert (row.label, row.position) == ("Shuttling", 7)
    history = text(client.get(LISTS[Kind] + "shuttle/history/"))
    assert "Shuttle → Shuttling" in history
    assert world.cast.administrator.username in history


@pytest.mark.parametrize(
    "wrong",
    [{"code": "mediation"}, {"code": "Not A Code"}, {"label": ""}, {"label": "bell \x07"}, {"position": "99999"}],
)
def test_what_is_wrong_comes_back_to_the_form(wrong: dict[str, str], world: World) -> None:
    given = {"code": "shuttle", "label": "Typed", "position": "7", "sources": ""} | wrong
    response = signed_in(world.cast.administrator).post(LISTS[Kind] + "add/", given)
    assert response.status_code == 200
    assert "errorlist" in text(response)
    assert "Typed" in text(response) or "label" in wrong
    with arranging():
        assert not Kind.objects.filter(pk="shuttle").exists()


def test_an_office_keeps_its_acronym_and_ordered_dates(world: World) -> None:
    client, office = signed_in(world.cast.administrator), world.cast.near
    given = {"acronym": "OTHER", "name": "Renamed", "kind": office.kind, "time_zone": "UTC"}
    given |= {"established_on": "2010-01-01", "established_precision": "day", "closed_precision": "day"}
    assert "errorlist" in text(client.post(change(office), given | {"closed_on": "2009-01-01"}))
    assert client.post(change(office), given).status_code == 302
    with arranging():
        office.refresh_from_db()
    assert (office.acronym, office.name) == ("NEAR-OFFICE", "Renamed")


def amending(row: Engagement, **values: Any) -> dict[str, Any]:
    plain = {"opened_on": "2020-01-15", "opened_precision": "day", "language": "en", "sources": ""}
    return {"title": row.title, "summary": "What it is about", "seen": row.version, **plain, **values}


def test_an_engagement_is_amended_by_who_may(world: World, deputy: User) -> None:
    row = world.engagements[10]
    plain = signed_in(world.cast.administrator)
    assert 'name="title"' not in text(plain.get(change(row)))
    assert plain.post(change(row), amending(row, title="Renamed")).status_code == 403
    client = signed_in(deputy)
    assert client.post(change(row), amending(row, title="Renamed", status="closed", sensitivity=30)).status_code == 302
    with arranging():
        now = Engagement.objects.get(pk=row.pk)
    assert (now.title, now.status, now.sensitivity, now.version) == ("Renamed", "draft", 10, 2)


def test_a_second_editor_is_told(world: World, deputy: User) -> None:
    row, client = world.engagements[10], signed_in(deputy)
    client.post(change(row), amending(row, title="Theirs"))
    response = client.post(change(row), amending(row, title="Mine"))
    assert response.status_code == 200
    assert "Another user changed this" in text(response)
    assert "Mine" in text(response)


def test_a_closed_engagement_is_refused_in_words(world: World, deputy: User) -> None:
    row = world.engagements[10]
    with arranging():
        Engagement.objects.filter(pk=row.pk).update(status="closed", closed_on="2021-01-01", outcome="Signed")
    response = signed_in(deputy).post(change(row), amending(row, title="Renamed", outcome="Signed"))
    assert "Reopen it first" in text(response)


def test_an_entry_is_corrected_with_a_reason(world: World, deputy: User) -> None:
    entry, client = world.entries[10, None], signed_in(deputy)
    given = {"kind": "meeting", "headline": "Put right", "occurred_on": "2020-02-01", "occurred_precision": "day",
             "language": "en", "sources": "", "place": "Somewhere", "seen": entry.version}  # fmt: skip
    assert "errorlist" in text(client.post(change(entry), given))
    assert client.post(change(entry), given | {"reason": "Misheard"}).status_code == 302
    with arranging():
        now = JournalEntry.objects.get(pk=entry.pk)
    assert (now.headline, now.correction_reason, now.version) == ("Put right", "Misheard", 2)
    assert signed_in(world.cast.administrator).post(change(entry), given).status_code == 403


def test_nothing_is_deleted(world: World, deputy: User) -> None:
    for user in (deputy, make.UserFactory(is_superuser=True)):
        client = signed_in(user)
        for row in (world.engagements[10], world.entries[10, None], world.cast.near, world.cast.staff):
            assert client.post(change(row, "delete"), {"post": "yes"}).status_code in {403, 404}
            bulk = {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"}
            client.post(LISTS[type(row)], bulk)
    with arranging():
        assert Engagement.objects.filter(pk=world.engagements[10].pk).exists()
        assert Office.objects.filter(pk=world.cast.near.pk).exists()
        assert User.objects.filter(pk=world.cast.staff.pk).exists()


def test_its_log_and_its_messages_hold_no_text_of_a_row(world: World, deputy: User) -> None:
    """Both are kept in tables, or cookies, that no rule covers."""
    row, client = world.engagements[20], signed_in(deputy)
    response = client.post(change(row), amending(row, title="A canary of a title"), follow=True)
    assert [str(message) for message in response.context["messages"]] == ["Saved."]
    logged = LogEntry.objects.get()
    assert (logged.object_id, logged.object_repr) == (str(row.pk), str(row.pk))
    assert logged.change_message == '[{"changed": {"fields": ["title"]}}]'


def test_a_version_is_shown_to_who_may_read_it(world: World, deputy: User) -> None:
    row, client = world.engagements[20], signed_in(deputy)
    client.post(change(row), amending(row, title="Renamed"))
    assert "Renamed" in text(client.get(change(row, "history")))
    assert signed_in(world.cast.administrator).get(change(row, "history")).status_code == 404


@pytest.mark.parametrize(
    "below", ["logout/", "password_change/", "r/1/1/", "autocomplete/", "auth/group/", "account/emailaddress/"]
)
def test_what_is_not_ours_is_not_there(below: str, world: World) -> None:
    assert signed_in(world.cast.administrator).get(HOME + below).status_code == 404


def test_a_channel_to_a_hidden_person_is_not_there(world: World, deputy: User) -> None:
    """The person was raised after the channel was entered: as on pages and in the API, it goes with its person."""
    person = make.PersonFactory(office=world.cast.near, sensitivity=20)
    contact = make.ContactFactory(office=world.cast.near, sensitivity=10, person=person)
    hidden, unknown = (signed_in(deputy).get(f"{LISTS[Contact]}{key}/change/") for key in (contact.pk, uuid7()))
    assert hidden.status_code == unknown.status_code == 404
    assert text(hidden) == text(unknown)


def test_a_participation_of_a_hidden_partner_is_shown_without_it(world: World, deputy: User) -> None:
    """As on pages: the engagement is seen, and somebody takes part in it."""
    partner = make.PartnerFactory(office=world.cast.near, sensitivity=20, name="A hidden partner")
    row = make.ParticipationFactory(engagement=world.engagements[10], partner=partner)
    said = signed_in(deputy).get(f"{LISTS[Participation]}{row.pk}/change/")
    assert said.status_code == 200
    assert partner.name not in text(said)
