"""Short words for what the tests of accounts and memberships do."""

from typing import Any

from django.core import mail
from django.db import connection

from offices.accounts import letters
from offices.accounts.actions import accounts, memberships
from offices.models import Invitation, Membership, Office, Proposal, User
from peaceapp.access.actor import acting_as
from tests.arrange import arranging
from tests.cast import Cast


def given(actor: User, office: Office, user: User, role: str = "staff", clearance: int = 10, **more: Any) -> Any:
    with acting_as(actor):
        return memberships.give_membership(
            actor=actor, office=office, user=user, role=role, clearance=clearance, **more
        )


def held(user: User) -> list[tuple[str, str, int]]:
    """What counts today, as the owner reads it."""
    with connection.cursor() as cursor, arranging():
        cursor.execute(
            "select o.acronym, m.role, m.clearance from offices_membership m"
            " join offices_office o on o.id = m.office_id"
            " where m.user_id = %s and m.from_on <= current_date and coalesce(m.until_on, 'infinity') >= current_date"
            " order by m.id",
            [user.pk],
        )
        return cursor.fetchall()


def membership(user: User) -> Membership:
    with arranging():
        return Membership.objects.select_related("user", "office").get(user=user)


def proposal(user: User) -> Proposal:
    with arranging():
        return Proposal.objects.select_related("user", "office").get(user=user, agreed=None)


def invited(cast: Cast, username: str = "new.person", **values: Any) -> tuple[User, Any]:
    values = {"name": "New Person", "email": f"{username}@office.example", "role": "staff", "clearance": 10} | values
    with acting_as(cast.administrator):
        return accounts.invite(actor=cast.administrator, office=cast.lead, username=username, **values)


def letter_to(user: User, actor: User) -> str:
    """Send what waits, as the worker does; the link in the letter."""
    waits = Invitation.objects.filter(user=user, used_at=None).latest("pk")
    letters.send_invitation(actor=actor.pk, invitation=waits.pk)
    body = mail.outbox[-1].body
    return next(word for word in body.split() if "/accounts/invitation/" in word)


def queued(name: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs where task_name = %s", [name])
        return int(cursor.fetchone()[0])
