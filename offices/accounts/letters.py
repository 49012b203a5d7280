"""Letters about accounts: an invitation has a link that opens nothing but the choice of a password."""

from datetime import timedelta
from secrets import token_urlsafe

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offices.access.models import User
from offices.access.sealed import unseal
from offices.accounts.models import Invitation
from offices.accounts.queries import digest
from peaceapp.jobs import AGAIN, job
from peaceapp.mail import write_to

LASTS = timedelta(hours=72)
"""How long the link of an invitation can be used."""


@job("send_invitation", retry=AGAIN)
def send_invitation(actor: User, *, invitation: int) -> None:
    """Make the key, keep its digest, send it. Sent again after a failure, it is another key: the first is void."""
    found = Invitation.objects.filter(pk=invitation, used_at=None, user__is_active=True).select_related("user").first()
    if found is None:
        return
    key = token_urlsafe(32)
    found.digest, found.expires_at = digest(key), timezone.now() + LASTS
    found.save(update_fields=["digest", "expires_at"])
    link = settings.HOME_ADDRESS.rstrip("/") + reverse("account-invitation", args=[key])
    text = _(
        "An administrator of your office asks you to choose a password for your account %(user)s. The link can be used"
        " once, within %(hours)s hours:\n\n%(link)s\n\nIf you do not know why you got this letter, do not open it, and"
        " tell your office."
    )
    values = {"user": found.user.username, "hours": LASTS // timedelta(hours=1), "link": link}
    write_to(found.user.email, _("choose your password"), text % values)


@job("tell_of_proposal", retry=AGAIN)
def tell_of_proposal(manager: User) -> None:
    """To a manager of the office: without the name, which the page shows."""
    write_to(
        manager.email,
        _("a membership waits for you"),
        _("An administrator of your office proposes a membership that a manager must confirm. “My work” shows it."),
    )


@job("tell_of_move", retry=AGAIN)
def tell_of_move(_mover: User, *, account: int, former: str) -> None:
    """To the address that was the account's, sealed: whoever moved it wrongly should be found out by its owner.

    Also of an account that is closed: it could be closed, moved and opened again.
    """
    write_to(
        unseal(former),
        _("your account has another address"),
        _(
            "Somebody of your office gave your account %(user)s another e-mail address. Letters with links to a new"
            " password go there from now on. If you did not ask for it, tell your office and its auditor at once."
        )
        % {"user": User.objects.get(pk=account).username},
    )


@job("tell_of_reset", retry=AGAIN)
def tell_of_reset(user: User) -> None:
    """To the owner of an account: whoever did it wrongly should be found out by them."""
    write_to(
        user.email,
        _("your second factor was taken away"),
        _("Somebody of your office took the second factor of your account away. If you did not ask for it, say so."),
    )
