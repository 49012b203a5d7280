"""At which levels somebody still reads what they write: asked of the rule, before a policy refuses it wordlessly."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext_lazy as _

from peaceapp.access.rule import REACHABLE
from peaceapp.access.sensitivity import Sensitivity


def reachable(office_id: int | None, engagement_id: UUID | None = None) -> set[int]:
    """Levels of a row kept or led by this office, and of this engagement if it is one's, that the actor reads."""
    with connection.cursor() as cursor:
        cursor.execute(REACHABLE, {"levels": Sensitivity.values, "office": office_id, "engagement": engagement_id})
        return {level for (level,) in cursor.fetchall()}


def refuse_out_of_reach(level: int | None, office_id: int | None, engagement_id: UUID | None = None) -> None:
    """`ValidationError` for a level above unclassified at which the actor could not read what they write."""
    if level and level > Sensitivity.UNCLASSIFIED and level not in reachable(office_id, engagement_id):
        raise ValidationError({"sensitivity": _("You could not read it yourself at this level.")})
