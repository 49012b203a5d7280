"""What a migration says about a new table: who may see its rows. Without a word the app role cannot even read it."""

from typing import Any

from django.conf import settings
from django.db.migrations.operations.base import Operation

from peaceapp.access import rule
from peaceapp.access.database import level_versions
from peaceapp.access.sensitivity import Sensitivity

ALL = "select, insert, update, delete"
LEVELS = ", ".join(str(level) for level in Sensitivity.values)


class _Classify(Operation):
    """Statements for one model's table, and their undoing."""

    reduces_to_sql = reversible = True
    grants = ALL

    def __init__(self, model: str) -> None:
        self.model = model

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models do not change."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = to_state.apps.get_model(app_label, self.model)._meta.db_table
        # Rows that this migration wrote may still have events waiting, which PostgreSQL settles before it alters.
        schema_editor.execute("set constraints all immediate")
        for statement in [f"alter table {table} enable row level security", *self.statements(table)]:
            schema_editor.execute(statement, params=None)
        if self.grants:
            schema_editor.execute(f"grant {self.grants} on {table} to {settings.APP_ROLE}")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        for statement in self.undoing(table):
            schema_editor.execute(statement, params=None)
        for policy in self.policies():
            schema_editor.execute(f"drop policy {policy} on {table}")
        schema_editor.execute(f"alter table {table} disable row level security")
        schema_editor.execute(f"revoke all on {table} from {settings.APP_ROLE}")

    def policies(self) -> list[str]:
        return ["visible"]

    def statements(self, table: str) -> list[str]:
        raise AssertionError("every kind of table says its own")  # pragma: no cover

    def undoing(self, table: str) -> list[str]:
        return []

    def describe(self) -> str:
        return f"{type(self).__name__} {self.model}"


class ProtectParent(_Classify):
    """Put the table of engagements under the rule, and let children refer to its scope."""

    def statements(self, table: str) -> list[str]:
        return [
            f"alter table {table} add constraint {table}_scope unique (id, lead_office_id, sensitivity)",
            f"create policy visible on {table} using ({rule.visible('id')})",
        ]

    def undoing(self, table: str) -> list[str]:
        return [f"alter table {table} drop constraint {table}_scope"]


class Protect(_Classify):
    """Put a child's table under the rule: its scope is filled by the database and follows its engagement's.

    `parent` is the table of engagements. The composite key cascades past rows that the acting user cannot see.
    """

    def __init__(self, model: str, parent: str = "engagements_engagement") -> None:
        super().__init__(model)
        self.parent = parent

    def statements(self, table: str) -> list[str]:
        return [
            f"create trigger take_scope before insert or update of engagement_id on {table}"
            " for each row execute function take_scope()",
            f"alter table {table} add constraint {table}_scope foreign key (engagement_id, lead_office_id, floor)"
            f" references {self.parent} (id, lead_office_id, sensitivity) on update cascade",
            f"create index {table}_scope on {table} (engagement_id, lead_office_id, floor)",
            f"alter table {table} add constraint {table}_mark check (mark in ({LEVELS}))",
            f"create policy visible on {table} using ({rule.visible()})",
        ]

    def undoing(self, table: str) -> list[str]:
        return [
            f"alter table {table} drop constraint {table}_mark",
            f"drop index {table}_scope",
            f"alter table {table} drop constraint {table}_scope",
            f"drop trigger take_scope on {table}",
        ]


class Reference(_Classify):
    """Rows that every active member reads and administrators keep."""

    def policies(self) -> list[str]:
        return ["visible", "kept"]

    def statements(self, table: str) -> list[str]:
        return [
            f"create policy visible on {table} for select using ({rule.MEMBER})",
            f"create policy kept on {table} using ({rule.ADMINISTRATOR})",
        ]


class Own(_Classify):
    """Rows of one person, which are that person's alone. `grants` is what the app role may do with them."""

    def __init__(self, model: str, grants: str = ALL, user: str = "user_id") -> None:
        super().__init__(model)
        self.grants, self.user = grants, user

    def statements(self, table: str) -> list[str]:
        return [f"create policy visible on {table} using ({self.user} = (select my_id()))"]


class ProtectHistory(_Classify):
    """A history table: read where the row is read now and was then; written by its trigger alone."""

    grants = "select"

    def __init__(self, model: str, of: str, engagement: str = "engagement_id") -> None:
        super().__init__(model)
        self.of, self.engagement = of, engagement

    def statements(self, table: str) -> list[str]:
        return [
            f"create policy visible on {table} for select using ({rule.history(table, self.of, self.engagement)})",
            f"create index {table}_obj on {table} (pgh_obj_id)",
        ]

    def undoing(self, table: str) -> list[str]:
        return [f"drop index {table}_obj"]


class LevelVersions(Operation):
    """Let no version lie below the level that its author chose. Beside `ProtectHistory` or `KeptHistory`."""

    reduces_to_sql = reversible = True

    def __init__(self, model: str) -> None:
        self.model = model

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models do not change."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        meta = to_state.apps.get_model(app_label, self.model)._meta
        computed = meta.get_field("sensitivity").generated
        schema_editor.execute(level_versions(meta.db_table, "floor" if computed else "sensitivity"), params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        table = from_state.apps.get_model(app_label, self.model)._meta.db_table
        schema_editor.execute(f"drop trigger level_versions on {table}")


class PlainHistory(ProtectHistory):
    """The history of a table whose rows carry no level: read where the row is read."""

    def __init__(self, model: str, of: str, key: str = "id") -> None:
        super().__init__(model, of)
        self.key = key

    def statements(self, table: str) -> list[str]:
        return [
            f"create policy visible on {table} for select using ({rule.plain_history(table, self.of, self.key)})",
            f"create index {table}_obj on {table} (pgh_obj_id)",
        ]


class Sealed(_Classify):
    """Rows that only definer functions read and write: nobody does through the app."""

    grants = ""

    def policies(self) -> list[str]:
        return []

    def statements(self, table: str) -> list[str]:
        return []


class SealedHistory(Sealed):
    """The history of an internal table (accounts), likewise."""


class ProtectKept(_Classify):
    """Rows of an office without an engagement (partners, persons): the rule over their own office and level."""

    def statements(self, table: str) -> list[str]:
        return [
            f"alter table {table} add constraint {table}_level check (sensitivity in (10, 20))",
            f"create index {table}_scope on {table} (office_id, sensitivity)",
            f"create policy visible on {table} using ({rule.kept()})",
        ]

    def undoing(self, table: str) -> list[str]:
        return [f"drop index {table}_scope", f"alter table {table} drop constraint {table}_level"]


class KeptHistory(ProtectHistory):
    """The history of rows of an office."""

    def statements(self, table: str) -> list[str]:
        return [
            f"create policy visible on {table} for select using ({rule.kept_history(table, self.of)})",
            f"create index {table}_obj on {table} (pgh_obj_id)",
        ]


class ProtectBeside(_Classify):
    """Rows that only say more about one of `parent`'s, which their column `key` names."""

    def __init__(self, model: str, parent: str, key: str) -> None:
        super().__init__(model)
        self.parent, self.key = parent, key

    def statements(self, table: str) -> list[str]:
        return [f"create policy visible on {table} using ({rule.beside(self.parent, self.key)})"]


class ProtectBelow(_Classify):
    """Children of a child of an engagement: their scope is that row's, filled by `function` and kept true.

    `parent` must have a unique key over `id` and its scope.
    """

    def __init__(self, model: str, parent: str, key: str, function: str) -> None:
        super().__init__(model)
        self.parent, self.key, self.function = parent, key, function

    def statements(self, table: str) -> list[str]:
        scope = "engagement_id, lead_office_id, sensitivity"
        return [
            f"create trigger take_scope before insert or update of {self.key} on {table}"
            f" for each row execute function {self.function}()",
            f"alter table {table} add constraint {table}_scope foreign key ({self.key}, {scope})"
            f" references {self.parent} (id, {scope}) on update cascade on delete cascade",
            f"create index {table}_scope on {table} ({self.key}, {scope})",
            f"create policy visible on {table} using ({rule.visible()})",
        ]

    def undoing(self, table: str) -> list[str]:
        return [
            f"drop index {table}_scope",
            f"alter table {table} drop constraint {table}_scope",
            f"drop trigger take_scope on {table}",
        ]


class Trail(_Classify):
    """Rows that are written by definer functions alone, read where `seen` says, and altered by nobody."""

    grants = "select"

    def __init__(self, model: str, seen: str) -> None:
        super().__init__(model)
        self.seen = seen

    def policies(self) -> list[str]:
        return ["audited"]

    def statements(self, table: str) -> list[str]:
        return [
            f"create policy audited on {table} for select using ({self.seen})",
            f"create trigger refuse_alteration before update or delete or truncate on {table}"
            " for each statement execute function refuse_alteration()",
        ]

    def undoing(self, table: str) -> list[str]:
        return [f"drop trigger refuse_alteration on {table}"]


class Shared(_Classify):
    """Rows that `held` lets be read and `given` lets be written, which the noun's own triggers hold to more closely."""

    grants = "select, insert, update"

    def __init__(self, model: str, held: str, given: str) -> None:
        super().__init__(model)
        self.held, self.given = held, given

    def policies(self) -> list[str]:
        return ["given", "held"]

    def statements(self, table: str) -> list[str]:
        return [
            f"create policy held on {table} for select using ({self.held})",
            f"create policy given on {table} using ({self.given})",
        ]
