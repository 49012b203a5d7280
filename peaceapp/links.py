"""Version tracking for links: rows that connect two rows. Links are deleted; their versions stay."""

import pghistory
from django.db import models


def link_trackers() -> tuple[pghistory.Tracker, ...]:
    """The trackers of a link, for `@pghistory.track(*linked())`. New objects each time, since each stores its model."""
    return pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()


def level_then() -> models.SmallIntegerField:  # type: ignore[type-arg]  # generic in the stubs only
    """Column of a link's versions: the level that the linked row had at that time. The database fills it."""
    return models.SmallIntegerField(default=20, editable=False)
