"""Coverage, heads, mandates and tasks in the administration."""

from datetime import date
from typing import Any

from django.urls import reverse

from offices.models import Coverage, Leadership, Mandate, MandateTask, TaskOffice, ThreatType
from tests.arrange import arranging
from tests.cast import Cast
from tests.pages.client import signed_in, text

LASTING = {"from_on": "", "from_precision": "day", "until_on": "", "until_precision": "day", "sources": ""}


def add(model: Any) -> str:
    return reverse(f"admin:offices_{model._meta.model_name}_add")


def change(row: Any) -> str:
    return reverse(f"admin:offices_{row._meta.model_name}_change", args=[row.pk])


def test_a_head_is_added_and_a_second_one_at_once_refused_in_words(cast: Cast) -> None:
    client = signed_in(cast.administrator)
    given = {"office": cast.lead.pk, "name": "Somebody", "nationality": "", "title": "Head", "post": "head",
             "named_on": "", "note": "", **LASTING, "from_on": "2020-01-01"}  # fmt: skip
    assert client.post(add(Leadership), given).status_code == 302
    page = text(client.post(add(Leadership), given | {"name": "Another", "from_on": "2021-01-01"}))
    assert "The office has another head at that time." in page
    page = text(client.post(add(Leadership), given | {"name": "Another", "until_on": "2019-01-01"}))
    assert "It ends before it begins." in page
    with arranging():
        row = Leadership.objects.get(office=cast.lead)
    assert client.post(change(row), given | {"until_on": "2021-01-01"}).status_code == 302
    assert client.post(add(Leadership), given | {"name": "Another", "from_on": "2021-01-01"}).status_code == 302


def test_an_address_that_names_nothing_begins_an_empty_form(cast: Cast) -> None:
    """A field can be begun from the address; what is there can be anything."""
    client = signed_in(cast.administrator)
    for sent in ("nonsense", "\x14\ue000", "9" * 30, "-1", "1.5", ""):
        page = client.get(add(Leadership), {"office": sent})
        assert page.status_code == 200, sent
        assert f'<option value="{cast.lead.pk}" selected' not in text(page), sent
    assert f'<option value="{cast.lead.pk}" selected' in text(client.get(add(Leadership), {"office": cast.lead.pk}))


def test_a_country_is_added_once_in_a_group(cast: Cast) -> None:
    client = signed_in(cast.administrator)
    given = {"office": cast.lead.pk, "country": "GM", "kind": "covered", "group": "Some", "note": "", **LASTING}
    assert client.post(add(Coverage), given).status_code == 302
    assert "errorlist" in text(client.post(add(Coverage), given))
    assert client.post(add(Coverage), given | {"group": "Other"}).status_code == 302


def test_a_mandate_keeps_its_code(cast: Cast) -> None:
    client = signed_in(cast.administrator)
    given = {"code": "TEST-2020", "office": "", "instrument": "letter", "title": "A letter", "symbols": "S/2020/1",
             "adopted_on": "2020-01-01", "adopted_precision": "day", "reviewed_on": "", "effect": "",
             **LASTING}  # fmt: skip
    assert client.post(add(Mandate), given).status_code == 302
    with arranging():
        row = Mandate.objects.get(code="TEST-2020")
    assert client.post(change(row), given | {"code": "OTHER", "title": "Renamed"}).status_code == 302
    with arranging():
        row.refresh_from_db()
    assert (row.code, row.title, row.symbols, row.adopted_on) == (
        "TEST-2020", "Renamed", ["S/2020/1"], date(2020, 1, 1),
    )  # fmt: skip


def test_a_task_is_kept_with_its_offices_and_themes(cast: Cast) -> None:
    client = signed_in(cast.administrator)
    given = {"code": "T-X1", "title": "To listen", "origin": "", **LASTING}
    assert "errorlist" in text(client.post(add(MandateTask), given | {"themes": ["water"]}))
    given |= {"offices": [cast.lead.pk, cast.near.pk], "themes": ["water", "youth"]}
    assert client.post(add(MandateTask), given).status_code == 302
    with arranging():
        task = MandateTask.objects.get(code="T-X1")
        stays = TaskOffice.objects.get(task=task, office=cast.near).pk
    changed = given | {"offices": [cast.near.pk, cast.support.pk], "themes": ["youth"], "title": "To hear"}
    assert client.post(change(task), changed).status_code == 302
    with arranging():
        task.refresh_from_db()
        assert task.title == "To hear"
        assert set(task.offices.all()) == {cast.near, cast.support}
        assert [theme.pk for theme in task.themes.all()] == ["youth"]
        assert TaskOffice.objects.filter(pk=stays).exists()
    assert signed_in(cast.staff).post(change(task), given).status_code == 403


def test_a_type_of_threat_says_how_deep_it_lies(cast: Cast) -> None:
    client = signed_in(cast.administrator)
    given = {"code": "flood", "label": "Flood", "position": "1", "sources": ""}
    assert "errorlist" in text(client.post(add(ThreatType), given))
    assert client.post(add(ThreatType), given | {"depth": "structural"}).status_code == 302
    with arranging():
        assert ThreatType.objects.get(pk="flood").depth == "structural"
