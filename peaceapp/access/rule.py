"""Who sees a row: said once, here, and enforced by PostgreSQL on every protected table (`docs/`, access).

The `my_…` functions know the acting user; the apps that own the tables they read define them.
"""


def visible(engagement: str = "engagement_id", office: str = "lead_office_id", sensitivity: str = "sensitivity") -> str:
    """The rule, over a row's own columns. Uncorrelated sub-selects: each set is fetched once per statement."""
    return f"""
       ({sensitivity} = 10 and (select my_clearance()) is not null)
    or ({sensitivity} <= 20 and {office} in (select * from my_offices(20::smallint)))
    or ({sensitivity} <= 20 and {engagement} in (select * from my_supported_engagements()))
    or ({sensitivity} <= (select my_clearance()) and {engagement} in (select * from my_team_engagements()))"""


def kept(office: str = "office_id", sensitivity: str = "sensitivity") -> str:
    """The rule for rows of an office without an engagement: at most confidential, and no team to let anybody in."""
    return f"""
       ({sensitivity} = 10 and (select my_clearance()) is not null)
    or ({sensitivity} <= 20 and {office} in (select * from my_offices(20::smallint)))"""


# Levels that a row of one of some offices, and of an engagement if it is one's, may have so that the actor reads it.
REACHABLE = f"""
    select distinct wanted from unnest(%(levels)s::smallint[]) wanted,
      (select unnest(%(offices)s::bigint[]) as office, %(engagement)s::uuid as engagement) as of_row
    where {visible("of_row.engagement", "of_row.office", "wanted")}
      or (%(of_team)s and wanted <= (select my_clearance())
          and (of_row.engagement is not null or of_row.office in (select * from my_offices(20::smallint))))"""


def beside(parent: str, key: str) -> str:
    """A row that only says more about another is visible to whom that one is: for parents of which there are few."""
    return f"{key} in (select id from {parent})"


def kept_history(events: str, of: str, key: str = "pgh_obj_id") -> str:
    """As `history`, for rows of an office."""
    then = kept("now.office_id", f"{events}.sensitivity")
    return f"exists (select from {of} now where now.id = {events}.{key} and ({then}))"


def history(events: str, of: str, engagement: str = "engagement_id", key: str = "pgh_obj_id") -> str:
    """A version is visible to whom its row is visible now, if they may also read the level that the row had then.

    The versions of a link outlive it: they are visible by the row that it belonged to, which `of` and `key` name.
    """
    then = visible(f"now.{engagement}", "now.lead_office_id", f"{events}.sensitivity")
    return f"exists (select from {of} now where now.id = {events}.{key} and ({then}))"


MEMBER = "(select am_member())"
ADMINISTRATOR = "(select am_administrator())"


def plain_history(events: str, of: str, key: str = "id", column: str = "pgh_obj_id") -> str:
    """A version of a row without a level of its own is visible to whom the row is visible now."""
    return f"exists (select from {of} now where now.{key} = {events}.{column})"
