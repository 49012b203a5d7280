"""Reads of people."""

from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from offices.access.models import User


class AmMember(Func):
    """Whether the acting user is an active member of any office, asked once a statement."""

    template = "(select am_member())"
    output_field = BooleanField()


PEOPLE = Q(is_active=True, is_archive=False) & Q(AmMember())
"""Those who can be named: for members only, since the table of accounts is under no rule."""


def people() -> QuerySet[User]:
    """They, with a `label`: the name, or where there is none the user name."""
    return User.objects.filter(PEOPLE).annotate(label=Coalesce(NullIf(F("name"), Value("")), F("username")))
