"""Restoring an earlier version of a row: as a new version, by the action that updates the row."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from peaceapp.access.read_log import record_read
from peaceapp.access.sensitivity import Sensitivity
from peaceapp.actions import may
from peaceapp.errors import NotPermitted, Refused
from peaceapp.history.presentation import present_versions
from peaceapp.history.versions import Version, read_key
from peaceapp.lists.shape import Row, Shape


def always(_row: Any) -> bool:
    """Of a noun that is never over."""
    return True


@dataclass(frozen=True)
class RestorePolicy:
    """How a noun's old versions are brought back.

    `update_action` writes; it takes the row, `actor`, `reason`, and the names in `takes`: columns of the row, and
    `sensitivity` for the level that it has of its own. Nothing else comes back: what has an action of its own
    (a status, an owner), and what is linked to the row, stays as it is. `is_open` says whether a row takes changes now.
    """

    update_action: Callable[..., Any]
    takes: Collection[str]
    is_open: Callable[[Any], bool] = always

    def find(self, row: Model, name: str) -> Any:
        """The version of `row` that the outside calls `name`; `Http404` for one that is hidden or of another row."""
        key, events = read_key(type(row), name), row.pgh_event_model  # type: ignore[attr-defined]  # of tracked models
        found = events.objects.filter(pk=key, pgh_obj=row.pk).first() if key is not None else None
        if found is None:
            raise Http404
        if getattr(found, "sensitivity", None) == Sensitivity.STRICTLY_CONFIDENTIAL:
            record_read(type(row), row.pk)
        return found

    def may(self, user: Any, row: Any) -> bool:
        """Whether `user` has the right, whatever state the row is in."""
        return may(user, self.update_action.permission, row)  # type: ignore[attr-defined]  # every action carries its own

    def differences(self, row: Model, then: Any) -> list[str]:
        """The names of what would come back, in the order of the row's columns. `then` is a version or its columns."""
        says = then if isinstance(then, dict) else vars(then)
        columns = {self.column(row, name): name for name in self.takes}
        return [
            columns[field.name]
            for field in row._meta.concrete_fields
            if field.name in columns and says[field.attname] != getattr(row, field.attname)
        ]

    def told(self, shape: Shape, row: Any, then: Any, names: Collection[str]) -> dict[str, Row]:
        """The changes that a restore would make, by field name, in the form that a history has."""
        fields = {name: row._meta.get_field(self.column(row, name)).attname for name in names}
        changes = {attname: (getattr(row, attname), getattr(then, attname)) for attname in fields.values()}
        if "mark" in changes:  # the level that is read is the higher of the row's own and of its engagement's
            changes["sensitivity"] = (row.sensitivity, max(then.mark or 0, row.floor))
        found = present_versions(shape, [Version(0, then.pgh_created_at, None, changes, False)], "")[0]["changes"]
        return {change["field"]: change for change in found}

    def lost(self, row: Any, then: Any, names: Collection[str]) -> list[str]:
        """The fields of `names` that cannot be restored: what they refer to is hidden, deleted or retired."""
        found = []
        for name in names:
            try:
                self._value(row, then, name)
            except ValidationError:
                found.append(name)
        return found

    def restore(self, row: Any, then: Any, *, actor: Any, reason: str, names: Collection[str] | None = None) -> Any:
        """Write what `then` said (of that only `names`, if there are any) as a new version of `row`.

        `row.version` is the version that the writer last saw (`Stale`). `ValidationError` at the name of what refers to
        something that is hidden, gone or retired now; what the action refuses of a new value it refuses of an old one.
        """
        if not self.may(actor, row):
            raise NotPermitted
        differing = self.differences(row, then)
        wanted = differing if names is None else [name for name in differing if name in names]
        if differing and not wanted:
            raise Refused(_("Choose at least one field to restore."))
        if not wanted:
            raise Refused(_("Nothing to restore: this version equals the current one."))
        values: dict[str, Any] = {}
        errors: dict[str, ValidationError] = {}
        for name in wanted:
            try:
                values[name] = self._value(row, then, name)
            except ValidationError as error:
                errors[name] = error
        if not reason.strip():
            errors["reason"] = ValidationError(_("Give a reason."), code="required")
        if errors:
            raise ValidationError(errors)
        return self.update_action(row, actor=actor, reason=reason, **values)

    @staticmethod
    def column(row: Model, name: str) -> str:
        """Where the row keeps what `amend` calls `name`."""
        return "mark" if name == "sensitivity" and hasattr(row, "mark") else name

    def _value(self, row: Model, then: Any, name: str) -> Any:
        field: Any = row._meta.get_field(self.column(row, name))
        said = getattr(then, field.attname)
        if not field.is_relation or said is None:
            return said
        found = field.related_model._default_manager.filter(pk=said).first()
        if found is None:  # one sentence for hidden and gone
            raise ValidationError(
                _("This value cannot be restored: it is no longer available to you."), code="does_not_exist"
            )
        if getattr(found, "retired_on", None) or getattr(found, "is_active", True) is False:
            raise ValidationError(_("This value cannot be restored: it can no longer be chosen."), code="retired")
        return found
