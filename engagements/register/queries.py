"""Reads of engagements. What the acting user may not see is not in them."""

from uuid import UUID

from engagements.register.models import Engagement
from offices.access.rights import Circle


def circle(engagement: UUID, user: int) -> Circle:
    """Who stands around an engagement, as far as it decides about `user`'s rights; empty for one that is not visible."""
    found = Engagement.objects.raw(
        """select e.id, e.lead_officer_id,
                  exists (select from engagements_teammember t where t.engagement_id = e.id and t.user_id = %s
                          and (t.until_at is null or t.until_at > now())) as is_on_team,
                  array(select s.office_id from engagements_support s
                        where s.engagement_id = e.id and s.until_at is null) as supporting
           from engagements_engagement e where e.id = %s""",
        [user, engagement],
    )
    for row in found:
        return Circle(row.lead_officer_id, row.is_on_team, frozenset(row.supporting))  # type: ignore[attr-defined]  # named in the query
    return Circle(None, False, frozenset())
