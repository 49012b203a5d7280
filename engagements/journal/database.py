"""Triggers for `last_open_entry_on` of engagements, and for the scope of an entry's links.

`last_open_entry_on` is the date of the newest open entry. An entry is open if its level is not above the engagement's,
so that everybody who sees the engagement sees the entry. Statement triggers, because a change of the engagement's level
updates all its entries at once. The version of the engagement does not change, because it would reveal that there is a
hidden entry.
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
        ("leave", "update", "old"),  # an entry that moved to another engagement
        ("delete", "delete", "old"),
    )
)

# Locks the engagement first, so that the query after the lock includes entries of parallel transactions.
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
