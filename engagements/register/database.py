"""SQL functions and triggers for the part of the access rule that depends on engagements, and audit events.

`offices.access.database` has the part that depends on memberships.
"""

from engagements.partners.database import KEPT
from offices.access.database import ACTIVE, DEFINER
from offices.audit.database import DEFINER as KNOWING
from peaceapp.access import rule
from peaceapp.access.levels import CONFIDENTIAL, STRICT, UNCLASSIFIED
from peaceapp.access.tables import AuditTrailAccess


def on_team(row: str = "t", moment: str = "now()") -> str:
    """A condition: the membership `row` of a team is active at `moment`.

    Break-glass memberships have an end from the start.
    """
    return f"({row}.until_at is null or {row}.until_at > {moment})"


TRIGGER = DEFINER.replace("sql stable parallel safe", "plpgsql")

FUNCTIONS = f"""
create function my_temporary_seats() returns setof uuid {DEFINER} rows 1 as
$$ select engagement_id from engagements_teammember
   where user_id = my_id() and until_at > now() and floor <= my_ceiling() $$;

create function take_scope() returns trigger {TRIGGER} as
$$ begin
     if new.engagement_id is null then   -- an office's own row: its office is given, and nothing raises its level
       new.floor := {UNCLASSIFIED}; new.supporting_ids := '{{}}'; new.team_ids := '{{}}';
       return new;
     end if;
     select lead_office_id, sensitivity, supporting_ids, team_ids
     into new.lead_office_id, new.floor, new.supporting_ids, new.team_ids
     from engagements_engagement where id = new.engagement_id for key share;   -- whoever changes it is waited for
     if not found then     -- a scope that nobody sees: the policy refuses it in the words of any hidden engagement
       new.lead_office_id := 0; new.floor := {STRICT}; new.supporting_ids := '{{}}'; new.team_ids := '{{}}';
     end if;
     return new;
   end $$;
"""

_KEPT = "".join(
    f"""
create trigger keep_those_around_{name} after {event} on {table} for each row
  when ({when}) execute function keep_those_around();"""
    for table, whom in (("engagements_support", "office_id"), ("engagements_teammember", "user_id"))
    for name, event, when in (
        ("insert", "insert", "new.until_at is null"),
        (
            "update",
            "update",
            f"(old.engagement_id, old.{whom}, old.until_at is null)"
            f" is distinct from (new.engagement_id, new.{whom}, new.until_at is null)",
        ),
        ("delete", "delete", "old.until_at is null"),
    )
)

AROUND = f"""
create function take_those_around() returns trigger {TRIGGER} as
$$ begin
     new.supporting_ids := array(
       select s.office_id from engagements_support s where s.engagement_id = new.id and s.until_at is null order by 1);
     new.team_ids := array(
       select t.user_id from engagements_teammember t where t.engagement_id = new.id and t.until_at is null order by 1);
     return new;
   end $$;
create trigger take_those_around before insert or update of supporting_ids, team_ids on engagements_engagement
  for each row execute function take_those_around();

create function keep_those_around() returns trigger {TRIGGER} as
$$ begin
     update engagements_engagement set supporting_ids = '{{}}', team_ids = '{{}}'   -- read afresh by the trigger there
     where id in (old.engagement_id, new.engagement_id);
     return null;
   end $$;
{_KEPT}
"""
"""Copies of team and supporting offices, as arrays in the engagement's row. Only triggers write them.

The trigger reads both tables after it has locked the engagement's row, in a new snapshot. So the second of two parallel
changes includes the first.
"""

READERS = f"""
create function readers_of(wanted uuid) returns table (user_id bigint, basis text, office_id bigint) {DEFINER} as
$$ with it as (
     select e.* from engagements_engagement e
     where e.id = wanted and ({rule.visible("e.id", "e.lead_office_id", "e.sensitivity", "e.")})
   ), cleared as (
     select m.user_id, m.office_id, m.clearance from offices_membership m join offices_user u on u.id = m.user_id
     where m.role <> 'auditor' and not u.is_archive and {ACTIVE}
   )
   select t.user_id, 'team', null::bigint from it join engagements_teammember t on t.engagement_id = it.id
   where {on_team()}
     and it.sensitivity <= (select max(c.clearance) from cleared c where c.user_id = t.user_id)
   union
   select c.user_id, 'lead', c.office_id from it join offices_office o on o.id = it.lead_office_id
     join cleared c on c.office_id = o.id or (c.office_id = o.succeeded_by_id and o.closed_on is not null)
   where it.sensitivity <= {CONFIDENTIAL} and c.clearance >= {CONFIDENTIAL}
   union
   select c.user_id, 'support', c.office_id from it
     join engagements_support s on s.engagement_id = it.id and s.until_at is null
     join offices_office o on o.id = s.office_id
     join cleared c on c.office_id = o.id or (c.office_id = o.succeeded_by_id and o.closed_on is not null)
   where it.sensitivity <= {CONFIDENTIAL} and c.clearance >= {CONFIDENTIAL} $$;

create function is_cleared_for(person bigint, wanted uuid) returns boolean {DEFINER} as
$$ select exists (
     select from engagements_engagement e where e.id = wanted
       and ({rule.visible("e.id", "e.lead_office_id", "e.sensitivity", "e.")})
       and e.sensitivity <= (
         select max(m.clearance) from offices_membership m join offices_user u on u.id = m.user_id
         where u.id = person and m.role <> 'auditor' and {ACTIVE})) $$;
"""

TRAIL_SEEN = f"""
   (select am_auditor())
or ((select am_manager()) and exists (
      select from engagements_engagement e where e.id = engagement_key
        and ({rule.visible("e.id", "offices_auditevent.office_id", "offices_auditevent.level", "e.")})))"""
"""Readers of an audit event: all auditors, and managers who see the engagement. Uses the level and office that the
engagement had at that time. The conditions below extend this one."""

OFFICE_TRAIL_SEEN = f"""{TRAIL_SEEN}
or (verb in ('membership', 'account') and engagement_key is null
    and office_id in (select * from my_offices_as('manager', {UNCLASSIFIED}::smallint)))
or (verb = 'read' and level <= (select my_clearance())
    and engagement_key in (select e.id from engagements_engagement e where e.lead_officer_id = (select my_id())))"""
"""Second version. Adds for managers: changes of accounts and memberships of their office. Adds for lead officers: reads
of their engagements."""

UUID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
"""Pattern of a primary key. For other text, the condition does not look up a row."""
_KEPT = " ".join(
    f"when '{kind}' then case when object ~ '{UUID}' then"
    f" exists (select from engagements_{kind} r where r.id = object::uuid) else false end"
    for kind in KEPT
)
CHANGES_SEEN = f"""{OFFICE_TRAIL_SEEN}
or (verb = 'changed' and (select am_manager()) and ({rule.office_rows_visible("office_id", "level")})
    and case kind {_KEPT} else true end)
"""
"""Third version. Adds for managers: changes of rows that everybody can read, and changes of the rows of offices
(partners, persons, contacts, capacities, threats) that they can see."""

CAPPED_TRAIL_SEEN = CHANGES_SEEN.replace(
    "(select am_auditor())",
    """((select am_auditor()) and level <= (select my_ceiling())
    and (engagement_key is null or engagement_key not in (select * from above_my_ceiling())))""",
)
"""Present version. An auditor's token reads no events of an engagement whose level is, or was at that time, above the
token's ceiling."""

ABOVE_CEILING = f"""
create function above_my_ceiling() returns setof uuid {DEFINER} as
$$ select id from engagements_engagement where my_ceiling() < {STRICT} and sensitivity > my_ceiling() $$;
"""
"""Engagements above the ceiling of the acting token. A definer function, because auditors see no engagements and the
policy of the audit trail runs with their rights."""

NOTES = f"""
create function note_seat() returns trigger language plpgsql {KNOWING} as $$
declare ends boolean := tg_op = 'UPDATE' and new.until_at is not null and old.until_at is null;
begin
  if tg_op = 'INSERT' or ends then
    perform note_about(case when ends then 'unseated' else 'seated' end, 'team',
      (select e.reference || ' ' || u.username from engagements_engagement e, offices_user u
       where e.id = new.engagement_id and u.id = new.user_id), new.engagement_id, '{{}}', new.reason);
  end if;
  return null;
end $$;

create function note_support() returns trigger language plpgsql {KNOWING} as $$
declare ends boolean := tg_op = 'UPDATE' and new.until_at is not null and old.until_at is null;
begin
  if tg_op = 'INSERT' or ends then
    perform note_about(case when ends then 'shut_out' else 'let_in' end, 'support',
      (select e.reference || ' ' || o.acronym from engagements_engagement e, offices_office o
       where e.id = new.engagement_id and o.id = new.office_id), new.engagement_id, '{{}}', new.reason);
  end if;
  return null;
end $$;

create function note_engagement() returns trigger language plpgsql {KNOWING} as $$
begin
  if new.sensitivity <> old.sensitivity then
    perform note_about('reclassified', 'engagement', new.reference, new.id, array[old.sensitivity::text,
      new.sensitivity::text], new.reason);
  end if;
  if new.lead_officer_id is distinct from old.lead_officer_id or new.lead_office_id <> old.lead_office_id then
    perform note_about('handed_over', 'engagement', new.reference, new.id, array_remove(array[
      case when new.lead_officer_id is distinct from old.lead_officer_id then 'lead_officer' end,
      case when new.lead_office_id <> old.lead_office_id then 'lead_office' end], null), new.reason);
  end if;
  return null;
end $$;

create constraint trigger note_seat after insert or update on engagements_teammember
  deferrable initially immediate for each row execute function note_seat();
create constraint trigger note_support after insert or update on engagements_support
  deferrable initially immediate for each row execute function note_support();
create trigger note_engagement after update of sensitivity, lead_officer_id, lead_office_id on engagements_engagement
  for each row execute function note_engagement();
"""

NOTE_ABOUT = f"""
create function note_about(verb text, kind text, object text, engagement uuid, changed text[], reason text)
  returns void language sql {KNOWING} as $$
  select note_event(verb, my_id(), kind, object, e.id, e.lead_office_id, e.sensitivity,
    changed || case when coalesce(btrim(note_about.reason), '') = '' then '{{}}' else '{{reason}}'::text[] end,
    case when verb = 'broke_glass' then note_about.reason else '' end)
  from engagements_engagement e where e.id = engagement $$;
"""
"""Records an audit event about an engagement. Omits the text of the reason, which is content and is in the history.
Keeps it for break-glass access, whose form names the readers of the reason."""

TOMBSTONES = f"""
create function refuse_purged_reference() returns trigger language plpgsql {KNOWING} as $$
begin
  if exists (select from offices_auditevent a where a.verb = 'purged' and a.object = new.reference) then
    raise exception 'this reference is taken' using errcode = '23505';
  end if;
  return new;
end $$;
create trigger refuse_purged_reference before insert or update of reference on engagements_engagement
  for each row execute function refuse_purged_reference();
"""
"""Refuses the reference of a purged engagement for a new one. Raises the SQLSTATE of a duplicate, so that the action
tries another reference."""

DECLARED = FUNCTIONS + AROUND + READERS + ABOVE_CEILING + NOTE_ABOUT + NOTES + TOMBSTONES
ACCESS = {"offices_auditevent": AuditTrailAccess(CAPPED_TRAIL_SEEN)}
