"""Markup is text: what is typed is shown as it was typed, and makes no element, no attribute and no address."""

import re
from html.parser import HTMLParser
from random import Random
from typing import Any

import pytest
from django.core import mail
from django.core.mail import BadHeaderError
from django.test import Client

from engagements.models import Engagement, JournalEntry
from offices.models import Source
from peaceapp.mail import write_to
from tests.arrange import arranging
from tests.attacks import forms
from tests.attacks.writers import bodies, texts, writers
from tests.cast import World
from tests.contracts.addresses import addresses
from tests.pages.client import signed_in

WORD = "zz9"
EVIL = [
    f'"><img src={WORD} onerror=alert(1)>',
    f"<script>{WORD}</script>",
    f"' onfocus={WORD} autofocus='",
    f'<a href="javascript:{WORD}">x</a>',
    f"{{{{ {WORD} }}}}{{% {WORD} %}}",
    f"</textarea></title><svg onload={WORD}>",
    f"&lt;b&gt;&#x22;{WORD}",
]


class Elements(HTMLParser):
    """What a browser would make of a page, as far as it could act."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        acts = any(name.startswith(("on", "hx-on", "srcdoc", "style")) for name in given)
        runs = tag == "script" and not re.match("/[^/]", given.get("src", ""))
        leads = any(
            given.get(name, "").strip().lower().startswith(("javascript:", "data:", "vbscript:", "//"))
            for name in ("href", "src", "action", "formaction", "hx-get", "hx-post")
        )
        loads = tag in {"iframe", "object", "embed", "base", "frame"} or (tag == "img" and WORD in str(attrs))
        if acts or runs or leads or loads:
            self.wrong.append((tag, attrs))


def looked_at(clients: list[Client], paths: list[str]) -> tuple[list[Any], int]:
    """Elements that nobody of us wrote, and on how many pages the word was read."""
    wrong, told = [], 0
    for client in clients:
        for path in paths:
            response = client.get(path)
            if "html" not in response.headers.get("Content-Type", ""):
                assert response.headers.get("X-Content-Type-Options") == "nosniff", path
                continue
            page = response.content.decode()
            reader = Elements()
            reader.feed(page)
            wrong += [(path, *found) for found in reader.wrong]
            told += WORD in page
    return wrong, told


def poison(client: Client, paths: list[str], evil: str) -> int:
    """`evil` into every text field of every form, all at once where that is taken, else one by one."""
    taken = 0
    for path in paths:
        for form in forms.read(client, path):
            if form.path.startswith("/accounts/password"):
                continue
            bad = {name: evil[: form.longest.get(name, 300)] for name in form.texts}
            if client.post(form.path, form.filled(**bad)).status_code == 302:
                taken += len(bad)
                continue
            for name, value in bad.items():
                response = client.post(form.path, form.filled(**{name: value}))
                assert response.status_code < 500, (path, name)
                taken += response.status_code == 302
    return taken


@pytest.mark.parametrize("evil", [EVIL[0], pytest.param(EVIL, marks=pytest.mark.prove)], ids=["one", "all"])
def test_markup_in_every_field_makes_nothing(evil: Any, world: World, keeper: Client, call: Any, draw: Random) -> None:
    """Typed in on pages and in the admin, sent to the API; then every page is read: lists, histories, forms, admin.

    Of the admin's pages, which are all made by the same templates, a part is enough for every day.
    """
    kept = [*forms.admin_paths(), *forms.admin_row_paths()]
    paths = [*forms.page_paths(world), *(draw.sample(kept, 16) if isinstance(evil, str) else kept)]
    for one in [evil] if isinstance(evil, str) else evil:
        written = [path for path in paths if not path.endswith(("/merge/", "/retire/"))]
        assert poison(keeper, written, one) > 25
        caller, sent = call(world.cast.manager), bodies(world)
        for name, viewset in writers().items():
            many = {text: one for text, field in texts(viewset).items() if (field.max_length or 0) >= 40}
            another = {"is_another": True} if name in {"partners", "persons"} else {}
            answer = caller.post(f"{name}/", sent[name] | many | another)
            assert answer.status_code == 201, (name, answer.said)
            assert answer.headers["Content-Type"] == "application/json"
            if many:
                assert one in answer.said.values(), name  # kept as it was typed, not cleaned: it is text
        asked = [f"{path}?q={one}" for path in paths] if not isinstance(evil, str) else []
        wrong, told = looked_at([keeper], [*paths, *asked])
        assert wrong == []
        assert told > 25


def test_markup_in_names_of_people_and_in_questions_makes_nothing(world: World, manager: Client) -> None:
    with arranging():
        for user in world.cast.everybody:
            user.name = EVIL[0]
            user.save()
    paths = list(forms.page_paths(world))
    questions = [f"{path}?{name}={EVIL[0]}" for path in ("/engagements/", "/partners/", "/audit/", "/sources/")
                 for name in ("q", "ordering", "status", "cursor", "office", EVIL[0])]  # fmt: skip
    wrong, told = looked_at([manager], [*paths, *questions, f"/{EVIL[0]}/", f"/accounts/login/?next={EVIL[0]}"])
    assert wrong == []
    assert told > 3


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:alert(1)", " javascript:x", "java\tscript:x", "//evil.test",
     "ftp://a.b/", "http:evil", "vbscript:x", "file:///etc/passwd", "https://"],
)  # fmt: skip
def test_an_address_leads_to_the_web_or_nowhere(address: str, world: World, keeper: Client) -> None:
    """The one field that keeps an address: refused in the form, and by the database itself."""
    (form,) = forms.read(keeper, "/admin/offices/source/add/")
    response = keeper.post(form.path, form.filled(code="EVIL", title="A source", address=address))
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()
    with arranging():
        assert not Source.objects.filter(pk="EVIL").exists()
        assert not Source.objects.exclude(address="").exclude(address__regex="^https?://").exists()


def test_no_field_but_that_becomes_a_link(world: World, manager: Client) -> None:
    """An address that is typed as text stays text."""
    with arranging():
        Engagement.objects.filter(pk=world.engagements[10].pk).update(summary="see http://evil.test/x now")
        JournalEntry.objects.filter(pk=world.entries[10, None].pk).update(body="www.evil.test javascript:alert(1)")
    page = manager.get(f"/engagements/{world.engagements[10].reference}/").content.decode()
    assert "evil.test" in page
    assert 'href="http://evil.test' not in page
    assert 'href="javascript' not in page


def test_a_line_break_in_a_subject_or_an_address_is_no_header() -> None:
    for address, subject in (("a@peaceapp.example\r\nBcc: b@evil.test", "x"), ("a@peaceapp.example", "x\nBcc: y")):
        with pytest.raises(BadHeaderError):
            write_to(address, subject, "x")
    assert mail.outbox == []


def test_letters_carry_nothing_that_somebody_typed(world: World) -> None:
    """Whatever people, engagements and reasons are called, a letter is the words that we wrote."""
    from offices.accounts import letters  # beside what they are told of

    user = world.cast.manager
    user.name, user.email = EVIL[0], "a@peaceapp.example"
    user.save()
    for write in (letters.notify_proposal, letters.notify_second_factor_reset):
        write.func(actor=user.pk)
    assert len(mail.outbox) == 2
    assert not [letter for letter in mail.outbox if WORD in letter.message().as_string()]


def test_every_answer_says_what_it_is(world: World, manager: Client) -> None:
    """A type and `nosniff` on everything: JSON with markup in it is never read as a page."""
    for address in addresses():
        if address.takes:
            continue
        response = manager.get(address.at())
        assert response.headers["X-Content-Type-Options"] == "nosniff", address
        if response.content:
            assert response.headers["Content-Type"].split(";")[0] in {
                "text/html", "application/json", "application/problem+json", "text/javascript", "text/plain",
            }, address  # fmt: skip
    assert signed_in(world.cast.manager).get("/admin/jsi18n/").headers["Cache-Control"]
