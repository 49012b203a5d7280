"""Triggers that enforce the rules of giving memberships, also against code that does not check them.

The triggers ignore the owner of the tables, who could drop them: commands give memberships that no office may give.
"""

from offices.access.database import ACTIVE, DEFINER, not_ended
from offices.audit.database import DEFINER as DEFINER_RIGHTS
from peaceapp.access.levels import UNCLASSIFIED
from peaceapp.access.tables import MembershipAccess

INVOKER_PLPGSQL = "language plpgsql set search_path = public, pg_temp"
"""Function header: runs with the rights of the caller."""
IS_TABLE_OWNER = "pg_has_role(current_user, (select relowner from pg_class where oid = tg_relid), 'member')"
LAST_MANAGER = "PA002"
"""SQLSTATE for a change that would leave an office without a manager."""
AUDITS = "PA003"
"""SQLSTATE for closing an auditor's account: an office does not choose its auditors."""
READER_LOCK = 7_205_012
"""Advisory lock for removing a reader or a manager. Two parallel removals would each see the other's person as
remaining."""

RUNS_THE_OFFICE = f"""(office_id in (select * from my_offices_as('administrator', {UNCLASSIFIED}::smallint))
     or office_id in (select * from my_offices_as('manager', {UNCLASSIFIED}::smallint)))"""

READERS = f"""user_id = (select my_id()) or (select am_auditor()) or {RUNS_THE_OFFICE}"""
"""Readers of a membership: its holder, the administrators and managers of its office, and auditors."""

WRITERS = f"""user_id <> (select my_id()) and {RUNS_THE_OFFICE}"""
"""Writers of a membership: administrators and managers of its office, never its holder. Triggers limit them further."""

FUNCTIONS = f"""
create function my_offices_as(held text, level smallint) returns setof bigint {DEFINER} as
$$ select m.office_id from offices_membership m join offices_user u on u.id = m.user_id
   where m.user_id = my_id() and m.role = held and m.clearance >= level and level <= my_ceiling() and {ACTIVE} $$;

create function lacks_manager(office bigint, without bigint, after date) returns boolean {DEFINER} as
$$ select not exists (select from offices_office o where o.id = office and o.closed_on is not null)
      and not exists (
        select from offices_membership m join offices_user u on u.id = m.user_id
        where m.office_id = office and m.role = 'manager' and m.user_id <> without and not u.is_archive and {ACTIVE}
          and coalesce(m.until_on, 'infinity') >= after) $$;

create function lacks_cleared_manager(office bigint, without bigint, level smallint) returns boolean {DEFINER} as
$$ select not exists (
     select from offices_membership m join offices_user u on u.id = m.user_id
     where m.office_id = office and m.role = 'manager' and m.user_id <> without and m.clearance >= level
       and not u.is_archive and {ACTIVE}) $$;

create function is_sole_manager(who bigint) returns boolean {DEFINER} as
$$ select exists (
     select from offices_membership m join offices_office o on o.id = m.office_id
     where m.user_id = who and m.role = 'manager' and m.from_on <= current_date
       and {not_ended()}
       and lacks_manager(o.id, who, coalesce(m.until_on, 'infinity'))) $$;

create function audits(who bigint) returns boolean {DEFINER} as
$$ select exists (select from offices_membership m where m.user_id = who and m.role = 'auditor'
                  and {not_ended()}) $$;

create function may_vouch_for(who bigint) returns boolean {DEFINER} as
$$ select it.id <> my_id() and not it.is_superuser and not it.is_archive and not coalesce(held.audits, false) and (
     it.home_office_id in (select * from my_offices_as('manager', coalesce(held.most, {UNCLASSIFIED}::smallint)))
       and not (coalesce(held.is_high, false)      -- who sends the link must be another
                and it.home_office_id in (select * from my_offices_as('administrator', {UNCLASSIFIED}::smallint)))
     or not coalesce(held.is_high, false)
       and it.home_office_id in (select * from my_offices_as('administrator', {UNCLASSIFIED}::smallint)))
   from offices_user it left join lateral (
     select max(h.clearance) as most, bool_or(h.clearance > {UNCLASSIFIED} or h.role = 'manager') as is_high,
       bool_or(h.role = 'auditor') as audits
     from (select m.clearance, m.role from offices_membership m
           where m.user_id = it.id and {not_ended()}
           union all
           select p.clearance, p.role from offices_proposal p where p.user_id = it.id and p.agreed is null) h
     ) held on true
   where it.id = who $$;

create function keep_membership() returns trigger {INVOKER_PLPGSQL} as $$
declare
  runs boolean := new.office_id in (select * from my_offices_as('administrator', {UNCLASSIFIED}::smallint));
  vouches boolean := new.office_id in (select * from my_offices_as('manager', new.clearance));
  gives boolean;
begin
  if {IS_TABLE_OWNER} then return null; end if;
  gives := new.role in ('observer', 'staff') and vouches
    or new.role in ('observer', 'staff', 'administrator') and new.clearance = {UNCLASSIFIED} and runs
    or vouches and exists (
      select from offices_proposal p
      where (p.user_id, p.office_id, p.role, p.clearance) = (new.user_id, new.office_id, new.role, new.clearance)
        and p.until_on is not distinct from new.until_on and p.agreed
        and p.answered_by_id = my_id() and p.asked_by_id <> my_id() and p.answered_at = now());
  if tg_op = 'UPDATE' then
    if (old.user_id, old.office_id, old.role) <> (new.user_id, new.office_id, new.role)
        or old.from_on <> new.from_on
          and not (old.from_on = current_date and new.from_on = new.until_on and new.until_on = current_date - 1) then
      gives := false;     -- what was given today may be ended at once: both its days then lie in the past
    elsif new.clearance <= old.clearance and coalesce(new.until_on, 'infinity') <= coalesce(old.until_on, 'infinity')
    then
      gives := runs or new.role in ('observer', 'staff')
        and new.office_id in (select * from my_offices_as('manager', {UNCLASSIFIED}::smallint));
    end if;
  end if;
  if new.role = 'auditor' or new.user_id = my_id() or not coalesce(gives, false) then
    raise exception 'this membership is not yours to give or to end' using errcode = '42501';
  end if;
  if tg_op = 'UPDATE' and new.role = 'manager' then
    perform pg_advisory_xact_lock({READER_LOCK});
    if new.until_on < coalesce(old.until_on, 'infinity')
        and lacks_manager(new.office_id, new.user_id, coalesce(old.until_on, 'infinity'))
      or new.clearance < old.clearance and lacks_cleared_manager(new.office_id, new.user_id, old.clearance) then
      raise exception 'an office keeps a manager' using errcode = '{LAST_MANAGER}';
    end if;
  end if;
  return null;
end $$;

create function keep_account() returns trigger {INVOKER_PLPGSQL} as $$
begin
  if {IS_TABLE_OWNER} then return null; end if;
  if audits(new.id) then
    raise exception 'whoever audits is not closed by an office' using errcode = '{AUDITS}';
  end if;
  perform pg_advisory_xact_lock({READER_LOCK});
  if is_sole_manager(new.id) then
    raise exception 'an office keeps a manager' using errcode = '{LAST_MANAGER}';
  end if;
  return null;
end $$;

create function keep_proposal() returns trigger {INVOKER_PLPGSQL} as $$
begin
  if {IS_TABLE_OWNER} then return null; end if;
  if tg_op = 'INSERT' then
    if new.asked_by_id = my_id() and new.agreed is null
        and new.office_id in (select * from my_offices_as('administrator', {UNCLASSIFIED}::smallint)) then return null; end if;
  elsif (old.user_id, old.office_id, old.role, old.clearance, old.reason, old.asked_by_id)
      = (new.user_id, new.office_id, new.role, new.clearance, new.reason, new.asked_by_id)
    and old.until_on is not distinct from new.until_on and old.agreed is null and new.answered_by_id = my_id()
    and (not new.agreed and new.asked_by_id = my_id()
         or new.office_id in (select * from my_offices_as('manager',
              case when new.agreed then new.clearance else {UNCLASSIFIED}::smallint end))) then
    return null;
  end if;
  raise exception 'a membership is proposed by one and confirmed by another' using errcode = '42501';
end $$;

create function note_proposal() returns trigger language plpgsql {DEFINER_RIGHTS} as $$
begin
  perform note_event('membership', my_id(), 'proposal ' || new.role || ' ' || new.clearance,
    (select u.username from offices_user u where u.id = new.user_id), null, new.office_id, {UNCLASSIFIED}::smallint,
    array[case when new.agreed then 'confirmed' when not new.agreed then 'declined' else 'proposed' end], new.reason);
  return null;
end $$;

create function note_invitation() returns trigger language plpgsql {DEFINER_RIGHTS} as $$
begin
  if tg_op = 'INSERT' or new.used_at is not null and old.used_at is null then
    perform note_event('account', my_id(), 'account', u.username, null, u.home_office_id, {UNCLASSIFIED}::smallint,
      array[case tg_op when 'INSERT' then 'invited' else 'invitation_used' end], '')
    from offices_user u where u.id = new.user_id;
  end if;
  return null;
end $$;

create trigger keep_membership after insert or update on offices_membership
  for each row execute function keep_membership();
create trigger keep_account after update of is_active on offices_user
  for each row when (old.is_active and not new.is_active) execute function keep_account();
create trigger keep_proposal after insert or update on offices_proposal
  for each row execute function keep_proposal();
create trigger note_proposal after insert or update of agreed on offices_proposal
  for each row execute function note_proposal();
create trigger note_invitation after insert or update on offices_invitation
  for each row execute function note_invitation();
"""

END_WITH_ADDRESS = """
create trigger end_tokens_with_address after update of email on offices_user
  for each row when (old.email <> new.email) execute function end_tokens();
"""
"""Ends tokens when an account gets another address: the owner of the former mailbox may have made them."""

DECLARED = FUNCTIONS + END_WITH_ADDRESS
ACCESS = {
    "offices_membership": MembershipAccess(READERS, WRITERS),
    "offices_proposal": MembershipAccess(READERS, WRITERS),
}
