"""Case E13: what the caller has as it is, is not sent again."""

from engagements.models import Engagement
from tests import factories as make
from tests.arrange import arranging
from tests.cast import World
from tests.rest.caller import Caller, tag


def test_e13_not_modified_for_the_current_etag(world: World) -> None:
    path, staff = f"engagements/{world.engagements[10].reference}/", Caller(world.cast.manager)
    first = staff.get(path)
    for known in (first.headers["ETag"], f"W/{first.headers['ETag']}", f'"other", {first.headers["ETag"]}', "*"):
        again = staff.get(path, If_None_Match=known)
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
        assert again.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert staff.get(path, If_None_Match='"other"').content == first.content
    row = Engagement(pk=world.engagements[10].pk, version=first.said["version"])
    assert staff.patch(path, {"title": "Another"}, If_Match=tag(row)).status_code == 200
    assert staff.get(path, If_None_Match=first.headers["ETag"]).said["title"] == "Another"


def test_e13_what_changed_around_the_row_is_sent(world: World) -> None:
    """The row keeps its version, its answer does not: a link was added."""
    path, staff = f"engagements/{world.engagements[10].reference}/", Caller(world.cast.staff)
    first = staff.get(path)
    make.EngagementCountryFactory(engagement=world.engagements[10], country=make.CountryFactory())
    again = staff.get(path, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.said["version"]) == (200, first.said["version"])
    assert len(again.said["countries"]) == len(first.said["countries"]) + 1


def test_e13_a_hidden_row_is_not_found_whatever_the_caller_has(world: World) -> None:
    path, staff = f"engagements/{world.engagements[10].reference}/", Caller(world.cast.near_staff)
    known = staff.get(path).headers["ETag"]
    with arranging():
        Engagement.objects.filter(pk=world.engagements[10].pk).update(sensitivity=30)
    hidden, unknown = staff.get(path, If_None_Match=known), staff.get("engagements/NO-2016-ABCD/", If_None_Match="*")
    assert (hidden.status_code, hidden.content) == (unknown.status_code, unknown.content)
    assert hidden.status_code == 404
