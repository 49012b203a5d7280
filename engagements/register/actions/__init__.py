"""Writes of engagements. The acting user is named, and must be the actor of the transaction."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.contrib.postgres.functions import TransactionNow
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from engagements.register import queries, rules
from engagements.register.actions.links import link
from engagements.register.choices import OPEN, Status
from engagements.register.models import Engagement, Support, TeamMember
from engagements.register.rules import needed_reason, tidy_reason
from engagements.register.scope import hold
from offices.access.models import User
from offices.access.permissions import Permission
from offices.audit.notes import noted_at_the_end
from offices.directory.models import Office
from offices.geography.models import Country
from offices.mandates.models import MandateTask
from offices.taxonomy.models import Kind, Sdg, Theme
from peaceapp.access.keys import random_characters
from peaceapp.access.readable_levels import validate_readable_level
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.actions import action, write
from peaceapp.dates import today
from peaceapp.errors import Refused
from peaceapp.history.restore import RestorePolicy
from peaceapp.text import tidied


@action(Permission.OPEN_ENGAGEMENT, on="lead_office")
def open_engagement(
    *,
    actor: User,
    lead_office: Office,
    title: str,
    countries: Iterable[Country],
    kinds: Iterable[Kind],
    themes: Iterable[Theme] = (),
    mandate_tasks: Iterable[MandateTask] = (),
    sdgs: Iterable[Sdg] = (),
    supporting_offices: Iterable[Office] = (),
    support_reason: str = "",
    sensitivity: int = Sensitivity.UNCLASSIFIED,
    opened_on: date | None = None,
    lead_officer: User | None = None,
    reference: str | None = None,
    **details: Any,
) -> Engagement:
    """Open a draft with its creator on the team and, unless another is named, as lead officer.

    A strictly confidential one is inserted as confidential and raised in the same transaction: its row must be visible
    to be returned. So whoever opens one needs the clearance, and confidential clearance in the lead office. History
    (`level_versions`) and trail have the level that was chosen. `reference` is given only where there is one already.
    """
    rules.refuse_unknown_level(sensitivity)
    validate_readable_level(min(sensitivity, Sensitivity.CONFIDENTIAL), lead_office.pk)
    countries, kinds = list(countries), list(kinds)
    rules.refuse_empty("countries", countries)
    rules.refuse_empty("kinds", kinds)
    opened_on = opened_on or today()
    details = _checked(details | {"title": title, "opened_on": opened_on})
    if lead_office.closed_on and not actor.is_archive:
        raise ValidationError({"lead_office": _("This office is closed.")})
    engagement = Engagement(
        lead_office=lead_office,
        lead_officer=lead_officer or actor,
        sensitivity=min(sensitivity, Sensitivity.CONFIDENTIAL),
        **details,
    )
    engagement.clean_fields(exclude={"reference"})
    _insert(engagement, reference)
    with noted_at_the_end("note_seat", "note_support"):
        TeamMember.objects.create(engagement=engagement, user=actor)
        link(engagement, countries=countries, kinds=kinds, themes=themes, mandate_tasks=mandate_tasks, sdgs=sdgs)
        for office in supporting_offices:
            Support.objects.create(
                engagement=engagement, office=office, reason=support_reason or str(_("Named at opening"))
            )
        if sensitivity > engagement.sensitivity:
            write(engagement, sensitivity=sensitivity)
    if engagement.lead_officer_id != actor.pk:
        _seat(engagement, engagement.lead_officer, actor, field="lead_officer")
    return engagement


def _insert(engagement: Engagement, reference: str | None) -> None:
    """Save with a reference of its own: office, year and four random characters, drawn again if they are taken."""
    for _attempt in range(5):
        stem = f"{engagement.lead_office.acronym}-{engagement.opened_on.year}"
        engagement.reference = reference or f"{stem}-{random_characters(4)}"
        try:
            with transaction.atomic():
                engagement.save(force_insert=True)
            return
        except IntegrityError:
            if reference:
                raise
    raise Refused(_("No free reference was found. Try again."))


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """`values` with tidy texts, once they keep to the rules."""
    values = tidied(values)
    rules.refuse_unlikely("opened_on", values.get("opened_on"))
    rules.refuse_disorder("opened_on", "closed_on", values.get("opened_on"), values.get("closed_on"))
    return values


AMENDABLE = {
    "title", "origin", "orientation", "setting", "entry_point", "peace_aim", "opened_on", "opened_precision",
    "language", "sources", "summary", "outcome", "lessons",
}  # fmt: skip
"""Columns that `amend_engagement` changes. Office, officer, status, sensitivity and team have actions of their own."""


@action(Permission.AMEND_ENGAGEMENT)
def amend_engagement(
    engagement: Engagement,
    *,
    actor: User,
    countries: Iterable[Country] | None = None,
    kinds: Iterable[Kind] | None = None,
    themes: Iterable[Theme] | None = None,
    mandate_tasks: Iterable[MandateTask] | None = None,
    sdgs: Iterable[Sdg] | None = None,
    reason: str = "",
    **changes: Any,
) -> Engagement:
    """Change what an engagement says, if nobody else has since it was read (`Stale`). Refused once it is closed."""
    rules.refuse_if_closed(engagement)
    if foreign := set(changes) - AMENDABLE:
        raise ValidationError({name: _("This cannot be changed here.") for name in foreign})
    checked = _checked({"opened_on": engagement.opened_on, "closed_on": engagement.closed_on} | changes)
    write(engagement, reason=tidy_reason(reason), **{name: checked[name] for name in changes})
    link(engagement, countries=countries, kinds=kinds, themes=themes, mandate_tasks=mandate_tasks, sdgs=sdgs)
    return engagement


RESTORE = RestorePolicy(amend_engagement, AMENDABLE, lambda row: not row.is_closed)


def _seat(engagement: Engagement, user: User | None, by: User, reason: str = "", field: str = "user") -> TeamMember:
    """A seat for `user`, who must be cleared for the engagement: nobody is asked for what they cannot open.

    It takes the place of one by break-glass, which counts for no seat: it ends by itself, and nobody makes their own
    last: a colleague whom they seat may.
    """
    if user is None or not queries.is_cleared(user, engagement):
        raise ValidationError({field: _("This person is not cleared for this engagement.")})
    standing = _standing(engagement, user)
    if user.pk == by.pk and standing.filter(by_glass=True).exists():
        raise Refused(_("You are on the team by break-glass: somebody else must put you there for longer."))
    lasting: TeamMember | None = standing.filter(by_glass=False).first()
    if lasting:
        return lasting
    if queries.team_size(engagement) >= rules.MOST_ON_TEAM:
        raise Refused(_("A team has at most %(most)s people.") % {"most": rules.MOST_ON_TEAM})
    standing.update(until_at=TransactionNow())
    return TeamMember.objects.create(engagement=engagement, user=user, reason=reason)


def _standing(engagement: Engagement, user: User) -> Any:
    hold(engagement)
    return TeamMember.objects.filter(Q(until_at__isnull=True) | Q(until_at__gt=Now()), engagement=engagement, user=user)


@action(Permission.MANAGE_TEAM)
def seat(engagement: Engagement, *, actor: User, user: User, reason: str = "") -> TeamMember:
    """Put somebody on the team. Refused for who lacks the clearance; a second seat is the first."""
    return _seat(engagement, user, actor, tidy_reason(reason))


@action(Permission.MANAGE_TEAM)
def remove_team_member(engagement: Engagement, *, actor: User, user: User) -> None:
    """End somebody's seat, at once. Refused for the lead officer, and where nobody could read it any more.

    The latter is asked by the database too, of every seat that ends; a seat by break-glass makes nobody a reader there.
    """
    if user.pk == engagement.lead_officer_id:
        raise Refused(_("Change the lead officer first."))
    if engagement.sensitivity == Sensitivity.STRICTLY_CONFIDENTIAL and queries.lasting(engagement) == {user.pk}:
        raise Refused(_("The last reader of an engagement cannot leave it."))
    _standing(engagement, user).update(until_at=TransactionNow())


@action(Permission.HAND_OVER)
def hand_over(engagement: Engagement, *, actor: User, to: User, reason: str) -> Engagement:
    """Name another lead officer, with a reason, and seat them. Whoever led it stays on the team until taken off."""
    if engagement.status not in OPEN:
        raise Refused(_("This engagement is over."))
    reason = needed_reason(reason)
    if to.pk == engagement.lead_officer_id:
        raise ValidationError({"lead_officer": _("This person leads it already.")})
    _seat(engagement, to, actor, reason, "lead_officer")
    return write(engagement, lead_officer=to, reason=reason)


@contextmanager
def team_member_rows(engagement: Engagement, actor: User) -> Iterator[set[int]]:
    """A seat on the team for the length of a change that takes the engagement out of its author's sight.

    Yields who sits there only for that long: the actor, or nobody.
    """
    with transaction.atomic():
        standing = _standing(engagement, actor).first()
        temporary = None if standing else TeamMember.objects.create(engagement=engagement, user=actor)
        yield {actor.pk} if temporary else set()
        if temporary:
            temporary.delete()


@action(Permission.RAISE_SENSITIVITY)
def raise_sensitivity(
    engagement: Engagement, *, actor: User, to: int, reason: str = "", may_shut_out: bool = True
) -> Engagement:
    """Narrow who reads the engagement. Strictly confidential: the team's alone, of which one must be cleared for it.

    Unless it `may_shut_out`, refused where somebody on the team would no longer read it: `ValidationError` with names.
    """
    rules.refuse_unknown_level(to)
    reason = tidy_reason(reason)
    if to <= engagement.sensitivity:
        raise Refused(_("The engagement has this level or a higher one already."))
    with team_member_rows(engagement, actor) as temporary:
        validate_readable_level(to, engagement.lead_office_id, engagement.pk)
        write(engagement, sensitivity=to, reason=reason)
        if to == Sensitivity.STRICTLY_CONFIDENTIAL and not queries.lasting(engagement, is_kept=True) - temporary:
            raise Refused(_("Nobody on the team is cleared for this level: name somebody first."))
        if not may_shut_out and (out := queries.shut_out(engagement)):
            names = ", ".join(str(user) for user in out)
            raise ValidationError({"may_shut_out": _("No longer readable for: %(names)s.") % {"names": names}})
    return engagement


@action(Permission.LOWER_SENSITIVITY)
def lower_sensitivity(engagement: Engagement, *, actor: User, to: int, reason: str) -> Engagement:
    """Widen who reads the engagement, with a reason. Entries that were marked themselves keep their level.

    From strictly confidential it takes a second cleared manager (`engagements.discretion`), so it is refused here.
    """
    rules.refuse_unknown_level(to)
    reason = needed_reason(reason)
    if to >= engagement.sensitivity:
        raise Refused(_("The engagement has this level or a lower one already."))
    if engagement.sensitivity == Sensitivity.STRICTLY_CONFIDENTIAL:
        raise Refused(_("Lowering from strictly confidential needs a second manager: ask one on its page."))
    return write(engagement, sensitivity=to, reason=reason)


@action(Permission.RECORD_THE_PAST)
def record_as_it_was(
    engagement: Engagement, *, actor: User, status: str, closed_on: date | None = None, **details: Any
) -> Engagement:
    """Give an engagement of the past its status and dates, past the approvals it had. For history's own account."""
    if status not in Status.values:
        raise ValidationError({"status": _("There is no such status.")})
    return write(engagement, status=status, closed_on=closed_on, **details)


@action(Permission.RECORD_THE_PAST)
def leave_to_team(engagement: Engagement, *, actor: User, team: Iterable[User]) -> None:
    """History's own account seats the people who had the engagement, and leaves it to them."""
    for user in team:
        _seat(engagement, user, actor)
    _standing(engagement, actor).update(until_at=TransactionNow())
