"""
Engines that go from one test's store to the next's, within a test process.

An engine compiles each statement once; a new engine for each test compiled them all anew, which took a quarter of its
time. Nothing else outlives a test: the connections end with it, and the next one's lead to its own store.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Engine, event, make_url

from adapters.database import engine_for


class LentEngine:
    """An engine whose connections lead to the store it is lent for."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.engine = engine_for(url.render_as_string(hide_password=False))
        # All tests together have more statements than an engine keeps by itself.
        self.engine.update_execution_options(compiled_cache={})
        event.listen(self.engine, "do_connect", self._lead)

    def _lead(self, _dialect: Any, _record: Any, arguments: list[Any], named: dict[str, Any]) -> None:
        arguments[:], where = self.engine.dialect.create_connect_args(self.url)
        named.update(where)


_idle: defaultdict[str, list[LentEngine]] = defaultdict(list)


@contextmanager
def lent(url: str) -> Iterator[Engine]:
    """An engine of the product's for a store, ours alone until the end; where one is idle, it has compiled before."""
    parsed = make_url(url)
    idle = _idle[parsed.get_backend_name()]
    lending = idle.pop() if idle else LentEngine(parsed)
    lending.url = parsed
    try:
        yield lending.engine
    finally:
        lending.engine.dispose()
        idle.append(lending)
