"""Sources: the page that lists them, and how other pages refer to them."""

import re

from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext

from engagements.models import Engagement
from offices.models import Source
from offices.sources.queries import cited
from peaceapp.access.actor import acting_as
from peaceapp.fixtures_loading import read
from tests import factories as make
from tests.arrange import arranging
from tests.cast import Cast, World
from tests.pages.client import signed_in, text

ROW = re.compile(r'<tr id="source-([^"]+)">')


def test_the_list_has_every_source_of_the_fixture_with_its_address(cast: Cast) -> None:
    given = read("reference", "sources.json")
    page = text(signed_in(cast.observer).get("/sources/"))
    assert set(ROW.findall(page)) == set(given)
    assert page.count('rel="noopener noreferrer"') == sum(bool(row["address"]) for row in given.values())
    assert page.count('class="tag">Weak source') == sum(row["weak"] for row in given.values())
    assert 'rel="next"' not in page


def test_it_is_searched_by_code_title_and_note(cast: Cast) -> None:
    make.SourceFactory(code="Z1", title="A letter about wells", note="Heard twice", is_weak=True)
    client = signed_in(cast.staff)
    for words in ("z1", "WELLS", "heard"):
        assert ROW.findall(text(client.get("/sources/", {"q": words}))) == ["Z1"]
    assert "Z1" in ROW.findall(text(client.get("/sources/?is_weak=true")))
    assert "Z1" not in ROW.findall(text(client.get("/sources/?is_weak=false")))
    assert ROW.findall(text(client.get("/sources/?is_weak=perhaps"))) == []
    assert client.get("/api/v1/sources/?is_weak=true&limit=200").json()["results"]
    assert client.get("/api/v1/sources/?is_weak=perhaps").status_code == 400
    part = client.get("/sources/?q=nothing+like+it", headers={"HX-Request": "true"})
    assert "No results for these filters" in text(part)
    assert "<html" not in text(part)


def test_it_is_for_members(cast: Cast) -> None:
    make.SourceFactory(code="Z1")
    for user in (cast.nobody, cast.lapsed):
        page = text(signed_in(user).get("/sources/"))
        assert ROW.findall(page) == []
        assert "not a member" in page
        assert signed_in(user).get("/api/v1/sources/Z1/").status_code == 404
    assert signed_in(cast.auditor).get("/api/v1/sources/Z1/").json()["title"]


def test_an_address_leads_to_the_web(cast: Cast) -> None:
    client, path = signed_in(cast.administrator), "/admin/offices/source/add/"
    given = {"code": "Z1", "title": "A letter", "note": ""}
    for bad in ("javascript:alert(1)", "ftp://example.org/x", "nowhere"):
        assert "errorlist" in text(client.post(path, given | {"address": bad})), bad
    assert client.post(path, given | {"address": "https://example.org/x"}).status_code == 302
    assert 'href="https://example.org/x"' in text(client.get("/sources/?q=Z1"))


def shown(code: str, known: object) -> str:
    return Template("{% load ui %}{% source code known %}").render(Context({"code": code, "known": known}))


def test_a_code_is_a_link_with_its_title_and_its_weakness(world: World) -> None:
    make.SourceFactory(code="Z1", title='A "letter" <b>', is_weak=True)
    make.SourceFactory(code="Z2")
    with acting_as(world.cast.staff), CaptureQueriesContext(connection) as queries:
        known = cited(["Z1", "unknown"], ["Z1", "Z2"])
    assert sum("offices_source" in query["sql"] for query in queries) == 1
    assert 'href="/sources/#source-Z1" title="A &quot;letter&quot; &lt;b&gt;"' in shown("Z1", known)
    assert "(weak)" in shown("Z1", known)
    assert "(weak)" not in shown("Z2", known)
    assert "unknown" in shown("unknown", known)
    for nothing in (shown("unknown", known), shown("<b>", known), shown("Z1", None)):
        assert "href" not in nothing
        assert "<b>" not in nothing


def test_no_code_asks_no_question(world: World) -> None:
    with acting_as(world.cast.staff), CaptureQueriesContext(connection) as queries:
        assert cited([], []) == {}
    assert not any("offices_source" in query["sql"] for query in queries)


def test_a_nobody_is_told_no_title(world: World) -> None:
    make.SourceFactory(code="Z1")
    with acting_as(world.cast.nobody):
        assert cited(["Z1"]) == {}
        assert not Source.objects.exists()


def test_an_engagement_s_page_leads_to_its_sources_with_one_question(world: World) -> None:
    row, client = world.engagements[10], signed_in(world.cast.staff)
    make.SourceFactory(code="Z1", title="A letter", is_weak=True)
    with arranging():
        Engagement.objects.filter(pk=row.pk).update(sources=["Z1", "typed"])
    for n in range(25):
        make.SourceFactory(code=f"Y{n}")
        make.EntryFactory(engagement=row, author=world.cast.staff, sources=[f"Y{n}", "Z1", "typed"])
    path = f"/engagements/{row.reference}/"
    with CaptureQueriesContext(connection) as queries:
        page = text(client.get(path))
    assert sum("offices_source" in query["sql"] for query in queries) == 1
    assert 'href="/sources/#source-Z1" title="A letter"' in page
    assert 'href="/sources/#source-Y20"' in page
    assert '<bdi class="ref">typed</bdi>' in page
    older = re.search(r'href="([^"]*\?before=[^"#]*)', page)
    assert older
    part = text(client.get(older[1], headers={"HX-Request": "true"}))
    assert 'href="/sources/#source-Y0"' in part
