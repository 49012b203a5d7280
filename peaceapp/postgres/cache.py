"""Cache shared by all processes: a table, written outside the transaction of the request.

Rate limits are counted in it. So a failed sign-in counts in every process, also if its request is rolled back.
"""

import json
from hashlib import sha256
from time import time
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache

from peaceapp.postgres.second_connection import second_cursor

READ = "select value from peaceapp_cached where key = %(key)s and over_at > %(now)s"
PUT = """insert into peaceapp_cached as held (key, value, over_at) values (%(key)s, %(value)s, %(over)s)
         on conflict (key) do update set value = excluded.value, over_at = excluded.over_at"""
ADD = f"{PUT} where held.over_at <= %(now)s"
TOUCH = "update peaceapp_cached set over_at = %(over)s where key = %(key)s and over_at > %(now)s"
DELETE = "delete from peaceapp_cached where key = %(key)s and over_at > %(now)s"
CLEAR = "delete from peaceapp_cached"
PURGE = """delete from peaceapp_cached where key in (select key from peaceapp_cached where over_at <= %(now)s
           order by over_at limit 10 for update skip locked)"""
"""Each write deletes up to ten expired rows, so that the table stays small."""


class SharedCache(BaseCache):
    """Cache backend. Values are JSON. Keys are stored as digests, because they contain accounts and addresses."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        with second_cursor() as cursor:
            cursor.execute(READ, {"key": self._digest(key, version), "now": time()})
            found = cursor.fetchone()
        return json.loads(found[0]) if found else default

    def set(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._write(PUT, key, version, timeout, value)

    def add(self, key: str, value: Any, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._write(ADD, key, version, timeout, value)

    def touch(self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return self._write(TOUCH, key, version, timeout, None)

    def delete(self, key: str, version: int | None = None) -> bool:
        return self._write(DELETE, key, version, None, None)

    def clear(self) -> None:
        with second_cursor() as cursor:
            cursor.execute(CLEAR)

    def _write(self, statement: str, key: str, version: int | None, timeout: float | None, value: Any) -> bool:
        over = self.get_backend_timeout(timeout)
        given: dict[str, Any] = {
            "key": self._digest(key, version),
            "value": json.dumps(value),
            "over": float("inf") if over is None else over,
            "now": time(),
        }
        with second_cursor() as cursor:
            cursor.execute(statement, given)
            done = bool(cursor.rowcount)
            cursor.execute(PURGE, given)
        return done

    def _digest(self, key: str, version: int | None) -> str:
        return sha256(self.make_key(key, version).encode()).hexdigest()
