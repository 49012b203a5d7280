"""The pages of a partner and of a person, with all rows that refer to them.

Rows that refer to a merged partner or person appear on the page of the one that it was merged into.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from engagements.coordination.models import Participation
from engagements.followups import queries as followups
from engagements.followups.choices import LIVE_STATUSES
from engagements.followups.models import FollowUp
from engagements.followups.queries import DueFollowUp
from engagements.journal.models import EntryPartner, EntryPerson, JournalEntry
from engagements.partners import queries
from engagements.partners.models import Contact, Mergeable, Partner, PartnerCountry, Person
from engagements.register.models import EngagementPerson
from offices.access.permissions import Permission
from offices.access.rights import Rights
from offices.access.views import MemberPage
from offices.sources.queries import cited
from peaceapp.dates import today

NEWEST, MOST = 10, 200
COLD = timedelta(days=90)
"""A contact that was not used for longer than this is marked."""


def offers(row: Mergeable, noun: str, rights: Rights) -> dict[str, Any]:
    """URLs of the actions that the viewer may take on a row. A merged row cannot be edited."""
    if not rights.can(Permission.AMEND_PARTNER, row):
        return {"amend_url": "", "moves": []}
    if row.merged_into_id is not None:
        moves = [("unmerge", _("Undo merge"))]
    else:
        turn = ("restore", _("Restore")) if row.retired_on else ("retire", _("Retire"))
        moves = [("merge", _("Merge")), turn]
    return {
        "amend_url": "" if row.merged_into_id else reverse(f"{noun}-amend", args=[row.pk]),
        "moves": [{"label": label, "url": reverse(f"{noun}-{name}", args=[row.pk])} for name, label in moves],
    }


def participations(keys: list[UUID]) -> list[Participation]:
    """Participations of a partner, the engagement with the newest entry first."""
    rows = Participation.objects.filter(partner__in=keys).select_related(
        "engagement", "engagement__lead_office", "role", "kind", "country"
    )
    return list(rows.order_by("-engagement__latest_on", "-engagement_id", "id")[:MOST])


def entries(named: QuerySet[Any, Any]) -> list[JournalEntry]:
    """The newest entries among those with the keys in `named`."""
    rows = JournalEntry.objects.filter(pk__in=named).select_related("engagement", "country")
    return list(rows.order_by("-occurred_on", "-id")[:NEWEST])


def due_from(keys: list[UUID]) -> list[DueFollowUp]:
    """Follow-ups that a partner is responsible for, by date; ended ones last."""
    rows = FollowUp.objects.filter(responsible_partner__in=keys).select_related("engagement", "lead_office", "owner")
    found = rows.order_by("due_order", "id")[:MOST]
    return followups.present_due(sorted(found, key=lambda row: row.status not in LIVE_STATUSES))


def people_at(keys: list[UUID]) -> list[Person]:
    """Persons who represent a partner now, from A to Z."""
    return list(queries.choosable_rows(Person).filter(partner__in=keys).order_by("sort_name", "pk")[:MOST])


def silence(last: date | None) -> str:
    """A warning with the months without contact, after more than `COLD`; otherwise empty."""
    if last is None or today() - last <= COLD:
        return ""
    months = (today() - last).days // 30
    return ngettext(
        "Going cold: no contact for %(months)d month.", "Going cold: no contact for %(months)d months.", months
    ) % {"months": months}


@dataclass(frozen=True)
class Channel:
    """A contact, a warning if it was not used for long, and whether the viewer may change it."""

    contact: Contact
    silence: str
    may_amend: bool

    @property
    def sensitivity(self) -> int:
        """Level of the contact, for the marking of a printed page."""
        return int(self.contact.sensitivity)


def channels(keys: list[UUID], rights: Rights) -> list[Channel]:
    """The contacts that the viewer can see, the last used first."""
    return [
        Channel(row, silence(row.last_contact_on), rights.can(Permission.AMEND_PARTNER, row))
        for row in queries.contacts_of_persons(keys)[:MOST]
    ]


def involvements(keys: list[UUID]) -> list[EngagementPerson]:
    """The engagements of a person, once each, the one with the newest entry first."""
    rows = EngagementPerson.objects.filter(person__in=keys).select_related("engagement", "engagement__lead_office")
    found: dict[UUID, EngagementPerson] = {}
    for row in rows.order_by("-engagement__latest_on", "-engagement_id", "id"):
        found.setdefault(row.engagement_id, row)
    return list(found.values())[:MOST]


def sources(*groups: Iterable[Any]) -> list[list[str]]:
    """Sources that these rows cite."""
    return [row.sources for group in groups for row in group]


class RowPage(MemberPage, View):
    """Base of the pages of one row, by its key."""

    model: type[Mergeable]
    noun: str
    template: str

    def get(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Shows the row and the rows that refer to it, as far as the viewer may see them."""
        row: Any = queries.find(self.model, key)
        keys = queries.ids_with_merged(row)
        merged = list(queries.merged_into(row)) if len(keys) > 1 else []
        context = {
            "area": f"{self.noun}s",
            "row": row,
            "history_url": reverse(f"{self.noun}-history", args=[row.pk]),
            "stands_for": row.merged_into,
            "stands_for_url": reverse(f"{self.noun}-page", args=[row.merged_into.pk]) if row.merged_into else "",
            "merged": [{"label": one.name, "url": reverse(f"{self.noun}-page", args=[one.pk])} for one in merged],
            **offers(row, self.noun, self.rights),
            **self.around(row, keys),
        }
        return render(request, self.template, context)

    def around(self, row: Any, keys: list[UUID]) -> dict[str, Any]:
        """The rows that refer to `row`, for the template. `keys` are its own key and those of rows merged into it."""
        raise AssertionError("every such page says what it shows")  # pragma: no cover


class PartnerPage(RowPage):
    """`/partners/<id>/`: one partner."""

    model, noun, template = Partner, "partner", "engagements/partners/page.html"

    def around(self, row: Any, keys: list[UUID]) -> dict[str, Any]:
        links = list(
            PartnerCountry.objects.filter(partner=row).select_related("country").order_by("country__sort_name")
        )
        does = participations(keys)
        return {
            "countries": [link.country for link in links if not link.is_member],
            "members": [link.country for link in links if link.is_member],
            "people": people_at(keys),
            "participations": does,
            "entries": entries(EntryPartner.objects.filter(partner__in=keys).values("entry_id")),
            "follow_ups": due_from(keys),
            "cited": cited(*sources([row], does)),
        }


class PersonPage(RowPage):
    """`/persons/<id>/`: one person."""

    model, noun, template = Person, "person", "engagements/partners/person.html"

    def around(self, row: Any, keys: list[UUID]) -> dict[str, Any]:
        partner = Partner.objects.select_related("merged_into").filter(pk=row.partner_id).first()
        channels_seen = channels(keys, self.rights)
        return {
            "partner": partner and (partner.merged_into or partner),
            "involved": involvements(keys),
            "entries": entries(EntryPerson.objects.filter(person__in=keys).values("entry_id")),
            "channels": channels_seen,
            "may_add_contact": queries.possible_owner_offices(self.rights).exists(),
            "cited": cited(*sources([row], (item.contact for item in channels_seen))),
        }
