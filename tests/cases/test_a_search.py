"""Group A: text that is searched, on pages, in the API and in the administration."""

import random
import re
import time
import unicodedata
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.admin import site
from django.db import connection

from engagements.partners import actions
from offices.models import Country
from peaceapp.search import database
from peaceapp.search.folding import search_text, split_text
from tests import factories as make
from tests.arrange import arranging
from tests.cast import Cast
from tests.contracts.code import ROOT
from tests.engagements.partners.test_actions import do
from tests.pages.client import signed_in, text
from tests.rest.caller import Caller

SOFT, ZERO = "\u00ad", "\u200b"


def found(user: Any, path: str, asked: str, label: str = "name") -> list[str]:
    """What a list of the API finds, by `label`."""
    answer = Caller(user).get(f"{path}/?q={quote(asked)}")
    assert answer.status_code == 200, answer.said
    return [row[label] for row in answer.said["results"]]


def page(user: Any, path: str, asked: str) -> str:
    return text(signed_in(user).get(f"/{path}/?q={quote(asked)}"))


def engaged(cast: Cast, *titles: str) -> None:
    for title in titles:
        make.EngagementFactory(lead_office=cast.lead, title=title)


@pytest.mark.parametrize("asked", ["2337", "S/RES/2337", "s res 2337", "Briefing under S/RES/2337", "res/2337"])
def test_a1_a_symbol_is_found_whole_and_by_its_parts(asked: str, cast: Cast) -> None:
    engaged(cast, "Briefing under S/RES/2337", "Briefing under S/RES/2338")
    assert found(cast.near_staff, "engagements", asked, "title") == ["Briefing under S/RES/2337"]
    assert "S/RES/2338" not in page(cast.near_staff, "engagements", asked)


@pytest.mark.parametrize(
    ("title", "asked"),
    [
        ("UNOWAS/ECOWAS retreat", "ECOWAS"),
        ("Visit of 12.12.2016", "2016"),
        ("Guinea/Conakry", "Conakry"),
        ("Sahel 2016-2017", "2017"),
    ],
)
def test_a2_signs_between_words_hide_none(title: str, asked: str, cast: Cast) -> None:
    engaged(cast, title, "Something else")
    for words in (asked, asked.lower(), title):
        assert found(cast.near_staff, "engagements", words, "title") == [title], words


def test_a3_a_country_is_found_with_and_without_its_accents(cast: Cast) -> None:
    for asked in ("Cote", "Côte d’Ivoire", "Côte d'Ivoire", "cote divoire", "Ivory Coast", "IVOIRE", "CI", "CIV"):
        assert "Côte d'Ivoire" in found(cast.near_staff, "countries", asked), asked
        assert "Côte d&#x27;Ivoire" in page(cast.near_staff, "countries", asked), asked
        administration = page(cast.administrator, "admin/offices/country", asked)
        assert "/admin/offices/country/CI/" in administration, asked
    assert found(cast.near_staff, "countries", "Ivory Coast") == ["Côte d'Ivoire"]


@pytest.mark.parametrize("path", ["/engagements/new/", "/partners/new/", "/threats/new/"])
def test_a3_a_picker_of_countries_knows_other_names(path: str, cast: Cast) -> None:
    """The script narrows by them; the step that replaces the pickers searches on the server."""
    form = text(signed_in(cast.staff).get(path))
    assert re.search(r'value="CI"[^>]* data-also="Ivory Coast"', form)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("Antonio Guterres", "António Guterres"),
        ("conde", "Alpha Condé"),
        ("oscar", "Óscar Fernández-Taranco"),
        ("fernandez taranco", "Óscar Fernández-Taranco"),
    ],
)
def test_a4_a_person_is_found_without_accents(asked: str, name: str, cast: Cast) -> None:
    for one in ("António Guterres", "Alpha Condé", "Óscar Fernández-Taranco"):
        make.PersonFactory(office=cast.lead, name=one)
    assert found(cast.staff, "persons", asked) == [name]
    assert name in page(cast.staff, "persons", asked)
    assert name in page(cast.manager, "persons", asked)
    assert found(cast.near_staff, "persons", asked) == []  # another office's, confidential


@pytest.mark.parametrize("word", ["Óscar", "Médiature", "Сооронбай", "Ёлка"])
def test_a5_composed_or_not_is_the_same(word: str, cast: Cast) -> None:
    composed, apart = (unicodedata.normalize(form, word) for form in ("NFC", "NFD"))
    assert composed != apart
    engaged(cast, f"The {composed} meeting", f"Another {apart} meeting", "None")
    for asked in (composed, apart, composed.upper()):
        assert len(found(cast.near_staff, "engagements", asked, "title")) == 2, asked


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("Swaziland", "SZ"), ("Turkey", "TR"), ("DRC", "CD"), ("The Gambia", "GM"), ("Cape Verde", "CV"),
        ("Kyrgyz Republic", "KG"), ("South Korea", "KR"), ("Burma", "MM"), ("Türkiye", "TR"), ("Upper Volta", "BF"),
    ],
)  # fmt: skip
def test_a6_a_country_is_found_by_another_name(asked: str, code: str, cast: Cast) -> None:
    assert code in found(cast.near_staff, "countries", asked, "id")
    assert f"/countries/{code}/" in page(cast.near_staff, "countries", asked)
    assert asked in text(signed_in(cast.near_staff).get(f"/countries/{code}/"))


def test_a6_names_of_a_country_are_kept_by_administrators(cast: Cast) -> None:
    """And are in its history."""
    browser = signed_in(cast.administrator)
    values = {
        "name": "Mali",
        "region": "Western Africa",
        "other_names": "French Sudan\nSoudan français\nMali, Republic of",
    }
    assert browser.post("/admin/offices/country/ML/change/", values).status_code == 302
    assert found(cast.near_staff, "countries", "soudan francais") == ["Mali"]
    assert "Soudan français" in text(browser.get("/admin/offices/country/ML/history/"))


@pytest.mark.parametrize("asked", ["محمد", "احمد", "مُحَمَّد أحمد", "أَحْمَد", "محـــمد"])
def test_a7_arabic_is_found_without_vowel_marks_and_whatever_the_alef(asked: str, cast: Cast) -> None:
    engaged(cast, "مُحَمَّد أحمد", "فاطمة")
    assert found(cast.near_staff, "engagements", asked, "title") == ["مُحَمَّد أحمد"]


def test_a8_what_is_not_seen_hides_nothing(cast: Cast) -> None:
    title = f"Ban{SOFT}jul {ZERO}team"
    engaged(cast, title, "Conakry")
    for asked in ("Banjul", "team", "banjul team", f"Ban{ZERO}jul", f"\u202abanjul{SOFT}\u202c"):
        assert found(cast.near_staff, "engagements", asked, "title") == [title], asked


def test_a9_a_merged_name_finds_what_it_stands_for(cast: Cast) -> None:
    ecowas = make.PartnerFactory(office=cast.lead, name="Economic Community of West African States", acronym="ECOWAS")
    cedeao = make.PartnerFactory(office=cast.lead, name="Communauté économique", acronym="CEDEAO")
    barrow = make.PersonFactory(office=cast.lead, name="Adama Barrow", sensitivity=10)
    other = make.PersonFactory(office=cast.lead, name="Barro, A.", sensitivity=10)
    do(actions.merge, cedeao, cast.staff, into=ecowas, reason="One and the same")
    do(actions.merge, other, cast.staff, into=barrow, reason="One and the same")
    row = Caller(cast.near_staff).get("partners/?q=cedeao").said["results"][0]
    assert (row["acronym"], [one["acronym"] for one in row["merged"]]) == ("ECOWAS", ["CEDEAO"])
    assert "Same as: <bdi>CEDEAO</bdi>" in page(cast.near_staff, "partners", "CEDEAO")
    assert found(cast.near_staff, "persons", "barro a") == ["Adama Barrow"]
    assert "Same as: <bdi>Barro, A.</bdi>" in page(cast.near_staff, "persons", "Barro A")


def test_a9_a_hidden_merged_name_finds_nothing(cast: Cast) -> None:
    ecowas = make.PartnerFactory(office=cast.lead, name="Economic Community", acronym="ECOWAS")
    make.PartnerFactory(office=cast.lead, name="Back Channel", acronym="BCHX", merged_into=ecowas, sensitivity=20)
    assert found(cast.near_staff, "partners", "bchx") == []
    assert "BCHX" not in page(cast.near_staff, "partners", "Economic")
    assert found(cast.staff, "partners", "bchx") == ["Economic Community"]


@pytest.mark.parametrize("asked", ["Otunbayeva", "Otunbaeva", "отунбаева", "roza otunb"])
def test_a10_a_person_is_found_by_every_name(asked: str, cast: Cast) -> None:
    names = ["Roza Otunbaeva", "Роза Отунбаева"]
    make.PersonFactory(office=cast.lead, name="Roza Otunbayeva", other_names=names, sensitivity=10)
    make.PersonFactory(office=cast.lead, name="Жээнбеков", other_names=["Jeenbekov"], sensitivity=10)
    assert found(cast.near_staff, "persons", asked) == ["Roza Otunbayeva"]
    for name in ("Жээнбеков", "жээнбеков", "Jeenbekov"):
        assert found(cast.near_staff, "persons", name) == ["Жээнбеков"]


def test_a10_similar_names_come_only_where_no_name_is_the_same(cast: Cast) -> None:
    for name in ("Otunbaeva, R.", "Otunbaevna, T.", "Somebody Else"):
        make.PersonFactory(office=cast.lead, name=name, sensitivity=10)
    assert found(cast.near_staff, "persons", "Otunbaeva") == ["Otunbaeva, R."]
    answer = Caller(cast.near_staff).get("persons/?q=Otunbayeva").said
    assert "Otunbaeva, R." in [row["name"] for row in answer["results"]]
    assert "Somebody Else" not in [row["name"] for row in answer["results"]]
    assert answer["notices"] == ["No name matches these words. Similar names are shown."]
    assert "No name matches these words" in page(cast.near_staff, "persons", "Otunbayeva")


@pytest.mark.parametrize("asked", ["---", "🕊️", "!?%_", ZERO, "«»", "\u2800"])
@pytest.mark.parametrize(
    "path",
    ["engagements", "partners", "persons", "countries", "follow-ups", "capacities", "threats", "sources", "offices"],
)
def test_a11_signs_alone_find_nothing_and_it_is_said(path: str, asked: str, cast: Cast) -> None:
    make.PartnerFactory(office=cast.lead)
    engaged(cast, "Engagement")
    answer = Caller(cast.near_staff).get(f"{path}/?q={quote(asked)}").said
    assert answer["results"] == []
    assert "at least one letter or digit" in answer["notices"][0]
    assert "at least one letter or digit" in page(cast.near_staff, path, asked)


def test_a11_signs_alone_find_nothing_in_the_administration(cast: Cast) -> None:
    answer = page(cast.administrator, "admin/offices/country", "---")
    assert "at least one letter or digit" in answer
    assert "/admin/offices/country/CI/" not in answer


@pytest.mark.parametrize("number", [600, 2000])
@pytest.mark.parametrize("path", ["engagements", "persons", "countries", "journal-entries", "participations"])
def test_a12_many_words_are_cut_and_it_is_said(path: str, number: int, cast: Cast) -> None:
    engaged(cast, " ".join(f"w{place}" for place in range(20)))
    asked = " ".join(f"w{place}" for place in range(number))
    started = time.perf_counter()
    answer = Caller(cast.near_staff).get(f"{path}/?q={quote(asked)}").said
    assert time.perf_counter() - started < 1
    assert answer["notices"][0] == "The search used the first 20 words only."
    if path == "engagements":
        assert len(answer["results"]) == 1
        assert "The search used the first 20 words only" in page(cast.near_staff, path, asked)


def test_a_every_list_of_the_administration_is_searched_alike(cast: Cast) -> None:
    """Every one answers words, accents and signs; none knows a way of its own."""
    browser, searched = signed_in(cast.administrator), 0
    for model, registered in site._registry.items():
        if not registered.search_fields:
            continue
        searched += 1
        for asked in ("Côte d’Ivoire", "2337", "---", "w " * 50):
            address = f"/admin/{model._meta.app_label}/{model._meta.model_name}/?q={quote(asked)}"
            assert browser.get(address).status_code == 200, address
    assert searched > 10


def test_a_no_list_searches_in_another_way() -> None:
    """Neither by a part of a text nor by a dictionary of the server's."""
    others = re.compile(r"__i?contains=|__istartswith|SearchVector\(|to_tsvector|unaccent")
    kept = {"offices/accounts/actions/accounts.py"}  # user names are ASCII
    for app in ("engagements", "offices", "peaceapp"):
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts and str(path.relative_to(ROOT)) not in kept:
                assert not others.search(path.read_text(encoding="utf-8")), path


# The function and its twin


ASSIGNED = [
    chr(code)
    for code in range(1, 0x110000)
    if unicodedata.category(chr(code)) not in {"Cn", "Cs", "Co"}  # of Unicode 14, as Python 3.11 knows it
]
COMMON = "abc ABC'’-/.,ÀéŁøßЁйґأإىةـَ٣кЖΣσς\u00ad\u200b\u0301ﬁ²½한が"


def texts(draw: random.Random) -> Iterator[str]:
    """Random strings of all scripts, among letters and signs that meet them."""
    while True:
        letters = draw.choices(ASSIGNED, k=draw.randint(1, 12)) + draw.choices(COMMON, k=draw.randint(0, 8))
        draw.shuffle(letters)
        yield "".join(letters)


def disagreeing(strings: list[str]) -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        sql = "select given, search_text(given) from unnest(%s::text[]) as given"
        cursor.execute(sql, [strings])
        return [(given, said, search_text(given)) for given, said in cursor.fetchall() if said != search_text(given)]


def test_a_the_database_and_python_fold_alike(db: None, draw: random.Random) -> None:
    some = list(islice(texts(draw), 20_000))
    assert disagreeing(some) == []
    folded = [search_text(one) for one in some]
    assert [search_text(one) for one in folded] == folded  # what is folded stays as it is


def test_a_a_mark_that_is_a_sign_is_folded_alike(db: None) -> None:
    """A musical mark, a tatweel and a mark of a lower class: dropping the tatweel puts the last before the first."""
    assert (
        disagreeing(["\U0001d163\u0640\U00011d42", "a\U0001d165\u0640\U00011d42b", "\U0001d16d\u0300\U00011d42"]) == []
    )


@pytest.mark.prove
def test_a_the_database_and_python_fold_a_million_strings_alike(db: None, draw: random.Random) -> None:
    strings = texts(draw)
    for _turn in range(50):
        assert disagreeing(list(islice(strings, 20_000))) == []
    assert disagreeing([f"a{letter}B {letter}" for letter in ASSIGNED]) == []


def test_a_what_the_database_runs_is_what_is_declared(db: None) -> None:
    with connection.cursor() as cursor:
        for name in ("search_text", "search_words", "search_vector", "list_text"):
            cursor.execute(
                "select prosrc, provolatile, proparallel, proleakproof from pg_proc where proname = %s", [name]
            )
            ((source, *kind),) = cursor.fetchall()
            assert source in database.DECLARED, name
            assert kind == ["i", "s", False], name


def test_a_words_longer_and_texts_wider_than_an_index_takes(db: None) -> None:
    with connection.cursor() as cursor:
        for given in ("x" * 100_000, "😀" * 1000, "ﷺ " * 40_000, " ".join(f"слово{n}" for n in range(20_000))):
            cursor.execute("select length(search_vector(%s)::text)", [given])
            assert cursor.fetchone()[0] >= 0


def test_a_apostrophes_join_and_part() -> None:
    assert (search_text("Côte d’Ivoire"), split_text("Côte d’Ivoire")) == ("cote divoire", "cote d ivoire")


def test_a_a_name_that_was_changed_is_found_at_once(cast: Cast) -> None:
    with arranging():
        Country.objects.filter(pk="ML").update(name="Azawad")
    assert found(cast.near_staff, "countries", "azaw") == ["Azawad"]
