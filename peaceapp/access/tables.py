"""Declares who may see a table's rows: a model says it with `row_access`. The app reads nothing that is undeclared.

`peaceapp.access.declarations` turns a declaration into statements; a migration carries its own copy of them. A history
table is not declared: its access follows from that of the model whose versions it keeps.
"""

from dataclasses import dataclass
from typing import ClassVar

from peaceapp.access import rule
from peaceapp.access.levels import CONFIDENTIAL, UNCLASSIFIED
from peaceapp.access.sensitivity import Sensitivity

ALL = "select, insert, update, delete"
READ = "select"
LEVELS = ", ".join(str(level) for level in Sensitivity.values)
AROUND = "supporting_ids, team_ids"
SCOPE = f"engagement_id, lead_office_id, sensitivity, {AROUND}"


class RowAccess:
    """Who may see the rows of one table. `grants` is what the app's role may do with the table at all."""

    grants: ClassVar[str] = ALL

    depth: ClassVar[int] = 0
    """How many tables stand above this one whose keys it refers to."""

    def constraints(self, table: str) -> dict[str, str]:
        """Constraints that the access needs, by name: what stands behind `add constraint <name>`."""
        return {}

    def indexes(self, table: str) -> dict[str, str]:
        """Indexes that it needs, by name: the columns."""
        return {}

    def triggers(self, table: str) -> dict[str, str]:
        """Triggers that it needs, by name: what stands before and behind `on <table>`, divided by `ON`."""
        return {}

    def policies(self, table: str) -> dict[str, str]:
        """Policies by name: what stands behind `create policy <name> on <table>`. Without one nobody reads a row."""
        return {}

    def history(self, table: str, key: str) -> "RowAccess":
        """The access to the history of this table, whose primary key is the column `key`."""
        return ListHistoryAccess(table, key)


@dataclass(frozen=True)
class EngagementAccess(RowAccess):
    """Puts the table of engagements under the rule, and lets children refer to its scope."""

    def constraints(self, table: str) -> dict[str, str]:
        return {f"{table}_scope": f"unique (id, lead_office_id, sensitivity, {AROUND})"}

    def policies(self, table: str) -> dict[str, str]:
        return {"visible": f"using ({rule.visible('id')})"}

    def history(self, table: str, key: str) -> RowAccess:
        return EngagementHistoryAccess(table, engagement=key, level="sensitivity")


@dataclass(frozen=True)
class EngagementRowAccess(RowAccess):
    """Puts a child's table under the rule: its scope is filled by the database and follows its engagement's.

    `parent` is the table of engagements. The composite key cascades past rows that the acting user cannot see.
    `has_children`: other tables refer to this one's scope (`EngagementRowLinkAccess`). `is_link`: rows are deleted, and
    their versions are shown by the engagement that they belonged to.
    """

    parent: str = "engagements_engagement"
    has_children: bool = False
    is_link: bool = False
    depth: ClassVar[int] = 1

    def constraints(self, table: str) -> dict[str, str]:
        return {
            f"{table}_scope": f"foreign key (engagement_id, lead_office_id, floor, {AROUND}) references {self.parent}"
            f" (id, lead_office_id, sensitivity, {AROUND}) on update cascade",
            f"{table}_mark": f"check (mark in ({LEVELS}))",
            **({f"{table}_below": f"unique (id, {SCOPE})"} if self.has_children else {}),
            **({f"{table}_unmarked": "check (mark is null) not valid"} if self.is_link else {}),
        }

    def indexes(self, table: str) -> dict[str, str]:
        return {f"{table}_scope": "engagement_id, lead_office_id, floor"}

    def triggers(self, table: str) -> dict[str, str]:
        return {
            "take_scope": "before insert or update of engagement_id ON for each row execute function take_scope()",
        }

    def policies(self, table: str) -> dict[str, str]:
        return {"visible": f"using ({rule.visible()})"}

    def history(self, table: str, key: str) -> RowAccess:
        return (
            EngagementHistoryAccess(self.parent, "id", column="engagement_id")
            if self.is_link
            else EngagementHistoryAccess(table)
        )


@dataclass(frozen=True)
class EngagementRowLinkAccess(RowAccess):
    """Puts children of a child under the rule: their scope is that row's, filled by `function` and kept true.

    They are links: their versions are shown by that row. `parent` must be declared with `has_children`; `key` is the
    column that names its row.
    """

    parent: str
    key: str
    function: str
    depth: ClassVar[int] = 2

    def constraints(self, table: str) -> dict[str, str]:
        return {
            f"{table}_scope": f"foreign key ({self.key}, {SCOPE}) references {self.parent} (id, {SCOPE})"
            " on update cascade on delete cascade"
        }

    def indexes(self, table: str) -> dict[str, str]:
        return {f"{table}_scope": f"{self.key}, engagement_id, lead_office_id, sensitivity"}

    def triggers(self, table: str) -> dict[str, str]:
        return {
            "take_scope": f"before insert or update of {self.key} ON for each row execute function {self.function}()"
        }

    def policies(self, table: str) -> dict[str, str]:
        return {"visible": f"using ({rule.visible()})"}

    def history(self, table: str, key: str) -> RowAccess:
        return EngagementHistoryAccess(self.parent, level="sensitivity", column=self.key)


@dataclass(frozen=True)
class OfficeRowAccess(RowAccess):
    """Puts rows of an office without an engagement (partners, persons) under the rule, over their office and level."""

    def constraints(self, table: str) -> dict[str, str]:
        return {f"{table}_level": f"check (sensitivity in ({UNCLASSIFIED}, {CONFIDENTIAL}))"}

    def indexes(self, table: str) -> dict[str, str]:
        return {f"{table}_scope": "office_id, sensitivity"}

    def policies(self, table: str) -> dict[str, str]:
        return {"visible": f"using ({rule.kept()})"}

    def history(self, table: str, key: str) -> RowAccess:
        return OfficeHistoryAccess(table)


@dataclass(frozen=True)
class OfficeRowLinkAccess(RowAccess):
    """Shows rows that say more about one of `parent`, which their column `key` names, to whom that one is shown."""

    parent: str
    key: str

    def policies(self, table: str) -> dict[str, str]:
        return {"visible": f"using ({rule.beside(self.parent, self.key)})"}

    def history(self, table: str, key: str) -> RowAccess:
        return OfficeHistoryAccess(self.parent, self.key)


@dataclass(frozen=True)
class SharedListAccess(RowAccess):
    """Shows rows to every active member; administrators keep them.

    Links are deleted: their versions are shown by the row of the table `of` that their column `key` names.
    """

    of: str = ""
    key: str = ""

    def policies(self, table: str) -> dict[str, str]:
        return {"visible": f"for select using ({rule.MEMBER})", "kept": f"using ({rule.ADMINISTRATOR})"}

    def history(self, table: str, key: str) -> RowAccess:
        return ListHistoryAccess(self.of, "id", self.key) if self.of else ListHistoryAccess(table, key)


@dataclass(frozen=True)
class OwnRowAccess(RowAccess):
    """Shows rows to one person, whom their column `user_id` names."""

    def policies(self, table: str) -> dict[str, str]:
        return {"visible": "using (user_id = (select my_id()))"}


@dataclass(frozen=True)
class MembershipAccess(RowAccess):
    """Shows rows where `held` says, and lets them be written where `given` says.

    The noun's own triggers hold the writing to more.
    """

    held: str
    given: str
    grants: ClassVar[str] = "select, insert, update"

    def policies(self, table: str) -> dict[str, str]:
        return {"held": f"for select using ({self.held})", "given": f"using ({self.given})"}


@dataclass(frozen=True)
class AuditTrailAccess(RowAccess):
    """Shows rows where `seen` says. Definer functions alone write them, and nobody alters them."""

    seen: str
    grants: ClassVar[str] = READ

    def triggers(self, table: str) -> dict[str, str]:
        return {
            "refuse_alteration": "before update or delete or truncate ON"
            " for each statement execute function refuse_alteration()"
        }

    def policies(self, table: str) -> dict[str, str]:
        return {"audited": f"for select using ({self.seen})"}


@dataclass(frozen=True)
class NoAccess(RowAccess):
    """Shows rows to nobody through the app: definer functions alone read and write them."""

    grants: ClassVar[str] = ""


@dataclass(frozen=True)
class EngagementHistoryAccess(RowAccess):
    """Shows a version where the row is shown now and its level of then is; its trigger alone writes it.

    `level` is the column that holds the level: `floor` where the level is computed. `column` names the row of `of`.
    """

    of: str
    engagement: str = "engagement_id"
    level: str = "floor"
    column: str = "pgh_obj_id"
    grants: ClassVar[str] = READ

    def indexes(self, table: str) -> dict[str, str]:
        return {f"{table}_obj": "pgh_obj_id"}

    def triggers(self, table: str) -> dict[str, str]:
        return keep_levels(self.level)

    def policies(self, table: str) -> dict[str, str]:
        return {"visible": f"for select using ({rule.history(table, self.of, self.engagement, self.column)})"}


@dataclass(frozen=True)
class OfficeHistoryAccess(RowAccess):
    """Shows a version of a row of an office, or of what says more about one, likewise."""

    of: str
    column: str = "pgh_obj_id"
    grants: ClassVar[str] = READ

    def indexes(self, table: str) -> dict[str, str]:
        return {f"{table}_obj": "pgh_obj_id"}

    def triggers(self, table: str) -> dict[str, str]:
        return keep_levels("sensitivity")

    def policies(self, table: str) -> dict[str, str]:
        return {"visible": f"for select using ({rule.kept_history(table, self.of, self.column)})"}


def keep_levels(column: str) -> dict[str, str]:
    """The trigger by which no version of a transaction lies below the level that its author chose."""
    return {
        "level_versions": "after insert ON for each row when (new.pgh_label = 'update')"
        f" execute function level_versions('{column}')"
    }


@dataclass(frozen=True)
class ListHistoryAccess(RowAccess):
    """Shows a version of a row without a level to whom the row is shown.

    `key` is the row's primary key column, `column` the version's that names the row.
    """

    of: str
    key: str = "id"
    column: str = "pgh_obj_id"
    grants: ClassVar[str] = READ

    def indexes(self, table: str) -> dict[str, str]:
        return {f"{table}_obj": "pgh_obj_id"}

    def policies(self, table: str) -> dict[str, str]:
        return {"visible": f"for select using ({rule.plain_history(table, self.of, self.key, self.column)})"}
