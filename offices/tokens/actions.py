"""Creates and ends API tokens, for the user themselves or by a command."""

from datetime import timedelta
from secrets import token_urlsafe

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offices.access.models import User
from offices.tokens.choices import Scope
from offices.tokens.models import Token
from offices.tokens.queries import digest
from offices.tokens.rules import MAX_DAYS
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.text import tidy_values


def make_token(
    user: User,
    *,
    name: str,
    scope: str = Scope.READ,
    ceiling: int = Sensitivity.CONFIDENTIAL,
    days: int = 90,
) -> tuple[Token, str]:
    """Creates a token for `user`; returns it with its key, which is not stored. Recorded in the audit trail."""
    name = tidy_values({"name": name})["name"]
    if not name:
        raise ValidationError({"name": _("Give the purpose of the token.")})
    if not 1 <= days <= MAX_DAYS:
        raise ValidationError({"days": _("Give 1 to %(most)s days.") % {"most": MAX_DAYS}})
    key = f"peaceapp_{token_urlsafe(32)}"
    token = Token(user=user, name=name, scope=scope, ceiling=ceiling, digest=digest(key))
    token.expires_at = timezone.now() + timedelta(days=days)
    token.clean_fields(exclude={"user"})
    token.save(force_insert=True)
    return token, key


def end_token(user: User, *, key: str) -> bool:
    """Ends the token of `user` with this id, at once. Returns whether there was one."""
    return bool(Token.objects.filter(user=user, pk=key, ended_at__isnull=True).update(ended_at=timezone.now()))


def end_all_tokens(user: User) -> None:
    """Ends all tokens of `user`, who must be acting."""
    Token.objects.filter(user=user, ended_at=None).update(ended_at=timezone.now())
