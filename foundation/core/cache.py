"""A cache that may vanish: without Redis reads miss and writes are dropped, five seconds at a time."""

import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

SILENT_SECONDS = 5.0


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache with timeouts of 0.1 s, whose faults count as a miss."""

    def __init__(self, server: str, params: dict[str, Any]):
        options = params.setdefault("OPTIONS", {})
        options.update(socket_timeout=0.1, socket_connect_timeout=0.1)
        super().__init__(server, params)
        self._silent_until = 0.0

    def _try(self, call: Callable[[], Any], otherwise: Any) -> Any:
        if time.monotonic() < self._silent_until:
            return otherwise
        try:
            return call()
        except (RedisError, OSError):
            self._silent_until = time.monotonic() + SILENT_SECONDS
            return otherwise

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._try(lambda: super(ForgivingRedisCache, self).get(key, default, version), default)

    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        self._try(lambda: super(ForgivingRedisCache, self).set(key, value, *args, **kwargs), None)

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        return bool(
            self._try(lambda: super(ForgivingRedisCache, self).add(key, value, *args, **kwargs), True)
        )

    def delete(self, key: Any, version: int | None = None) -> bool:
        return bool(self._try(lambda: super(ForgivingRedisCache, self).delete(key, version), False))

    def get_many(self, keys: Any, version: int | None = None) -> dict[Any, Any]:
        return dict(self._try(lambda: super(ForgivingRedisCache, self).get_many(keys, version), {}))
