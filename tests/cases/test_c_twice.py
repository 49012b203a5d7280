"""Group C: a form that is sent twice makes one row, and both sendings lead to it."""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.test import Client

from engagements.models import Capacity, Contact, Engagement, JournalEntry, Person, Threat
from offices.models import Kind, User
from tests import factories as make
from tests.access.questions import NOT_ASKED, Pool, paths
from tests.arrange import arranging
from tests.cast import World, build_world, gather_cast, member
from tests.contracts.addresses import addresses
from tests.contracts.forms import Form, filled, forms_in
from tests.count import counted
from tests.pages.client import just_asked

BESIDE = {"offices_auditevent", "offices_session", "django_session", "pghistory_context", "peaceapp_cached"}
"""What any request may write."""
TRIES = 10
MAKING = ("/new/", "/add/", "/invite/", "/give/")
"""How addresses of forms end that make rows: the walk comes to all of them."""
TYPED = dict.fromkeys(
    ["iati_type", "sources", "symbols", "until_on", "closed_on", "retired_on", "occurred_until", "occurred_at",
     "from_on", "established_on", "reviewed_on", "named_on"],
    "",
) | {
    "acronym": "SOME", "username": "some.words", "email": "some.words@example.org",
    "alpha2": "ZZ", "alpha3": "ZZZ", "m49": "999", "time_zone": "UTC", "adopted_on": "2020-03-01",
    "address": "https://example.org/", "position": "7",
}  # fmt: skip
CODES = ["somewords", "SOMEWORDS", "9.z"]
"""What is typed where “Some words” or a day of long ago cannot be."""


def keeping(world: World) -> User:
    """A manager, cleared for all, who is an administrator besides."""
    user = member("keeper", world.cast.lead, "manager", 30)
    make.MembershipFactory(user=user, office=world.cast.lead, role="administrator", clearance=10)
    return user


@pytest.fixture
def keeper(world: World) -> User:
    return keeping(world)


def browser(user: User) -> Client:
    """One that is held to its tokens."""
    client = just_asked(user)
    client.handler.enforce_csrf_checks = True
    return client


def inserted() -> dict[str, int]:
    """How many rows this transaction has put into each table."""
    with connection.cursor() as cursor:
        cursor.execute("select relname, n_tup_ins from pg_stat_xact_user_tables where n_tup_ins > 0")
        return {name: many for name, many in cursor.fetchall() if name not in BESIDE}


def made(before: dict[str, int]) -> set[str]:
    return {name for name, many in inserted().items() if many > before.get(name, 0)}


def sendings(client: Client, path: str, draw: random.Random) -> Iterator[tuple[Form, dict[str, Any]]]:
    """What somebody might send from the page at `path`: each of its forms, with its token."""
    page = client.get(path)
    if page.status_code != 200 or "html" not in page.headers["Content-Type"]:
        return
    for form in forms_in(page.content.decode()):
        if form.method == "post" and "logout" not in form.action:
            token = {"csrfmiddlewaretoken": form.controls["csrfmiddlewaretoken"].value}
            odd = {
                name: value
                for name, value in TYPED.items()
                if name in form.controls and not form.controls[name].options
            }
            odd |= {"code": draw.choice(CODES)} if "code" in form.controls else {}
            yield form, filled(form, draw) | odd | token


def send_twice(client: Client, to: str, sent: dict[str, Any]) -> str:
    """`made` where a form makes rows, and sent again makes none and leads to the same; what is wrong otherwise."""
    before = inserted()
    first = client.post(to, sent)
    rows = made(before) - {"peaceapp_idempotentanswer"}
    if first.status_code >= 400 or not rows:
        return ""
    before = inserted()
    second = client.post(to, sent)
    for file in getattr(first, "_resource_closers", []):
        file()
    leads_to = first.headers.get("Location") or to
    if made(before) or second.headers.get("Location") != leads_to:
        return f"{to} makes {made(before)}, {second.status_code} {second.headers.get('Location')}, not {leads_to}"
    return "made"


def walk(world: World, keeper: User, draw: random.Random, share: float, record: Any) -> tuple[set[str], set[str]]:
    """Of a `share` of all pages: those with a form, and those on which one made a row; each such was sent twice."""
    client, pool, wrong, opened, making = browser(keeper), Pool(draw, {}, few=100), [], set(), set()
    home = f"/offices/{world.cast.lead.acronym}/"
    for address in addresses():
        if address.is_api or address.route in NOT_ASKED or address.route.startswith("accounts/2fa"):
            continue
        if draw.random() > share:
            continue
        at = paths(address, pool)
        at = [path for path in at if path.startswith(home)] or at  # forms of an office make rows in one's own
        tries = TRIES * (3 if address.route.endswith(MAKING) else 1)
        for path in draw.choices(at, k=tries) if at else []:
            told = set()
            for form, sent in sendings(client, path, draw):
                opened.add(address.route)
                with transaction.atomic():
                    told.add(send_twice(client, form.at(path), sent))
                    transaction.set_rollback(True)
            making |= {address.route} if "made" in told else set()
            wrong += sorted(told - {"", "made"})
            if "made" in told:
                break
    counted(record, "forms sent twice", pages=len(making), wrong=len(wrong))
    assert wrong == []
    return opened, making


def test_c1_some_forms_that_make_a_row_make_one(
    world: World, keeper: User, draw: random.Random, record_property: Any
) -> None:
    opened, _making = walk(world, keeper, draw, 0.2, record_property)
    assert opened


@pytest.mark.prove
def test_c1_every_form_that_makes_a_row_makes_one(
    world: World, keeper: User, draw: random.Random, record_property: Any
) -> None:
    """On every page, the administration's too."""
    opened, making = walk(world, keeper, draw, 1, record_property)
    expected = {route for route in opened if route.endswith(MAKING)}
    assert len(expected) > 20
    assert not expected - making, "\n".join(sorted(expected - making))


@pytest.mark.parametrize("noun", ["engagement", "entry", "person", "capacity", "threat", "contact", "kind"])
def test_c2_two_equal_requests_at_the_same_moment_lead_to_one_row(noun: str, transactional_db: None) -> None:
    world = build_world(gather_cast())
    keeper, engagement = keeping(world), world.engagements[10]
    with arranging():
        person = make.PersonFactory(office=world.cast.lead, sensitivity=10)
    model, path, values = {
        "engagement": (Engagement, "/engagements/new/", {"title": "Pressed twice"}),
        "entry": (JournalEntry, f"/engagements/{engagement.reference}/", {"headline": "Pressed twice"}),
        "person": (Person, "/persons/new/", {"name": "Pressed Twice"}),
        "capacity": (Capacity, "/capacities/new/", {"title": "Pressed twice"}),
        "threat": (Threat, "/threats/new/", {"title": "Pressed twice"}),
        "contact": (Contact, f"/persons/{person.pk}/contacts/new/", {"note": "Pressed twice"}),
        "kind": (
            Kind,
            "/admin/offices/kind/add/",
            {"code": "twice", "label": "Twice", "sources": "", "retired_on": ""},
        ),
    }[noun]
    client = browser(keeper)
    draw = random.Random(1)
    page = client.get(path)
    form = next(f for f in forms_in(page.content.decode()) if f.method == "post" and set(values) <= set(f.controls))
    token = {"csrfmiddlewaretoken": form.controls["csrfmiddlewaretoken"].value}
    sent = filled(form, draw) | values | token
    sent.pop("more", None)
    with arranging():
        before = model._default_manager.count()
    barrier, cookies = Barrier(2), client.cookies

    def press(_number: int) -> Any:
        pressing = Client(enforce_csrf_checks=True)
        pressing.cookies = cookies
        try:
            barrier.wait(20)
            return pressing.post(form.at(path), sent)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(press, range(2)))
    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    with arranging():
        assert model._default_manager.count() == before + 1


def test_c1_the_same_content_of_another_page_is_another_row(world: World, keeper: User) -> None:
    """Two entries may say the same: only one form sent twice is one."""
    client, path = browser(keeper), f"/engagements/{world.engagements[10].reference}/"
    for _ in range(2):
        page = client.get(path).content.decode()
        (form,) = [one for one in forms_in(page) if "headline" in one.controls]
        sent = {name: one.value for name, one in form.controls.items() if one.kind == "hidden"}
        sent |= {"headline": "The same", "kind": "meeting", "occurred_on": "2020-02-01", "precision": "day"}
        assert client.post(f"{path}entries/", sent).status_code == 302
    with arranging():
        assert JournalEntry.objects.filter(headline="The same").count() == 2


def test_c1_another_content_is_not_the_same_form(world: World, keeper: User) -> None:
    """Nothing that was changed after going back is lost."""
    client = browser(keeper)
    page = client.get("/admin/offices/kind/add/").content.decode()
    (form,) = [one for one in forms_in(page) if "code" in one.controls]
    sent = {"position": "7", "sources": "", "csrfmiddlewaretoken": form.controls["csrfmiddlewaretoken"].value}
    for code in ("first", "second", "first"):
        assert client.post("/admin/offices/kind/add/", sent | {"code": code, "label": code}).status_code == 302
    with arranging():
        assert Kind.objects.filter(code__in=["first", "second"]).count() == 2


def test_c1_nobody_is_led_by_another_s_form(world: World, keeper: User) -> None:
    other = member("other", world.cast.lead, "administrator")
    client, theirs = browser(keeper), browser(other)
    page = client.get("/admin/offices/kind/add/").content.decode()
    (form,) = [one for one in forms_in(page) if "code" in one.controls]
    sent = {"position": "7", "code": "mine", "label": "mine", "sources": ""}
    sent["csrfmiddlewaretoken"] = form.controls["csrfmiddlewaretoken"].value
    assert client.post("/admin/offices/kind/add/", sent).status_code == 302
    theirs.cookies["peaceapp_csrf"] = client.cookies["peaceapp_csrf"].value
    assert theirs.post("/admin/offices/kind/add/", sent).status_code == 200  # the form again: the code is taken


def test_c1_who_has_no_membership_and_who_signs_out_are_served(world: World) -> None:
    """With the token of a real browser: their forms are remembered too, or left alone, and never fail."""
    for user in (world.cast.nobody, world.cast.lapsed, world.cast.auditor):
        client = browser(user)
        page = client.get("/accounts/sessions/").content.decode()
        token = {"csrfmiddlewaretoken": forms_in(page)[0].controls["csrfmiddlewaretoken"].value}
        assert client.post("/accounts/sessions/", token | {"session": "nonsense"}).status_code < 500
        assert client.post("/accounts/logout/", token).status_code == 302
        assert client.get("/accounts/me/").status_code == 302
