"""Queries for accounts, memberships and invitations of the offices that the acting user runs."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from offices.access.choices import Role
from offices.access.models import Membership, User
from offices.access.rights import Rights
from offices.accounts import rules
from offices.accounts.models import Invitation, Proposal
from offices.directory.models import Office
from peaceapp.access.sensitivity import Sensitivity, level_word
from peaceapp.dates import utc_today
from peaceapp.lists.shape import As, One, Shape

ROW = Shape(
    Membership,
    "role",
    id=As("key"),
    user=One("user", id="username", label="name"),
    office=One("office", id="acronym", label="name"),
    clearance=As("clearance", level_word),
    from_on=As("from_on"),
    until_on=As("until_on"),
    given_at=As("given_at"),
    ended_at=As("ended_at"),
    version=As("version"),
)
"""Fields of a membership in the API."""

PROPOSAL_ROW = Shape(
    Proposal,
    "id",
    "role",
    "reason",
    user=One("user", id="username", label="name"),
    office=One("office", id="acronym", label="name"),
    clearance=As("clearance", level_word),
    until_on=As("until_on"),
    asked_by=One("asked_by", id="username", label="name"),
    asked_at=As("asked_at"),
    agreed=As("agreed"),
    answered_by=One("answered_by", id="username", label="name"),
    answered_at=As("answered_at"),
    answer=As("answer"),
)
"""Fields of a proposal that waits for a manager or was answered."""

LETTER_DUE = timedelta(minutes=5)
INACTIVE_AFTER = timedelta(days=90)
"""Accounts without a sign-in for longer than this are marked."""


@dataclass
class Account:
    """An account on the page of an office's people."""

    user: User
    memberships: list[Membership]
    has_second_factor: bool
    invitation: Invitation | None
    is_quiet: bool

    @property
    def is_letter_late(self) -> bool:
        """Whether the last letter is overdue: worker or mail server may be down."""
        return bool(
            self.invitation and not self.invitation.sent_at and timezone.now() - self.invitation.made_at > LETTER_DUE
        )

    @property
    def is_here(self) -> bool:
        """Whether the account is active and has a membership in the office, today or later."""
        return self.user.is_active and bool(self.memberships)


def digest(key: str) -> str:
    """The stored digest of an invitation's key. The key has 256 random bits, so no salt is needed."""
    return sha256(key.encode()).hexdigest()


def current_memberships(office: Office) -> QuerySet[Membership]:
    """Present and future memberships of `office`, as far as the acting user sees them."""
    rows = Membership.objects.filter(office=office).exclude(until_on__lt=utc_today())
    return rows.select_related("user", "office").order_by("user__username", "from_on")


def held(user: User, office: Office, role: str) -> Membership | None:
    """The present or future membership of `user` in this role."""
    rows = current_memberships(office).filter(user=user, role=role)
    return rows.order_by("-from_on").first()


def ended_yesterday(user: User, office: Office, role: str) -> Membership | None:
    """The membership of `user` in this role whose last day was yesterday, or that was ended today."""
    last = utc_today() - timedelta(days=1)
    return Membership.objects.filter(user=user, office=office, role=role, until_on=last).first()


def possible_confirmers(office: Office, clearance: int, *others: User) -> QuerySet[Membership]:
    """Memberships of the active managers with at least this clearance, except those of `others`."""
    rows = current_memberships(office).filter(role=Role.MANAGER, clearance__gte=clearance, user__is_active=True)
    return rows.exclude(user__in=others).exclude(from_on__gt=utc_today())


def waiting(office: Office) -> QuerySet[Proposal]:
    """Proposals without an answer."""
    rows = Proposal.objects.filter(office=office, agreed__isnull=True)
    return rows.select_related("user", "asked_by", "office").order_by("asked_at")


def proposal(office: Office, key: UUID) -> Proposal:
    """The proposal of `waiting` with this key; 404 for any other."""
    found = waiting(office).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


def to_confirm(offices: set[int], user: User) -> QuerySet[Proposal]:
    """Proposals in `offices` that `user` may answer: not about them, and not made by them."""
    rows = Proposal.objects.filter(office_id__in=offices, agreed__isnull=True).exclude(user=user)
    rows = rows.exclude(asked_by=user)
    return rows.select_related("user", "asked_by", "office").order_by("asked_at")


def of_office(office: Office) -> QuerySet[User]:
    """Accounts with this home office, or with a present or past membership; never the archive account."""
    members = Membership.objects.filter(office=office).values("user_id")
    rows = User.objects.filter(Q(home_office=office) | Q(pk__in=members), is_archive=False)
    return rows.select_related("home_office").order_by("-is_active", "username")


def accounts(office: Office) -> list[Account]:
    """All accounts of `of_office` with their memberships there. Four queries, whatever the number of accounts."""
    people = list(of_office(office))
    keys = [user.pk for user in people]
    here: dict[int, list[Membership]] = {}
    for row in current_memberships(office):
        here.setdefault(row.user_id, []).append(row)
    factors = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)
    with_factor = set(factors.filter(user_id__in=keys).values_list("user_id", flat=True))
    letters: dict[int, Invitation] = {}
    for invitation in Invitation.objects.filter(user__in=keys).order_by("made_at"):
        letters[invitation.user_id] = invitation
    since = timezone.now() - INACTIVE_AFTER
    return [
        Account(user, here.get(user.pk, []), user.pk in with_factor, letters.get(user.pk), is_quiet(user, since))
        for user in people
    ]


def is_quiet(user: User, since: datetime) -> bool:
    """Whether an active account was created, and last used, before `since`."""
    return user.is_active and (user.last_login or user.date_joined) < since


def account(office: Office, username: str) -> Account:
    """The account of `accounts` with this username; 404 for any other."""
    for found in accounts(office):
        if found.user.username == username:
            return found
    raise Http404


def may_vouch_for(user: User) -> bool:
    """Whether the acting user may change the address and second factor of `user`, which allows taking over the account.

    For accounts that read more than unclassified rows, requires a manager of their home office with their clearance.
    """
    with connection.cursor() as cursor:
        cursor.execute("select may_vouch_for(%s)", [user.pk])
        row = cursor.fetchone()
    return bool(row and row[0])


def find_invitation(key: str) -> Invitation | None:
    """The valid invitation with this key; `None` for a used, expired or unknown one."""
    rows = Invitation.objects.filter(digest=digest(key), used_at=None, expires_at__gt=timezone.now())
    return rows.filter(user__is_active=True).select_related("user").first()


def is_administrator(actor: User, office_id: int) -> bool:
    """Whether `actor` is an administrator of the office."""
    return any(held.role == Role.ADMINISTRATOR and held.office_id == office_id for held in Rights(actor).held)


def is_cleared_manager(actor: User, office_id: int, clearance: int) -> bool:
    """Whether `actor` is a manager of the office with at least this clearance."""
    return any(
        held.role == Role.MANAGER and held.office_id == office_id and held.clearance >= clearance
        for held in Rights(actor).held
    )


def may_give_alone(actor: User, office_id: int, role: str, clearance: int) -> bool:
    """Whether a membership given by `actor` takes effect without confirmation."""
    if role in rules.BY_MANAGERS and is_cleared_manager(actor, office_id, clearance):
        return True
    low = role in rules.BY_ADMINISTRATORS and clearance == Sensitivity.UNCLASSIFIED
    return low and is_administrator(actor, office_id)


def is_reduction(membership: Membership, clearance: int, until_on: date | None) -> bool:
    """Whether the change gives no more rights, and for no longer, than the membership has now."""
    return clearance <= membership.clearance and (until_on or date.max) <= (membership.until_on or date.max)
