"""The table of faults: what happens on purpose with `make faults`, and which daily test is its short form."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from tests.faults.full import away, crowd, disk, events, kills, sending, storms, time_passes, waiting
from tests.faults.full.ground import Ground, Outcome

BOTH = ("SQLite", "PostgreSQL")
ONCE = ("SQLite",)
"""For what no database has a say in, or what tries both by itself."""


@dataclass(frozen=True)
class Fault:
    """
    One row.

    Attributes:
        strike: lets the fault happen and tells what it came to.
        short: files of `make test`, each with the words that its tests of this row have in their names.
        databases: on which the row makes sense.
    """

    name: str
    strike: Callable[[Ground], Awaitable[Outcome]]
    short: Mapping[str, str]
    databases: tuple[str, ...] = BOTH


_KILLED = "tests/faults/test_killed.py"
_BAD_DAY = "tests/faults/test_slack_has_a_bad_day.py"
_QUEUE = "tests/faults/test_the_queue.py"
_STORE = "tests/faults/test_the_store_fails.py"
_CLAIMS = "tests/mentoring/delivery/test_claims.py"
_WORKER = "tests/scheduler/test_delivery.py"
_SCHEDULES = "tests/mentoring/test_schedules.py"

ROWS: Mapping[int, Fault] = {
    1: Fault(
        "`kill -9` at each step and at random",
        kills.killed,
        {_KILLED: "killed", _WORKER: "crashed_worker", _CLAIMS: "lease_that_ran_out"},
    ),
    2: Fault(
        "3 replicas, 10 000 questions due at one instant",
        crowd.at_one_instant,
        {_CLAIMS: "claim_at_one_instant", _SCHEDULES: "two_replicas"},
        ("PostgreSQL",),
    ),
    3: Fault(
        "reply lost after acceptance, history lagging",
        sending.replies_lost,
        {_BAD_DAY: "a_dm_that_history_does_not_show_at_once"},
    ),
    4: Fault(
        "429 storm in one of eleven workspaces",
        storms.storm,
        {_BAD_DAY: "inside_a_gate", "tests/scheduler/test_metronome.py": "holds_up_no_other"},
    ),
    5: Fault(
        "database away four times 1 s, once 5 minutes",
        away.restarted,
        {_STORE: "while_postgresql_is_away", "tests/scenarios/test_six_weeks.py": "six_weeks"},
    ),
    6: Fault(
        "SIGSTOP beyond the lease, clocks 2 h wrong",
        sending.stopped_beyond_the_lease,
        {_WORKER: "whose_lease_ran_out", _CLAIMS: "whose_clock_is_wrong"},
    ),
    7: Fault(
        "DST gap, fold, 53-week year, zone change",
        time_passes.calendars_traps,
        {_SCHEDULES: "53_weeks", "tests/mentoring/test_working_time.py": "skipped_local_time"},
        ONCE,
    ),
    8: Fault(
        "downtime of a minute, a day, three weeks",
        time_passes.absences,
        {_SCHEDULES: "after_any_outage", "tests/scenarios/test_restarts.py": "restart"},
    ),
    9: Fault(
        "an event 4 times, out of order, to two replicas",
        events.delivered_again,
        {"tests/scenarios/test_delivered_again.py": "delivered"},
    ),
    10: Fault("app uninstalled in mid-batch", sending.revoked, {_WORKER: "token_revoked_in_a_batch"}),
    11: Fault("store locked 10 s; disk full", disk.full, {_STORE: "disk_is_full"}),
    12: Fault(
        "dead socket, silent socket",
        time_passes.dead_sockets,
        {"tests/bot/test_socket_mode.py": "a_socket_that"},
        ONCE,
    ),
    13: Fault("SIGTERM in a batch", sending.told_to_stop, {_KILLED: "told_to_stop_in_a_batch"}),
    14: Fault("kind of a newer release, poison rows", sending.poisoned, {_QUEUE: "poisoned_row"}),
    15: Fault(
        "1 000 000 rows waiting",
        waiting.a_million_waits,
        {"tests/mentoring/delivery/test_plans.py": "goes_through_its_index"},
    ),
}
