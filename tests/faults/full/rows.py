"""The table of faults."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from tests.faults.full import away, kills, sending, storms, time_passes, waiting
from tests.faults.full.ground import Ground, Outcome

BOTH = ("SQLite", "PostgreSQL")


@dataclass(frozen=True)
class Fault:
    """
    One row.

    Attributes:
        strike: lets the fault happen and tells what it came to.
        databases: on which the row makes sense.
    """

    name: str
    strike: Callable[[Ground], Awaitable[Outcome]]
    databases: tuple[str, ...] = BOTH


ROWS: Mapping[int, Fault] = {
    1: Fault("kill -9 at each step and at random", kills.killed),
    2: Fault("3 replicas, 10 000 rows due at one instant", sending.at_one_instant, ("PostgreSQL",)),
    3: Fault("reply lost after acceptance, history lagging", sending.replies_lost),
    4: Fault("429 storm in one of four workspaces", storms.storm),
    5: Fault("database away for a moment, and for long", away.restarted),
    6: Fault("SIGSTOP beyond the lease, clocks 2 h wrong", sending.stopped_beyond_the_lease),
    7: Fault("DST gap, fold, 53-week year, zone change", time_passes.calendars_traps),
    8: Fault("downtime of a minute, a day, three weeks", time_passes.absences),
    9: Fault("an event 4 times, out of order, to two replicas", away.delivered_again),
    10: Fault("app uninstalled in mid-batch", sending.revoked),
    11: Fault("store locked 10 s; disk full", away.full),
    12: Fault("dead socket, silent socket", time_passes.dead_sockets, ("SQLite",)),
    13: Fault("SIGTERM in a batch", sending.told_to_stop),
    14: Fault("kind of a newer release, poison rows", sending.poisoned),
    15: Fault("1 000 000 rows waiting", waiting.a_million_waits),
}
