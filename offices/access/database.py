"""The part of the access rule that depends on memberships, as SQL functions.

Definer functions: they read memberships as the owner, get only the actor from the caller, and have a fixed search path.
An auditor's membership opens no rows. The successor of a closed office takes its place.
"""

DEFINER = "language sql stable parallel safe security definer set search_path = public, pg_temp"


def not_ended(day: str = "current_date") -> str:
    """A condition: membership `m` has not ended before `day`. It may begin later."""
    return f"(m.until_on is null or m.until_on >= {day})"


ACTIVE = f"""u.is_active and m.from_on <= current_date and {not_ended()}
     and not exists (select from offices_office c
       where c.id = m.office_id and c.closed_on <= current_date and c.succeeded_by_id is null)"""
"""A condition: membership `m` of user `u` is active today. A closed office without a successor gives no rights."""

# Without `rows`, the planner expects a thousand offices and reads whole tables.
FUNCTIONS = f"""
create function my_clearance() returns smallint {DEFINER} as
$$ select max(least(m.clearance, my_ceiling())) from offices_membership m join offices_user u on u.id = m.user_id
   where m.user_id = my_id() and m.role <> 'auditor' and {ACTIVE} $$;

create function my_offices(level smallint) returns setof bigint rows 2 {DEFINER} as
$$ select o.id from offices_membership m join offices_user u on u.id = m.user_id
     join offices_office o on o.id = m.office_id or (o.succeeded_by_id = m.office_id and o.closed_on is not null)
   where m.user_id = my_id() and m.role <> 'auditor' and m.clearance >= level and level <= my_ceiling() and {ACTIVE} $$;

create function am_member() returns boolean {DEFINER} as
$$ select exists (select from offices_membership m join offices_user u on u.id = m.user_id
                  where m.user_id = my_id() and {ACTIVE}) $$;

create function am_administrator() returns boolean {DEFINER} as
$$ select exists (select from offices_membership m join offices_user u on u.id = m.user_id
                  where m.user_id = my_id() and m.role = 'administrator' and {ACTIVE}) $$;
"""

MEMBERS_TODAY = f"""
create function members_today() returns setof bigint {DEFINER} as
$$ select distinct m.user_id from offices_membership m join offices_user u on u.id = m.user_id
   where (select am_member()) and m.role <> 'auditor' and not u.is_archive and {ACTIVE} $$;
"""
"""Accounts that can be given work, for members only. Does not reveal their offices and roles."""

DECLARED = FUNCTIONS + MEMBERS_TODAY
