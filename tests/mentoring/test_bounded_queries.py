"""However long a pair's history grows, opening a surface asks the store no more questions than on its first day."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from mentoring.commitments import commands as commitments
from mentoring.commitments.commands import AddCommitment
from mentoring.commitments.rules import Promise
from mentoring.errors import Refusal
from mentoring.home import open_home
from mentoring.learning_log import commands as log
from mentoring.learning_log.commands import AddEntry
from mentoring.learning_log.rules import EntryDraft
from mentoring.states import LogKind
from mentoring.unit_of_work import only_reads
from tests.factories.cast import Cast, receipt
from tests.factories.statements import noted, questions
from tests.mentoring.hoard import hoard
from tests.mentoring.ways_in import CANARY, WAYS, Prize

MOST = 25
"""Questions of any opening, for somebody in a pair that holds something of everything."""
OPENINGS = {way for way in WAYS if only_reads(way) or way is open_home}
"""Whatever opens a surface; Home also notes that it was seen."""


def asked(cast: Cast, way: Callable[..., Any], prize: Prize) -> list[int]:
    """How many questions each opening takes when it is not the first of its kind."""
    taken = []
    for command in WAYS[way](cast.actor("ada"), prize):
        with suppress(Refusal):
            cast.store.do(way, command)
        with noted(cast.store.database.engines) as statements:  # noqa: SIM117 - what was noted is wanted after a refusal
            with suppress(Refusal):
                cast.store.do(way, command)
        taken.append(questions(statements))
    return taken


def lives_on(cast: Cast, prize: Prize) -> None:
    """More of everything, for Ada and Ben."""
    for number in range(10):
        cast.store.clock.advance(hours=1)
        for name in ("ada", "ben"):
            cast.check_in(name, prize.pair_id)
            actor = cast.actor(name)
            entry = EntryDraft(f"{CANARY} again, {number}")
            cast.store.do(log.add, AddEntry(actor, prize.pair_id, LogKind.DEMO, entry, receipt()))
            due_on = (cast.store.clock.now() + timedelta(days=number)).date()
            promise = Promise(f"Another promise, {number}")
            more = AddCommitment(actor, prize.session_ids[0], promise, actor.user_id, due_on, receipt())
            cast.store.do(commitments.add, more)


def test_a_long_history_asks_no_more_than_a_short_one(cast: Cast) -> None:
    prize = hoard(cast)
    first = {way: asked(cast, way, prize) for way in OPENINGS}
    lives_on(cast, prize)
    later = {way: asked(cast, way, prize) for way in OPENINGS}
    assert {way: (first[way], later[way]) for way in OPENINGS if later[way] != first[way]} == {}
    assert {way: most for way in OPENINGS if (most := max(first[way])) > MOST} == {}
