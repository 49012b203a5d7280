"""What people do with partners, persons and contacts: who may, what is refused, what stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from engagements.models import Contact, EntryPartner, Participation, Partner, PartnerCountry, Person
from engagements.partners import actions, queries
from offices.models import Office, User
from offices.models import PartnerType as Type
from peaceapp.access.actor import acting_as
from peaceapp.errors import NotPermitted, Refused, Stale
from peaceapp.history.versions import versions
from tests import factories as make
from tests.arrange import arranging
from tests.cast import Cast, World, member


def enter(user: User, office: Office, name: str = "Council of Elders", **details: Any) -> Partner:
    kind = make.first(Type)
    with acting_as(user):
        return actions.add_partner(actor=user, office=office, name=name, kind=kind, **details)


def do(act: Any, row: Any, user: User, **values: Any) -> Any:
    """`act` on the row as `user` finds it."""
    with acting_as(user):
        found = act(type(row)._default_manager.get(pk=row.pk), actor=user, **values)
    with arranging():
        row.refresh_from_db()
    return found


# Adding


@pytest.mark.parametrize("who", ["staff", "manager", "administrator"])
def test_those_who_work_for_an_office_enter_its_partners(who: str, world: World) -> None:
    partner = enter(getattr(world.cast, who), world.cast.lead)
    assert (partner.office, partner.sensitivity, partner.version) == (world.cast.lead, 10, 1)


@pytest.mark.parametrize("who", ["observer", "auditor", "near_staff", "near_manager", "team_member", "nobody"])
def test_others_do_not(who: str, world: World) -> None:
    with pytest.raises(NotPermitted):
        enter(getattr(world.cast, who), world.cast.lead)


@pytest.mark.parametrize(
    ("name", "acronym"),
    [
        ("council of elders", ""),
        ("Another", "coe"),
        ("COE", ""),
        ("Elders' Council", ""),
        ("Another", "ELDERS' COUNCIL"),
    ],
)
def test_one_alike_is_noticed(name: str, acronym: str, world: World) -> None:
    """By name, acronym and other names, whatever the case."""
    cast = world.cast
    enter(cast.staff, cast.lead, acronym="CoE", other_names=["Elders' Council"])
    with pytest.raises(ValidationError) as refusal:
        enter(cast.near_staff, cast.near, name, acronym=acronym)
    (error,) = refusal.value.error_dict["acronym" if acronym else "name"]
    assert error.code == "alike"
    assert "CoE – Council of Elders" in error.messages[0]
    assert enter(cast.near_staff, cast.near, name, acronym=acronym, is_another=True).pk


def test_part_of_a_name_is_not_alike(world: World) -> None:
    cast = world.cast
    enter(cast.staff, cast.lead, acronym="CoE", other_names=["Elders' Council"])
    assert enter(cast.staff, cast.lead, "Council", acronym="Elders").pk


def test_one_that_was_merged_is_told_as_whom_it_stands_for(world: World) -> None:
    cast = world.cast
    right, wrong = enter(cast.staff, cast.lead), enter(cast.staff, cast.lead, "The Wise Men")
    do(actions.merge, wrong, cast.staff, into=right, reason="The same people")
    with pytest.raises(ValidationError, match="Council of Elders"):
        enter(cast.staff, cast.lead, "The wise men")


def test_a_hidden_one_is_not_noticed(world: World) -> None:
    """Noticing it would tell that it is there. Its own office's cleared members are told."""
    cast = world.cast
    enter(cast.staff, cast.lead, "Back Channel", acronym="BC", other_names=["The Channel"], sensitivity=20)
    for name in ("Back Channel", "BC", "The Channel"):
        with pytest.raises(ValidationError, match="Back Channel"):
            enter(cast.manager, cast.lead, name)
        assert enter(cast.near_staff, cast.near, name, sensitivity=20).pk
    assert enter(cast.support_staff, cast.support, "Another", acronym="bc", is_another=False).office == cast.support


@pytest.mark.parametrize("level", [30, 15, 0])
def test_what_an_office_keeps_is_at_most_confidential(level: int, world: World) -> None:
    with pytest.raises(ValidationError, match="Choose unclassified or confidential"):
        enter(world.cast.staff, world.cast.lead, sensitivity=level)


def test_nobody_enters_what_they_could_not_read(world: World) -> None:
    """Administrators are cleared for what is unclassified, whatever they may do with it."""
    with pytest.raises(ValidationError, match="could not open this record"):
        enter(world.cast.administrator, world.cast.lead, sensitivity=20)


def test_a_person_and_a_contact_are_born_confidential(world: World) -> None:
    cast = world.cast
    with acting_as(cast.staff):
        person = actions.add_person(actor=cast.staff, office=cast.lead, name="  Awa  ")
        contact = actions.add_contact(actor=cast.staff, office=cast.lead, person=person, holder=cast.staff)
        opened = actions.add_contact(actor=cast.staff, office=cast.lead, person=person, sensitivity=10)
    assert (person.name, person.sensitivity, contact.sensitivity) == ("Awa", 20, 20)
    assert opened.sensitivity == 20  # never opener than the person


def test_nobody_was_spoken_to_tomorrow(world: World) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError, match="not in the future"):
        do(actions.amend_contact, world.contacts[10], world.cast.staff, last_contact_on=tomorrow)


# Amending


def test_members_of_its_office_amend_a_row(world: World) -> None:
    cast, row = world.cast, world.partners[10]
    country = make.CountryFactory()
    do(actions.amend_partner, row, cast.staff, seat="Banjul", members=[country], countries=[])
    assert (row.seat, row.version) == ("Banjul", 2)
    with arranging():
        links = PartnerCountry.objects.filter(partner=row).values_list("country", "is_member")
        assert list(links) == [(country.pk, True)]


def test_administrators_amend_what_they_see_of_any_office(world: World) -> None:
    cast = world.cast
    do(actions.amend_partner, world.partners[10], cast.people["near", "administrator"], seat="Dakar")
    assert world.partners[10].seat == "Dakar"
    with acting_as(cast.administrator):
        assert not Partner.objects.filter(pk=world.partners[20].pk).exists()


@pytest.mark.parametrize("act", [actions.amend_partner, actions.retire, actions.restore, actions.unmerge])
@pytest.mark.parametrize("who", ["near_staff", "near_manager", "support_staff", "observer", "team_member"])
def test_others_change_nothing_though_they_see_it(act: Any, who: str, world: World) -> None:
    with pytest.raises(NotPermitted):
        do(act, world.partners[10], getattr(world.cast, who))
    assert world.partners[10].version == 1


@pytest.mark.parametrize("name", ["office", "merged_into", "retired_on", "version", "id"])
def test_what_has_an_action_of_its_own_is_not_amended(name: str, world: World) -> None:
    with pytest.raises(ValidationError, match="cannot be changed here"):
        do(actions.amend_partner, world.partners[10], world.cast.staff, **{name: None})


def test_the_second_writer_is_told(world: World) -> None:
    row = world.partners[10]
    do(actions.amend_partner, row, world.cast.staff, seat="Banjul")
    row.version = 1
    with acting_as(world.cast.staff), pytest.raises(Stale):
        actions.amend_partner(row, actor=world.cast.staff, seat="Dakar")


# Merging


def state(model: Any) -> list[tuple[Any, ...]]:
    with arranging():
        return list(model.objects.order_by("pk").values_list())


def test_merging_touches_nothing_that_names_the_row_and_is_undone(world: World) -> None:
    cast, wrong = world.cast, world.partners[10]
    right = make.PartnerFactory(office=cast.near)
    naming = {model: state(model) for model in (Participation, EntryPartner, Person, Contact, PartnerCountry)}
    do(actions.merge, wrong, cast.staff, into=right, reason="The same house")
    assert (wrong.merged_into_id, wrong.reason) == (right.pk, "The same house")
    assert {model: state(model) for model in naming} == naming
    with acting_as(cast.near_staff):
        assert set(queries.ids_with_merged(right)) == {right.pk, wrong.pk}
        assert wrong not in queries.standing_rows(Partner)
        assert queries.stands_for(wrong) == right
    do(actions.unmerge, wrong, cast.staff, reason="No, two houses")
    assert wrong.merged_into_id is None
    assert {model: state(model) for model in naming} == naming
    with acting_as(cast.near_staff):
        assert queries.ids_with_merged(right) == [right.pk]
        assert {right, wrong} <= set(queries.choosable_rows(Partner))
        told = [version.changes.get("reason", ("", ""))[1] for version in versions(Partner, wrong.pk)]
    assert told[:2] == ["No, two houses", "The same house"]


def test_merging_goes_one_step(cast: Cast) -> None:
    one, two, three = (make.PartnerFactory(office=cast.lead) for _ in range(3))
    do(actions.merge, one, cast.staff, into=two, reason="The same")
    for row, into, error in [
        (one, three, Refused),  # stands for another already
        (three, one, ValidationError),  # a chain
        (two, three, Refused),  # others stand for it
        (three, three, ValidationError),  # itself
    ]:
        with pytest.raises(error):
            do(actions.merge, row, cast.staff, into=into, reason="The same")
    with pytest.raises(ValidationError, match="Give a reason"):
        do(actions.merge, three, cast.staff, into=two, reason="  ")
    with pytest.raises(Refused):
        do(actions.unmerge, two, cast.staff)


def test_nothing_is_merged_into_what_its_readers_could_not_read(world: World) -> None:
    """They would lose it: the row would stand for one that is not there for them."""
    cast = world.cast
    hidden = world.partners[20]
    both = member("of.both", cast.near, clearance=20)
    make.MembershipFactory(user=both, office=cast.lead, clearance=20)
    elsewhere = make.PartnerFactory(office=cast.near, sensitivity=20)
    for row in (world.partners[10], elsewhere):
        with pytest.raises(ValidationError, match="Some readers"):
            do(actions.merge, row, both, into=hidden, reason="The same")
        with acting_as(both):
            assert hidden not in queries.merge_candidates(row)
    beside = make.PartnerFactory(office=cast.lead, sensitivity=20)
    do(actions.merge, beside, cast.staff, into=hidden, reason="The same")
    assert beside.merged_into_id == hidden.pk


def test_what_others_stand_for_is_not_taken_out_of_their_readers_sight(world: World) -> None:
    cast, right = world.cast, world.partners[10]
    wrong = make.PartnerFactory(office=cast.near)
    do(actions.merge, wrong, cast.near_staff, into=right, reason="The same")
    with pytest.raises(Refused, match="Other records are merged into this one"):
        do(actions.amend_partner, right, cast.staff, sensitivity=20)
    do(actions.unmerge, wrong, cast.near_staff)
    do(actions.amend_partner, right, cast.staff, sensitivity=20)


def test_whoever_cannot_follow_a_merging_sees_the_row_itself(world: World) -> None:
    """However it came to be: the row is not lost to them, and nothing tells them whom it stands for."""
    cast, row, hidden = world.cast, world.partners[10], world.partners[20]
    with arranging():
        Partner.objects.filter(pk=row.pk).update(merged_into=hidden)
    with acting_as(cast.near_staff):
        assert row in queries.standing_rows(Partner)
        assert queries.find(Partner, row.pk).merged_into is None
        assert queries.stands_for(row) is None
    with acting_as(cast.staff):
        assert row not in queries.standing_rows(Partner)


def test_what_is_retired_is_offered_no_more_until_it_is_restored(world: World) -> None:
    cast, row = world.cast, world.persons[10]
    do(actions.retire, row, cast.staff, reason="Left office")
    with acting_as(cast.staff):
        assert row in queries.standing_rows(Person)
        assert row not in queries.choosable_rows(Person)
    with pytest.raises(Refused):
        do(actions.retire, row, cast.staff)
    do(actions.restore, row, cast.staff)
    with acting_as(cast.staff):
        assert row in queries.choosable_rows(Person)
    with pytest.raises(Refused):
        do(actions.restore, row, cast.staff)


# Whose office


def test_a_row_is_entered_for_the_home_office_unless_another_is_named(cast: Cast) -> None:
    from offices.access.rights import Rights  # beside its one use

    with arranging():
        User.objects.filter(pk=cast.staff.pk).update(home_office=cast.near)
        cast.staff.refresh_from_db()
    with acting_as(cast.staff):
        assert (
            queries.default_owner_office(Rights(cast.staff)) == cast.lead
        )  # nobody enters rows where they do not work
    make.MembershipFactory(user=cast.staff, office=cast.near, role="manager")
    with acting_as(cast.staff):
        assert queries.default_owner_office(Rights(cast.staff)) == cast.near
        assert list(queries.possible_owner_offices(Rights(cast.staff))) == [cast.lead, cast.near]
    with acting_as(cast.observer):
        assert queries.default_owner_office(Rights(cast.observer)) is None
