"""SQL functions of tokens. `token_of` finds the token of a request before there is an actor: definer, minimal output."""

from offices.access.database import not_ended
from offices.audit.database import DEFINER
from peaceapp.access.levels import UNCLASSIFIED

FUNCTIONS = f"""
create function token_of(wanted text) returns table (id uuid, user_id bigint, scope text, ceiling smallint)
  language plpgsql {DEFINER} as $$
begin
  return query select t.id, t.user_id, t.scope::text, t.ceiling from offices_token t
    join offices_user u on u.id = t.user_id and u.is_active
    where t.digest = wanted and t.ended_at is null and t.expires_at > now();
  update offices_token t set last_used_at = now()
    where t.digest = wanted and t.ended_at is null and t.expires_at > now()
      and (t.last_used_at is null or t.last_used_at < now() - interval '1 minute');
end $$;

create function note_token() returns trigger language plpgsql {DEFINER} as $$
begin
  if tg_op = 'INSERT' or new.ended_at is not null and old.ended_at is null then
    perform note_event('token', my_id(), 'token ' || new.scope || ' ' || new.ceiling,
      (select u.username from offices_user u where u.id = new.user_id), null,
      (select u.home_office_id from offices_user u where u.id = new.user_id), {UNCLASSIFIED}::smallint,
      case tg_op when 'INSERT' then '{{made}}' else '{{ended}}' end::text[], '');
  end if;
  return null;
end $$;

create trigger note_token after insert or update on offices_token for each row execute function note_token();
"""

VALID_TOKENS = f"""
create function tokens_standing() returns table (user_id bigint, many bigint) language sql stable {DEFINER} as
$$ select t.user_id, count(*) from offices_token t
   where t.ended_at is null and t.expires_at > now()
     and ((select am_auditor()) or t.user_id in (
       select m.user_id from offices_membership m
       where {not_ended()}
         and (m.office_id in (select * from my_offices_as('administrator', {UNCLASSIFIED}::smallint))
              or m.office_id in (select * from my_offices_as('manager', {UNCLASSIFIED}::smallint)))))
   group by 1 $$;
"""
"""Numbers of valid tokens of the people whose memberships the actor reviews. Reveals nothing else of the tokens."""

END_WITH_ACCOUNT = f"""
create function end_tokens() returns trigger language plpgsql {DEFINER} as $$
begin
  update offices_token set ended_at = now() where user_id = new.id and ended_at is null;
  return null;
end $$;

create trigger end_tokens after update of is_active on offices_user
  for each row when (old.is_active and not new.is_active) execute function end_tokens();
"""
"""Tokens of a closed account end for good; after reactivation new ones are needed."""

DECLARED = FUNCTIONS + VALID_TOKENS + END_WITH_ACCOUNT
