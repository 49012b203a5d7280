"""Who acts, as the database asks it. Set by `peaceapp.access.actor` for one transaction; none: nobody, unclassified."""

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
"""Raises versions that another one of the same transaction follows to the highest level of the row in that transaction,
the one before it included. Nobody ever read such a version: only what a transaction leaves is a level that was chosen.
The start of the transaction (`pgh_created_at`) names it."""

DECLARED = FUNCTIONS + LEVELS
