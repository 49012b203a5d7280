"""Kinds of access to a table, declared as `row_access` of a model. The app cannot read an undeclared table.

`peaceapp.access.declarations` turns a declaration into SQL; migrations contain their own copy of it. History tables are
not declared: their access follows from that of their model.
"""

from dataclasses import dataclass
from typing import ClassVar

from peaceapp.access import rule
from peaceapp.access.levels import CONFIDENTIAL, UNCLASSIFIED
from peaceapp.access.sensitivity import Sensitivity

ALL = "select, insert, update, delete"
READ = "select"
LEVELS = ", ".join(str(level) for level in Sensitivity.values)
SHARED_WITH = "supporting_ids, team_ids"
SCOPE = f"engagement_id, lead_office_id, sensitivity, {SHARED_WITH}"


class RowAccess:
    """Access to the rows of one table. `grants` are the table privileges of the app role."""

    grants: ClassVar[str] = ALL

    depth: ClassVar[int] = 0
    """Number of levels of parent tables whose keys this table references."""

    def constraints(self, table: str) -> dict[str, str]:
        """Constraints that the access needs, by name: the text after `add constraint <name>`."""
        return {}

    def indexes(self, table: str) -> dict[str, str]:
        """Indexes that the access needs: columns by index name."""
        return {}

    def triggers(self, table: str) -> dict[str, str]:
        """Triggers that the access needs, by name: the text before and after `on <table>`, separated by `ON`."""
        return {}

    def policies(self, table: str) -> dict[str, str]:
        """Policies by name: the text after `create policy <name> on <table>`. Without a policy no row is visible."""
        return {}

    def history(self, table: str, key: str) -> "RowAccess":
        """The access to the history of this table, whose primary key is the column `key`."""
        return ListHistoryAccess(table, key)


@dataclass(frozen=True)
class EngagementAccess(RowAccess):
    """Applies the access rule to the table of engagements. Child tables can reference its scope."""

    def constraints(self, table: str) -> dict[str, str]:
        return {f"{table}_scope": f"unique (id, lead_office_id, sensitivity, {SHARED_WITH})"}

    def policies(self, table: str) -> dict[str, str]:
        return {"visible": f"using ({rule.visible('id')})"}

    def history(self, table: str, key: str) -> RowAccess:
        return EngagementHistoryAccess(table, engagement=key, level="sensitivity")


@dataclass(frozen=True)
class EngagementRowAccess(RowAccess):
    """Applies the access rule to a child table. The database fills its scope and updates it with the engagement's.

    `parent` is the table of engagements. The composite foreign key cascades to rows that the acting user cannot see,
    too. `has_children`: other tables reference the scope of this one (`EngagementRowLinkAccess`). `is_link`: rows can
    be deleted; their versions are visible through the engagement that they belonged to.
    """

    parent: str = "engagements_engagement"
    has_children: bool = False
    is_link: bool = False
    depth: ClassVar[int] = 1

    def constraints(self, table: str) -> dict[str, str]:
        return {
            f"{table}_scope": f"foreign key (engagement_id, lead_office_id, floor, {SHARED_WITH})"
            f" references {self.parent} (id, lead_office_id, sensitivity, {SHARED_WITH}) on update cascade",
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
    """Applies the access rule to links of a child row. `function` fills their scope from that row.

    Versions of these links are visible through that row. `parent` must be declared with `has_children`; `key` is the
    foreign key to it. The composite foreign key keeps the scope up to date.
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
    """Applies the access rule to rows of an office without an engagement (partners, persons), by office and level."""

    def constraints(self, table: str) -> dict[str, str]:
        return {f"{table}_level": f"check (sensitivity in ({UNCLASSIFIED}, {CONFIDENTIAL}))"}

    def indexes(self, table: str) -> dict[str, str]:
        return {f"{table}_scope": "office_id, sensitivity"}

    def policies(self, table: str) -> dict[str, str]:
        return {"visible": f"using ({rule.office_rows_visible()})"}

    def history(self, table: str, key: str) -> RowAccess:
        return OfficeHistoryAccess(table)


@dataclass(frozen=True)
class OfficeRowLinkAccess(RowAccess):
    """Child rows of a row of an office: visible to everybody who sees the row of `parent` that `key` names."""

    parent: str
    key: str

    def policies(self, table: str) -> dict[str, str]:
        return {"visible": f"using ({rule.visible_through_parent(self.parent, self.key)})"}

    def history(self, table: str, key: str) -> RowAccess:
        return OfficeHistoryAccess(self.parent, self.key)


@dataclass(frozen=True)
class SharedListAccess(RowAccess):
    """Rows visible to every active member and changed by administrators.

    Links can be deleted: their versions are visible through the row of the table `of` that their column `key` names.
    """

    of: str = ""
    key: str = ""

    def policies(self, table: str) -> dict[str, str]:
        return {"visible": f"for select using ({rule.MEMBER})", "kept": f"using ({rule.ADMINISTRATOR})"}

    def history(self, table: str, key: str) -> RowAccess:
        return ListHistoryAccess(self.of, "id", self.key) if self.of else ListHistoryAccess(table, key)


@dataclass(frozen=True)
class OwnRowAccess(RowAccess):
    """Rows visible to one user only, named by the column `user_id`."""

    def policies(self, table: str) -> dict[str, str]:
        return {"visible": "using (user_id = (select my_id()))"}


@dataclass(frozen=True)
class MembershipAccess(RowAccess):
    """Rows visible under the condition `readable` and writable under the condition `writable`.

    Triggers of the noun check writes further.
    """

    readable: str
    writable: str
    grants: ClassVar[str] = "select, insert, update"

    def policies(self, table: str) -> dict[str, str]:
        return {"held": f"for select using ({self.readable})", "given": f"using ({self.writable})"}


@dataclass(frozen=True)
class AuditTrailAccess(RowAccess):
    """Rows visible under the condition `readable`. Only definer functions write them; nobody changes them."""

    readable: str
    grants: ClassVar[str] = READ

    def triggers(self, table: str) -> dict[str, str]:
        return {
            "refuse_alteration": "before update or delete or truncate ON"
            " for each statement execute function refuse_alteration()"
        }

    def policies(self, table: str) -> dict[str, str]:
        return {"audited": f"for select using ({self.readable})"}


@dataclass(frozen=True)
class NoAccess(RowAccess):
    """Rows that the app role cannot access. Only definer functions read and write them."""

    grants: ClassVar[str] = ""


@dataclass(frozen=True)
class EngagementHistoryAccess(RowAccess):
    """A version is visible if its row is visible now and its level of then is readable. Only its trigger writes.

    `level` is the column with the level: `floor` where the level is computed. `column` names the row of the table `of`.
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
    """Versions of rows of an office, or of their child rows; visible as in `EngagementHistoryAccess`."""

    of: str
    column: str = "pgh_obj_id"
    grants: ClassVar[str] = READ

    def indexes(self, table: str) -> dict[str, str]:
        return {f"{table}_obj": "pgh_obj_id"}

    def triggers(self, table: str) -> dict[str, str]:
        return keep_levels("sensitivity")

    def policies(self, table: str) -> dict[str, str]:
        return {"visible": f"for select using ({rule.office_rows_history(table, self.of, self.column)})"}


def keep_levels(column: str) -> dict[str, str]:
    """The trigger that raises intermediate versions of a transaction to its highest level."""
    return {
        "level_versions": "after insert ON for each row when (new.pgh_label = 'update')"
        f" execute function level_versions('{column}')"
    }


@dataclass(frozen=True)
class ListHistoryAccess(RowAccess):
    """A version of a row without a level is visible to everybody who sees the row.

    `key` is the primary key column of the row, `column` the version's column that names the row.
    """

    of: str
    key: str = "id"
    column: str = "pgh_obj_id"
    grants: ClassVar[str] = READ

    def indexes(self, table: str) -> dict[str, str]:
        return {f"{table}_obj": "pgh_obj_id"}

    def policies(self, table: str) -> dict[str, str]:
        return {"visible": f"for select using ({rule.plain_history(table, self.of, self.key, self.column)})"}
