"""Who acts, as the database asks it. Set by `peaceapp.access.actor` for one transaction; none: nobody, unclassified."""

DECLARED = """
create function my_id() returns bigint language sql stable parallel safe as
$$ select nullif(current_setting('app.user_id', true), '')::bigint $$;

create function my_ceiling() returns smallint language sql stable parallel safe as
$$ select coalesce(nullif(current_setting('app.ceiling', true), '')::smallint, 10::smallint) $$;
"""
