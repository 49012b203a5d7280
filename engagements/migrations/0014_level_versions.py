from django.db import migrations

COMPUTED = [
    "engagementcapacity", "engagementcountry", "engagementkind", "engagementperson", "engagementsdg",
    "engagementtask", "engagementtheme", "engagementthreat", "followup", "journalentry", "lowering", "participation",
    "support", "teammember",
]  # fmt: skip
GIVEN = ["capacity", "contact", "engagement", "entrypartner", "entryperson", "partner", "person", "threat"]
COLUMNS = {f"engagements_{name}event": "floor" for name in COMPUTED} | {
    f"engagements_{name}event": "sensitivity" for name in GIVEN
}

TRIGGER = """
create trigger level_versions after insert on {table} for each row when (new.pgh_label = 'update')
  execute function level_versions('{column}');
"""

# Versions that another one of their transaction follows get the highest level of the row in that transaction, the
# level before it included. The last version of a transaction stays as it is: its level was chosen.
REPAIR = """
with each as (
  select pgh_id, pgh_obj_id, pgh_created_at,
    greatest(sensitivity, lag(sensitivity) over (partition by pgh_obj_id order by pgh_id)) as level
  from {table}
), whole as (
  select pgh_id, max(level) over written as level, max(pgh_id) over written as last
  from each window written as (partition by pgh_obj_id, pgh_created_at)
)
update {table} version set {column} = whole.level from whole
where version.pgh_id = whole.pgh_id and version.pgh_id < whole.last and version.sensitivity < whole.level;
"""

# The trail notes a seat of an opening at the level that the opening chose: see `open_engagement`.
DEFERRABLE = """
set constraints all immediate;
drop trigger note_seat on engagements_teammember;
drop trigger note_support on engagements_support;
create constraint trigger note_seat after insert or update on engagements_teammember
  deferrable initially immediate for each row execute function note_seat();
create constraint trigger note_support after insert or update on engagements_support
  deferrable initially immediate for each row execute function note_support();
"""
AT_ONCE = """
drop trigger note_seat on engagements_teammember;
drop trigger note_support on engagements_support;
create trigger note_seat after insert or update on engagements_teammember
  for each row execute function note_seat();
create trigger note_support after insert or update on engagements_support
  for each row execute function note_support();
"""


class Migration(migrations.Migration):
    dependencies = [("engagements", "0013_rule_at_any_size"), ("peaceapp", "0004_levels_and_repeats")]

    operations = [
        *(
            migrations.RunSQL(
                REPAIR.format(table=table, column=column) + TRIGGER.format(table=table, column=column),
                f"drop trigger level_versions on {table};",
            )
            for table, column in COLUMNS.items()
        ),
        migrations.RunSQL(DEFERRABLE, AT_ONCE),
    ]
