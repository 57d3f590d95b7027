"""The table of a whole run, as it stands in the docs, and what it was printed with."""

import os
import platform
import sqlite3
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from mentoring.clock import SystemClock
from tests.environment import ROOT
from tests.faults.full.ground import Means, Outcome
from tests.faults.full.rows import Fault

HEAD = """\
| # | fault | database | sends | lost | repeated | what was seen |
| --- | --- | --- | --- | --- | --- | --- |"""


@dataclass(frozen=True)
class Ran:
    """A row that was let happen on a database."""

    number: int
    fault: Fault
    database: str
    outcome: Outcome


def table(ran: Sequence[Ran]) -> str:
    """In Markdown; a row that did not pass says so."""
    lines = [HEAD]
    before = 0
    for each in ran:
        database = each.database if len(each.fault.databases) > 1 or each.fault.databases == ("PostgreSQL",) else "any"
        number, name = ("", "") if each.number == before else (str(each.number), each.fault.name)
        before = each.number
        figures = [_figure(figure) for figure in (each.outcome.sends, each.outcome.lost, each.outcome.repeated)]
        cells = [number, name, database, *figures, _seen(each.outcome)]
        lines.append("|" + "".join(f" {cell} |" if cell else " |" for cell in cells))
    return "\n".join(lines)


def circumstances(means: Means, seconds: float) -> str:
    """When, where and with what it was printed."""
    asked = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    return (
        f"Printed by `make faults` on {SystemClock().now():%-d %B %Y, %H:%M} UTC in {seconds / 60:.0f} minutes, with "
        f"seed {means.seed}, at commit {commit or 'unknown'}, on {os.cpu_count()} cores ({platform.system()} "
        f"{platform.machine()}, load of the last quarter of an hour {os.getloadavg()[2]:.1f}), Python "
        f"{platform.python_version()}, {means.server.version}, SQLite {sqlite3.sqlite_version}."
    )


def _seen(outcome: Outcome) -> str:
    told = [f"{name.replace('_', ' ')}: {value}" for name, value in outcome.counts.items()]
    if outcome.kills is not None:
        told.insert(0, f"{outcome.kills} kills")
    if outcome.failures:
        told.insert(0, f"**did not pass**: {'; '.join(outcome.failures)}")
    return "; ".join(told).replace("|", "/").replace("\n", " ")


def _figure(number: int | None) -> str:
    return "–" if number is None else f"{number:,}".replace(",", "\u00a0")
