from django.db import migrations

STANDING = r"""
create function tokens_standing() returns table (user_id bigint, many bigint) language sql stable security definer set search_path = public, pg_temp as
$$ select t.user_id, count(*) from offices_token t
   where t.ended_at is null and t.expires_at > now()
     and ((select am_auditor()) or t.user_id in (
       select m.user_id from offices_membership m
       where (m.until_on is null or m.until_on >= current_date)
         and (m.office_id in (select * from my_offices_as('administrator', 10::smallint))
              or m.office_id in (select * from my_offices_as('manager', 10::smallint)))))
   group by 1 $$;
"""

UNDO_STANDING = r"""
drop function tokens_standing();
"""


class Migration(migrations.Migration):
    dependencies = [("offices", "0014_trail")]

    operations = [migrations.RunSQL(STANDING, UNDO_STANDING)]
