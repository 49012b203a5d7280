from django.db import migrations

SECOND_FACTORS = r"""
create function note_second_factor() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare row mfa_authenticator := coalesce(new, old);
begin
  perform note_event('account', my_id(), 'second factor', u.username, null, u.home_office_id, 10::smallint,
                     array[case tg_op when 'INSERT' then 'made' else 'removed' end, row.type::text], '')
  from offices_user u where u.id = row.user_id;
  return null;
end $$;

create trigger note_second_factor after insert or delete on mfa_authenticator
  for each row execute function note_second_factor();
"""

UNDO_SECOND_FACTORS = r"""
drop trigger note_second_factor on mfa_authenticator; drop function note_second_factor();
"""


class Migration(migrations.Migration):
    dependencies = [("offices", "0010_tokens"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunSQL(SECOND_FACTORS, UNDO_SECOND_FACTORS)]
