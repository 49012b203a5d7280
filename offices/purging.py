"""Deletes personal data of former members, and expired data: names and addresses, sessions, tokens, answers.

Needs the owner's connection.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from offices.audit.choices import Verb
from offices.audit.notes import note
from offices.models import Invitation, Session, Token, User
from peaceapp.models import IdempotentAnswer

TOKENS, INVITATIONS, ANSWERS = timedelta(days=90), timedelta(days=90), timedelta(days=7)
"""Retention of these rows after their end."""


def accounts_due(before: datetime) -> QuerySet[User]:
    """Accounts with a name or address, deactivated before this time and neither used nor changed since."""
    events = User.pgh_event_model.objects  # type: ignore[attr-defined]  # pghistory adds it to tracked models
    later = events.filter(pgh_obj_id=OuterRef("pk"), pgh_created_at__gte=before)
    left = User.objects.filter(is_active=False, is_archive=False, date_joined__lt=before)
    left = left.exclude(name="", email="").exclude(last_login__gte=before)
    return left.exclude(Exists(later)).order_by("username")


def strip_personal_data(user: User, basis: str) -> None:
    """Removes the personal data of an account and its history. The username stays, as a pseudonym.

    Runs in the current transaction. The audit trail keeps the names in its events, because it cannot be changed.
    """
    user.name = user.email = ""
    user.set_unusable_password()
    user.save(update_fields=["name", "email", "password"])
    User.pgh_event_model.objects.filter(pgh_obj_id=user.pk).update(name="", email="")  # type: ignore[attr-defined]  # pghistory adds it to tracked models
    for model in (EmailAddress, Authenticator, Session, Token, Invitation, IdempotentAnswer):
        model._default_manager.filter(user_id=user.pk).delete()
    note(Verb.PURGED, None, kind="account", object=user.username, office=user.home_office_id, reason=basis)


def expired() -> dict[str, Callable[[], QuerySet]]:  # type: ignore[type-arg]  # querysets of several models
    """Querysets of expired rows by name."""
    now = timezone.now()
    return {
        "sessions": lambda: Session.objects.filter(expire_date__lt=now),
        "tokens": lambda: Token.objects.filter(Q(expires_at__lt=now - TOKENS) | Q(ended_at__lt=now - TOKENS)),
        "invitations": lambda: Invitation.objects.filter(
            Q(expires_at__lt=now - INVITATIONS) | Q(used_at__lt=now - INVITATIONS)
        ),
        "answers kept for repeats": lambda: IdempotentAnswer.objects.filter(created_at__lt=now - ANSWERS),
    }
