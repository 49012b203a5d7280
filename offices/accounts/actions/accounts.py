"""Actions on accounts: invite, edit, deactivate, reactivate, recover."""

from datetime import date

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offices.access.models import Membership, User
from offices.access.permissions import Permission
from offices.accounts import letters, queries, rules
from offices.accounts.actions.memberships import give_membership
from offices.accounts.models import Invitation, Proposal
from offices.directory.models import Office
from offices.sessions.actions import end_all_sessions
from offices.signin.encryption import encrypt_secret
from peaceapp.access.actor import acting_as
from peaceapp.actions import action
from peaceapp.errors import NotPermitted, Refused
from peaceapp.text import tidy_values

AMENDABLE = {"name", "email"}


@action(Permission.KEEP_ACCOUNTS, on="office")
def invite(
    *, actor: User, office: Office, username: str, name: str, email: str,
    role: str, clearance: int, until_on: date | None = None, reason: str = "",
) -> tuple[User, Membership | Proposal]:  # fmt: skip
    """Creates an account with the home office `office` and its first membership, and sends an invitation.

    1. Checks the values; refuses a username that exists. 2. Creates the account without a password. 3. Queues the
    letter with the link to choose a password. 4. Gives or proposes the membership (`give_membership`).
    """
    values = _checked({"username": username, "name": name, "email": email})
    if not values["email"]:
        raise ValidationError({"email": _("The link is sent to this address.")})
    if User.objects.filter(username__iexact=values["username"]).exists():
        raise ValidationError(
            {"username": _("An account with this user name exists. Add a membership for it instead.")}
        )
    user = User(home_office=office, **values)
    user.set_unusable_password()
    user.full_clean(exclude={"password"})
    user.save(force_insert=True)
    letters.write_invitation(user, actor)
    given = give_membership(
        actor=actor, office=office, user=user, role=role, clearance=clearance, until_on=until_on, reason=reason
    )
    return user, given


def _checked(values: dict[str, str]) -> dict[str, str]:
    values = tidy_values(values)
    if values.get("email"):
        try:
            validate_email(values["email"])
        except ValidationError as error:
            raise ValidationError({"email": error.messages}) from error
    return values


@action(Permission.KEEP_ACCOUNTS)
def send_link(user: User, *, actor: User) -> None:
    """Sends a new link to choose a password to the stored address. Sending it ends earlier links."""
    rules.refuse_oneself(user, actor)
    _refuse_closed(user)
    if not user.email:
        raise Refused(_("This account has no email address."))
    letters.write_invitation(user, actor)


@action(Permission.VOUCH_FOR_ACCOUNT)
def amend_account(user: User, *, actor: User, **changes: str) -> User:
    """Changes name or email address. Links to a new password go to that address: see `may_vouch_for`.

    A new address ends everything that a reader of the former mailbox could have set up: links, sessions, passkeys,
    tokens (by a trigger), and a linked identity. The former address gets a letter.
    """
    rules.refuse_oneself(user, actor)
    if unknown := set(changes) - AMENDABLE:
        raise ValidationError({name: _("This cannot be changed here.") for name in unknown})
    values = _checked(changes)
    former = user.email
    moves = values.get("email", former) != former
    if moves and not queries.may_vouch_for(user):
        raise ValidationError({"email": _("Only a manager with the clearance of this account can change the address.")})
    for name, value in values.items():
        setattr(user, name, value)
    user.full_clean(exclude={"password"})
    user.save(update_fields=list(values))
    if moves:
        letters.void_links(user)
        end_all_sessions(user)
        Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.WEBAUTHN).delete()
        SocialAccount.objects.filter(user_id=user.pk).delete()
        if former:
            letters.notify_address_change.defer(actor=actor.pk, account=user.pk, former=encrypt_secret(former))
    return user


@action(Permission.KEEP_ACCOUNTS)
def deactivate(user: User, *, actor: User) -> None:
    """Closes the account: no sign-in, sessions end, tokens end. Rows keep the name.

    Refused for the last manager of an office, for the last reader of an engagement, and for auditors.
    """
    rules.refuse_oneself(user, actor)
    if user.is_superuser:
        raise NotPermitted
    _refuse_closed(user)
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_all_sessions(user)


@action(Permission.KEEP_ACCOUNTS)
def reactivate(user: User, *, actor: User) -> None:
    """Opens the account again, with its memberships that have not ended."""
    rules.refuse_oneself(user, actor)
    if user.is_superuser:
        raise NotPermitted
    if user.is_active or user.is_archive:
        raise Refused(_("This account is already active."))
    user.is_active = True
    user.save(update_fields=["is_active"])


@action(Permission.VOUCH_FOR_ACCOUNT)
def take_second_factor_away(user: User, *, actor: User) -> None:
    """Removes a lost second factor. Ends all sessions and sends the owner a letter. Requires `may_vouch_for`."""
    rules.refuse_oneself(user, actor)
    if not queries.may_vouch_for(user):
        raise NotPermitted(_("Only a manager with the clearance of this account can do this."))
    deleted, _by_model = Authenticator.objects.filter(user_id=user.pk).delete()
    if not deleted:
        raise Refused(_("This account has no second factor."))
    end_all_sessions(user)
    letters.notify_second_factor_reset.defer(actor=user.pk)


def _refuse_closed(user: User) -> None:
    if not user.is_active or user.is_archive:
        raise Refused(_("This account is not active."))


def use_invitation(invitation: Invitation, *, password: str) -> User:
    """Sets the password of the account, once. The link proves that its user owns the account.

    Nobody is acting yet, so no permission is checked: the link is the permission. All sessions of the account end, and
    its tokens with the password (`EndsTokens`).
    """
    user = invitation.user
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error
    with acting_as(user):
        unused = Invitation.objects.filter(pk=invitation.pk, used_at=None)
        if not unused.update(used_at=timezone.now(), sealed_key=""):
            raise Refused(_("This link was already used."))
        letters.void_links(user)
        user.set_password(password)
        user.save(update_fields=["password"])
        end_all_sessions(user)
    return user
