"""The access rule: who sees a row. Written once, here, and enforced by PostgreSQL on every protected table.

The `my_…` functions read the acting user's rights. The apps that own the tables with these rights define the functions.
Each row holds the lead office, the supporting offices and the team of its engagement. So a statement compares them with
the few rights of one person (a clearance, a few offices, break-glass memberships), however large the register is
(`docs/`, access; decision 15).
"""

from peaceapp.access.levels import CONFIDENTIAL, UNCLASSIFIED


def visible(
    engagement: str = "engagement_id",
    office: str = "lead_office_id",
    sensitivity: str = "sensitivity",
    prefix: str = "",
) -> str:
    """The rule, over a row's own columns. Its sub-selects are uncorrelated: each runs once per statement.

    `prefix` is a prefix for the columns of supporting offices and team. Memberships that expire are looked up by
    engagement instead: no column changes when time passes.
    """
    return f"""
       ({sensitivity} = {UNCLASSIFIED} and (select my_clearance()) is not null)
    or ({sensitivity} <= {CONFIDENTIAL} and {office} in (select * from my_offices({CONFIDENTIAL}::smallint)))
    or ({sensitivity} <= {CONFIDENTIAL} and {prefix}supporting_ids && array(select * from my_offices({CONFIDENTIAL}::smallint)))
    or ({sensitivity} <= (select my_clearance()) and ((select my_id()) = any({prefix}team_ids)
                                              or {engagement} in (select * from my_temporary_seats())))"""


def office_rows_visible(office: str = "office_id", sensitivity: str = "sensitivity") -> str:
    """The rule for rows of an office without an engagement: at most confidential, and without a team."""
    return f"""
       ({sensitivity} = {UNCLASSIFIED} and (select my_clearance()) is not null)
    or ({sensitivity} <= {CONFIDENTIAL} and {office} in (select * from my_offices({CONFIDENTIAL}::smallint)))"""


# Query for `readable_levels`: the levels at which the actor can read a row of these offices and this engagement.
REACHABLE = f"""
    select distinct wanted from unnest(%(levels)s::smallint[]) wanted,
      (select unnest(%(offices)s::bigint[]) as office, %(engagement)s::uuid as engagement) as of_row
      left join engagements_engagement e on e.id = of_row.engagement
    where {visible("of_row.engagement", "of_row.office", "wanted", "e.")}
      or (%(of_team)s and wanted <= (select my_clearance())
          and (of_row.engagement is not null or of_row.office in (select * from my_offices({CONFIDENTIAL}::smallint))))"""


def visible_through_parent(parent: str, key: str) -> str:
    """The rule for child rows: visible to everybody who sees the parent. For parent tables with few rows."""
    return f"{key} in (select id from {parent})"


def office_rows_history(events: str, of: str, key: str = "pgh_obj_id") -> str:
    """The rule for versions of rows of an office: as `history`."""
    then = office_rows_visible("now.office_id", f"{events}.sensitivity")
    return f"exists (select from {of} now where now.id = {events}.{key} and ({then}))"


def history(events: str, of: str, engagement: str = "engagement_id", key: str = "pgh_obj_id") -> str:
    """A version is visible to everybody who sees its row now and may read the level that the row had then.

    `of` and `key` name the row. Versions of a deleted link are visible through the row that the link belonged to.
    """
    then = visible(f"now.{engagement}", "now.lead_office_id", f"{events}.sensitivity", "now.")
    return f"exists (select from {of} now where now.id = {events}.{key} and ({then}))"


MEMBER = "(select am_member())"
ADMINISTRATOR = "(select am_administrator())"


def plain_history(events: str, of: str, key: str = "id", column: str = "pgh_obj_id") -> str:
    """A version of a row without a level is visible to everybody who sees the row now."""
    return f"exists (select from {of} now where now.{key} = {events}.{column})"
