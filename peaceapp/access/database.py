"""SQL functions for the acting user and the ceiling, and the trigger that levels versions of one transaction.

`peaceapp.access.actor` sets user and ceiling for a transaction. Without them: nobody, and unclassified.
"""

from peaceapp.access.levels import UNCLASSIFIED

FUNCTIONS = f"""
create function my_id() returns bigint language sql stable parallel safe as
$$ select nullif(current_setting('app.user_id', true), '')::bigint $$;

create function my_ceiling() returns smallint language sql stable parallel safe as
$$ select coalesce(nullif(current_setting('app.ceiling', true), '')::smallint, {UNCLASSIFIED}::smallint) $$;
"""

LEVELS = """
create function level_versions() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  execute format('
    update %1$I set %2$I = highest.level
    from (select max(e.sensitivity) as level from %1$I e
          where e.pgh_obj_id = $1 and (e.pgh_created_at = $2 or e.pgh_id = (
            select max(b.pgh_id) from %1$I b where b.pgh_obj_id = $1 and b.pgh_created_at <> $2))) highest
    where pgh_obj_id = $1 and pgh_created_at = $2 and pgh_id < $3 and sensitivity < highest.level',
    tg_table_name, tg_argv[0]) using new.pgh_obj_id, new.pgh_created_at, new.pgh_id;
  return null;
end $$;
"""
"""Trigger on history tables. Raises the intermediate versions of a transaction to the row's highest level in it,
including the version before the transaction. Only the last version of a transaction has a level that somebody chose;
nobody ever read the others. `pgh_created_at`, the start of the transaction, identifies it."""

DECLARED = FUNCTIONS + LEVELS
