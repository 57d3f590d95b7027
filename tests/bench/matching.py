"""
Drafting beside two others, on the same surveys: mentor-match, the open peer, and the dense optimum by scipy.

`python -m tests.bench.matching` prints the table; each cell runs in a process of its own, so that memory is told apart.
mentor-match gets our scores and what may not be, so that all three choose among the same pairs.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path

import numpy as np
from rich.table import Column, Table
from scipy.optimize import linear_sum_assignment

from bot.console import out
from mentoring.matching import Pair, Round, Rules, Side, Survey, propose
from mentoring.matching.explaining import gini
from mentoring.matching.pool import gather
from mentoring.matching.scoring import all_pairs, among
from tests.environment import ROOT

SIZES = (100, 500, 1_000, 2_000, 5_000, 10_000, 20_000)
PROVEN = 5_000
PATIENCE = 150
"""Seconds that a peer may be expected to take; from one size to the next, time grows by about the power of 2.5."""
PEER = "mentor-match==7.0.1"
PEER_HOME = ROOT / ".cache" / "mentor-match"
PEER_PROGRAM = """
import json, resource, sys, time
from matching.mentee import Mentee
from matching.mentor import Mentor
from matching.process import process_data
from matching.rules.rule import Disqualify

told = json.load(open(sys.argv[1]))
scores = {(senior, junior): score for senior, junior, score in told["pairs"]}

class Known:
    def apply(self, match):
        return scores[match.mentor.email, match.mentee.email]

mentors = [Mentor(email=each, grade=1) for each in told["seniors"]]
mentees = [Mentee(email=each, grade=1) for each in told["juniors"]]
began = time.monotonic()
# Rules are taken from the end: what may not be is asked first.
may_not = Disqualify(lambda match: (match.mentor.email, match.mentee.email) not in scores)
process_data(mentors, mentees, [[Known(), may_not]])
took = time.monotonic() - began
pairs = [(mentor.email, mentee.email) for mentor in mentors for mentee in mentor.mentees]
print(json.dumps({"took": took, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, "pairs": pairs}))
"""
ZONES = (
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Sydney",
)
TONGUES = ("de", "en", "es", "fr", "ja", "pt")
SKILLS = [f"skill-{rank:03}" for rank in range(1, 301)]
ZIPF = [1 / rank for rank in range(1, 301)]


@dataclass(frozen=True)
class Cell:
    """What one solver made of one size; scores of 10 000."""

    took: float
    peak: int
    matched: int
    total: int
    worst: int
    gini: float
    gap: float


def crowd(side: int) -> Round:
    """Make up so many people a side: skills by Zipf's law, eight zones, six languages, teams, lines and a past."""
    dice = random.Random(side)  # noqa: S311 - a crowd that is made up is no secret

    def skills() -> frozenset[str]:
        wanted, found = dice.randint(3, 8), set[str]()
        while len(found) < wanted:
            found.update(dice.choices(SKILLS, ZIPF))
        return frozenset(found)

    people = [
        Survey(
            id=f"{place}-{number}",
            side=place,
            offers=skills(),
            seeks=skills(),
            zone=dice.choice(ZONES),
            languages=tuple(dice.sample(TONGUES, dice.choice((1, 1, 2)))),
            team=f"team-{dice.randrange(max(2, side // 10))}",
            managers=(f"senior-{number // 8 if place is Side.SENIOR else dice.randrange(side)}",),
        )
        for place in (Side.SENIOR, Side.JUNIOR)
        for number in range(side)
    ]
    past = [Pair(f"senior-{dice.randrange(side)}", f"junior-{dice.randrange(side)}") for _ in range(side)]
    return Round(people, Rules(seed="bench"), past=past)


def run() -> None:
    """Measure and print the table."""
    table = Table(
        "a side",
        Column("solver", no_wrap=True),
        "s",
        "GB",
        "matched",
        "total",
        "worst",
        "Gini",
        "gap",
        title="Drafting pairings",
    )
    last: dict[str, tuple[int, float]] = {}
    missing = _peer_is_missing()
    for side in SIZES:
        for solver in ("mentor-match", "scipy", "ours"):
            expected = _expected(last.get(solver), side)
            if solver == "mentor-match" and missing:
                table.add_row(f"{side:,}", solver, missing)
            elif solver != "ours" and expected > PATIENCE:
                table.add_row(f"{side:,}", solver, f"about {expected:,.0f} expected, left out")
            else:
                cell = _in_its_own_process(solver, side)
                last[solver] = (side, cell.took)
                table.add_row(f"{side:,}", solver, *_told(cell))
    out.print(table)
    began = time.monotonic()
    certificate = propose(crowd(PROVEN), pricing_rounds=1).certificate
    if certificate:
        out.print(
            f"{PROVEN:,} a side, with all {certificate.priced:,} pairs priced in {time.monotonic() - began:.1f} s:"
            f" within {1 - certificate.share:.3%} of the best there can be (wanted < 0.2 %);"
            f" {'nobody more can be matched' if certificate.most_matched else 'more might be matched'}."
        )
    out.print("Wanted of ours: 20 000 a side in 60 s and 2 GB; a hundred times as quick as mentor-match at 2 000.")


def _told(cell: Cell) -> tuple[str, ...]:
    return (
        f"{cell.took:.2f}",
        f"{cell.peak / 1e9:.2f}",
        f"{cell.matched:,}",
        f"{cell.total / 10_000:,.1f}",
        f"{cell.worst / 10_000:.3f}",
        f"{cell.gini:.3f}",
        f"{cell.gap / 10_000:.3f}",
    )


def _expected(last: tuple[int, float] | None, side: int) -> float:
    return last[1] * (side / last[0]) ** 2.5 if last else 0.0


def _in_its_own_process(solver: str, side: int) -> Cell:
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench.matching", solver, str(side)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return Cell(**json.loads(run.stdout))


def _peer_is_missing() -> str | None:
    """Install the peer, apart from what is ours; say why, where that does not go."""
    uv = ROOT / ".cache" / "uv" / "bin" / "uv"
    steps: tuple[list[str | Path], ...] = (
        [uv, "venv", "--quiet", "--allow-existing", "--python", sys.executable, PEER_HOME],
        [uv, "pip", "install", "--quiet", "--python", PEER_HOME / "bin" / "python", PEER],
    )
    for step in steps:
        try:
            subprocess.run(step, cwd=ROOT, capture_output=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            return f"left out: {PEER} could not be installed"
    return None


def _ours(asked: Round) -> tuple[float, list[tuple[str, str]]]:
    # What a solver is made of is loaded before its time is taken, as it is for the others.
    import_module("mentoring.matching.drafting")
    began = time.monotonic()
    draft = propose(asked)
    return time.monotonic() - began, [(each.pair.senior, each.pair.junior) for each in draft.proposals]


def _dense(asked: Round) -> tuple[float, list[tuple[str, str]]]:
    """Choose the most value with the most people matched, from the whole table."""
    began = time.monotonic()
    pool = gather(asked)
    seniors, juniors = np.flatnonzero(pool.may_lead), np.flatnonzero(pool.may_follow)
    # What may not be costs more than everything together, so that it is taken only where nothing else is left.
    table = np.full((len(seniors), len(juniors)), -float(10_000 * len(seniors)))
    for block in all_pairs(pool, seniors, juniors):
        table[np.searchsorted(seniors, block.senior), np.searchsorted(juniors, block.junior)] = block.score
    rows, columns = linear_sum_assignment(table, maximize=True)
    made = table[rows, columns] >= 0
    pairs = [pool.pair(int(seniors[r]), int(juniors[c])) for r, c in zip(rows[made], columns[made], strict=True)]
    return time.monotonic() - began, [(each.senior, each.junior) for each in pairs]


def _allowed(asked: Round) -> list[tuple[str, str, int]]:
    """List every pair that may be, and its score; for pools of the size that the peer can take."""
    pool = gather(asked)
    return [
        (pool.surveys[senior].id, pool.surveys[junior].id, score)
        for block in all_pairs(pool, np.flatnonzero(pool.may_lead), np.flatnonzero(pool.may_follow))
        for senior, junior, score in zip(
            block.senior.tolist(), block.junior.tolist(), block.score.tolist(), strict=True
        )
    ]


def _peer(asked: Round) -> tuple[float, int, list[tuple[str, str]]]:
    told = {
        "seniors": [each.id for each in asked.surveys if each.side is Side.SENIOR],
        "juniors": [each.id for each in asked.surveys if each.side is Side.JUNIOR],
        "pairs": _allowed(asked),
    }
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(told, file)
        file.flush()
        run = subprocess.run(
            [PEER_HOME / "bin" / "python", "-c", PEER_PROGRAM, file.name], capture_output=True, text=True, check=True
        )
    said = json.loads(run.stdout)
    return said["took"], said["peak"], [(senior, junior) for senior, junior in said["pairs"]]


def _cell(solver: str, side: int) -> Cell:
    asked = crowd(side)
    if solver == "mentor-match":
        took, peak, pairs = _peer(asked)
    else:
        choose: Callable[[Round], tuple[float, list[tuple[str, str]]]] = _ours if solver == "ours" else _dense
        propose(crowd(2))  # So that loading the packages is not measured.
        took, pairs = choose(asked)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return _judged(took, peak, pairs, asked)


def _judged(took: float, peak: int, pairs: Sequence[tuple[str, str]], asked: Round) -> Cell:
    pool = gather(asked)
    made = among(pool, *pool.numbers(Pair(*each) for each in pairs))
    assert len(made) == len(pairs), "a pair was made that may not be"
    found = sorted(made.score.tolist())
    # The gap between two groups that are made up: people whose number is even, and the others.
    of_group: tuple[list[int], list[int]] = ([], [])
    for senior, junior, score in zip(made.senior.tolist(), made.junior.tolist(), made.score.tolist(), strict=True):
        for person in (senior, junior):
            of_group[int(pool.surveys[person].id.rpartition("-")[2]) % 2].append(score)
    means = [sum(each) / max(1, len(each)) for each in of_group]
    return Cell(took, peak, 2 * len(pairs), sum(found), found[0] if found else 0, gini(found), abs(means[0] - means[1]))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.stdout.write(json.dumps(asdict(_cell(sys.argv[1], int(sys.argv[2])))))
    else:
        run()
