"""Loads rows of a demo engagement: tasks, participations, threats, capacities, persons, follow-ups.

Each row has a fixed key. A row that was ever added is left alone, even if somebody has deleted it since.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from engagements.coordination.actions import add_participation, amend_participation
from engagements.coordination.models import Participation
from engagements.demo.keys import key_of, was_changed, was_entered
from engagements.followups.actions import add_follow_up, add_office_follow_up, record_follow_up
from engagements.followups.models import FollowUp
from engagements.partners.models import Partner, Person
from engagements.peacemap.actions import add_capacity, add_threat
from engagements.peacemap.models import Capacity, Threat
from engagements.register.actions import link_capacity, link_person, link_threat
from engagements.register.models import Engagement, EngagementPerson, EngagementSdg, EngagementTask
from offices.access.models import User
from offices.directory.models import Office
from offices.geography.models import Country
from offices.mandates.models import MandateTask
from offices.taxonomy.models import CapacityGroup, Kind, PartnerRole, Sdg, ThreatType
from peaceapp.postgres.base import as_owner

PARTICIPATION = ("posture", "does", "from_precision", "until_precision", "state", "contribution", "evidence", "sources")


def partners_called(keys: list[str]) -> list[Partner]:
    """The partners with these names in the demo data. `KeyError` for an unknown one."""
    found = Partner.objects.in_bulk([key_of("partner", key) for key in keys])
    return [found[key_of("partner", key)] for key in keys]


def persons_called(keys: list[str]) -> list[Person]:
    """The persons with these names in the demo data. `KeyError` for an unknown one."""
    found = Person.objects.in_bulk([key_of("person", key) for key in keys])
    return [found[key_of("person", key)] for key in keys]


def enter_around(engagement: Engagement, row: dict[str, Any], archive: User) -> int:
    """Adds missing rows of `engagement`. Returns their number."""
    entered = 0
    for number, each in enumerate(row["participations"], start=1):
        entered += _participation(engagement, each, archive, row["alias"], number)
    for each in row["threats"]:
        entered += _threat(engagement, each, archive, row)
    for each in row["capacities"]:
        entered += _capacity(engagement, each, archive, row)
    for each in row["people"]:
        entered += _person(engagement, each, archive)
    for each in row["follow_ups"]:
        entered += _follow_up(engagement, each, archive)
    return entered


def enter_served(engagement: Engagement, row: dict[str, Any]) -> int:
    """Links mandate tasks and SDGs to an engagement that was added before these existed. Returns their number."""
    tasks = MandateTask.objects.filter(code__in=row["mandate_tasks"])
    sdgs = Sdg.objects.filter(pk__in=row["sdgs"])
    return _set_links(EngagementTask, engagement, "task", tasks) + _set_links(EngagementSdg, engagement, "sdg", sdgs)


def _set_links(links: Any, engagement: Engagement, name: str, wanted: Iterable[Any]) -> int:
    """Links all of `wanted`, unless the engagement has or ever had links in this table. Returns their number."""
    if links.objects.filter(engagement=engagement).exists():  # created together with the engagement
        return 0
    with as_owner():
        if links.pgh_event_model.objects.filter(engagement_id=engagement.pk).exists():
            return 0
    return len(links.objects.bulk_create(links(engagement=engagement, **{name: each}) for each in wanted))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _country(code: str | None) -> Country | None:
    return Country.objects.get(pk=code) if code else None


def _participation(engagement: Engagement, row: dict[str, Any], archive: User, alias: str, number: int) -> bool:
    key = key_of("participation", alias, str(number))
    values = {name: row[name] for name in PARTICIPATION}
    values |= {"from_on": _day(row["from_on"]), "until_on": _day(row["until_on"])}
    if was_entered(Participation, key):
        _follow_the_facts(key, values, archive)
        return False
    add_participation(
        actor=archive,
        engagement=engagement,
        key=key,
        partner=partners_called([row["partner"]])[0] if row["partner"] else None,
        office=Office.objects.get(acronym=row["office"]) if row["office"] else None,
        role=PartnerRole.objects.get(pk=row["role"]),
        kind=Kind.objects.get(pk=row["kind"]) if row["kind"] else None,
        country=_country(row["country"]),
        **values,
    )
    return True


def _follow_the_facts(key: UUID, values: dict[str, Any], archive: User) -> None:
    """Updates a participation to the present demo data, unless another account ever changed it."""
    row = Participation.objects.filter(pk=key).select_related("engagement").first()
    if row is None or row.engagement.is_closed or was_changed(Participation, key, archive):
        return
    if changes := {name: value for name, value in values.items() if getattr(row, name) != value}:
        amend_participation(row, actor=archive, **changes)


def _threat(engagement: Engagement, row: dict[str, Any], archive: User, of: dict[str, Any]) -> bool:
    key = key_of("threat", of["alias"], row["depth"], row["title"])
    if was_entered(Threat, key):
        return False
    threat = add_threat(
        actor=archive,
        office=engagement.lead_office,
        key=key,
        title=row["title"],
        kind=ThreatType.objects.get(pk=row["type"]),
        depth=row["depth"],
        countries=Country.objects.filter(pk__in=row["countries"]),
        sources=row["sources"],
    )
    link_threat(engagement, actor=archive, threat=threat)
    return True


def _capacity(engagement: Engagement, row: dict[str, Any], archive: User, of: dict[str, Any]) -> bool:
    key = key_of("capacity", of["alias"], row["title"])
    if was_entered(Capacity, key):
        return False
    capacity = add_capacity(
        actor=archive,
        office=engagement.lead_office,
        key=key,
        title=row["title"],
        group=CapacityGroup.objects.get(pk=row["group"]),
        kind=row["kind"],
        country=_country(row["country"]),
        level=row["level"],
        what_works=row["what_works"],
        sources=row["sources"],
    )
    link_capacity(engagement, actor=archive, capacity=capacity, how=row["how"], do_no_harm=row["do_no_harm"])
    return True


def _person(engagement: Engagement, row: dict[str, Any], archive: User) -> bool:
    key = key_of("involved", str(engagement.reference), row["person"])
    if was_entered(EngagementPerson, key):
        return False
    link_person(engagement, actor=archive, person=persons_called([row["person"]])[0], function=row["function"], key=key)
    return True


def _follow_up(engagement: Engagement, row: dict[str, Any], archive: User) -> bool:
    key = key_of("follow-up", row["alias"])
    if was_entered(FollowUp, key):
        return False
    responsible = partners_called([row["responsible_partner"]])[0] if row["responsible_partner"] else None
    with_whom = ", ".join(partner.name for partner in partners_called(row["partners"]))
    details: dict[str, Any] = {
        "key": key,
        "title": row["title"],
        "why": " ".join(part for part in (row["why"], f"With: {with_whom}." if with_whom else "") if part),
        "owner": User.objects.get(username=row["owner"]),
        "responsible_partner": responsible,
        "due_on": _day(row["due_on"]),
        "due_precision": row["due_precision"],
        "priority": row["priority"],
        "sources": row["sources"],
    }
    if row["of_office"]:
        office = Office.objects.get(acronym=row["of_office"])
        follow_up = add_office_follow_up(actor=archive, office=office, **details)
    else:
        follow_up = add_follow_up(actor=archive, engagement=engagement, **details)
    done = _day(row["done_on"])
    record_follow_up(
        follow_up,
        actor=archive,
        status=row["status"],
        outcome=row["outcome"],
        completed_at=datetime.combine(done, time(12), tzinfo=UTC) if done else None,
    )
    return True
