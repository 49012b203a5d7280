"""Shapes of capacities for peace and threats: their fields on the page, in the API and in an export."""

from django.utils.translation import gettext_lazy as _

from engagements.peacemap.models import Capacity, Threat, ThreatCountry
from peaceapp.access.sensitivity import level_word
from peaceapp.history.versions import RelatedHistory
from peaceapp.lists.shape import As, Many, One, Shape

CAPACITY_ROW = Shape.whole(
    Capacity,
    "id",
    "title",
    group=One("group", id="code", label="label"),
    kind=As("kind"),
    country=One("country", id="alpha2", label="name"),
    level=As("level"),
    what_works=As("what_works"),
    evidence=As("evidence"),
    confirmed_on=As("confirmed_on"),
    office=One("office", id="acronym", label="acronym"),
    sensitivity=As("sensitivity", level_word),
    sources=As("sources"),
    version=As("version"),
)

THREAT_ROW = Shape.whole(
    Threat,
    "id",
    "title",
    kind=One("kind", id="code", label="label"),
    depth=As("depth"),
    countries=Many(ThreatCountry, "threat_id", "country", id="alpha2", label="name"),
    region=As("region"),
    office=One("office", id="acronym", label="acronym"),
    sensitivity=As("sensitivity", level_word),
    sources=As("sources"),
    version=As("version"),
)

THREAT_RELATED_HISTORY = (
    RelatedHistory(ThreatCountry, "countries", _("countries"), "country", "alpha2", "name", "threat_id"),
)
"""Links whose changes appear in a threat's history."""
