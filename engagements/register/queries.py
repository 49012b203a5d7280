"""Queries for engagements. Row-level security leaves out rows that the acting user may not see."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from engagements.register.database import on_team
from engagements.register.models import (
    Engagement,
    EngagementCapacity,
    EngagementCountry,
    EngagementKind,
    EngagementPerson,
    EngagementSdg,
    EngagementTask,
    EngagementTheme,
    EngagementThreat,
    Support,
    TeamMember,
)
from engagements.register.scope import EngagementRow
from offices.access.rights import Relations
from offices.mandates.models import MandateTask
from offices.taxonomy.models import Sdg
from peaceapp.access.sensitivity import level_word
from peaceapp.dates import Precision
from peaceapp.history.versions import RelatedHistory
from peaceapp.lists.shape import As, Many, One, Shape


def find_relations(engagement: UUID, user: int) -> Relations:
    """The relations of `user` to an engagement that decide their rights; empty for a hidden engagement."""
    found = Engagement.objects.raw(
        f"""select e.id, e.lead_officer_id,
                  exists (select from engagements_teammember t where t.engagement_id = e.id and t.user_id = %s
                          and {on_team()}) as is_on_team,
                  array(select s.office_id from engagements_support s
                        where s.engagement_id = e.id and s.until_at is null) as supporting,
                  case when e.status = 'draft' then (
                    select (c.metadata->>'user')::bigint from engagements_engagementevent v
                    join pghistory_context c on c.id = v.pgh_context_id
                    where v.pgh_obj_id = e.id and v.pgh_label = 'insert' order by v.pgh_id limit 1) end as author
           from engagements_engagement e where e.id = %s""",  # noqa: S608  (only a constant condition is inserted)
        [user, engagement],
    )
    for row in found:
        return Relations(row.lead_officer_id, row.is_on_team, frozenset(row.supporting), row.author)  # type: ignore[attr-defined]  # columns of the raw query
    return Relations(None, False, frozenset())


ROW = Shape(
    Engagement,
    "title",
    id=As("reference"),
    status=As("status"),
    sensitivity=As("sensitivity", level_word),
    lead_office=One("lead_office", id="acronym", label="acronym"),
    lead_officer=One("lead_officer", id="username", label="name"),
    countries=Many(EngagementCountry, "engagement_id", "country", id="alpha2", label="name"),
    kinds=Many(EngagementKind, "engagement_id", "kind", id="code", label="label"),
    themes=Many(EngagementTheme, "engagement_id", "theme", id="code", label="label"),
    orientation=As("orientation"),
    setting=As("setting"),
    opened_on=As("opened_on"),
    opened_precision=As("opened_precision"),
    closed_on=As("closed_on"),
    closed_precision=As("closed_precision"),
    last_open_entry_on=As("last_open_entry_on"),
)
"""Fields of an engagement in lists: on the page, in the API and in an export."""

DETAIL = Shape.whole(
    Engagement,
    "title",
    **{name: part for name, part in ROW.parts.items() if name != "title"},
    origin=As("origin"),
    entry_point=As("entry_point"),
    peace_aim=As("peace_aim"),
    language=As("language"),
    sources=As("sources"),
    summary=As("summary"),
    mandate_tasks=Many(EngagementTask, "engagement_id", "task", id="code", label="title"),
    sdgs=Many(EngagementSdg, "engagement_id", "sdg", id="code", label="label"),
    outcome=As("outcome"),
    lessons=As("lessons"),
    supporting_offices=Many(
        Support, "engagement_id", "office", id="acronym", label="acronym", only=Q(until_at__isnull=True)
    ),
    version=As("version"),
)
"""All fields of an engagement, in the API."""


RELATED_HISTORY = (
    RelatedHistory(TeamMember, "team", _("team"), "user", "username", "name", ends="until_at", why="reason"),
    RelatedHistory(
        Support,
        "supporting_offices",
        _("supporting office"),
        "office",
        "acronym",
        "acronym",
        ends="until_at",
        why="reason",
    ),
    RelatedHistory(EngagementCountry, "countries", _("countries"), "country", "alpha2", "name"),
    RelatedHistory(EngagementKind, "kinds", _("kinds"), "kind", "code", "label"),
    RelatedHistory(EngagementTheme, "themes", _("themes"), "theme", "code", "label"),
    RelatedHistory(EngagementTask, "mandate_tasks", _("mandate tasks"), "task", "code", "title"),
    RelatedHistory(EngagementSdg, "sdgs", _("SDGs"), "sdg", "code", "label"),
    RelatedHistory(EngagementThreat, "threats", _("threats"), "threat", "id", "title"),
    RelatedHistory(EngagementCapacity, "capacities", _("capacities for peace"), "capacity", "id", "title"),
    RelatedHistory(EngagementPerson, "persons", _("persons"), "person", "id", "name"),
)
"""Related tables whose changes appear in an engagement's history. The two that give access come first."""


LINKS: dict[str, type[EngagementRow]] = {"country": EngagementCountry, "kind": EngagementKind, "theme": EngagementTheme}


def engagements_linked_to(name: str, keys: list[Any]) -> QuerySet[Any, Any]:
    """The keys of engagements that are linked to any of these countries, kinds or themes."""
    return LINKS[name]._default_manager.filter(**{f"{name}__in": keys}).values("engagement_id")


def find_engagement(reference: str) -> Engagement:
    """The engagement with this reference and the related rows for its page. `Http404` for hidden and unknown ones."""
    engagements = Engagement.objects.select_related("lead_office", "lead_officer")
    return get_object_or_404(engagements.prefetch_related("countries", "kinds", "themes"), reference=reference)


def precision_of_last_entries(references: Iterable[str]) -> dict[str, str]:
    """Date precision of the last entry, by reference. With several entries on that date, exact day wins."""
    last = Engagement.objects.filter(reference__in=list(references), journalentry__occurred_on=F("last_open_entry_on"))
    found: dict[str, str] = {}
    for reference, precision in last.values_list("reference", "journalentry__occurred_precision"):
        best = found.get(reference, precision)
        found[reference] = Precision.DAY.value if Precision.DAY in {best, precision} else precision
    return found


@dataclass(frozen=True)
class ListedEngagement:
    """An engagement in a list, with the date precision of its last entry."""

    engagement: Engagement
    last_precision: str

    @property
    def sensitivity(self) -> int:
        """Level of the engagement, for the marking of a printed page."""
        return int(self.engagement.sensitivity)


def present_in_list(rows: list[Engagement]) -> list[ListedEngagement]:
    """The same engagements in the same order, with the date precision of their last entry.

    One query, and none if no last entry is dated on the first of a month.
    """
    rough = [row.reference for row in rows if row.last_open_entry_on and row.last_open_entry_on.day == 1]
    known = precision_of_last_entries(rough) if rough else {}
    return [ListedEngagement(row, known.get(row.reference, Precision.DAY)) for row in rows]


def mandate_tasks_of(engagement: Engagement) -> QuerySet[MandateTask]:
    """The mandate tasks that the engagement serves."""
    served = EngagementTask.objects.filter(engagement=engagement)
    return MandateTask.objects.filter(pk__in=served.values("task")).order_by("code")


def sdgs_of(engagement: Engagement) -> QuerySet[Sdg]:
    """The Sustainable Development Goals and targets to which the engagement contributes."""
    return Sdg.objects.filter(pk__in=EngagementSdg.objects.filter(engagement=engagement).values("sdg"))


def threats_of(engagement: Engagement) -> QuerySet[EngagementThreat]:
    """The threats that the engagement addresses, proximate threats first."""
    rows = EngagementThreat.objects.filter(engagement=engagement).select_related("threat", "threat__kind")
    return rows.order_by("threat__depth", "threat__sort_title")


def capacities_of(engagement: Engagement) -> QuerySet[EngagementCapacity]:
    """The capacities for peace that the engagement relies on."""
    rows = EngagementCapacity.objects.filter(engagement=engagement)
    return rows.select_related("capacity", "capacity__group", "capacity__country").order_by("capacity__sort_title")


def persons_of(engagement: Engagement) -> QuerySet[EngagementPerson]:
    """The persons involved in the engagement whom the viewer may see."""
    rows = EngagementPerson.objects.filter(engagement=engagement).select_related("person", "person__merged_into")
    return rows.order_by("person__sort_name")
