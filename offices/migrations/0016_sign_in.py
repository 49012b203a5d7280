from django.db import migrations

IDENTITIES = r"""
create function note_identity() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare row socialaccount_socialaccount := coalesce(new, old);
begin
  perform note_event('account', my_id(), 'identity', u.username, null, u.home_office_id, 10::smallint,
                     array[case tg_op when 'INSERT' then 'linked' when 'DELETE' then 'unlinked' else 'changed' end], '')
  from offices_user u where u.id = row.user_id;
  return null;
end $$;

create trigger note_identity after insert or delete or update of user_id, uid, provider on socialaccount_socialaccount
  for each row execute function note_identity();
"""

UNDO_IDENTITIES = r"""
drop trigger note_identity on socialaccount_socialaccount; drop function note_identity();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0015_review"),
        ("socialaccount", "0006_alter_socialaccount_extra_data"),
    ]

    operations = [migrations.RunSQL(IDENTITIES, UNDO_IDENTITIES)]
