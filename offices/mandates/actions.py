"""Actions on mandate tasks. A task, its offices and its themes are saved together."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from offices.access.actions import add_reference, amend_reference
from offices.access.models import User
from offices.access.permissions import Permission
from offices.directory.models import Office
from offices.mandates.models import MandateTask, TaskOffice, TaskTheme
from offices.taxonomy.models import Theme
from peaceapp.actions import action, set_links


@action(Permission.KEEP_REFERENCE_DATA, on="model")
def add_task(
    *, actor: User, model: type[MandateTask], offices: Iterable[Office], themes: Iterable[Theme], **values: Any
) -> MandateTask:
    """Adds a task with its offices and themes. Refused without an office, and as `add_reference` refuses."""
    task = add_reference(actor=actor, model=model, **values)
    _set_links(task, offices, themes)
    return task


@action(Permission.KEEP_REFERENCE_DATA)
def amend_task(
    task: MandateTask,
    *,
    actor: User,
    offices: Iterable[Office] | None = None,
    themes: Iterable[Theme] | None = None,
    **changes: Any,
) -> MandateTask:
    """Changes a task. Given offices or themes replace the present ones."""
    if changes:
        amend_reference(task, actor=actor, **changes)
    _set_links(task, offices, themes)
    return task


def _set_links(task: MandateTask, offices: Iterable[Office] | None, themes: Iterable[Theme] | None) -> None:
    if offices is not None:
        offices = list(offices)
        if not offices:
            raise ValidationError({"offices": _("Give the office that has the task.")})
        set_links(TaskOffice.objects.filter(task=task), "office", offices, task=task)
    if themes is not None:
        set_links(TaskTheme.objects.filter(task=task), "theme", themes, task=task)
