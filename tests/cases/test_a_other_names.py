"""Other names of partners and persons: on pages, in the API, in the administration and in the history."""

from typing import Any

import pytest

from engagements.models import Partner, Person
from offices.taxonomy.models import PartnerType
from peaceapp.access.actor import acting_as
from tests import factories as make
from tests.cast import Cast
from tests.pages.client import signed_in, text
from tests.rest.caller import Caller, refusals

NAMES = ["CEDEAO", "Communauté, économique", "ЭКОВАС"]
NOUNS = [("partners", Partner), ("persons", Person)]


def new(path: str) -> dict[str, Any]:
    kind = {"kind": make.first(PartnerType).pk} if path == "partners" else {}
    return {"name": "Somebody new", "other_names": NAMES} | kind


@pytest.mark.parametrize(("path", "_model"), NOUNS)
def test_a_other_names_are_written_and_read_by_machines(path: str, _model: Any, cast: Cast) -> None:
    """And are in the history, and come back from it."""
    caller = Caller(cast.staff)
    made = caller.post(f"{path}/", new(path))
    assert (made.status_code, made.said["other_names"]) == (201, NAMES)
    address = f"{path}/{made.said['id']}/"
    assert caller.patch(address, {"other_names": []}, version=1).said["other_names"] == []
    (change,) = caller.get(f"{address}history/").said["results"][0]["changes"]
    assert change == {"field": "other_names", "before": NAMES, "after": []}
    assert caller.get(f"{path}/?q=эковас").said["results"] == []


@pytest.mark.parametrize(("path", "_model"), NOUNS)
@pytest.mark.parametrize(
    "names", ["x", ["x" * 201], [str(number) for number in range(21)], [1], [None], [["x"]], {"a": "b"}, ["a\x00b"]]
)
def test_a_other_names_have_bounds(path: str, _model: Any, names: Any, cast: Cast) -> None:
    answer = Caller(cast.staff).post(f"{path}/", new(path) | {"other_names": names})
    assert answer.status_code == 400
    assert next(iter(refusals(answer))).startswith("other_names")


@pytest.mark.parametrize(("path", "model"), NOUNS)
def test_a_other_names_are_typed_one_a_line(path: str, model: Any, cast: Cast) -> None:
    browser = signed_in(cast.staff)
    typed = new(path) | {"sensitivity": "10", "office": cast.lead.pk}
    made = browser.post(f"/{path}/new/", typed | {"other_names": "\r\n".join([*NAMES, "", NAMES[0]])})
    assert made.status_code == 302
    with acting_as(cast.staff):
        row = model.objects.get(name="Somebody new")
    assert row.other_names == NAMES
    assert "ЭКОВАС" in text(browser.get(made["Location"]))
    assert "ЭКОВАС" in text(browser.get(f"{made['Location']}edit/"))
    many = "\n".join(str(number) for number in range(21))
    answer = browser.post(f"/{path}/new/", typed | {"name": "Another", "other_names": many})
    assert "At most 20 lines." in text(answer)


@pytest.mark.parametrize(("path", "model"), NOUNS)
def test_a_other_names_are_kept_in_the_administration(path: str, model: Any, cast: Cast) -> None:
    made = make.PartnerFactory if model is Partner else make.PersonFactory
    row = made(office=cast.lead, sensitivity=10)
    address = f"/admin/engagements/{model._meta.model_name}/{row.pk}/change/"
    browser = signed_in(cast.administrator)
    values = {"name": row.name, "sensitivity": "10", "seen": "1", "other_names": "\n".join(NAMES)}
    values |= {"kind": row.kind_id} if model is Partner else {}
    assert browser.post(address, values).status_code == 302
    assert "Communauté, économique" in text(browser.get(address))
    assert str(row.pk) in text(browser.get(f"/admin/engagements/{model._meta.model_name}/?q=cedeao"))


@pytest.mark.parametrize(("path", "model"), NOUNS)
def test_a_other_names_of_a_hidden_row_show_nowhere(path: str, model: Any, cast: Cast) -> None:
    made = make.PartnerFactory if model is Partner else make.PersonFactory
    row = made(office=cast.lead, sensitivity=20, other_names=["Zyxwvut"])
    for query in ("zyxwvut", "zyxwvu", "zyxwvux"):
        assert Caller(cast.near_staff).get(f"{path}/?q={query}").said["results"] == []
    hidden = Caller(cast.near_staff).get(f"{path}/{row.pk}/")
    assert hidden.status_code == 404
    sent = new(path) | {"name": "Zyxwvut", "other_names": []}
    assert Caller(cast.near_staff).post(f"{path}/", sent).status_code == 201
