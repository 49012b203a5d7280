"""Cases E4 and E5: an entry without a country, and what is printed."""

from datetime import date, timedelta

from tests import factories as make
from tests.cast import World
from tests.pages.client import signed_in, text
from tests.rest.caller import Caller


def test_e4_an_entry_without_a_country_takes_that_of_its_engagement(world: World) -> None:
    here, there = make.CountryFactory(), make.CountryFactory()
    one = make.EngagementFactory(lead_office=world.cast.lead)
    two = make.EngagementFactory(lead_office=world.cast.lead)
    for engagement, country in ((one, here), (two, here), (two, there)):
        make.EngagementCountryFactory(engagement=engagement, country=country)
    make.EntryFactory(engagement=one, headline="Of one country")
    make.EntryFactory(engagement=two, headline="Of two countries")
    make.EntryFactory(engagement=one, headline="Says another", country=there)
    make.EntryFactory(engagement=one, headline="Hidden one", mark=30)
    page = text(signed_in(world.cast.staff).get(f"/countries/{here.alpha2}/"))
    assert "Of one country" in page
    for other in ("Of two countries", "Says another", "Hidden one"):
        assert other not in page, other
    for country, wanted in ((here, {"Of one country"}), (there, {"Says another"})):
        said = Caller(world.cast.staff).get(f"journal-entries/?country={country.alpha2}").said
        assert {row["headline"] for row in said["results"]} == wanted


def many(world: World) -> str:
    engagement = make.EngagementFactory(lead_office=world.cast.lead, title="Of many entries")
    for number in range(25):
        day = date(2020, 1, 1) + timedelta(days=number)
        make.EntryFactory(engagement=engagement, headline=f"Entry no. {number:02}", occurred_on=day)
    make.EntryFactory(engagement=engagement, headline="The old one", occurred_on=date(2019, 1, 1), mark=20)
    return f"/engagements/{engagement.reference}/"


def test_e5_the_page_says_how_many_it_has_and_gives_all(world: World) -> None:
    client, path = signed_in(world.cast.staff), many(world)
    newest = text(client.get(path))
    assert "The newest 20 of 26 entries." in newest
    assert f'href="{path}?entries=all#journal"' in newest
    assert "The old one" not in newest
    whole = text(client.get(f"{path}?entries=all"))
    assert all(f"Entry no. {number:02}" in whole for number in range(25))
    assert "The old one" in whole
    assert "of 26 entries." not in whole


def test_e5_the_marking_is_the_highest_of_what_is_on_the_page(world: World) -> None:
    client, path = signed_in(world.cast.staff), many(world)

    def mark(page: str) -> str:
        return page.split('id="print-mark"')[1].split(">")[1].split("<")[0]

    assert mark(text(client.get(path))) == "Unclassified"
    assert mark(text(client.get(f"{path}?entries=all"))) == "Confidential"


def test_e5_the_marking_counts_persons_and_participants(world: World) -> None:
    engagement = make.EngagementFactory(lead_office=world.cast.lead)
    make.ParticipationFactory(engagement=engagement, mark=20)
    page = text(signed_in(world.cast.staff).get(f"/engagements/{engagement.reference}/"))
    assert 'id="print-mark" data-levels="Unclassified|Confidential|Strictly confidential">Confidential<' in page


def test_e5_what_htmx_adds_brings_its_marking(world: World) -> None:
    client, path = signed_in(world.cast.staff), many(world)
    older = text(client.get(path)).split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    part = text(client.get(older, headers={"HX-Request": "true"}))
    assert "<p data-marking hidden>Confidential</p>" in part
    rows = text(client.get("/engagements/?status=closed", headers={"HX-Request": "true"}))
    assert 'hx-swap-oob="true">Unclassified<' in rows
