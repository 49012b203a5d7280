"""Speeds up migrations: model classes are rendered again only if columns changed.

After each operation Django renders the changed models and all related ones, here most of them. A first `migrate` spent
half a minute of processor time on that. An index, a constraint or a trigger changes no column: the rendered class gets
the new list, and the migration state is updated as usual.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

from django.db.migrations.operations import AddConstraint, AddIndex, RemoveConstraint, RemoveIndex
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger, RemoveTrigger

OPERATIONS: tuple[type[Any], ...] = (
    AddConstraint, AddIndex, AddTrigger, RemoveConstraint, RemoveIndex, RemoveTrigger
)  # fmt: skip


@contextmanager
def only_for_columns() -> Iterator[None]:
    """Patches the operations of `OPERATIONS` in this block: they update the rendered model, and render none."""
    with ExitStack() as changed:
        for operation in OPERATIONS:
            changed.enter_context(patch.object(operation, "state_forwards", _unrendered(operation.state_forwards)))
        yield


def _unrendered(forwards: Callable[..., None]) -> Callable[..., None]:
    def state_forwards(operation: Any, app_label: str, state: ProjectState) -> None:
        rendered = state.__dict__.pop("apps", None)  # without `apps`, Django renders nothing again
        try:
            forwards(operation, app_label, state)
        finally:
            if rendered is not None:
                state.__dict__["apps"] = rendered
                name, option = operation.model_name.lower(), operation.option_name
                model = rendered.get_model(app_label, name)
                setattr(model._meta, option, list(state.models[app_label, name].options[option]))

    return state_forwards
