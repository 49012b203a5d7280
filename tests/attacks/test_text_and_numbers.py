"""What no keyboard types, in every field that there is: of pages, of the API, of the admin, and in every question."""

from random import Random
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client

from engagements.models import Engagement, Partner
from tests.arrange import arranging
from tests.attacks import forms
from tests.attacks.writers import bodies, lists, one_line, texts, writers
from tests.cast import World
from tests.contracts.addresses import addresses
from tests.rest.caller import refusals

UNSTORABLE = ["a\x00b", "a\x1b[31mb", "a\x07b"]
"""NUL, terminal escapes, a bell: refused."""
DROPPED = ["a\u202eb", "a\u2066b", "a\ufeffb"]
"""Marks that turn the direction of text round, a mark of byte order: what is kept is without them."""
TURNED = r"[\u202a-\u202e\u2066-\u2069\ufeff]"
QUESTIONS = ["\x00", "a & & (", "(", "%", "\\", ":*", "9" * 5000, "-1", "10000-01-01", "99999999999-01-01", "\u202e",
             "\ud7ff", "1e400", "NaN", "' or 1=1 --", "x" * 5000]  # fmt: skip


def stored_badly() -> list[tuple[str, str, str]]:
    """Where a control character or a turning mark is in a text column of any table of ours."""
    found = []
    with arranging() as cursor:
        for model in apps.get_models():
            if not model.__module__.startswith(("offices.", "engagements.", "peaceapp.")):
                continue
            for one in model._meta.concrete_fields:
                if isinstance(one, models.CharField | models.TextField):
                    pattern = rf"[\u0001-\u0008\u000b\u000c\u000e-\u001f\u007f]|{TURNED}"
                    cursor.execute(
                        f'select "{one.column}" from {model._meta.db_table} where "{one.column}" ~ %s', [pattern]
                    )
                    found += [(model._meta.db_table, one.column, text) for (text,) in cursor.fetchall()]
    return found


def test_no_field_of_the_api_takes_what_cannot_be_stored_or_seen(world: World, call: Any) -> None:
    caller, sent, tried = call(world.cast.manager), bodies(world), 0
    assert set(writers()) == set(sent), "a resource that takes a POST has no body here"
    for name, viewset in writers().items():
        for text in texts(viewset):
            for bad in UNSTORABLE:
                answer = caller.post(f"{name}/", sent[name] | {text: bad})
                assert answer.status_code == 400, (name, text, bad)
                assert set(refusals(answer)) == {text}, (name, text, bad, answer.said)
                tried += 1
            for mark in DROPPED:
                answer = caller.post(f"{name}/", sent[name] | {text: mark})
                assert answer.status_code == 201 or "control" not in refusals(answer).values(), (name, text, mark)
                tried += 1
            surrogate = caller.post(f"{name}/", f'{{"{text}": "\\ud800"}}')
            assert surrogate.status_code == 400, (name, text)
    assert tried > 150
    assert stored_badly() == []


def test_no_field_of_the_api_takes_more_than_it_keeps(world: World, call: Any) -> None:
    caller, sent = call(world.cast.manager), bodies(world)
    for name, viewset in writers().items():
        for text, one in texts(viewset).items():
            assert one.max_length, (name, text)
            answer = caller.post(f"{name}/", sent[name] | {text: "x" * (one.max_length + 1)})
            assert (answer.status_code, refusals(answer)) == (400, {text: "max_length"}), (name, text)
            megabyte = caller.post(f"{name}/", sent[name] | {text: "x" * 1_000_000})
            assert (megabyte.status_code, refusals(megabyte)) == (400, {text: "max_length"}), (name, text)


def test_lists_of_many_keys_are_refused_everywhere(world: World, call: Any) -> None:
    caller, sent = call(world.cast.manager), bodies(world)
    for name, viewset in writers().items():
        for many in lists(viewset):
            answer = caller.post(f"{name}/", sent[name] | {many: ["x"] * 70_000})
            assert (answer.status_code, refusals(answer)) == (400, {many: "too_many"}), (name, many)


def test_no_form_of_a_page_takes_what_cannot_be_stored_or_seen(world: World, manager: Client, draw: Random) -> None:
    assert send_everywhere(manager, list(forms.page_paths(world)), draw, 1) > 20
    assert stored_badly() == []


def test_no_form_of_the_admin_takes_what_cannot_be_stored_or_seen(world: World, keeper: Client, draw: Random) -> None:
    assert send_everywhere(keeper, [*forms.admin_paths(), *forms.admin_row_paths()], draw, 1) > 20
    assert stored_badly() == []


@pytest.mark.prove
@pytest.mark.parametrize("which", ["pages", "admin"])
def test_no_form_takes_any_of_it(which: str, world: World, keeper: Client, draw: Random) -> None:
    paths = [*forms.admin_paths(), *forms.admin_row_paths()] if which == "admin" else list(forms.page_paths(world))
    assert send_everywhere(keeper, paths, draw, len(UNTYPED)) > 500
    assert stored_badly() == []


UNTYPED = [*UNSTORABLE, *DROPPED, "x" * 1_000_000]


def send_everywhere(client: Client, paths: list[str], draw: Random, number: int) -> int:
    """So many kinds of bad text in each text field of each form; how many were sent."""
    tried = 0
    for path in paths:
        if number == 1 and path.startswith("/admin/") and draw.random() < 0.6:
            continue
        for form in forms.read(client, path):
            for text in form.texts if number > 1 else draw.sample(form.texts, min(3, len(form.texts))):
                for bad in draw.sample(UNTYPED, number):
                    response = client.post(form.path, form.filled(**{text: bad}))
                    assert response.status_code < 500, (path, text, bad[:9], response.status_code)
                    tried += 1
    return tried


@pytest.mark.parametrize("kind", ["pages", "api", "admin"])
def test_no_question_makes_a_fault(kind: str, world: World, keeper: Client, draw: Random) -> None:
    """Every parameter of every list, with one of the above and a NUL."""
    assert ask_everywhere(kind, keeper, draw, 1) > 15


@pytest.mark.prove
@pytest.mark.parametrize("kind", ["pages", "api", "admin"])
def test_no_question_of_all_makes_a_fault(kind: str, world: World, keeper: Client, draw: Random) -> None:
    assert ask_everywhere(kind, keeper, draw, len(QUESTIONS)) > 500


def ask_everywhere(kind: str, client: Client, draw: Random, number: int) -> int:
    asked = 0
    for address in addresses():
        if number == 1 and draw.random() < {"admin": 0.8, "pages": 0.5, "api": 0}[kind]:
            continue  # a part of them is enough for every day
        if address.takes or kind != ("api" if address.is_api else "admin" if address.is_admin else "pages"):
            continue
        if address.route in {"accounts/logout/", "admin/logout/"}:
            continue
        names = {"q", "cursor", "ordering", *ALSO[kind], *parameters(client, address.at())}
        for name in sorted(names):
            for bad in {"\x00", *draw.sample(QUESTIONS, number)}:
                response = client.get(address.at(), {name: bad})
                assert response.status_code < 500, (address.route, name, bad[:20])
                asked += 1
        for raw in ("%ff", "%ed%a0%80"):
            assert client.get(address.at(), QUERY_STRING=f"q={raw}").status_code < 500, (address.route, raw)
    return asked


ALSO = {"pages": ["before", "page"], "api": ["limit", "count", "format"], "admin": ["o", "p", "e", "_facets", "all"]}


def parameters(client: Client, path: str) -> set[str]:
    """The filters that a list offers."""
    response = client.get(path)
    found = (response.context or {}).get("filter") if response.status_code == 200 else None
    return set(found.form.fields) if found is not None else set()


def test_a_key_that_nothing_can_have_is_not_found(manager: Client, keeper: Client) -> None:
    for key in ("9" * 20, "9" * 5000, "-1", "%00", "1e9", "\u0661"):
        assert manager.get(f"/api/v1/engagements/{key}/").status_code == 404, key
        assert manager.get(f"/engagements/{key}/").status_code == 404, key
        assert keeper.get(f"/admin/engagements/engagement/{key}/change/").status_code in {400, 404}, key
        assert keeper.get(f"/admin/offices/membership/{key}/change/").status_code in {400, 404}, key


def test_spaces_are_trimmed_and_letters_composed_everywhere(world: World, call: Any, manager: Client) -> None:
    caller, sent = call(world.cast.manager), bodies(world)
    for name, viewset in writers().items():
        for text, one in texts(viewset).items():
            if one.max_length and one.max_length < 10:
                continue
            if text == "reference":
                continue  # of a row that is there
            another = {"is_another": True} if name in {"partners", "persons"} else {}
            sent = bodies(world)  # what can be asked for once is asked for anew
            answer = caller.post(f"{name}/", sent[name] | another | {text: "\u00a0 Cafe\u0301\u2003 "})
            assert answer.status_code == 201, (name, text, answer.said)
            shown = answer.said.get(text, "Café")
            assert shown == "Café", (name, text)
    with arranging(), connection.cursor() as cursor:
        cursor.execute("select count(*) from engagements_engagement where title like '%%' || %s || '%%'", ["e\u0301"])
        assert cursor.fetchone() == (0,)
        assert Partner.objects.filter(name="Café").exists()
    twice = caller.post("partners/", sent["partners"] | {"name": " Cafe\u0301 "})
    assert twice.status_code == 400  # one alike is noticed, however it was typed
    typed = {"title": "\u2003Cafe\u0301 \u00a0"}
    (form,) = (one for one in forms.read(manager, "/engagements/new/") if "title" in one.kinds)
    assert manager.post(form.path, form.filled(**typed, **choices(sent))).status_code == 302
    with arranging():
        assert Engagement.objects.filter(title="Café").count() == 2


def choices(sent: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {name: sent["engagements"][name] for name in ("countries", "kinds", "opened_on")}


def test_lines_stay_lines(world: World, call: Any) -> None:
    caller, sent = call(world.cast.manager), bodies(world)
    for name, viewset in writers().items():
        for text, one in texts(viewset).items():
            if one_line(one):
                for broken in ("a\nb", "a\r\nBcc: x", "a\u2028b", "a\x85b"):
                    answer = caller.post(f"{name}/", sent[name] | {text: broken})
                    assert answer.status_code == 400, (name, text, broken)


def test_text_is_isolated_where_it_stands_among_other_text(world: World, manager: Client) -> None:
    """A name in another script turns nothing beside it round: titles and names have a direction of their own."""
    arabic = "محادثات السلام"
    with arranging():
        Engagement.objects.filter(pk=world.engagements[10].pk).update(title=arabic)
        Partner.objects.filter(pk=world.partners[10].pk).update(name=arabic)
    paths = ["/", "/engagements/", "/partners/", "/follow-ups/", f"/engagements/{world.engagements[10].reference}/"]
    shown = 0
    for path in paths:
        for part in manager.get(path).content.decode().split(arabic)[:-1]:
            tag = part[part.rfind("<") :]
            isolated = 'dir="auto"' in tag or tag.startswith(("<bdi", "<title", "<option", '<span class="vh"'))
            assert isolated or "<title>" in part[-200:], (path, part[-120:])
            shown += 1
    assert shown >= 3


def test_words_of_a_search_are_words(world: World, manager: Client, call: Any) -> None:
    """No raw syntax of text search, no regular expression: garbage finds nothing and breaks nothing."""
    for typed in ("a & & (", "!", "foo:*", "<->", "(((", "'", '"', "\\", "-", "a | | b", "*"):
        assert manager.get("/engagements/", {"q": typed}).status_code == 200, typed
        assert call(world.cast.manager).get(f"engagements/?q={typed.replace('&', '%26')}").status_code == 200, typed
    assert call(world.cast.manager).get("engagements/?title__regex=(").status_code == 400


def test_the_database_itself_knows_the_levels(world: World) -> None:
    from django.db import IntegrityError, transaction  # beside the one test that writes past every form

    for table in ("engagements_engagement", "engagements_partner", "engagements_threat", "engagements_capacity"):
        with pytest.raises(IntegrityError), transaction.atomic(), arranging() as cursor:
            cursor.execute(f"update {table} set sensitivity = 7")
