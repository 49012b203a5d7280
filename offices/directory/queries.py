"""Queries for offices, their leadership, and the countries related to them."""

from django.db.models import F, Q, QuerySet
from django.http import Http404

from offices.directory.choices import OfficeKind, Topic
from offices.directory.models import Characteristic, Coverage, Leadership, Office
from offices.geography import queries as geography
from offices.geography.models import Country
from peaceapp.lists.shape import As, Many, One, Rows, Shape

ROW = Shape(
    Office,
    "acronym",
    "name",
    "kind",
    "host_city",
    id=As("acronym"),
    host_country=One("host_country", id="alpha2", label="name"),
    time_zone=As("time_zone"),
    established_on=As("established_on"),
    established_precision=As("established_precision"),
    closed_on=As("closed_on"),
    closed_precision=As("closed_precision"),
    succeeded_by=One("succeeded_by", id="acronym", label="acronym"),
    how_established=As("how_established"),
    sources=As("sources"),
)
"""Fields of an office, on the page and in the API."""

_FROM_UNTIL = {name: As(name) for name in ("from_on", "from_precision", "until_on", "until_precision")}

COVERED = Shape(
    Coverage,
    country=One("country", id="alpha2", label="name"),
    kind=As("kind"),
    group=As("group"),
    **_FROM_UNTIL,
    note=As("note"),
    sources=As("sources"),
)
HEAD = Shape(
    Leadership,
    "name",
    "title",
    "post",
    nationality=One("nationality", id="alpha2", label="name"),
    named_on=As("named_on"),
    **_FROM_UNTIL,
    note=As("note"),
    sources=As("sources"),
)
DETAIL = Shape(
    Office,
    **ROW.parts,
    countries=Rows(COVERED, "office_id", ("country__name", "group")),
    heads=Rows(HEAD, "office_id", ("from_on", "name")),
)
"""All fields of an office, in the API."""

CHARACTERISTIC = Shape(
    Characteristic,
    "code",
    "topic",
    "text",
    id=As("code"),
    office=One("office", id="acronym", label="acronym"),
    sources=As("sources"),
)
"""Fields of a characteristic of one office, or of all."""

COUNTRY = Shape(
    Country,
    **geography.ROW.parts,
    offices=Many(Coverage, "country_id", "office", id="acronym", label="acronym", once=True),
)
"""A country with the offices related to it."""


def find(acronym: str) -> Office:
    """The office with the related rows for its page. `Http404` if the user may not see it."""
    offices = Office.objects.select_related("host_country", "succeeded_by").prefetch_related("predecessors")
    found = offices.filter(acronym=acronym).first()
    if found is None:
        raise Http404
    return found


def characteristics_of(characteristics: QuerySet[Characteristic], *offices: Office) -> QuerySet[Characteristic]:
    """Characteristics of these offices. Includes those of all offices, unless all of these are headquarters desks."""
    if all(office.kind == OfficeKind.HEADQUARTERS for office in offices):
        return characteristics.filter(office__in=offices)
    return characteristics.filter(Q(office__in=offices) | Q(office__isnull=True))


def characteristics(office: Office) -> list[tuple[str, list[Characteristic]]]:
    """Characteristics of the office by topic, its own before those of all offices."""
    rows = list(
        characteristics_of(Characteristic.objects.all(), office).order_by(F("office").asc(nulls_last=True), "code")
    )
    topics = [(topic.label, [row for row in rows if row.topic == topic]) for topic in Topic]
    return [(str(label), said) for label, said in topics if said]


def leadership(office: Office) -> QuerySet[Leadership]:
    """The leadership of the office by start date. Rows without dates come last."""
    rows = Leadership.objects.filter(office=office).select_related("nationality")
    return rows.order_by(F("from_on").asc(nulls_last=True), "name")


def coverage(office: Office) -> QuerySet[Coverage]:
    """The countries related to the office, by group."""
    rows = Coverage.objects.filter(office=office).select_related("country")
    return rows.order_by("kind", "group", "country__sort_name")


def covering(country: Country) -> QuerySet[Coverage]:
    """The offices related to a country, and how."""
    return Coverage.objects.filter(country=country).select_related("office").order_by("office__acronym", "group")
