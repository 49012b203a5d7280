"""Triggers of rows that an office owns: levels of their links' versions, and audit events of their changes."""

from offices.audit.database import change_trigger, link_triggers
from peaceapp.access.levels import CONFIDENTIAL

TAKE_OWNER_LEVEL = f"""
create function take_owner_level() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare level smallint;
begin
  execute format('select sensitivity from %I where id = $1', tg_argv[0])
    into level using (to_jsonb(new) ->> tg_argv[1])::uuid;
  new.sensitivity := coalesce(level, {CONFIDENTIAL}::smallint);
  return new;
end $$;

create trigger take_owner_level before insert on engagements_partnercountryevent
  for each row execute function take_owner_level('engagements_partner', 'partner_id');
create trigger take_owner_level before insert on engagements_threatcountryevent
  for each row execute function take_owner_level('engagements_threat', 'threat_id');
"""
"""Gives a version of a link the level that the row of the link had at that time. Runs as the owner of the tables, who
writes versions."""

KEPT = ("partner", "person", "contact", "capacity", "threat")

NOTED = "\n".join(
    [
        *(change_trigger(f"engagements_{kind}", kind, "id") for kind in KEPT),
        link_triggers("engagements_partnercountry", "partner", "engagements_partner", "partner_id", "id", "countries"),
        link_triggers("engagements_threatcountry", "threat", "engagements_threat", "threat_id", "id", "countries"),
    ]
)
"""Notes changes of these rows in the audit trail, by key: titles are content."""

DECLARED = TAKE_OWNER_LEVEL + NOTED
