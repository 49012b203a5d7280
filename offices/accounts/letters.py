"""Letters about accounts: an invitation has a link that opens nothing but the choice of a password."""

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
from peaceapp.jobs import AGAIN, job
from peaceapp.mail import write_to

LASTS = timedelta(hours=72)
"""How long the link of an invitation can be used."""


def write_invitation(user: User, actor: User) -> None:
    """Make a link and queue its letter, in the transaction that runs: neither is there without the other.

    Earlier links of the account end when this letter has been sent, not before.
    """
    made = Invitation(user=user, made_by=actor)
    _give_key(made)
    made.save(force_insert=True)
    send_invitation.defer(actor=actor.pk, invitation=made.pk)


def _give_key(invitation: Invitation) -> None:
    key = token_urlsafe(32)
    invitation.digest, invitation.sealed_key = digest(key), encrypt_secret(key)
    invitation.expires_at = timezone.now() + LASTS


def void_links(user: User, before: int | None = None) -> None:
    """End the links of an account that were not used; with `before`, those of earlier invitations alone."""
    rows = Invitation.objects.filter(user=user, used_at=None)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    rows.update(used_at=timezone.now(), sealed_key="")


@job("send_invitation", retry=AGAIN)
def send_invitation(actor: User, *, invitation: int) -> None:
    """Send the link, forget its key, end earlier links. Run again after a kill it sends the same link once more.

    Nothing is sent where the link was used or ended, the account closed, or a newer invitation waits to be sent.
    """
    rows = Invitation.objects.filter(user__is_active=True, used_at=None, sent_at=None).select_related("user")
    found = rows.filter(pk=invitation).select_for_update(of=("self",)).first()
    if found is None or rows.filter(user=found.user, pk__gt=found.pk).exists():
        return
    if not found.sealed_key:  # queued by a version that made the key while it sent the letter
        _give_key(found)
        found.save(update_fields=["digest", "sealed_key", "expires_at"])
        send_invitation.defer(actor=actor.pk, invitation=found.pk)
        return
    _send_link(found, decrypt_secret(found.sealed_key))
    found.sealed_key, found.sent_at, found.expires_at = "", timezone.now(), timezone.now() + LASTS
    found.save(update_fields=["sealed_key", "sent_at", "expires_at"])
    void_links(found.user, before=found.pk)


def _send_link(found: Invitation, key: str) -> None:
    link = settings.HOME_ADDRESS.rstrip("/") + reverse("account-invitation", args=[key])
    text = _(
        "An administrator of your office invites you to set a password for your account %(user)s. The link can be"
        " used once, within %(hours)s hours:\n\n%(link)s\n\nIf you did not expect this email, do not open the link."
        " Inform your office."
    )
    values = {"user": found.user.username, "hours": LASTS // timedelta(hours=1), "link": link}
    write_to(found.user.email, _("set your password"), text % values)


@job("tell_of_proposal", retry=AGAIN)
def tell_of_proposal(manager: User) -> None:
    """To a manager of the office: without the name, which the page shows."""
    write_to(
        manager.email,
        _("a membership waits for your confirmation"),
        _(
            "An administrator of your office proposes a membership. A manager must confirm it. “My work” shows the"
            " proposal."
        ),
    )


@job("tell_of_move", retry=AGAIN)
def tell_of_move(_mover: User, *, account: int, former: str) -> None:
    """To the address that was the account's, sealed: whoever moved it wrongly should be found out by its owner.

    Also of an account that is closed: it could be closed, moved and opened again.
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


@job("tell_of_reset", retry=AGAIN)
def tell_of_reset(user: User) -> None:
    """To the owner of an account: whoever did it wrongly should be found out by them."""
    write_to(
        user.email,
        _("your second factor was reset"),
        _(
            "Your office removed the second factor of your account. If you did not request this, inform your office"
            " at once."
        ),
    )
