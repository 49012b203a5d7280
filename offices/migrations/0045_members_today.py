from django.db import migrations

CREATE = """
create or replace function members_today() returns setof bigint
language sql stable parallel safe security definer set search_path = public, pg_temp as
$$ select distinct m.user_id from offices_membership m join offices_user u on u.id = m.user_id
   where (select am_member()) and m.role <> 'auditor' and not u.is_archive and u.is_active
     and m.from_on <= current_date and (m.until_on is null or m.until_on >= current_date) $$;
"""


class Migration(migrations.Migration):
    """Who can be given something to do: accounts with a membership today that is no auditor's."""

    dependencies = [("offices", "0018_whose_account")]

    operations = [migrations.RunSQL(CREATE, "drop function members_today()")]
