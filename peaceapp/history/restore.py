"""Restores an earlier version of a row as a new version, through the action that updates the row."""

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
    """Default of `RestorePolicy.is_open`, for nouns whose rows never close."""
    return True


@dataclass(frozen=True)
class RestorePolicy:
    """Rules for restoring old versions of a noun.

    `update_action` writes the row. Its arguments are the row, `actor`, `reason`, and the fields in `takes`: columns of
    the row, and `sensitivity` for the row's own level. Other fields stay as they are: fields with an action of their
    own (status, owner) and linked rows. `is_open` says whether a row can be changed now.
    """

    update_action: Callable[..., Any]
    takes: Collection[str]
    is_open: Callable[[Any], bool] = always

    def find(self, row: Model, name: str) -> Any:
        """The version of `row` with this public name. `Http404` for a hidden version or one of another row."""
        key, events = read_key(type(row), name), row.pgh_event_model  # type: ignore[attr-defined]  # pghistory adds it to tracked models
        found = events.objects.filter(pk=key, pgh_obj=row.pk).first() if key is not None else None
        if found is None:
            raise Http404
        if getattr(found, "sensitivity", None) == Sensitivity.STRICTLY_CONFIDENTIAL:
            record_read(type(row), row.pk)
        return found

    def may(self, user: Any, row: Any) -> bool:
        """Whether `user` has the permission to update, whatever the row's status."""
        return may(user, self.update_action.permission, row)  # type: ignore[attr-defined]  # every action has this attribute

    def differences(self, row: Model, then: Any) -> list[str]:
        """The names of the fields that differ from `then` (a version or its columns), in column order."""
        says = then if isinstance(then, dict) else vars(then)
        columns = {self.column(row, name): name for name in self.takes}
        return [
            columns[field.name]
            for field in row._meta.concrete_fields
            if field.name in columns and says[field.attname] != getattr(row, field.attname)
        ]

    def preview(self, shape: Shape, row: Any, then: Any, names: Collection[str]) -> dict[str, Row]:
        """The changes that a restore would make, by field name, in the format of a history."""
        fields = {name: row._meta.get_field(self.column(row, name)).attname for name in names}
        changes = {attname: (getattr(row, attname), getattr(then, attname)) for attname in fields.values()}
        if "mark" in changes:  # the effective level is the higher of the row's own and its engagement's
            changes["sensitivity"] = (row.sensitivity, max(then.mark or 0, row.floor))
        found = present_versions(shape, [Version(0, then.pgh_created_at, None, changes, False)], "")[0]["changes"]
        return {change["field"]: change for change in found}

    def unrestorable(self, row: Any, then: Any, names: Collection[str]) -> list[str]:
        """The fields of `names` that cannot be restored: the row they refer to is hidden, deleted or retired."""
        found = []
        for name in names:
            try:
                self._value(row, then, name)
            except ValidationError:
                found.append(name)
        return found

    def restore(self, row: Any, then: Any, *, actor: Any, reason: str, names: Collection[str] | None = None) -> Any:
        """Writes the values of `then` (all, or only the fields `names`) as a new version of `row`.

        `row.version` is the version that the editor read; an outdated one raises `Stale`. A field that refers to a
        hidden, deleted or retired row raises `ValidationError` at its name. The action applies its checks to old values
        as it does to new ones.
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
        """The column of `row` for the action's field `name`."""
        return "mark" if name == "sensitivity" and hasattr(row, "mark") else name

    def _value(self, row: Model, then: Any, name: str) -> Any:
        field: Any = row._meta.get_field(self.column(row, name))
        said = getattr(then, field.attname)
        if not field.is_relation or said is None:
            return said
        found = field.related_model._default_manager.filter(pk=said).first()
        if found is None:  # one message for hidden and deleted rows
            raise ValidationError(
                _("This value cannot be restored: it is no longer available to you."), code="does_not_exist"
            )
        if getattr(found, "retired_on", None) or getattr(found, "is_active", True) is False:
            raise ValidationError(_("This value cannot be restored: it can no longer be chosen."), code="retired")
        return found
