"""SQL functions and triggers of the audit trail. Only definer functions write it; nobody changes it.

`app.asked` describes the request, once per transaction (`peaceapp.access.request_context`), so that triggers can record
it.
"""

from offices.access.database import ACTIVE
from peaceapp.access.levels import UNCLASSIFIED

DEFINER = "security definer set search_path = public, pg_temp"
SEAL_LOCK = 7_205_011
"""Advisory lock: writers share it, the sealing takes it alone, so that it sees all events."""

FUNCTIONS = f"""
create function note_event(verb text, who bigint, kind text, object text, engagement uuid, office bigint,
                           level smallint, fields text[], reason text) returns void language plpgsql {DEFINER} as $$
declare asked jsonb := coalesce(nullif(current_setting('app.asked', true), ''), '{{}}')::jsonb;
begin
  perform pg_advisory_xact_lock_shared({SEAL_LOCK});
  insert into offices_auditevent (id, verb, actor_key, actor, behind, office_id, kind, object, engagement_key, level,
                                  fields, reason, request, address, client)
  values (gen_random_uuid(), verb, who,
          coalesce((select left(case when u.name = '' then u.username else u.name || ' (' || u.username || ')' end, 150)
                    from offices_user u where u.id = who), ''),
          coalesce(asked ->> 'behind', ''), office, kind, left(object, 200), engagement, coalesce(level, {UNCLASSIFIED}::smallint),
          fields, coalesce(reason, ''), coalesce(asked ->> 'request', ''), coalesce(asked ->> 'address', ''),
          left(coalesce(asked ->> 'client', ''), 200));
end $$;

create function refuse_alteration() returns trigger language plpgsql as
$$ begin raise exception 'the audit trail takes no change' using errcode = '42501'; end $$;

create function trail_digest(former text, after bigint, upto bigint) returns text language sql stable {DEFINER} as $$
  select encode(sha256(convert_to(former || E'\\n' || coalesce(string_agg(jsonb_build_array(
    e.number, extract(epoch from e.at), e.id, e.verb, e.actor_key, e.actor, e.behind, e.office_id, e.kind, e.object,
    e.engagement_key, e.level, e.fields, e.reason, e.request, e.address, e.client)::text, E'\\n' order by e.number),
    ''), 'UTF8')), 'hex')
  from offices_auditevent e where e.number > after and e.number <= upto $$;

create function seal_trail() returns boolean language plpgsql {DEFINER} as $$
declare former offices_auditseal; upto bigint; many bigint;
begin
  if not pg_try_advisory_xact_lock({SEAL_LOCK}) then return false; end if;
  select * into former from offices_auditseal s order by s.id desc limit 1;
  select max(number), count(*) into upto, many from offices_auditevent where number > coalesce(former.last, 0);
  if many > 0 then
    insert into offices_auditseal (last, count, digest)
    values (upto, many, trail_digest(coalesce(former.digest, ''), coalesce(former.last, 0), upto));
  end if;
  return true;
end $$;

create function am_auditor() returns boolean language sql stable parallel safe {DEFINER} as
$$ select exists (select from offices_membership m join offices_user u on u.id = m.user_id
                  where m.user_id = my_id() and m.role = 'auditor' and {ACTIVE}) $$;

create function am_manager() returns boolean language sql stable parallel safe {DEFINER} as
$$ select exists (select from offices_membership m join offices_user u on u.id = m.user_id
                  where m.user_id = my_id() and m.role = 'manager' and {ACTIVE}) $$;

create function note_membership() returns trigger language plpgsql {DEFINER} as $$
declare row offices_membership := coalesce(new, old);
begin
  perform note_event('membership', my_id(), row.role || ' ' || row.clearance,
    (select u.username from offices_user u where u.id = row.user_id), null, row.office_id, {UNCLASSIFIED}::smallint,
    case tg_op when 'INSERT' then '{{given}}' when 'DELETE' then '{{removed}}' else array_remove(array[
      case when new.role <> old.role then 'role:' || old.role || ':' || new.role end,
      case when new.clearance <> old.clearance then 'clearance:' || old.clearance || ':' || new.clearance end,
      case when new.ended_at is null and new.from_on <> old.from_on then
        'from_on:' || old.from_on || ':' || new.from_on end,
      case when new.ended_at is null and new.until_on is distinct from old.until_on then
        'until_on:' || coalesce(old.until_on::text, '') || ':' || coalesce(new.until_on::text, '') end,
      case when new.ended_at is distinct from old.ended_at then 'ended' end], null) end, '');
  return null;
end $$;

create function note_account() returns trigger language plpgsql {DEFINER} as $$
declare changed text[] := case tg_op when 'INSERT' then '{{made}}' else array_remove(array[
    case when new.is_active <> old.is_active then 'is_active' end,
    case when new.is_superuser <> old.is_superuser then 'is_superuser' end,
    case when new.password <> old.password then 'password' end,
    case when new.username <> old.username then 'username' end,
    case when new.name <> old.name then 'name' end,
    case when new.email <> old.email then 'email' end,
    case when new.home_office_id is distinct from old.home_office_id then 'home_office' end], null) end;
begin
  if cardinality(changed) > 0 then
    perform note_event('account', my_id(), 'account', new.username, null, new.home_office_id, {UNCLASSIFIED}::smallint, changed,
      '');
  end if;
  return null;
end $$;

create trigger note_membership after insert or update or delete on offices_membership
  for each row execute function note_membership();
create trigger note_account after insert or update on offices_user for each row execute function note_account();
"""

SECOND_FACTORS = f"""
create function note_second_factor() returns trigger language plpgsql {DEFINER} as $$
declare row mfa_authenticator := coalesce(new, old);
begin
  perform note_event('account', my_id(), 'second factor', u.username, null, u.home_office_id, {UNCLASSIFIED}::smallint,
                     array[case tg_op when 'INSERT' then 'made' else 'removed' end, row.type::text], '')
  from offices_user u where u.id = row.user_id;
  return null;
end $$;

create trigger note_second_factor after insert or delete on mfa_authenticator
  for each row execute function note_second_factor();
"""
"""A trigger here, too, because allauth sends its signals only after the commit."""

WORKER_FUNCTIONS = f"""
create function seal_readers() returns setof bigint language sql stable {DEFINER} as
$$ select distinct m.user_id from offices_membership m join offices_user u on u.id = m.user_id
   where my_id() is null and m.role = 'auditor' and u.email <> '' and {ACTIVE} $$;

create function seals_after(former bigint, most integer) returns setof offices_auditseal language sql stable {DEFINER}
as $$ select s.* from offices_auditseal s where my_id() is null and s.id > former order by s.id limit most $$;
"""
"""Gives the worker the auditors' keys and the seals. Returns rows only without an actor, so never in a request."""

IDENTITIES = f"""
create function note_identity() returns trigger language plpgsql {DEFINER} as $$
declare row socialaccount_socialaccount := coalesce(new, old);
begin
  perform note_event('account', my_id(), 'identity', u.username, null, u.home_office_id, {UNCLASSIFIED}::smallint,
                     array[case tg_op when 'INSERT' then 'linked' when 'DELETE' then 'unlinked' else 'changed' end], '')
  from offices_user u where u.id = row.user_id;
  return null;
end $$;

create trigger note_identity after insert or delete or update of user_id, uid, provider on socialaccount_socialaccount
  for each row execute function note_identity();
"""
"""Records every change of the link between an account and a provider's identity, which decides who can sign in."""

CHANGES = f"""
create function note_change() returns trigger language plpgsql {DEFINER} as $$
declare it jsonb := to_jsonb(coalesce(new, old)); fields text[]; level smallint := (it ->> 'sensitivity')::smallint;
begin
  if tg_op = 'INSERT' then
    if my_id() is null then return null; end if;     -- the first data: nobody entered it
    fields := '{{made}}';
  elsif tg_op = 'DELETE' then
    fields := '{{removed}}';
  else
    select array_agg(regexp_replace(n.key, '_id$', '') order by n.key) into fields
    from jsonb_each(to_jsonb(new)) n join jsonb_each(to_jsonb(old)) o on o.key = n.key
    where n.value is distinct from o.value and n.key <> 'version';
    if fields is null then return null; end if;
    level := greatest(level, (to_jsonb(old) ->> 'sensitivity')::smallint);
  end if;
  perform note_event('changed', my_id(), tg_argv[0], it ->> tg_argv[1], null, (it ->> tg_argv[2])::bigint, level,
                     fields, '');
  return null;
end $$;

create function note_links() returns trigger language plpgsql {DEFINER} as $$
declare it jsonb;
begin
  if my_id() is null then return null; end if;
  for it in execute format(
    'select distinct to_jsonb(o) from %I o where o.id in (select r.%I from links r)', tg_argv[1], tg_argv[2])
  loop
    perform note_event('changed', my_id(), tg_argv[0], it ->> tg_argv[3], null, (it ->> 'office_id')::bigint,
                       (it ->> 'sensitivity')::smallint, array[tg_argv[4]], '');
  end loop;
  return null;
end $$;
"""
"""Records who changed which fields of which row and when, for tables with a history: keys and names, no content.
`note_change` takes the kind of object and the columns with its key and office. `note_links` takes the kind, table and
foreign key of the row that the links belong to, the column with its key, and the name of the links."""


def change_trigger(table: str, kind: str, key: str, office: str = "office_id") -> str:
    """The trigger that records changes of a table."""
    return (
        f"create trigger note_change after insert or update or delete on {table}"
        f" for each row execute function note_change('{kind}', '{key}', '{office}');"
    )


def link_triggers(table: str, kind: str, owner: str, column: str, key: str, called: str) -> str:
    """The triggers that record added and removed links of a row, once per statement."""
    about = f"for each statement execute function note_links('{kind}', '{owner}', '{column}', '{key}', '{called}');"
    return (
        f"create trigger note_made after insert on {table} referencing new table as links {about}\n"
        f"create trigger note_gone after delete on {table} referencing old table as links {about}"
    )


CHANGE_TRIGGERS = "\n".join(
    [
        change_trigger("offices_office", "office", "acronym", "id"),
        change_trigger("offices_country", "country", "alpha2"),
        change_trigger("offices_coverage", "coverage", "country_id"),
        change_trigger("offices_leadership", "leadership", "post"),
        change_trigger("offices_characteristic", "characteristic", "code"),
        change_trigger("offices_mandate", "mandate", "code"),
        change_trigger("offices_mandatetask", "mandatetask", "code"),
        change_trigger("offices_source", "source", "code"),
        *(
            change_trigger(f"offices_{term}", term, "code")
            for term in ("kind", "theme", "partnertype", "partnerrole", "threattype", "capacitygroup", "sdg")
        ),
        link_triggers("offices_taskoffice", "mandatetask", "offices_mandatetask", "task_id", "code", "offices"),
        link_triggers("offices_tasktheme", "mandatetask", "offices_mandatetask", "task_id", "code", "themes"),
    ]
)
"""The triggers for the tables of this app."""

DECLARED = FUNCTIONS + SECOND_FACTORS + WORKER_FUNCTIONS + IDENTITIES + CHANGES + CHANGE_TRIGGERS
