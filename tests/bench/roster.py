"""
Bringing in a sheet of 20,000 people: reading it, reckoning what would come of it, and writing it.

`python -m tests.bench.roster` prints the figures. Slack is not asked: looking people up is a matter of its limits.
"""

import csv
import io
import random
import resource
import tempfile
import time
from pathlib import Path
from uuid import UUID

from rich.table import Table

from adapters import sheets
from bot.console import out
from mentoring.participants import Profile
from mentoring.roster import columns, commands, queries
from mentoring.roster.commands import BringIn, ConfirmColumns, HandIn, PeopleFound
from mentoring.roster.queries import InImport
from mentoring.roster.rules import Sheet
from tests.factories.cast import Cast, receipt
from tests.factories.store import Store, migrate

SIZES = (200, 2_000, 20_000)
ZONES = ("Europe/Berlin", "Europe/Lisbon", "America/New_York", "Asia/Kolkata")
WORDS = (
    *("SQL", "Python", "Pyhton", "Excel", "Strategy", "Leadership", "Coaching", "Negotiation", "Budgeting"),
    *("Public speaking", "Prompting", "Social media", "Data visualisation", "Project management"),
    *("Stakeholder management", "Beekeeping", "Machine learning"),
)
HEADINGS = (
    "Timestamp",
    "Email",
    "Name",
    "Role",
    "Can teach",
    "Wants to learn",
    "Languages",
    "Time zone",
    "Working hours",
    "Capacity",
    "Team",
    "Manager email",
    "Location",
)


def written(people: int) -> bytes:
    """A sheet with so many people, each a little different."""
    chance = random.Random(people)  # noqa: S311 - a sheet like another
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(HEADINGS)
    for number in range(people):
        rows.writerow(
            (
                f"11/{number % 28 + 1}/2026 9:{number % 60:02}:00",
                f"person{number}@example.com",
                f"Person {number:05}",
                chance.choice(("Senior", "Junior", "Either")),
                ", ".join(chance.sample(WORDS, 3)),
                ", ".join(chance.sample(WORDS, 3)),
                chance.choice(("English", "English, Deutsch")),
                chance.choice(ZONES),
                "9-17",
                chance.choice("123"),
                f"Team {number % 40}",
                f"person{number // 8}@example.com",
                "Lisbon",
            )
        )
    return text.getvalue().encode()


def run() -> None:
    """Print how much work each step is, without waiting for others, and the most memory it ever took."""
    table = Table(
        "people",
        "read",
        "guess and confirm",
        "reckon",
        "write",
        "again",
        "peak",
        title="A sheet of people, in seconds of work",
    )
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            table.add_row(f"{size:,}", *_steps(size, Path(folder)))
    out.print(table)


def _steps(size: int, folder: Path) -> list[str]:
    url = f"sqlite:///{folder / 'store.sqlite3'}"
    migrate(url)
    store = Store(url)
    try:
        cast = Cast(store)
        programme_id = cast.programme()
        content = written(size)
        began = time.process_time()
        sheet = sheets.read(content)
        read = time.process_time() - began
        first = _brought_in(cast, programme_id, sheet)
        again = sum(_brought_in(cast, programme_id, sheet))
    finally:
        store.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [*(f"{each:.1f} s" for each in (read, *first, again)), f"{peak:.0f} MB"]


def _brought_in(cast: Cast, programme_id: UUID, sheet: Sheet) -> tuple[float, float, float]:
    """All steps; return how long confirming, reckoning and writing took."""
    by, do = cast.actor("olga"), cast.store.do
    began = time.process_time()
    form = do(commands.hand_in, HandIn(by, programme_id, sheet, receipt()))
    fields = {each.index: each.field for each in columns.looked_at(sheet)}
    held = do(commands.confirm, ConfirmColumns(by, form.import_id, fields))
    keys = held.wanted()
    people = {key: Profile(f"U{key.partition('@')[0].upper()}", key, "Europe/Lisbon", "en-GB") for key in keys}
    do(commands.keep_people, PeopleFound(by, form.import_id, fields, people, held.looked_up_at))
    confirmed = time.process_time()
    gathered = do(queries.gather, InImport(by, form.import_id))
    plan = gathered.plan()
    reckoned = time.process_time()
    do(commands.bring_in, BringIn(by, form.import_id, plan, gathered.seen, gathered.looked_up_at))
    return confirmed - began, reckoned - confirmed, time.process_time() - reckoned


if __name__ == "__main__":
    run()
