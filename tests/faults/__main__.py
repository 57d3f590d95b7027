"""
`make faults`: every row of the table of faults, on SQLite and PostgreSQL, against the local Slack's own log.

`python -m tests.faults [--seed N] [--on SQLite|PostgreSQL] [row …]`; its exit code is 1 when a row did not pass. At its
end it prints the table that stands in `docs/explanation/delivery.md`.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from pathlib import Path

from bot import logging as quiet
from tests.faults.full import report
from tests.faults.full.ground import Means, Outcome, ground, means
from tests.faults.full.report import Ran
from tests.faults.full.rows import ROWS, Fault

DATABASES = ("SQLite", "PostgreSQL")
SEED = 20261127
WIDTHS = (5, 6, 4, 4)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("rows", nargs="*", type=int, help="all, unless named")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--on", choices=DATABASES, help="one database alone")
    parser.add_argument("--keep", type=Path, help="keep the bots' logs and stores in this new folder")
    options = parser.parse_args()
    # The local Slack tells of each fault that it was asked for, and a bot in this process of each message.
    quiet.configure("ERROR")
    logging.disable(logging.ERROR)
    databases = [options.on] if options.on else list(DATABASES)
    with tempfile.TemporaryDirectory(prefix="bothways-faults-") as folder:
        if options.keep:
            options.keep.mkdir()
        with means(options.seed, options.keep or Path(folder)) as found:
            return _run(found, sorted(options.rows) or list(ROWS), databases)


def _run(found: Means, numbers: list[int], databases: list[str]) -> int:
    _say(f"seed {found.seed}; {found.server.version}, SQLite; sends, lost and repeated by the local Slack's own log")
    _say(f"{'row':>3} {'fault':50} {'database':10} {'kills':>5} {'sends':>6} {'lost':>4} {'rep.':>4} {'s':>5}  outcome")
    ran: list[Ran] = []
    began_all = time.monotonic()
    for number in numbers:
        fault = ROWS[number]
        for database in databases:
            if database in fault.databases:
                began = time.monotonic()
                outcome = asyncio.run(_one(found, number, fault, database))
                ran.append(Ran(number, fault, database, outcome))
                _say(_line(number, fault, database, outcome, time.monotonic() - began))
    failed = sum(bool(each.outcome.failures) for each in ran)
    _say(f"\n{report.table(ran)}\n\n{report.circumstances(found, time.monotonic() - began_all)}\n")
    _say(f"{failed} did not pass" if failed else "all passed")
    return int(failed > 0)


async def _one(found: Means, number: int, fault: Fault, database: str) -> Outcome:
    try:
        async with ground(found, number, database) as made:
            return await fault.strike(made)
    except Exception as error:  # noqa: BLE001 - a row that breaks is a row that did not pass; the others go on
        return Outcome(failures=(f"{type(error).__name__}: {error}",))


def _line(number: int, fault: Fault, database: str, outcome: Outcome, seconds: float) -> str:
    figures = (outcome.kills, outcome.sends, outcome.lost, outcome.repeated)
    told = "passed" if not outcome.failures else f"FAILED: {'; '.join(outcome.failures)}"
    columns = [f"{number:>3}", f"{fault.name:50}", f"{database:10}"]
    columns += [f"{'-' if each is None else each:>{width}}" for each, width in zip(figures, WIDTHS, strict=True)]
    line = " ".join([*columns, f"{seconds:>5.0f}", f" {told}"])
    more = "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in outcome.counts.items())
    return f"{line}\n      {more}" if more else line


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
