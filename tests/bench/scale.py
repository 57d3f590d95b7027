"""
How long it takes until everybody has heard, from what was measured and from the rules of Slack's rates.

`python -m tests.bench.scale` prints the tables of docs/explanation/scale.md; a contract test holds the page to them.
"""

import math
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PER_SECOND = 5
"""Messages a second in one workspace: the setting's default, and about what Slack likes."""
PROCESSOR_MS = 30
"""Processor time of the bot for one prompt, planned, sent and written down; `tests.bench.replicas` prints it."""
OF_A_WORKSPACE = 500
"""People of a typical workspace that runs a programme; only for the column of many workspaces."""
BYTES_AT_FIRST = 13_000
BYTES_A_YEAR = 166_000
"""What one person who does everything the bot offers leaves in five weeks and then in a year, indexes included."""
ROWS_A_YEAR = 291
PEOPLE = (100, 1_000, 10_000, 100_000, 1_000_000)


@dataclass(frozen=True)
class Reached:
    """
    How long until so many people have a prompt that fell due for all at one instant.

    Attributes:
        here: seconds, all in one workspace.
        apart: seconds, in workspaces of `OF_A_WORKSPACE` each, with as many processors as that takes.
        processors: how many that is.
        on_two: seconds, in those workspaces, where the bot has two processors.
    """

    people: int
    here: float
    apart: float
    processors: int
    on_two: float


def reached(people: int) -> Reached:
    """Compute it: a workspace's rate binds each workspace, and the bot's own work binds all of them together."""
    here = people / PER_SECOND
    apart = min(people, OF_A_WORKSPACE) / PER_SECOND
    work = people * PROCESSOR_MS / 1_000
    return Reached(people, here, apart, max(1, math.ceil(work / apart)), max(apart, work / 2))


def spelled(seconds: float) -> str:
    """Say a duration as one would."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    if seconds < 100 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h"


def sized(number: float) -> str:
    """Say a number of bytes as one would."""
    for unit in ("kB", "MB", "GB"):
        number /= 1_000
        if number < 1_000:
            return f"{number:.1f} {unit}"
    return f"{number / 1_000:.1f} TB"


def time_table() -> str:
    """Return the table of times, in Markdown."""
    head = ("people", "all in one workspace", "in workspaces of 500", "processors for that", "on two processors")
    rows = [
        (f"{each.people:,}", spelled(each.here), spelled(each.apart), f"{each.processors}", spelled(each.on_two))
        for each in map(reached, PEOPLE)
    ]
    return _table(head, rows)


def size_table() -> str:
    """Return the table of sizes, in Markdown."""
    head = ("people", "after five weeks", "after a year more", "rows of that year")
    rows = [
        (
            f"{people:,}",
            sized(people * BYTES_AT_FIRST),
            sized(people * (BYTES_AT_FIRST + BYTES_A_YEAR)),
            f"{people * ROWS_A_YEAR:,}",
        )
        for people in PEOPLE
    ]
    return _table(head, rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = (head, ["---:"] * len(head), *rows)
    return "\n".join(f"| {' | '.join(each)} |" for each in lines)


if __name__ == "__main__":
    sys.stdout.write(f"{time_table()}\n\n{size_table()}\n")
