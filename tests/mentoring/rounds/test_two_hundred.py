"""An owner with two hundred people decides in at most twenty-five clicks: counted by pressing what the desk shows."""

import json
import random
from typing import Any
from uuid import UUID

from bot.demo.humans import Payload
from mentoring.enrolments.rules import FirstStep
from mentoring.rounds import commands, queries
from mentoring.rounds.cards import Desk
from mentoring.rounds.rules import OpenDesk
from mentoring.states import RoleWish, RoundState
from models import MatchProposal, ProposalState
from tests.factories.cast import Cast
from tests.factories.enrolled import begins as begins_survey
from tests.factories.enrolled import finishes
from tests.mentoring.rounds.desk import reckoned
from tests.scenarios.people import buttons
from views.matching import acts, desk, proposal
from views.reader import Reader

MOST_CLICKS = 25
PEOPLE = 200
TAUGHT_DOWN, TAUGHT_UP = ([f"{side} {number}" for number in range(30)] for side in ("Down", "Up"))
"""So many that of many a pair only one learns what they seek."""


class Owner:
    """Somebody who looks at the desk and presses what it shows, as the listeners would take it."""

    def __init__(self, cast: Cast, programme_id: UUID) -> None:
        self.cast = cast
        self.programme_id = programme_id
        self.clicks = 0
        self.shown = self._looks(0)

    def presses(self, action_id: str, block_id: str | None = None) -> None:
        """Press a button that is shown; what comes of it is shown next."""
        held = [
            each
            for block in self.shown["blocks"]
            if block_id in {None, block.get("block_id")}
            for each in block.get("elements", [])
            if each.get("action_id") == action_id
        ]
        self.clicks += 1
        # Slack asks once more where a button says so.
        self.clicks += "confirm" in held[0]
        body = self._body(held[0])
        store, page = self.cast.store, acts.read_carried(body["view"]).page
        if action_id == acts.DRAFT:
            asked = store.do(commands.begin, desk.read_begin(body))
            assert asked is not None
            reckoned(self.cast, asked)
        elif action_id == acts.APPROVE_UNFLAGGED:
            store.do(commands.approve_unflagged, desk.read_approve_unflagged(body))
        elif action_id == acts.APPROVE_PAGE:
            store.do(commands.approve_these, desk.read_approve_page(body))
        elif action_id == acts.APPROVE:
            store.do(commands.edit, proposal.read_edit(body))
        elif action_id == acts.SEND:
            store.do(commands.send, desk.read_send(body))
        self.shown = self._looks(page)

    def _looks(self, page: int) -> Payload:
        command = OpenDesk(self.cast.actor("olga"), self.programme_id, page)
        found = self.cast.store.do(queries.desk, command)
        assert isinstance(found, Desk)
        self.card = found
        return desk.page(Reader(), found)

    def _body(self, pressed: dict[str, Any]) -> Payload:
        view = json.loads(json.dumps(self.shown)) | {"id": "V1", "hash": "1"}
        action = pressed | {"action_ts": f"{self.clicks}.0"}
        who = self.cast.actor("olga")
        return {"team": {"id": who.team_id}, "user": {"id": who.user_id}, "view": view, "actions": [action]}


def enrol(cast: Cast, number: int) -> UUID:
    """So many people, each of whom offers and seeks one to three things out of six."""
    programme_id = cast.programme()
    dice = random.Random(7)  # noqa: S311 - the same people each time
    for each in range(number):
        wish = RoleWish.SENIOR if each % 2 else RoleWish.JUNIOR
        offered, sought = (TAUGHT_DOWN, TAUGHT_UP) if wish is RoleWish.SENIOR else (TAUGHT_UP, TAUGHT_DOWN)
        step = FirstStep(
            wish, tuple(dice.sample(offered, dice.randint(1, 3))), tuple(dice.sample(sought, dice.randint(1, 3)))
        )
        name = f"person{each}"
        begins_survey(cast, name, programme_id, step)
        finishes(
            cast, name, programme_id, work_starts=dice.choice([8, 9, 13]) * 60, work_ends=dice.choice([17, 18]) * 60
        )
    return programme_id


def test_two_hundred_people_take_no_more_than_twenty_five_clicks(cast: Cast) -> None:
    owner = Owner(cast, enrol(cast, PEOPLE))
    owner.presses(acts.DRAFT)
    assert owner.card.people == PEOPLE
    flagged = owner.card.counts.flagged
    assert flagged > MOST_CLICKS, "an owner who has little to look at proves nothing"
    assert owner.card.proposals[0].is_flagged, "the flagged ones come first"
    while owner.card.counts.flagged:
        together = acts.APPROVE_PAGE if acts.APPROVE_PAGE in buttons(owner.shown) else acts.APPROVE
        owner.presses(together)
    if owner.card.counts.unflagged:
        owner.presses(acts.APPROVE_UNFLAGGED)
    owner.presses(acts.SEND)
    assert owner.card.state == RoundState.SENDING
    assert all(each.state is ProposalState.APPROVED for each in cast.store.rows(MatchProposal))
    assert owner.clicks <= MOST_CLICKS
