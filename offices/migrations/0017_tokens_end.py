from django.db import migrations

END_WITH_ACCOUNT = r"""
create function end_tokens() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update offices_token set ended_at = now() where user_id = new.id and ended_at is null;
  return null;
end $$;

create trigger end_tokens after update of is_active on offices_user
  for each row when (old.is_active and not new.is_active) execute function end_tokens();
"""

UNDO_END_WITH_ACCOUNT = r"""
drop trigger end_tokens on offices_user; drop function end_tokens();
"""


class Migration(migrations.Migration):
    dependencies = [("offices", "0016_sign_in")]

    operations = [migrations.RunSQL(END_WITH_ACCOUNT, UNDO_END_WITH_ACCOUNT)]
