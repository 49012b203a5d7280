"""F2 and F3 · Memberships keep their true days; changes of what is kept are in the trail, without content."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from engagements.models import Capacity, Contact, Partner, Person, Threat
from engagements.partners.actions import add_partner, amend_partner
from offices.access.actions import amend_reference
from offices.accounts.actions.memberships import end_membership, give_membership
from offices.audit.choices import Verb
from offices.models import AuditEvent, Kind, Membership, Office, User
from peaceapp.access.actor import acting_as
from tests import factories as make
from tests.access.tables import Class, of_kind
from tests.arrange import arranging
from tests.cast import World
from tests.offices.test_audit import noted
from tests.pages.client import signed_in, text


@pytest.fixture
def of_one_day(world: World) -> Membership:
    """Given and ended today."""
    cast = world.cast
    with acting_as(cast.manager):
        held = give_membership(actor=cast.manager, office=cast.lead, user=cast.nobody, role="staff", clearance=10)
    assert isinstance(held, Membership)
    with acting_as(cast.manager):
        end_membership(held, actor=cast.manager)
    return _again(held)


def _again(held: Membership) -> Membership:
    with arranging():
        return Membership.objects.select_related("user").get(pk=held.pk)


def test_f2_a_membership_of_one_day_reads_that_day(of_one_day: Membership, world: World) -> None:
    today = timezone.localdate()
    assert of_one_day.days == (today, today)
    assert of_one_day.given_at
    assert of_one_day.ended_at
    with acting_as(world.cast.nobody):
        assert not Office.objects.exists(), "the right was gone at once"
    day = f'<time datetime="{today.isoformat()}">'
    with arranging():
        User.objects.filter(pk=world.cast.nobody.pk).update(home_office=world.cast.lead)
    person = text(signed_in(world.cast.manager).get("/offices/LEAD-OFFICE/people/nobody/rights/"))
    assert person.count(day) >= 2
    assert f'datetime="{timezone.localtime(of_one_day.ended_at).isoformat(timespec="minutes")}"' in person
    assert f'<time datetime="{(today - timedelta(days=1)).isoformat()}">' not in person


def test_f2_the_review_lists_memberships_that_ended(of_one_day: Membership, world: World) -> None:
    client, today = signed_in(world.cast.manager), timezone.localdate()
    assert "nobody" not in text(client.get("/audit/access/"))
    ended = text(client.get("/audit/access/?ended=true"))
    assert "nobody" in ended
    assert "lapsed" in ended, "by its last day"
    assert ended.count(f'<time datetime="{today.isoformat()}">') >= 2
    with arranging():
        Membership.objects.filter(user=world.cast.lapsed).update(until_on=today - timedelta(days=91))
    assert "lapsed" not in text(client.get("/audit/access/?ended=true"))
    assert "nobody" not in text(signed_in(world.cast.near_manager).get("/audit/access/?ended=true"))


def test_f2_one_that_goes_on_has_not_ended(of_one_day: Membership, world: World) -> None:
    with acting_as(world.cast.manager):
        give_membership(
            actor=world.cast.manager, office=world.cast.lead, user=of_one_day.user, role="staff", clearance=10
        )
    assert _again(of_one_day).ended_at is None


def test_f2_days_of_a_longer_one_are_its_own() -> None:
    given = datetime.combine(timezone.localdate() - timedelta(days=9), time(12), UTC)
    yesterday = timezone.localdate() - timedelta(days=1)
    held = Membership(from_on=given.date(), until_on=yesterday, given_at=given, ended_at=timezone.now())
    assert held.days == (given.date(), timezone.localdate())
    assert Membership(from_on=given.date(), until_on=yesterday).days == (given.date(), yesterday)


def by_people() -> list[AuditEvent]:
    """Without what making the world noted."""
    return [event for event in noted(Verb.CHANGED) if event.actor_key]


def test_f3_an_office_a_partner_and_a_kind_changed(world: World) -> None:
    cast, partner = world.cast, world.partners[20]
    with acting_as(cast.administrator):
        amend_reference(Office.objects.get(pk=cast.lead.pk), actor=cast.administrator, name="Another name")
        amend_reference(make.first(Kind), actor=cast.administrator, label="Another label")
    with acting_as(cast.manager):
        amend_partner(partner, actor=cast.manager, seat="Elsewhere", countries=[])
        amend_partner(world.partners[10], actor=cast.manager, name="Council of another name")
    found = [(event.kind, event.object, event.fields, event.actor_key) for event in by_people()]
    assert found == [
        ("office", "LEAD-OFFICE", ["name"], cast.administrator.pk),
        ("kind", make.first(Kind).pk, ["label"], cast.administrator.pk),
        ("partner", str(partner.pk), ["seat"], cast.manager.pk),
        ("partner", str(partner.pk), ["countries"], cast.manager.pk),
        ("partner", str(world.partners[10].pk), found[-1][2], cast.manager.pk),
    ]
    page = text(signed_in(cast.auditor).get("/audit/?verb=changed"))
    for words in ("Changed office", "LEAD-OFFICE", "Changed kind", "Changed partner", str(partner.pk), "seat"):
        assert words in page, words
    assert "search vector" not in page, "what the database computes was changed by nobody"
    assert "sort name" not in page
    for content in ("Another name", "Another label", "Elsewhere", partner.name):
        assert content not in page, content
    assert str(partner.pk) in text(signed_in(cast.manager).get("/audit/?verb=changed"))
    others = text(signed_in(cast.near_manager).get("/audit/?verb=changed"))
    assert "LEAD-OFFICE" in others
    assert str(partner.pk) not in others, "kept by another office, and confidential"


def test_f3_what_was_hidden_when_it_changed_stays_so(world: World) -> None:
    """A manager of another office does not read of changes from before it was opened to all."""
    cast, partner = world.cast, world.partners[20]
    with acting_as(cast.manager):
        amend_partner(partner, actor=cast.manager, seat="Elsewhere")
    with acting_as(cast.manager):
        amend_partner(partner, actor=cast.manager, sensitivity=10)
    with acting_as(cast.manager):
        amend_partner(partner, actor=cast.manager, region="Sahel")
    with acting_as(cast.near_manager):
        assert [event.fields for event in AuditEvent.objects.filter(object=str(partner.pk))] == [["region"]]


def test_f3_a_new_row_is_noted_and_first_data_is_not(world: World) -> None:
    with arranging():
        Kind.objects.create(code="first-data", label="First data")
    assert not [event for event in noted(Verb.CHANGED) if event.object == "first-data"]
    with acting_as(world.cast.manager):
        made = add_partner(
            actor=world.cast.manager, office=world.cast.lead, name="A new council", kind=make.first(_type()),
            members=[make.CountryFactory(), make.CountryFactory()],
        )  # fmt: skip
    found = [(event.object, event.fields) for event in by_people() if event.kind == "partner"]
    assert found == [(str(made.pk), ["made"]), (str(made.pk), ["countries"])], "once for all countries"


def _type() -> Any:
    return Partner._meta.get_field("kind").related_model


def test_f3_every_list_and_every_kept_row_is_noted(db: None) -> None:
    """No table that administrators or offices keep is left out."""
    with arranging() as cursor:
        cursor.execute("select tgrelid::regclass::text from pg_trigger where tgname in ('note_change', 'note_made')")
        triggers = {name for (name,) in cursor.fetchall()}
    kept = {table.name for table in of_kind(Class.REFERENCE, Class.KEPT, Class.BESIDE)}
    assert kept - triggers == set()
    assert {model._meta.db_table for model in (Partner, Person, Contact, Capacity, Threat)} <= triggers
