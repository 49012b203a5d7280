"""The drill of the restore guide: an empty machine, a dump, and the same answers."""

import time
from collections.abc import Callable

from tests.drills import cluster
from tests.drills.cluster import APP, OWNER, Cluster
from tests.drills.registry import drill
from tests.drills.stand import ENGAGEMENT, Installation, installation

PATHS = [
    "/api/v1/engagements/",
    f"/api/v1/engagements/{ENGAGEMENT}/",
    "/api/v1/journal-entries/?limit=200",
    "/api/v1/me/",
]


@drill(20, "The installation is restored to an empty machine")
def restore(say: Callable[[str], None]) -> None:
    with installation() as stand, cluster.folder() as place:
        stand.manage("seal_audit")
        with stand.web():
            stand.enter("An entry before the dump")
            before = [stand.ask(path).text for path in PATHS]
        dump = stand.cluster.folder / "peaceapp.dump"
        stand.manage("backup", str(dump))
        stand.cluster.stop()
        began = time.monotonic()
        empty = Cluster(place)
        empty.make()
        try:
            new = Installation(stand.given | {"DATABASE_URL": empty.address(APP)}, empty.address(OWNER), stand.key)
            said = new.manage("restore", str(dump))
            with new.web():
                after = [new.ask(path) for path in PATHS]
            assert [reply.status for reply in after] == [200] * len(PATHS)
            assert [reply.text for reply in after] == before
            for line in said.splitlines():
                say(line)
            say(f"{len(PATHS)} answers to the same key are the same; {time.monotonic() - began:.0f} s in all")
        finally:
            if empty.is_running():
                empty.stop("immediate")
