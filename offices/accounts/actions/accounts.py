"""Writes of accounts: invited, amended, closed and opened again, and given back to who lost the way in."""

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
from peaceapp.text import tidied

AMENDABLE = {"name", "email"}


@action(Permission.KEEP_ACCOUNTS, on="office")
def invite(
    *, actor: User, office: Office, username: str, name: str, email: str,
    role: str, clearance: int, until_on: date | None = None, reason: str = "",
) -> tuple[User, Membership | Proposal]:  # fmt: skip
    """Make an account at home in `office`, give or propose its first membership, and send its owner a letter.

    It has no password until its owner has chosen one. Refused for a user name that is taken.
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
    values = tidied(values)
    if values.get("email"):
        try:
            validate_email(values["email"])
        except ValidationError as error:
            raise ValidationError({"email": error.messages}) from error
    return values


@action(Permission.KEEP_ACCOUNTS)
def send_link(user: User, *, actor: User) -> None:
    """Send the owner a new link to choose a password, to the address that is kept. It ends earlier ones when sent."""
    rules.refuse_oneself(user, actor)
    _refuse_closed(user)
    if not user.email:
        raise Refused(_("This account has no email address."))
    letters.write_invitation(user, actor)


@action(Permission.VOUCH_FOR_ACCOUNT)
def amend_account(user: User, *, actor: User, **changes: str) -> User:
    """Another name or address. The address is where the link to a new password goes: see `may_vouch_for`.

    With another one nothing goes on that somebody could have made who read the mail of the former: links, sessions,
    passkeys, tokens (a trigger ends those), and an identity at a provider. The former address is told.
    """
    rules.refuse_oneself(user, actor)
    if foreign := set(changes) - AMENDABLE:
        raise ValidationError({name: _("This cannot be changed here.") for name in foreign})
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
            letters.tell_of_move.defer(actor=actor.pk, account=user.pk, former=encrypt_secret(former))
    return user


@action(Permission.KEEP_ACCOUNTS)
def deactivate(user: User, *, actor: User) -> None:
    """Close the account: it signs in no more, its sessions end, its tokens open nothing. Rows keep its name.

    Refused for an office's last manager, for the last who reads an engagement, and for who audits.
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
    """Open it again, with the memberships that still hold."""
    rules.refuse_oneself(user, actor)
    if user.is_superuser:
        raise NotPermitted
    if user.is_active or user.is_archive:
        raise Refused(_("This account is already active."))
    user.is_active = True
    user.save(update_fields=["is_active"])


@action(Permission.VOUCH_FOR_ACCOUNT)
def take_second_factor_away(user: User, *, actor: User) -> None:
    """For somebody who lost it: sessions end, and the owner is told. Only by who `may_vouch_for` the account."""
    rules.refuse_oneself(user, actor)
    if not queries.may_vouch_for(user):
        raise NotPermitted(_("Only a manager with the clearance of this account can do this."))
    gone, _by_model = Authenticator.objects.filter(user_id=user.pk).delete()
    if not gone:
        raise Refused(_("This account has no second factor."))
    end_all_sessions(user)
    letters.tell_of_reset.defer(actor=user.pk)


def _refuse_closed(user: User) -> None:
    if not user.is_active or user.is_archive:
        raise Refused(_("This account is not active."))


def use_invitation(invitation: Invitation, *, password: str) -> User:
    """Choose the password of the account, as its owner, once: whoever has the link is taken for them.

    Nobody acts yet, so no right is asked: the link is the right. All sessions of the account end, and
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
