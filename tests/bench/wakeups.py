"""How soon one replica hears that another has committed something: LISTEN/NOTIFY beside the look each second."""

import asyncio
import statistics
import time

from adapters.wakeups import BREATH_SECONDS, Wakeups
from bot.console import out
from tests.postgres.server import PostgresServer

TELLS = 200


def run() -> None:
    """Measure and print a row."""
    with PostgresServer.running() as server, server.database() as url:
        asyncio.run(_run(url))


async def _run(url: str) -> None:
    woken = asyncio.Event()
    teller, hearer = Wakeups(url, lambda: None), Wakeups(url, woken.set)
    for each in (teller, hearer):
        each.start()
        await each.listening.wait()
    took = []
    for _ in range(TELLS):
        woken.clear()
        began = time.perf_counter()
        teller.tell()
        await woken.wait()
        took.append((time.perf_counter() - began) * 1_000)
        await asyncio.sleep(BREATH_SECONDS * 1.2)
    for each in (teller, hearer):
        await each.stop()
    edges = statistics.quantiles(took, n=100)
    out.print(
        f"wake-up of another replica (PostgreSQL): p50 {statistics.median(took):.1f} ms, p99 {edges[98]:.1f} ms,"
        f" {TELLS} times; without it up to 1 000 ms"
    )


if __name__ == "__main__":
    run()
