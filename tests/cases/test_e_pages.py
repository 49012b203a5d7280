"""E10 and E14 · What the pages say in words."""

import re
from typing import Any

import pytest
from django.db import transaction

from engagements.classification.actions import raise_sensitivity
from offices.accounts.actions.memberships import change_membership, give_membership
from offices.audit.choices import Verb
from offices.audit.notes import note
from offices.audit.words import in_words
from offices.models import Membership
from peaceapp.access.actor import acting_as
from tests import factories as make
from tests.arrange import arranging
from tests.cast import World
from tests.pages.client import just_asked, signed_in, text

CODE = re.compile(r"None|^\d\d$|[0-9a-f]{8}-|\bTrue\b|\bFalse\b|^[a-z]+_[a-z]+$")
"""Values in code."""


def test_e14_levels_and_roles_are_said_by_their_names(world: World) -> None:
    cast = world.cast
    with acting_as(cast.manager):
        raise_sensitivity(world.engagements[20], actor=cast.manager, to=30, reason="Lives depend on it")
        given = give_membership(actor=cast.manager, office=cast.lead, user=cast.nobody, role="staff", clearance=10)
        assert isinstance(given, Membership)
        change_membership(given, actor=cast.manager, clearance=20, until_on=None)
    page = text(signed_in(cast.auditor).get("/audit/"))
    for words in (
        "Changed sensitivity",
        "Sensitivity: confidential → strictly confidential",
        "with a reason",
        "Added membership",
        "Changed membership",
        "Clearance: unclassified → confidential",
        "staff",
    ):
        assert words in page, words
    for code in ("20, 30, reason", "staff 10", "staff 20", "{given}"):
        assert code not in page, code


@pytest.mark.parametrize(
    ("verb", "kind", "fields", "what", "details"),
    [
        ("reclassified", "engagement", ["30", "20", "reason"], "Changed sensitivity",
         ["Sensitivity: strictly confidential → confidential", "with a reason"]),
        ("membership", "manager 30", ["clearance"], "Changed membership",
         ["manager", "strictly confidential", "clearance"]),
        ("membership", "staff 20", ["until_on::2026-12-31"], "Changed membership",
         ["staff", "confidential", "Last day: none → 31 Dec 2026"]),
        ("membership", "proposal manager 20", ["proposed"], "Proposed membership", ["manager", "confidential"]),
        ("token", "token read 20", ["made"], "Created token", ["read", "confidential"]),
        ("account", "second factor", ["made", "totp"], "Added second factor", ["authenticator app"]),
        ("account", "account", ["email", "home_office"], "Changed account", ["email address", "home office"]),
        ("changed", "mandatetask", ["until_on"], "Changed mandate task", ["until"]),
        ("changed", "partner", ["made"], "Added partner", []),
        ("read", "engagement", [], "Read strictly confidential engagement", []),
    ],
)  # fmt: skip
def test_e14_verb_and_object_are_in_words(
    verb: str, kind: str, fields: list[str], what: str, details: list[str]
) -> None:
    said = in_words({"verb": verb, "kind": kind, "fields": fields})
    assert (said["what"], said["details"]) == (what, details)


def test_e14_no_event_is_left_in_codes(world: World) -> None:
    """Whatever the world's own making noted: no verb, level or column in code."""
    with arranging(), transaction.atomic():
        for verb in Verb:
            note(verb, world.cast.manager.pk, kind="engagement", object="LEAD-2020-AAAA")
    for verb in Verb:
        said = in_words({"verb": verb.value, "kind": "engagement", "fields": []})
        assert "_" not in said["what"]
        assert "%" not in said["what"]
    page = text(signed_in(world.cast.auditor).get("/audit/"))
    assert "LEAD-2020-AAAA" in page


def test_e14_fields_of_unknown_models_are_still_said() -> None:
    said = in_words({"verb": "changed", "kind": "office", "fields": ["host_country", "no_such_column"]})
    assert said["details"] == ["host country", "no such column"]


def filled(form: Any) -> dict[str, Any]:
    """What a browser would send of a form that nobody touched."""
    values = {bound.name: bound.value() for bound in form}
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def amended(world: World) -> dict[str, tuple[str, dict[str, Any], list[str]]]:
    """Each page that two may edit at once: what the quicker one changes there, and how that reads."""
    lead, row = world.cast.lead.acronym, world.engagements[10].reference
    country = make.CountryFactory(name="Samoa")
    return {
        "partner": (f"/partners/{world.partners[10].pk}/edit/", {"members": [country.pk], "sensitivity": "20"},
                    ["Samoa", "Confidential"]),
        "person": (f"/persons/{world.persons[10].pk}/edit/", {"nationality": country.pk, "partner": ""}, ["Samoa"]),
        "contact": (f"/persons/{world.persons[10].pk}/contacts/{world.contacts[10].pk}/",
                    {"access": "guarded", "last_contact_on": "2016-12-05"}, ["5 Dec 2016"]),
        "engagement": (f"/engagements/{row}/edit/", {"countries": [country.pk], "opened_on": "2016-12-05"},
                       ["Samoa", "5 Dec 2016"]),
        "entry": (f"/engagements/{row}/entries/{world.entries[10, None].pk}/",
                  {"country": country.pk, "kind": "call", "partners": [world.partners[10].pk], "reason": "Mistaken"},
                  ["Samoa"]),
        "follow-up": (f"/follow-ups/{world.follow_ups[10, None].pk}/edit/", {"priority": "high"}, ["High"]),
        "participation": (f"/engagements/{row}/participations/{world.participations[10, None].pk}/",
                          {"country": country.pk}, ["Samoa"]),
        "capacity": (f"/capacities/{world.capacities[10].pk}/", {"country": country.pk}, ["Samoa"]),
        "threat": (f"/threats/{world.threats[10].pk}/", {"countries": [country.pk]}, ["Samoa"]),
        "membership": (f"/offices/{lead}/people/lead.observer/rights/observer/", {"clearance": "10"}, ["Unclassified"]),
    }  # fmt: skip


def test_e10_conflict_pages_say_in_words_what_changed(world: World) -> None:
    wrong = {}
    for noun, (path, changes, words) in amended(world).items():
        quick, slow = just_asked(world.cast.manager), just_asked(world.cast.manager)
        before = slow.get(path)
        assert before.status_code == 200, (noun, path)
        mine = filled(before.context["form"])
        saved = quick.post(path, mine | changes)
        assert saved.status_code == 302, (noun, saved.context["form"].errors)
        late = slow.post(path, mine | {"reason": "Mistaken"})
        assert late.status_code == 409, (noun, late.status_code)
        theirs = late.context["conflict"]["theirs"]
        said = [field["now"] for field in theirs]
        codes = [text for field in theirs for text in (field["now"], field["yours"]) if CODE.search(text)]
        if codes or [word for word in words if not any(word in text for text in said)] or not theirs:
            wrong[noun] = theirs
    assert wrong == {}
