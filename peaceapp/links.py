"""Tracks links: rows that tie one row to another. They are deleted, and their versions outlive them."""

import pghistory
from django.db import models


def linked() -> tuple[pghistory.Tracker, ...]:
    """The trackers of a link: `@pghistory.track(*linked())`. New ones each time: each remembers its model."""
    return pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()


def level_then() -> models.SmallIntegerField:  # type: ignore[type-arg]  # the stubs want what it holds
    """A column of a link's versions: the level that the row that it belongs to had then. The database fills it."""
    return models.SmallIntegerField(default=20, editable=False)
