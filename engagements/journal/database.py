"""The date of an engagement's last open entry, kept true by the database.

Open: no more sensitive than the engagement itself, so that whoever sees the engagement sees the entry too. Statement
triggers: a change of the engagement's level reaches all its entries in one cascade. The engagement's version stays as
it is: a hidden child must not show.
"""

from engagements.register.database import TRIGGER
from peaceapp.access.levels import STRICT

_TRIGGERS = "".join(
    f"""
create trigger last_open_entry_{name} after {event} on engagements_journalentry
  referencing {rows} table as touched for each statement execute function keep_last_open_entry();"""
    for name, event, rows in (
        ("insert", "insert", "new"),
        ("update", "update", "new"),
        ("leave", "update", "old"),  # an entry that moves to another engagement is gone from its first
        ("delete", "delete", "old"),
    )
)

# The lock comes first, so that the reading after it sees what somebody else's entry has just written.
FUNCTIONS = f"""
create function keep_last_open_entry() returns trigger {TRIGGER} as
$$ begin
     perform from engagements_engagement where id in (select engagement_id from touched) order by id for no key update;
     update engagements_engagement e set last_open_entry_on = now_last.occurred_on
     from (select t.engagement_id, max(j.occurred_on) filter (where j.sensitivity = j.floor) as occurred_on
           from (select distinct engagement_id from touched) t
           left join engagements_journalentry j on j.engagement_id = t.engagement_id group by 1) now_last
     where e.id = now_last.engagement_id and e.last_open_entry_on is distinct from now_last.occurred_on;
     return null;
   end $$;
{_TRIGGERS}
"""

BELOW = f"""
create function take_scope_of_entry() returns trigger {TRIGGER} as
$$ begin
     select engagement_id, lead_office_id, sensitivity, supporting_ids, team_ids
     into new.engagement_id, new.lead_office_id, new.sensitivity, new.supporting_ids, new.team_ids
     from engagements_journalentry where id = new.entry_id for key share;
     if not found then     -- as for a hidden one: the policy refuses it
       new.lead_office_id := 0; new.sensitivity := {STRICT}; new.supporting_ids := '{{}}'; new.team_ids := '{{}}';
     end if;
     return new;
   end $$;
"""

DECLARED = FUNCTIONS + BELOW
