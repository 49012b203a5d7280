"""Who sees a row: said once, here, and enforced by PostgreSQL on every protected table (`docs/`, access).

The `my_…` functions know the acting user; the apps that own the tables they read define them. Every row carries whom it
is open to: the lead office, the supporting offices and the team of its engagement. So a statement fetches only what one
person has (a clearance, a few offices, seats by break-glass), however large the register is (decision 15).
"""

from peaceapp.access.levels import CONFIDENTIAL, UNCLASSIFIED


def visible(
    engagement: str = "engagement_id",
    office: str = "lead_office_id",
    sensitivity: str = "sensitivity",
    around: str = "",
) -> str:
    """The rule, over a row's own columns. Uncorrelated sub-selects: each is run once per statement.

    `around`: a prefix of the columns that hold the supporting offices and the team. A seat that ends by itself is not
    among them: the clock changes no column.
    """
    return f"""
       ({sensitivity} = {UNCLASSIFIED} and (select my_clearance()) is not null)
    or ({sensitivity} <= {CONFIDENTIAL} and {office} in (select * from my_offices({CONFIDENTIAL}::smallint)))
    or ({sensitivity} <= {CONFIDENTIAL} and {around}supporting_ids && array(select * from my_offices({CONFIDENTIAL}::smallint)))
    or ({sensitivity} <= (select my_clearance()) and ((select my_id()) = any({around}team_ids)
                                              or {engagement} in (select * from my_temporary_seats())))"""


def kept(office: str = "office_id", sensitivity: str = "sensitivity") -> str:
    """The rule for rows of an office without an engagement: at most confidential, and no team to let anybody in."""
    return f"""
       ({sensitivity} = {UNCLASSIFIED} and (select my_clearance()) is not null)
    or ({sensitivity} <= {CONFIDENTIAL} and {office} in (select * from my_offices({CONFIDENTIAL}::smallint)))"""


# Levels that a row of one of some offices, and of an engagement if it is one's, may have so that the actor reads it.
REACHABLE = f"""
    select distinct wanted from unnest(%(levels)s::smallint[]) wanted,
      (select unnest(%(offices)s::bigint[]) as office, %(engagement)s::uuid as engagement) as of_row
      left join engagements_engagement e on e.id = of_row.engagement
    where {visible("of_row.engagement", "of_row.office", "wanted", "e.")}
      or (%(of_team)s and wanted <= (select my_clearance())
          and (of_row.engagement is not null or of_row.office in (select * from my_offices({CONFIDENTIAL}::smallint))))"""


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
    then = visible(f"now.{engagement}", "now.lead_office_id", f"{events}.sensitivity", "now.")
    return f"exists (select from {of} now where now.id = {events}.{key} and ({then}))"


MEMBER = "(select am_member())"
ADMINISTRATOR = "(select am_administrator())"


def plain_history(events: str, of: str, key: str = "id", column: str = "pgh_obj_id") -> str:
    """A version of a row without a level of its own is visible to whom the row is visible now."""
    return f"exists (select from {of} now where now.{key} = {events}.{column})"
