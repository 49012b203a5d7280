"""Ways to what is not one's own: by a list of keys, a search, an order, a facet, a field that nobody may set."""

from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client

from engagements.models import Engagement, JournalEntry
from offices.models import AuditEvent, Membership, User
from peaceapp.access.actor import acting_as
from peaceapp.access.keys import uuid7
from tests.arrange import arranging
from tests.attacks import forms
from tests.attacks.writers import bodies, lists, writers
from tests.cast import World
from tests.contracts.addresses import addresses
from tests.pages.client import signed_in, text
from tests.rest.caller import refusals

CANARY = "zzcanary"


def hide_canaries() -> None:
    """The word in every text of every row above the level that all read, and in nothing else."""
    with arranging() as cursor:
        for table, column in (
            ("engagements_engagement", "title"), ("engagements_engagement", "summary"),
            ("engagements_journalentry", "headline"), ("engagements_journalentry", "body"),
            ("engagements_followup", "title"), ("engagements_partner", "name"), ("engagements_person", "name"),
            ("engagements_contact", "note"), ("engagements_participation", "does"), ("engagements_threat", "title"),
            ("engagements_capacity", "title"),
        ):  # fmt: skip
            cursor.execute(f"update {table} set {column} = '{CANARY} ' || id where sensitivity > 10")


def test_no_list_names_a_hidden_row_among_others(world: World, call: Any) -> None:
    """Every list of keys of rows under the rule: a hidden one makes what an unknown one makes."""
    caller, sent, tried = call(world.cast.near_staff), bodies(world), 0
    with arranging():  # so that the caller may write in it
        Engagement.objects.filter(pk=world.engagements[10].pk).update(lead_office=world.cast.near)
    hidden = {"Partner": world.partners[20].pk, "Person": world.persons[20].pk}
    seen = {"Partner": world.partners[10].pk, "Person": world.persons[10].pk}
    for name, viewset in writers().items():
        for many, one in lists(viewset).items():
            kind = one.model.__name__
            if kind not in hidden:
                assert kind not in {"Engagement", "JournalEntry", "FollowUp"}, f"{name}.{many}: add rows of it here"
                continue
            with transaction.atomic():
                answers = [
                    caller.post(f"{name}/", sent[name] | {many: [str(seen[kind]), str(key)]})
                    for key in (hidden[kind], uuid7())
                ]
            assert [answer.status_code for answer in answers] == [400, 400], (name, many)
            assert answers[0].content == answers[1].content, (name, many)
            assert refusals(answers[0]) == {many: "does_not_exist"}
            assert caller.post(f"{name}/", sent[name] | {many: [str(seen[kind])]}).status_code == 201, (name, many)
            tried += 1
    assert tried >= 3


def test_five_visible_and_one_hidden_are_refused_whole(world: World, call: Any) -> None:
    rows = [{"headline": f"Met {n}", "occurred_on": "2020-03-01", "engagement": world.engagements[10].reference}
            for n in range(5)]  # fmt: skip
    caller = call(world.cast.manager)
    said = []
    for other in (world.engagements[30].reference, "TEST-2020-9999"):
        answer = caller.post("journal-entries/bulk/", [*rows, rows[0] | {"engagement": other}])
        assert answer.status_code == 400
        said.append(answer.said["errors"])
    assert said[0] == said[1]
    assert [error["row"] for error in said[0]] == [5]
    with arranging():
        assert not JournalEntry.objects.filter(headline__startswith="Met ").exists()


def test_a_search_finds_no_hidden_word_anywhere(world: World, call: Any, keeper: Client) -> None:
    """On every list of pages, API and admin, by its search and by all that it offers to choose from."""
    hide_canaries()
    outsider, page = call(world.cast.near_staff), signed_in(world.cast.near_staff)
    asked = 0
    for address in addresses():
        if address.takes or address.is_admin or address.route.startswith("accounts/"):
            continue
        path = address.at()
        if address.is_api and not address.route.endswith("docs/"):
            answer = outsider.get(f"{path}?q={CANARY}&count=1")
            if answer.status_code == 200 and "results" in answer.said:
                assert (answer.said["results"], answer.said["count"]) == ([], 0), path
                asked += 1
            continue
        plain, searched = page.get(path), page.get(path, {"q": CANARY})
        assert CANARY not in text(plain), path  # choices of forms and filters, too
        assert CANARY not in text(searched).replace(f'value="{CANARY}"', "").replace(f">{CANARY}<", "").replace(
            f"q={CANARY}", ""
        ), path
    assert asked >= 9
    administrator = signed_in(world.cast.administrator)
    for path in forms.admin_paths():
        found = text(administrator.get(path, {"q": CANARY, "_facets": "True"}))
        assert f"{CANARY} " not in found, path


def test_facets_of_the_admin_count_what_is_seen(world: World, deputy: User) -> None:
    for user, seen in ((world.cast.administrator, 2), (deputy, 4)):
        page = text(signed_in(user).get("/admin/engagements/engagement/", {"_facets": "True"}))
        counts = [int(part.split(")")[0]) for part in page.split(" (")[1:] if part.split(")")[0].isdigit()]
        assert counts, "no facets are shown any more: strike this"
        assert max(counts) <= seen, user


@pytest.mark.parametrize(
    "name", ["lead_officer__password", "owner__password__startswith", "id__regex", "title__icontains", "pk__in", "x"]
)
def test_no_filter_or_order_reaches_behind_a_row(name: str, world: World, call: Any) -> None:
    """On every list of the API 400, on every page as if it were not there."""
    caller, page = call(world.cast.manager), signed_in(world.cast.manager)
    for address in addresses():
        if address.takes or address.is_admin or address.route.startswith("accounts/"):
            continue
        path = address.at()
        if address.is_api and not address.route.endswith("docs/"):
            plain = caller.get(path)
            if plain.status_code == 200 and "results" in plain.said:
                assert caller.get(f"{path}?{name}=a").status_code == 400, path
                assert caller.get(f"{path}?ordering={name}").status_code == 400, path
        else:
            assert page.get(path, {"ordering": name}).status_code in {200, 404}, path
            assert page.get(path, {name: "a"}).status_code in {200, 302, 405}, path


def test_an_order_by_the_last_entry_knows_no_hidden_entry(world: World, call: Any) -> None:
    """The newest day that an engagement sorts by is of entries that everybody sees who sees the engagement."""
    plain = call(world.cast.near_staff)
    before = [row["id"] for row in plain.get("engagements/?ordering=-latest").said["results"]]
    with arranging():
        JournalEntry.objects.filter(pk=world.entries[10, 20].pk).update(occurred_on="2025-01-01")
        JournalEntry.objects.filter(pk=world.entries[10, 30].pk).update(occurred_on="2025-02-01")
    assert [row["id"] for row in plain.get("engagements/?ordering=-latest").said["results"]] == before


def test_nobody_raises_themselves(world: World, call: Any, keeper: Client) -> None:
    caller = call(world.cast.staff)
    for sent in ({"role": "manager"}, {"clearance": 30}, {"is_superuser": True}, {"memberships": []}):
        assert caller.patch("me/", sent).status_code == 405
        assert caller.patch("users/lead.staff/", sent).status_code == 405
    for name, viewset in writers().items():
        for field in ("is_superuser", "role", "clearance", "password", "author", "version", "id", "floor", "lead"):
            if field not in viewset.serializer(context={"found": {}, "had": {}}).fields:
                answer = call(world.cast.manager).post(f"{name}/", bodies(world)[name] | {field: 30})
                assert answer.status_code == 400, (name, field)
                assert refusals(answer)[field] in {"unknown", "read_only"}, (name, field)
    for who in (world.cast.staff, world.cast.administrator, world.cast.manager):
        with acting_as(who):
            assert Membership.objects.filter(user=who).update(clearance=30, role="manager") == 0, who
    with acting_as(world.cast.administrator), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select has_table_privilege(current_user, 'offices_membership', 'delete')")
        assert cursor.fetchone() == (False,)


def test_no_engagement_is_moved_to_another_office(world: World, call: Any, keeper: Client, deputy: User) -> None:
    """There is no transfer yet: it will be an action of its own, and the column is nobody's to set till then."""
    row = world.engagements[10]
    answer = call(world.cast.manager).patch(
        f"engagements/{row.reference}/", {"lead_office": world.cast.near.acronym}, row.version
    )
    assert (answer.status_code, refusals(answer)) == (400, {"lead_office": "read_only"})
    for path in (f"/engagements/{row.reference}/edit/", f"/admin/engagements/engagement/{row.pk}/change/"):
        for form in forms.read(keeper, path):
            assert "lead_office" not in form.kinds
            keeper.post(form.path, form.filled(lead_office=world.cast.near.pk, title="Renamed"))
    with arranging():
        assert Engagement.objects.get(pk=row.pk).lead_office == world.cast.lead
    with acting_as(world.cast.manager), pytest.raises(Exception, match="row-level security"), transaction.atomic():
        Engagement.objects.filter(pk=world.engagements[20].pk).update(lead_office=world.cast.near)


def test_a_key_that_is_taken_by_a_hidden_row_tells_nothing(world: World, manager: Client) -> None:
    """A form brings a key back, so that it writes once. A hidden row's, another's and nobody's are all as good."""
    (form,) = (
        one for one in forms.read(manager, f"/engagements/{world.engagements[10].reference}/") if "key" in one.kinds
        and "headline" in one.kinds
    )  # fmt: skip
    taken = (world.entries[30, None].pk, world.entries[20, None].pk, uuid7())
    for key in (*taken, *taken):
        response = manager.post(form.path, form.filled(key=str(key), headline="They met", occurred_on="2020-01-01"))
        assert response.status_code == 302
        assert str(key) not in response.url
    with arranging():
        written = JournalEntry.objects.filter(headline="They met", author=world.cast.manager)
        assert written.count() == len(taken)  # each key once
        assert not written.filter(pk__in=taken).exists()


def test_a_unique_value_of_a_hidden_row_is_refused_in_words(world: World) -> None:
    """Also by code that looks first, and past every form: one sentence, no name of a table, no value."""
    from peaceapp.errors import hide_database_errors  # beside what it is to turn into a sentence

    with (
        acting_as(world.cast.near_staff),
        pytest.raises(Exception, match="cannot be saved") as refused,
        transaction.atomic(),
        hide_database_errors(),
    ):
        Engagement.objects.get_or_create(
            reference=world.engagements[30].reference,
            defaults={"title": "T", "lead_office": world.cast.near, "opened_on": "2020-01-01"},
        )
    assert world.engagements[30].reference not in str(refused.value)
    with acting_as(world.cast.near_staff), pytest.raises(IntegrityError), transaction.atomic():
        Engagement.objects.create(
            reference=world.engagements[30].reference, title="T", lead_office=world.cast.near, opened_on="2020-01-01"
        )


def test_nothing_points_to_just_any_row() -> None:
    """No generic relation: a row names another by a foreign key, which is under the rule, or not at all."""
    ours = [model for model in apps.get_models() if model.__module__.startswith(("offices.", "engagements."))]
    generic = [model._meta.label for model in ours if model._meta.private_fields]
    typed = [
        model._meta.label
        for model in ours
        for one in model._meta.concrete_fields
        if one.is_relation and one.related_model._meta.label == "contenttypes.ContentType"
    ]
    assert (generic, typed) == ([], [])


def test_a_refusal_is_noted_and_says_no_name(world: World, manager: Client) -> None:
    manager.get("/admin/")
    with arranging():
        event = AuditEvent.objects.filter(verb="refused", actor_key=world.cast.manager.pk).latest("number")
    assert event.object == "GET /admin/"


def test_keys_are_no_counter() -> None:
    """Whoever counts up finds nothing: keys in addresses carry chance."""
    first, second = uuid7(), uuid7()
    assert isinstance(first, UUID)
    assert bin(first.int ^ second.int).count("1") > 10
