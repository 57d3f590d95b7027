"""
Engines that go from one test's store to the next's, within a test process.

An engine compiles each statement once; a new engine for each test compiled them all anew, which took a quarter of its
time. Nothing else outlives a test: the connections end with it, and the next one's lead to its own store.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Dialect, event, make_url

from adapters.database import POSTGRES_LIMITS, Engines, engines_for


class Lending:
    """Engines whose connections lead to the store they are lent for, and wait as long as whoever borrows them."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.busy_ms: int | None = None
        self.engines = engines_for(url.render_as_string(hide_password=False))
        for engine in {self.engines.writing, self.engines.reading}:
            # All tests together have more statements than an engine keeps by itself.
            engine.update_execution_options(compiled_cache={})
            event.listen(engine, "do_connect", self._lead)
            event.listen(engine, "connect", self._be_patient)

    def close(self) -> None:
        """End the connections."""
        for engine in {self.engines.writing, self.engines.reading}:
            engine.dispose()

    def _lead(self, dialect: Dialect, _record: Any, arguments: list[Any], named: dict[str, Any]) -> None:
        arguments[:], where = dialect.create_connect_args(self.url)
        if self.url.get_backend_name() == "postgresql":
            limits = POSTGRES_LIMITS if self.busy_ms is None else dict.fromkeys(POSTGRES_LIMITS, self.busy_ms)
            named["options"] = " ".join(f"-c {name}={value}" for name, value in limits.items())
        named.update(where)

    def _be_patient(self, connection: Any, _record: Any) -> None:
        if self.busy_ms is not None and self.url.get_backend_name() == "sqlite":
            connection.execute(f"PRAGMA busy_timeout={self.busy_ms}")


_idle: defaultdict[str, list[Lending]] = defaultdict(list)


@contextmanager
def lent(url: str, busy_ms: int | None = None) -> Iterator[Engines]:
    """
    The product's engines for a store, ours alone until the end; where some are idle, they have compiled before.

    Args:
        busy_ms: how long they wait for whoever else writes, if not as long as the product.
    """
    parsed = make_url(url)
    idle = _idle[parsed.get_backend_name()]
    lending = idle.pop() if idle else Lending(parsed)
    lending.url, lending.busy_ms = parsed, busy_ms
    try:
        yield lending.engines
    finally:
        lending.close()
        idle.append(lending)
