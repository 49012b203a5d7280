"""Making and ending tokens: one's own, or by command."""

from datetime import timedelta
from secrets import token_urlsafe

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offices.access.models import User
from offices.tokens.choices import Scope
from offices.tokens.models import Token
from offices.tokens.queries import digest
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.text import tidied

LONGEST = 365
"""Days that a token may live."""


def make_token(
    user: User,
    *,
    name: str,
    scope: str = Scope.READ,
    ceiling: int = Sensitivity.CONFIDENTIAL,
    days: int = 90,
) -> tuple[Token, str]:
    """A token for `user`, and its key, which is nowhere else and cannot be had again. Noted in the audit trail."""
    name = tidied({"name": name})["name"]
    if not name:
        raise ValidationError({"name": _("Give the purpose of the token.")})
    if not 1 <= days <= LONGEST:
        raise ValidationError({"days": _("Give 1 to %(most)s days.") % {"most": LONGEST}})
    key = f"peaceapp_{token_urlsafe(32)}"
    token = Token(user=user, name=name, scope=scope, ceiling=ceiling, digest=digest(key))
    token.expires_at = timezone.now() + timedelta(days=days)
    token.clean_fields(exclude={"user"})
    token.save(force_insert=True)
    return token, key


def end_token(user: User, *, key: str) -> bool:
    """End the token of `user` with this identifier, at once; whether there was one."""
    return bool(Token.objects.filter(user=user, pk=key, ended_at__isnull=True).update(ended_at=timezone.now()))


def end_all_tokens(user: User) -> None:
    """End what calls in the name of `user`, who must be acting: they begin anew."""
    Token.objects.filter(user=user, ended_at=None).update(ended_at=timezone.now())
