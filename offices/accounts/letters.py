"""Letters about accounts. The link in an invitation opens only the page to choose a password."""

from datetime import timedelta
from secrets import token_urlsafe

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offices.access.models import User
from offices.accounts.models import Invitation
from offices.accounts.queries import digest
from offices.signin.encryption import decrypt_secret, encrypt_secret
from peaceapp.jobs import RETRY, job
from peaceapp.mail import write_to

LINK_LIFETIME = timedelta(hours=72)
"""Lifetime of the link in an invitation."""


def write_invitation(user: User, actor: User) -> None:
    """Creates a link and queues its letter, in the current transaction.

    Earlier links of the account stay valid until this letter has been sent.
    """
    made = Invitation(user=user, made_by=actor)
    _set_key(made)
    made.save(force_insert=True)
    send_invitation.defer(actor=actor.pk, invitation=made.pk)


def _set_key(invitation: Invitation) -> None:
    key = token_urlsafe(32)
    invitation.digest, invitation.sealed_key = digest(key), encrypt_secret(key)
    invitation.expires_at = timezone.now() + LINK_LIFETIME


def void_links(user: User, before: int | None = None) -> None:
    """Ends the unused links of an account; with `before`, only those of earlier invitations."""
    rows = Invitation.objects.filter(user=user, used_at=None)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    rows.update(used_at=timezone.now(), sealed_key="")


@job("send_invitation", retry=RETRY)
def send_invitation(actor: User, *, invitation: int) -> None:
    """Sends the link, deletes its key, ends earlier links. A repeated run sends the same link again.

    Sends nothing if the link was used or ended, the account is closed, or a newer invitation is queued.
    """
    rows = Invitation.objects.filter(user__is_active=True, used_at=None, sent_at=None).select_related("user")
    found = rows.filter(pk=invitation).select_for_update(of=("self",)).first()
    if found is None or rows.filter(user=found.user, pk__gt=found.pk).exists():
        return
    if not found.sealed_key:  # queued by an older version, which made the key when sending
        _set_key(found)
        found.save(update_fields=["digest", "sealed_key", "expires_at"])
        send_invitation.defer(actor=actor.pk, invitation=found.pk)
        return
    _send_link(found, decrypt_secret(found.sealed_key))
    found.sealed_key, found.sent_at, found.expires_at = "", timezone.now(), timezone.now() + LINK_LIFETIME
    found.save(update_fields=["sealed_key", "sent_at", "expires_at"])
    void_links(found.user, before=found.pk)


def _send_link(found: Invitation, key: str) -> None:
    link = settings.HOME_ADDRESS.rstrip("/") + reverse("account-invitation", args=[key])
    text = _(
        "An administrator of your office invites you to set a password for your account %(user)s. The link can be"
        " used once, within %(hours)s hours:\n\n%(link)s\n\nIf you did not expect this email, do not open the link."
        " Inform your office."
    )
    values = {"user": found.user.username, "hours": LINK_LIFETIME // timedelta(hours=1), "link": link}
    write_to(found.user.email, _("set your password"), text % values)


@job("tell_of_proposal", retry=RETRY)
def notify_proposal(manager: User) -> None:
    """Letter to a manager of the office about a waiting proposal, without the name, which the page shows."""
    write_to(
        manager.email,
        _("a membership waits for your confirmation"),
        _(
            "An administrator of your office proposes a membership. A manager must confirm it. “My work” shows the"
            " proposal."
        ),
    )


@job("tell_of_move", retry=RETRY)
def notify_address_change(_mover: User, *, account: int, former: str) -> None:
    """Letter to the former address (encrypted in the job) of an account whose address was changed.

    So the owner learns of a wrongful change. Also sent for closed accounts, which could be closed, changed and
    reopened.
    """
    write_to(
        decrypt_secret(former),
        _("the email address of your account was changed"),
        _(
            "The email address of your account %(user)s was changed by your office. Password reset links are now sent"
            " to the new address. If you did not request this, inform your office and its auditor at once."
        )
        % {"user": User.objects.get(pk=account).username},
    )


@job("tell_of_reset", retry=RETRY)
def notify_second_factor_reset(user: User) -> None:
    """Letter to the owner of an account whose second factor was removed, so that they learn of a wrongful removal."""
    write_to(
        user.email,
        _("your second factor was reset"),
        _(
            "Your office removed the second factor of your account. If you did not request this, inform your office"
            " at once."
        ),
    )
