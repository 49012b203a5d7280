"""The date of an engagement's last open entry, kept true by the database.

Open: no more sensitive than the engagement itself, so that whoever sees the engagement sees the entry too. Statement
triggers: a change of the engagement's level reaches all its entries in one cascade. The engagement's version stays as it
is: a hidden child must not show.
"""

from engagements.register.database import TRIGGER

_TRIGGERS = "".join(
    f"""
create trigger last_open_entry_{event} after {event} on engagements_journalentry
  referencing {rows} table as touched for each statement execute function keep_last_open_entry();"""
    for event, rows in (("insert", "new"), ("update", "new"), ("delete", "old"))
)

FUNCTIONS = f"""
create function keep_last_open_entry() returns trigger {TRIGGER} as
$$ begin
     update engagements_engagement e set last_open_entry_on = now_last.occurred_on
     from (select t.engagement_id, max(j.occurred_on) filter (where j.sensitivity = j.floor) as occurred_on
           from (select distinct engagement_id from touched) t
           left join engagements_journalentry j on j.engagement_id = t.engagement_id group by 1) now_last
     where e.id = now_last.engagement_id and e.last_open_entry_on is distinct from now_last.occurred_on;
     return null;
   end $$;
{_TRIGGERS}
"""

DROP = "drop function keep_last_open_entry() cascade;"
