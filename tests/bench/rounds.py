"""
A round of matching in the store, for tens of thousands of people: how long each step takes.

    nice python -m tests.bench.rounds [people] [--postgresql]

Steps that write hold the one writer SQLite has: their longest transaction is what a click may have to wait for. On
PostgreSQL a step that takes longer than the limits of `adapters.database` ends the bench, as it would end the act. Of
work is the processor's time, which tells more on a machine that others use too.
"""

import asyncio
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import insert

from adapters.drafting import drafted
from bot.console import out
from mentoring.enrolments.rules import fold
from mentoring.rounds import commands, gathering, keeping, queries, supposing
from mentoring.rounds.gathering import rules_of
from mentoring.rounds.reckoning import Gathered, Reckoned
from mentoring.rounds.rules import (
    ApproveUnflagged,
    BeginDraft,
    CompareDrafts,
    Edit,
    EditDraft,
    InRound,
    KeepDraft,
    OpenDesk,
    SendInvitations,
    Suppose,
)
from mentoring.states import RoleWish
from models import (
    Enrolment,
    EnrolmentSkill,
    EnrolmentState,
    Participant,
    ParticipantState,
    Programme,
    Skill,
    SkillSide,
)
from models.base import new_id
from tests.factories.cast import Cast, receipt
from tests.factories.statements import noted, questions
from tests.factories.store import Store, migrate
from tests.mentoring.matching.worlds import Dice
from tests.postgres.server import PostgresServer

Answer = TypeVar("Answer")
ZONES = ("Europe/Lisbon", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Asia/Tokyo")
LINE = "{:<30}{:>9}{:>9}{:>9}{:>12}"


class Steps:
    """Says of each step how long it took, and what it asked the store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        out.print(LINE.format("step", "seconds", "of work", "longest", "statements"))

    def step(self, name: str, function: Callable[[Any, Any], Answer], command: Any) -> Answer:
        """One that goes in one transaction."""
        found: list[Answer] = []
        self.steps(name, lambda each, uow: found.append(function(each, uow)), command)
        return found[0]

    def steps(self, name: str, function: Callable[[Any, Any], Any], command: Any) -> None:
        """One that goes in several transactions: each returns what is still to do."""
        rest, took, worked = command, [], []
        with noted(self.store.database.engines) as statements:
            while rest is not None:
                began, working = perf_counter(), process_time()
                rest = self.store.do(function, rest)
                took.append(perf_counter() - began)
                worked.append(process_time() - working)
        figures = (f"{each:.2f}" for each in (sum(took), sum(worked), max(worked)))
        out.print(LINE.format(name, *figures, questions(statements)), highlight=False)


def reckons(gathered: Gathered, name: str) -> Reckoned:
    """As the product does it: in a process of its own."""
    began = perf_counter()
    found = asyncio.run(drafted(gathered))
    out.print(LINE.format(name, f"{perf_counter() - began:.2f}", "", "", ""), highlight=False)
    return found


def fill(cast: Cast, programme_id: UUID, people: int) -> None:
    """So many people, half of them seniors, each with a team, a line, and some skills of three hundred."""
    dice, now, workspace_id = Dice(1), cast.store.clock.now(), cast.workspace_id
    skills = [(new_id(), f"Skill {number}") for number in range(300)]
    weights = [1 / (place + 1) for place in range(len(skills))]
    ids = [(new_id(), new_id()) for _ in range(people)]
    with cast.store.transaction() as uow:
        uow.db.execute(
            insert(Skill),
            [
                {"workspace_id": workspace_id, "id": skill_id, "name": name, "folded": fold(name), "created_at": now}
                for skill_id, name in skills
            ],
        )
        uow.db.execute(
            insert(Participant),
            [
                {
                    "workspace_id": workspace_id,
                    "id": participant_id,
                    "slack_user_id": f"U{number:08}",
                    "name": f"Person {number}",
                    "slack_zone": dice.choice(ZONES),
                    "locale": "en-GB",
                    "work_starts": 540,
                    "work_ends": 1020,
                    "state": ParticipantState.ACTIVE,
                    "created_at": now,
                }
                for number, (participant_id, _) in enumerate(ids)
            ],
        )
        uow.db.execute(
            insert(Enrolment),
            [
                {
                    "workspace_id": workspace_id,
                    "id": enrolment_id,
                    "programme_id": programme_id,
                    "participant_id": participant_id,
                    "state": EnrolmentState.ACTIVE,
                    "wish": RoleWish.SENIOR if number % 2 else RoleWish.JUNIOR,
                    "capacity": dice.choice((1, 1, 2)),
                    "languages": ["en"],
                    "team": f"Team {number // 12}",
                    "location": f"Site {number % 9}",
                    "manager_user_id": f"U{number // 12:08}" if number // 12 != number else None,
                    "sealed_private": uow.vault.seal(
                        {"goal": "To learn", "never": [f"U{dice.randrange(people):08}"] if number % 20 == 0 else []}
                    ),
                    "created_at": now,
                    "changed_at": now,
                }
                for number, (participant_id, enrolment_id) in enumerate(ids)
            ],
        )
        uow.db.execute(
            insert(EnrolmentSkill),
            [
                {
                    "workspace_id": workspace_id,
                    "id": new_id(),
                    "enrolment_id": enrolment_id,
                    "skill_id": skill_id,
                    "side": side,
                }
                for _, enrolment_id in ids
                for side in SkillSide
                for skill_id, _ in {each[0]: each for each in dice.choices(skills, weights, k=5)}.values()
            ],
        )


def run(people: int, url: str) -> None:
    """Fill a store and take a round through it."""
    unhurried = Store(f"{url}&options=-c%20statement_timeout%3D0" if url.startswith("postgresql") else url)
    cast = Cast(unhurried)
    programme_id = cast.programme()
    fill(cast, programme_id, people)
    unhurried.close()
    store = Store(url, unhurried.keys)
    cast = cast.in_copy(store)
    steps, olga = Steps(store), cast.actor("olga")
    asked = steps.step("begin", commands.begin, BeginDraft(olga, programme_id, receipt()))
    assert asked is not None
    gathered = steps.step("gather (reads)", gathering.gathered, asked)
    reckoned = reckons(gathered, "reckon, apart")
    steps.steps("keep", keeping.keep, KeepDraft(asked.workspace_id, asked.round_id, asked.revision, reckoned))
    there = steps.step("desk (reads)", queries.desk, OpenDesk(olga, programme_id))
    steps.step("left over (reads)", queries.left_over, InRound(olga, asked.round_id))
    steps.step("approve the unflagged", commands.approve_unflagged, ApproveUnflagged(olga, asked.round_id))
    assert not isinstance(there, tuple)
    edit = EditDraft(olga, asked.round_id, there.proposals[0].proposal_id, Edit.FORBID, receipt())
    again = steps.step("edit", commands.edit, edit)
    assert again is not None
    gathered = steps.step("gather again (reads)", gathering.gathered, again)
    reckoned = reckons(gathered, "reckon again")
    steps.steps(
        "keep over a draft", keeping.keep, KeepDraft(again.workspace_id, again.round_id, again.revision, reckoned)
    )
    rules = rules_of(store.rows(Programme)[-1])
    steps.step("suppose (reads)", supposing.supposed, Suppose(olga, asked.round_id, rules))
    steps.step("compare (reads)", supposing.what_if, CompareDrafts(olga, asked.round_id, reckoned))
    steps.step("send", commands.send, SendInvitations(olga, asked.round_id))
    store.close()
    own, child = (
        resource.getrusage(whose).ru_maxrss / 1024 for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    out.print(f"memory: {own:.0f} MB here, {child:.0f} MB where it was reckoned")


if __name__ == "__main__":
    number = next((int(each) for each in sys.argv[1:] if each.isdigit()), 40_000)
    if "--postgresql" in sys.argv:
        with PostgresServer.running() as server, server.database(server.template("migrated", migrate)) as address:
            run(number, address)
    else:
        with tempfile.TemporaryDirectory() as folder:
            address = f"sqlite:///{Path(folder) / 'bench.sqlite3'}"
            migrate(address)
            run(number, address)
