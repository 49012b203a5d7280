"""What every action does before its own work."""

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError

from engagements.partners.actions import amend_partner
from peaceapp.access.actor import acting_as, acting_id
from peaceapp.actions import WrongActor, validate_names
from tests import factories as make
from tests.cast import Cast


def test_an_actor_who_is_not_acting_is_a_mistake(cast: Cast) -> None:
    """The rule would be asked about one person and the permission about another."""
    partner = make.PartnerFactory(office=cast.lead)
    with pytest.raises(WrongActor):
        amend_partner(partner, actor=cast.manager, about="Nobody acts")
    with acting_as(cast.staff), pytest.raises(WrongActor):
        amend_partner(partner, actor=cast.manager, about="Somebody else acts")
    with acting_as(cast.manager):
        assert amend_partner(partner, actor=cast.manager, about="The manager acts").about == "The manager acts"


def test_who_acts_is_known_until_the_block_ends_however_it_ends(cast: Cast) -> None:
    assert acting_id() is None
    with acting_as(cast.manager):
        with suppress(LookupError), acting_as(cast.staff):
            assert acting_id() == cast.staff.pk
            raise LookupError
        assert acting_id() == cast.manager.pk
    assert acting_id() is None


def test_names_that_are_no_columns_are_told_one_by_one() -> None:
    validate_names({"title": 1}, {"title", "summary"})
    with pytest.raises(ValidationError) as refused:
        validate_names({"title": 1, "status": 2, "key": 3}, {"title"})
    assert set(refused.value.message_dict) == {"status", "key"}
