"""Partners, persons and contacts on pages: what is listed, what is shown of one, and the forms around it."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagements.models import Contact, EngagementPerson, EntryPartner, EntryPerson, FollowUp, Partner
from offices.models import PartnerType, User
from peaceapp.access.keys import uuid7
from tests import factories as make
from tests.arrange import arranging
from tests.cast import Cast, World
from tests.pages.client import signed_in, text

MOVES = ["merge/", "unmerge/", "retire/", "restore/"]
BELOW = ["", "edit/", "history/", *MOVES]
OUTSIDE = ["near_staff", "near_manager", "support_staff", "administrator", "team_member"]
"""Who reads what the lead office keeps if it is unclassified, and no more."""


def at(row: Any, below: str = "") -> str:
    return f"/{'partners' if isinstance(row, Partner) else 'persons'}/{row.pk}/{below}"


def get(user: User, path: str) -> str:
    return unescape(text(signed_in(user).get(path)))


def names(user: User, query: str = "", of: str = "partners") -> list[str]:
    """What the list shows, in its order."""
    return re.findall(rf'class="cell-title" dir="auto" href="/{of}/[^"]+">([^<]+)<', get(user, f"/{of}/{query}"))


def put(row: Any, **values: Any) -> None:
    with arranging():
        type(row)._default_manager.filter(pk=row.pk).update(**values)


def now(row: Any) -> Any:
    """The row as it stands, with what it refers to."""
    with arranging():
        return type(row)._default_manager.filter(pk=row.pk).values().get()


def typed(**values: Any) -> dict[str, Any]:
    return {"name": "Council of Elders", "kind": make.first(PartnerType).pk, "sensitivity": "10"} | values


# Lists


def test_the_list_goes_from_a_to_z_and_is_narrowed(cast: Cast) -> None:
    country = make.CountryFactory()
    ecowas = make.PartnerFactory(office=cast.lead, name="Zonal Community", acronym="ZC", other_names=["The Zone"])
    other = make.PartnerFactory(office=cast.near, name="Assembly of Churches")
    make.PartnerCountryFactory(partner=ecowas, country=country, is_member=True)
    assert names(cast.near_observer) == [other.name, ecowas.name]
    for query in (
        "?q=zonal",
        "?q=zc",
        "?q=the+zone",
        "?q=zonal+comm",
        "?office=LEAD-OFFICE",
        f"?kind={ecowas.kind_id}",
    ):
        assert names(cast.near_observer, query) == [ecowas.name], query
    assert names(cast.near_observer, f"?country={country.pk}") == [ecowas.name]
    assert names(cast.near_observer, "?q=zonal+churches") == []
    assert "1 partner" in get(cast.near_observer, "/partners/?q=zonal")


def test_retired_and_merged_ones_are_listed_on_request(cast: Cast) -> None:
    right = make.PartnerFactory(office=cast.lead, name="Right")
    make.PartnerFactory(office=cast.lead, name="Wrong", merged_into=right)
    make.PartnerFactory(office=cast.lead, name="Old", retired_on="2020-01-01")
    assert names(cast.near_staff) == ["Right"]
    assert names(cast.near_staff, "?retired=on") == ["Old", "Right"]
    assert names(cast.near_staff, "?merged=on") == ["Right", "Wrong"]
    assert names(cast.near_staff, "?merged=true&retired=true") == ["Old", "Right", "Wrong"]
    assert "merged into Right" in get(cast.near_staff, "/partners/?merged=on")
    assert "Filtered by" not in get(cast.near_staff, "/partners/?merged=&q=")


def test_persons_are_found_by_function_and_by_whom_they_stand_for(cast: Cast) -> None:
    right = make.PartnerFactory(office=cast.lead)
    wrong = make.PartnerFactory(office=cast.lead, merged_into=right)
    make.PersonFactory(office=cast.lead, name="Awa", function="Mediator", partner=wrong)
    make.PersonFactory(office=cast.lead, name="Ousmane")
    assert names(cast.staff, of="persons") == ["Awa", "Ousmane"]
    assert names(cast.staff, "?q=mediator", "persons") == ["Awa"]
    assert names(cast.staff, f"?partner={right.pk}", "persons") == ["Awa"]


# Hidden


@pytest.mark.parametrize("who", OUTSIDE)
def test_what_another_office_keeps_confidential_shows_nowhere(who: str, world: World) -> None:
    """No list, count, page, picker; neither where somebody else's row names it."""
    user = getattr(world.cast, who)
    secrets = {"name": "Hidden House", "acronym": "HIHO"}
    partner, person = world.partners[20], world.persons[20]
    put(partner, **secrets)
    put(person, name="Hidden Head")
    put(world.persons[10], partner=partner)
    with arranging():
        FollowUp.objects.filter(pk=world.follow_ups[10, None].pk).update(responsible_partner=partner)
        EntryPartner.objects.create(entry=world.entries[10, None], partner=partner)
        EntryPerson.objects.create(entry=world.entries[10, None], person=person)
        EngagementPerson.objects.create(engagement=world.engagements[10], person=person)
    client, reference = signed_in(user), world.engagements[10].reference
    pages = [
        "/partners/", "/partners/?q=hidden", "/partners/?merged=on&retired=on", "/persons/", "/persons/?q=hidden",
        "/partners/new/", "/persons/new/", f"/engagements/{reference}/", at(world.persons[10]),
        at(world.partners[10]), f"/engagements/{reference}/participations/new/", "/follow-ups/",
        f"/follow-ups/{world.follow_ups[10, None].pk}/", at(world.partners[10], "merge/"), "/", "/offices/LEAD-OFFICE/",
        at(world.persons[10], "edit/"), at(world.partners[10], "history/"), at(world.persons[10], "history/"),
    ]  # fmt: skip
    for path in pages:
        page = unescape(text(client.get(path)))
        assert "Hidden H" not in page.replace('value="hidden"', ""), path
        assert "HIHO" not in page, path
    assert len(names(user)) == 2  # of the lead office and its predecessor, which keep two more
    assert "2 partners" in get(user, "/partners/")
    assert names(user, "?q=hidden") == []


@pytest.mark.parametrize("below", BELOW)
def test_hidden_and_unknown_are_one_answer(below: str, world: World) -> None:
    for row in (world.partners[20], world.persons[20]):
        unknown, path = uuid7(), at(row, below)
        for user in (world.cast.near_manager, world.cast.administrator, world.cast.auditor):
            client = signed_in(user)
            for method in (client.get, client.post, client.options):
                found, nothing = method(path), method(path.replace(str(row.pk), str(unknown)))
                assert (found.status_code, text(found).replace(str(row.pk), "")) == (
                    nothing.status_code, text(nothing).replace(str(unknown), ""),
                ), (path, user)  # fmt: skip
                assert found.status_code in ({200} if method == client.options else {404, 405})


def test_a_contact_is_reached_through_its_person_alone(world: World) -> None:
    client, contact = signed_in(world.cast.staff), world.contacts[20]
    for below in ("", "history/"):
        assert client.get(at(world.persons[20], f"contacts/{contact.pk}/{below}")).status_code == 200
        assert client.get(at(world.persons[10], f"contacts/{contact.pk}/{below}")).status_code == 404
    put(contact, person=world.persons[10])
    outside = signed_in(world.cast.near_manager)
    for key in (contact.pk, uuid7()):
        assert outside.get(at(world.persons[10], f"contacts/{key}/")).status_code == 404
    assert "lead.staff" not in text(outside.get(at(world.persons[10])))


# Pages


def test_a_page_tells_what_a_partner_is_and_does(world: World) -> None:
    cast, partner = world.cast, world.partners[10]
    put(partner, name="Regional Council", acronym="RC", seat="Banjul", other_names=["The Council"], sources=["B1"])
    country = make.CountryFactory(name="Somewhere")
    make.PartnerCountryFactory(partner=partner, country=country, is_member=True)
    put(world.persons[10], name="Awa", partner=partner)
    put(world.follow_ups[10, None], responsible_partner=partner)
    page = get(cast.staff, at(partner))
    for word in ("RC", "Banjul", "The Council", "Somewhere", "Office LEAD-OFFICE", "/sources/#source-B1", "Awa"):
        assert word in page, word
    for level in (10, 20):
        assert world.engagements[level].title in page
        assert f"does {level} marked None" in page
        assert f"{level} marked None" in page  # of the journal
    assert "to do 10 marked None" in page
    assert world.engagements[30].title not in page
    assert "marked 30" not in page
    outside = get(cast.near_staff, at(partner))
    assert "does 10 marked None" in outside
    assert "does 20" not in outside
    assert "Edit" not in outside


def test_what_names_a_merged_one_is_read_as_naming_the_other(world: World) -> None:
    cast, wrong = world.cast, world.partners[10]
    right = make.PartnerFactory(office=cast.near, name="The Right One")
    assert "does 10 marked None" not in get(cast.near_staff, at(right))
    put(wrong, merged_into=right, reason="The same house")
    put(world.persons[10], name="Awa", partner=wrong)
    put(world.follow_ups[10, None], responsible_partner=wrong)
    page = get(cast.near_staff, at(right))
    for word in ("does 10 marked None", "10 marked None", "to do 10 marked None", "Awa", wrong.name):
        assert word in page, word
    merged = get(cast.near_staff, at(wrong))
    assert "Merged into" in merged
    assert "The same house" in merged
    assert f'href="{at(right)}"' in merged
    shown = get(cast.near_staff, f"/engagements/{world.engagements[10].reference}/")
    assert f'href="{at(right)}"' in shown
    assert "The Right One" in get(cast.near_staff, at(world.persons[10]))
    assert right.name not in names(cast.near_staff, f"?q={wrong.name.split()[0]}&office=LEAD-OFFICE")


def test_a_merging_that_the_viewer_cannot_follow_is_not_told(world: World) -> None:
    put(world.partners[10], merged_into=world.partners[20])
    page = get(world.cast.near_staff, at(world.partners[10]))
    assert "stands for" not in page
    assert world.partners[20].name not in page
    assert world.partners[10].name in names(world.cast.near_staff)
    assert "Merged into" in get(world.cast.staff, at(world.partners[10]))


def test_a_person_s_page_tells_where_they_matter_and_who_holds_the_channel(world: World) -> None:
    cast, person = world.cast, world.persons[10]
    put(person, name="Awa", function="Mediator", partner=world.partners[10])
    put(world.contacts[10], last_contact_on=timezone.localdate() - timedelta(days=95), note="By way of her brother")
    page = get(cast.near_staff, at(person))
    words = ["Awa", "Mediator", world.partners[10].name, world.engagements[10].title, "10 marked None", "Lead Staff"]
    for word in [*words, "Going cold: no contact for 3 months.", "By way of her brother"]:
        assert word in page, word
    assert world.engagements[20].title not in page
    put(world.contacts[10], last_contact_on=timezone.localdate() - timedelta(days=90))
    assert "Going cold" not in get(cast.near_staff, at(person))
    put(world.contacts[10], last_contact_on=None)
    assert "No contact recorded" in get(cast.near_staff, at(person))


def test_what_names_a_merged_person_is_read_as_naming_the_other(world: World) -> None:
    right = make.PersonFactory(office=world.cast.near, sensitivity=10)
    put(world.persons[10], merged_into=right)
    put(world.contacts[10], note="By way of her brother")
    page = get(world.cast.near_staff, at(right))
    for word in (world.engagements[10].title, "10 marked None", "By way of her brother"):
        assert word in page, word


def test_a_page_costs_the_same_with_one_row_and_with_many(world: World) -> None:
    client = signed_in(world.cast.staff)
    costs = []
    for many in (1, 12):
        for _ in range(many):
            make.ParticipationFactory(engagement=world.engagements[10], partner=world.partners[10], sources=["B1"])
            make.PersonFactory(office=world.cast.lead, partner=world.partners[10])
            entry = make.EntryFactory(engagement=world.engagements[10], author=world.cast.staff)
            make.tie(EntryPartner, entry=entry, partner=world.partners[10])
            make.tie(EntryPerson, entry=entry, person=world.persons[10])
            make.ContactFactory(office=world.cast.lead, person=world.persons[10], holder=world.cast.staff)
            make.PartnerFactory(office=world.cast.lead, merged_into=world.partners[10])
            make.FollowUpFactory(
                engagement=world.engagements[10], owner=world.cast.staff, responsible_partner=world.partners[10]
            )
        found = []
        for row in (world.partners[10], world.persons[10]):
            client.get(at(row))
            with CaptureQueriesContext(connection) as asked:
                assert client.get(at(row)).status_code == 200
            found.append(len(asked))
        costs.append(found)
    assert costs[0] == costs[1]


# Forms


def test_a_partner_alike_is_noticed_and_nothing_typed_is_lost(world: World) -> None:
    cast = world.cast
    make.PartnerFactory(office=cast.near, name="Elders", acronym="CoE")
    client = signed_in(cast.staff)
    given = typed(acronym="coe", about="Two hours of writing", other_names="One\nTwo", office=cast.lead.pk)
    assert "is_another" not in text(client.get("/partners/new/"))
    response = client.post("/partners/new/", given)
    page = unescape(text(response))
    assert response.status_code == 422
    assert "This is a different record" in page
    for word in ("Already recorded: CoE – Elders.", "Two hours of writing", 'name="is_another"'):
        assert word in page, word
    assert "One\nTwo" in page
    assert response.context["form"].has_error("acronym", "alike")
    saved = client.post("/partners/new/", given | {"is_another": "on"})
    assert saved.status_code == 302
    page = get(cast.near_staff, saved.url)
    for word in ("Council of Elders", "Two hours of writing", "One", "Two", "LEAD-OFFICE"):
        assert word in page, word


def test_the_tick_stays_while_something_else_is_wrong(world: World) -> None:
    make.PartnerFactory(office=world.cast.near, name="Elders", acronym="CoE")
    given = typed(name="", acronym="coe", is_another="on", office=world.cast.lead.pk)
    page = text(signed_in(world.cast.staff).post("/partners/new/", given))
    assert re.search(r'name="is_another"[^>]* checked', page)


def test_the_keeping_office_is_one_of_ones_own(world: World) -> None:
    cast, client = world.cast, signed_in(world.cast.staff)
    offered = re.findall(r'<option value="(\d+)"', get(cast.staff, "/partners/new/").split('name="office"')[1])
    assert set(offered) - {"10", "20"} == {str(cast.lead.pk)}
    assert client.post("/partners/new/", typed(office=cast.near.pk)).status_code == 422
    assert client.post("/partners/new/", typed(office=world.old.pk)).status_code == 422
    for path in ("/partners/new/", "/persons/new/"):
        for who in ("observer", "auditor", "nobody"):
            outsider = signed_in(getattr(cast, who))
            assert outsider.get(path).status_code == 403, who
            assert outsider.post(path, typed(office=cast.lead.pk)).status_code == 403, who


def test_forms_are_for_members_of_the_keeping_office_and_administrators(world: World) -> None:
    for row in (world.partners[10], world.persons[10]):
        for below in ["edit/", *MOVES]:
            for who in ("staff", "manager", "administrator"):
                assert signed_in(getattr(world.cast, who)).get(at(row, below)).status_code == 200, (who, below)
            for who in ("observer", "near_staff", "near_manager", "support_staff", "team_member"):
                client = signed_in(getattr(world.cast, who))
                assert client.get(at(row, below)).status_code == 403, (who, below)
                assert client.post(at(row, below), {"reason": "x"}).status_code == 403, (who, below)
        assert now(row)["version"] == 1


def test_an_editor_changes_what_the_form_shows_and_a_second_one_loses_nothing(world: World) -> None:
    cast, row = world.cast, world.partners[10]
    country = make.CountryFactory()
    given = typed(
        name="Renamed", version=now(row)["version"], members=[country.pk], office=cast.near.pk, retired_on="2020-01-01"
    )
    first, second = signed_in(cast.staff), signed_in(cast.people["near", "administrator"])
    assert first.post(at(row, "edit/"), given).status_code == 302
    assert (now(row)["name"], now(row)["office_id"], now(row)["retired_on"]) == ("Renamed", cast.lead.pk, None)
    assert country.name in get(cast.staff, at(row))
    response = second.post(at(row, "edit/"), given | {"name": "Mine", "about": "Two hours of writing"})
    assert response.status_code == 409
    page = text(response)
    for word in ("Renamed", "Mine", "Two hours of writing"):
        assert word in page
    version = response.context["form"]["version"].value()
    assert second.post(at(row, "edit/"), given | {"name": "Mine", "version": version}).status_code == 302
    history = get(cast.staff, at(row, "history/"))
    assert "Renamed" in history
    assert "Mine" in history


def test_merging_and_undoing_by_form(world: World) -> None:
    cast, row = world.cast, world.partners[10]
    right = make.PartnerFactory(office=cast.near, name="The Right One")
    client = signed_in(cast.staff)
    offered = text(client.get(at(row, "merge/")))
    assert f'value="{right.pk}"' in offered
    for absent in (row, world.partners[20]):
        assert f'value="{absent.pk}"' not in offered
    assert client.post(at(row, "merge/"), {"into": right.pk, "reason": ""}).status_code == 422
    assert client.post(at(row, "merge/"), {"into": world.partners[20].pk, "reason": "x"}).status_code == 422
    done = client.post(at(row, "merge/"), {"into": right.pk, "reason": "The same house"}, follow=True)
    assert "Merged into" in text(done)
    assert f'href="{at(row, "unmerge/")}"' in text(done)
    assert f'href="{at(row, "edit/")}"' not in text(done)
    again = client.post(at(row, "merge/"), {"into": right.pk, "reason": "Again"})
    assert again.status_code == 422
    assert "already merged into another" in text(again)
    undone = client.post(at(row, "unmerge/"), {"reason": "Two houses"}, follow=True)
    assert "Merged into" not in text(undone)
    history = get(cast.near_staff, at(row, "history/"))
    for word in ("The same house", "Two houses", "The Right One"):
        assert word in history, word


def test_retiring_and_restoring_by_form(world: World) -> None:
    client, row = signed_in(world.cast.staff), world.persons[10]
    put(row, name="Awa")
    assert "cannot be chosen for new records" in text(client.post(at(row, "retire/"), {"reason": "Left"}, follow=True))
    picker = f"/engagements/{world.engagements[10].reference}/persons/"
    assert ">Awa" not in get(world.cast.manager, picker).split("<select")[1].split("</select>")[0]
    client.post(at(row, "restore/"), {})
    assert now(row)["retired_on"] is None


def test_contacts_by_form(world: World) -> None:
    cast, person = world.cast, world.persons[10]
    client, day = signed_in(cast.near_staff), timezone.localdate()
    given = {"office": cast.near.pk, "access": "guarded", "holder": cast.near_staff.pk, "sensitivity": "20",
             "last_contact_on": day.isoformat(), "note": "By telephone"}  # fmt: skip
    assert 'value="20" selected' in text(client.get(at(person, "contacts/new/")))
    assert client.post(at(person, "contacts/new/"), given).url == at(person) + "#contacts"
    tomorrow = given | {"last_contact_on": (day + timedelta(days=1)).isoformat()}
    refused = client.post(at(person, "contacts/new/"), tomorrow)
    assert refused.status_code == 422
    assert "By telephone" in text(refused)
    assert "By telephone" in get(cast.near_staff, at(person))
    assert "By telephone" not in get(cast.staff, at(person))
    with arranging():
        contact = Contact.objects.get(note="By telephone")
    path = at(person, f"contacts/{contact.pk}/")
    assert client.post(path, given | {"note": "In person", "version": 1}).status_code == 302
    assert client.post(path, given | {"note": "By letter", "version": 1}).status_code == 409
    assert "In person" in text(client.get(f"{path}history/"))
    assert signed_in(cast.staff).get(path).status_code == 404
    put(contact, sensitivity=10)
    assert signed_in(cast.staff).get(path).status_code == 403
    assert signed_in(cast.observer).get(at(person, "contacts/new/")).status_code == 403
