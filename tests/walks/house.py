"""
A house for the walks: a pair that holds something in every noun, other pairs in every other state, and their bot.

What people hold is made by the product's own commands; what Slack shows of it the bot itself brought there, over five
weeks. At the end the bot stands still: it answers what it is brought, and delivers when it is told to.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID

from adapters.drafting import drafted as reckoned
from adapters.slack import SlackMessenger
from bot.app import Bot
from bot.demo.humans import Payload
from bot.settings import load
from mentoring import breaks, outbox, participants
from mentoring.breaks import Pause
from mentoring.closes import commands as closes
from mentoring.closes.commands import CloseHalf
from mentoring.commitments import commands as commitments
from mentoring.commitments.commands import AddCommitment
from mentoring.commitments.rules import Promise
from mentoring.enrolments.rules import FirstStep
from mentoring.learning_log import commands as log
from mentoring.learning_log.commands import AddEntry
from mentoring.learning_log.rules import EntryDraft
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from mentoring.pairs.patience import TOGETHER_FOR
from mentoring.participants import Profile
from mentoring.programmes import commands as programmes
from mentoring.programmes.commands import OpenProgramme
from mentoring.rounds import commands as rounds
from mentoring.rounds.queries import A_PAGE
from mentoring.rounds.rules import Edit, EditDraft
from mentoring.sessions import commands as sessions
from mentoring.sessions.queries import InSession
from mentoring.states import LogKind, RoleWish
from mentoring.transcripts import commands as transcripts
from mentoring.transcripts.commands import Decide, HandIn
from mentoring.transcripts.reading import Proposal
from models import MatchRound, Membership, Pair, Participant, Programme, RoundState, Session, SessionState
from models.base import new_id
from scheduler.delivery import Delivery, Patience
from tests.bot.running import Running
from tests.factories.cast import Cast, receipt
from tests.factories.enrolled import begins, enrolled, finishes
from tests.factories.sheets import as_sheet, handed_in, looked_up
from tests.factories.store import BESIDE_A_BOT_MS, Store
from tests.mentoring.hoard import hoard
from tests.mentoring.pairs.led import imports
from tests.mentoring.rounds.desk import drafted, round_of, said_no_to
from tests.mentoring.ways_in import CANARY, Prize
from tests.scenarios.people import Person
from tests.scenarios.people import conversation as conversation_of
from tests.scenarios.stage import Stage
from tests.scenarios.test_transcripts import SPOKEN, upload
from tests.walks.postman import Postman
from views.roster_rows import A_PAGE as ROWS_A_PAGE

MEMBERS = ("ada", "ben", "carl", "gus", "dora", "hugo")
"""Ada's pair with Ben is the one that holds everything. Carl is invited, Gus and Hugo are her others, Dora was."""
OUTSIDERS = ("nobody", "eve", "finn", "olga", "sven", "root")
"""Eve and Finn are a pair of their own, Olga owns the programme, Sven sponsors it, Root is the workspace's admin."""
ENROLLED = ("ivy", "jan")
CROWD = tuple(f"crowd{number}" for number in range(40))
"""Enough people for a draft of two pages, and for two of those whom it leaves over."""
ENTERED = ("kim",)
"""From a sheet, by an owner: nothing counts before they say yes."""
ELSEWHERE = "T0ELSEWHERE"
"""Another workspace on the same store, where Eve and Finn are a pair, and two who have Ada's and Ben's ids."""
OPENS_AT = "2027-02-01T09:00:00+00:00"
WEEKS = 4
SENIORS = 12
TEACHES_UP = (("Prompting",), ("Strategy",))
"""What the crowd's juniors offer, and seek."""


class StageCast(Cast):
    """The cast of a domain test, played by people of the local Slack."""

    def __init__(self, store: Store, team: str, channel: str, people: dict[str, Person]) -> None:
        super().__init__(store, team, channel=channel)
        self._people = people

    def profile(self, name: str, zone: str | None = None) -> Profile:
        person = self._people[name]
        return Profile(person.id, name.capitalize(), zone or person.zone, "en-GB", is_admin=name == "root")


@dataclass(frozen=True)
class House:
    """
    Everything in it.

    Attributes:
        postman: brings payloads to the bot, whose outbox waits for `delivers`.
        said: a message of Ben's in the conversation with Ada.
        programme_id: the programme in which people are enrolled, and a round is drafted.
    """

    stage: Stage
    bot: Bot
    cast: StageCast
    people: dict[str, Person]
    prize: Prize
    postman: Postman
    conversation_id: str
    said: Payload
    programme_id: UUID

    @property
    def store_file(self) -> Path:
        return Path(self.stage.scene.store_url.removeprefix("sqlite:///"))

    def id_of(self, name: str) -> str:
        return self.people[name].id

    async def delivers(self) -> list[Payload]:
        """Let the bot say everything that is due to be said; return what passed between it and Slack."""
        before = self.postman.last
        messenger = SlackMessenger(self.bot._web)
        delivery = Delivery(
            self.bot.database.transact, messenger, Patience(), self.cast.workspace_id, per_second=1_000, batch=1_000
        )
        while await delivery.run_once():
            pass
        return self.postman.since(before)


@asynccontextmanager
async def furnished(stage: Stage) -> AsyncIterator[House]:
    """Make it on an empty stage that opened at `OPENS_AT`."""
    names = (*MEMBERS, *OUTSIDERS, *ENROLLED, *CROWD, *ENTERED)
    people = {name: await stage.person(name, is_admin=name == "root") for name in names}
    members = {"name": "both-ways", "members": [each.id for each in people.values()]}
    channel = (await stage.control("channels", members))["channel"]["id"]
    assert stage.bot is not None
    store = Store(stage.scene.store_url, tuple(stage.settings().keys()), busy_ms=BESIDE_A_BOT_MS)
    cast = StageCast(store, stage.bot.team_id, channel, people)

    async def weeks_pass(number: float) -> None:
        await stage.passes(days=7 * number)
        store.clock.set(stage.now)

    store.clock.set(stage.now)
    programme_id = cast.programme()
    _neighbours(cast, programme_id)
    await _live_with_gus(cast, programme_id, weeks_pass)
    prize = hoard(cast)
    # Asked by the programme: besides yes and no they may name a day.
    cast.proposal(programme_id, *ENROLLED)
    _of_rounds_before(cast, programme_id)
    _agree_to_a_transcript(cast, _newest(cast, prize.pair_id, SessionState.CLOSING), "ada", "ben")
    _sheets_wait(cast, programme_id)
    for each in (cast, StageCast(store, ELSEWHERE, "C0ELSEWHERE", people)):
        each.chartered("eve", "finn")
    StageCast(store, ELSEWHERE, "C0ELSEWHERE", people).chartered("ada", "ben")
    await stage.settles()
    conversation = conversation_of(people["ada"], people["ben"], bot_user=stage.bot_user)
    said = await people["ben"].says(conversation, f"{CANARY} said in passing")
    conversation_id = await stage.humans.channel_id(people["ada"].id, conversation)
    file = await upload(people["ada"], stage, "call.vtt", SPOKEN.encode())
    await _posts_sheets(stage, people["olga"])
    await stage.stop_bot()
    over_http = {"SLACK_APP_TOKEN": "", "BOTHWAYS_PUBLIC_URL": "https://bothways.example"}
    _draft_for_the_crowd(cast, programme_id)
    # In a thread of the bot: starting a process for each draft would take longer than everything else that is walked.
    here = partial(reckoned, apart=ThreadPoolExecutor)
    bot = Bot(load(_env_file=None, **(stage.environment() | over_http)), drafted=here)
    await bot.start()
    try:
        assert bot._metronome is not None
        await bot._metronome.stop()
        named = (people["ben"].id, people["gus"].id)
        postman = Postman(Running(bot, stage.serving, stage.humans), named, channel, (file,))
        yield House(stage, bot, cast, people, prize, postman, conversation_id, said, programme_id)
    finally:
        await bot.stop()
        store.close()


def _neighbours(cast: Cast, programme_id: UUID) -> None:
    """Everybody else, in the states that Ada's pair with Ben cannot be in at the same time."""
    enrolled(cast, programme_id, *ENROLLED, "gus")
    over = cast.proposal(programme_id, "dora", "ada", "hugo")
    for name in ("dora", "ada", "hugo"):
        cast.answer(name, over)
    cast.agree(over, "dora", "ada", "hugo")
    cast.store.do(pairs.leave, LeavePair(cast.actor("dora"), over, receipt()))
    cast.pair("ada", "hugo")
    last_day = cast.store.clock.now().date().replace(month=6)
    cast.store.do(breaks.pause, Pause(cast.actor("dora"), last_day))
    # Its channel is nowhere, so that its owner hears that it could not be announced.
    lost = OpenProgramme(cast.actor("root"), cast.profile("root"), "Lost", "C0NOWHERE", cast.profile("olga"), receipt())
    cast.store.do(programmes.open_new, lost)


def _of_rounds_before(cast: Cast, programme_id: UUID) -> None:
    """Two who have been a pair for three months, and are asked whether to go on; and one entered whom nobody fits."""
    old = cast.proposal(programme_id, "ivy", "sven")
    for name in ("ivy", "sven"):
        cast.answer(name, old)
    for name in ENTERED:
        imports(cast, programme_id, name)
    with cast.store.transaction() as uow:
        pair = uow.get(Pair, cast.workspace_id, old)
        assert pair is not None
        pair.active_at = uow.now - TOGETHER_FOR
        pair.look_at = uow.now
        match_round = MatchRound(
            workspace_id=cast.workspace_id,
            id=new_id(),
            programme_id=programme_id,
            number=1,
            state=RoundState.CLOSED,
            begun_by_id=participants.require(cast.actor("olga"), uow).id,
            summary={},
            created_at=uow.now,
        )
        uow.db.add(match_round)
        uow.db.flush()
        for name in ENTERED:
            kim = participants.require(cast.actor(name), uow)
            facts = {"round_id": str(match_round.id), "participant_id": str(kim.id)}
            outbox.post(
                cast.workspace_id, NoticeKind.MATCH_NOBODY, f"match-nobody:{kim.id}", ToPerson(kim.id), facts, uow
            )


def _draft_for_the_crowd(cast: Cast, programme_id: UUID) -> None:
    """A round of two pages: some flagged since only one learns, some not, one approved."""
    for number, name in enumerate(CROWD):
        learns = "Prompting" if number % 2 else "Welding"
        senior = FirstStep(RoleWish.SENIOR, ("Strategy",), (learns,))
        begins(cast, name, programme_id, senior if number < SENIORS else FirstStep(RoleWish.JUNIOR, *TEACHES_UP))
        finishes(cast, name, programme_id)
    olga = cast.actor("olga")
    there = drafted(cast, programme_id)
    assert there.pages > 1
    assert there.counts.nobody > A_PAGE
    said_no_to(cast, programme_id, round_of(there), [(CROWD[0], name) for name in CROWD[SENIORS : SENIORS + 11]])
    last = there.proposals[-1].proposal_id
    cast.store.do(rounds.edit, EditDraft(olga, round_of(there), last, Edit.APPROVE, receipt()))


def _sheets_wait(cast: Cast, programme_id: UUID) -> None:
    """Olga looks through a sheet whose words are all new, has just handed in another, and left a third long ago."""
    lost_id = next(each.id for each in cast.store.rows(Programme) if each.name == "Lost")
    words = ", ".join(f"Zqxwv {'abcdefghijklmnopqrst'[number]}" for number in range(20))
    # Of the rows without an address there are three pages.
    nobodys = [f",Row {number},Strategy,SQL" for number in range(2 * ROWS_A_PAGE + 1)]
    sheet = as_sheet(f'eve@example.com,Eve,"{words}",SQL', *nobodys, headings="Email,Name,Can teach,Wants to learn")
    looked_up(cast, handed_in(cast, programme_id, sheet))
    handed_in(cast, lost_id, sheet)
    left_id = cast.programme(name="Left")
    cast.store.clock.advance(days=-2)
    looked_up(cast, handed_in(cast, left_id, sheet))
    cast.store.clock.advance(days=2)


async def _posts_sheets(stage: Stage, olga: Person) -> None:
    """Olga posts two to the bot; it opens neither before she says so."""
    sheet = b"Email,Name,Can teach,Wants to learn\neve@example.com,Eve,Strategy,SQL\n"
    ids = [(await upload(olga, stage, f"{name}.csv", sheet))["id"] for name in ("one", "other")]
    await stage.control("message", {"user": olga.id, "channel": f"bot:{olga.id}", "text": "", "files": ids})
    await stage.settles()


async def _live_with_gus(cast: Cast, programme_id: UUID, weeks_pass: Callable[[float], Awaitable[None]]) -> None:
    """Weeks in which Ada does what there is to do and Gus, after the charter, nothing."""
    pair_id = cast.proposal(programme_id, "ada", "gus")
    for name in ("ada", "gus"):
        cast.answer(name, pair_id)
    cast.agree(pair_id, "ada", "gus")
    ada = cast.actor("ada")
    for number in range(10):
        draft = EntryDraft(f"{CANARY} of an entry, the {number}th")
        cast.store.do(log.add, AddEntry(ada, pair_id, LogKind.DEMO, draft, receipt()))
    await weeks_pass(0.5)
    held = _newest(cast, pair_id, SessionState.PLANNED)
    cast.store.do(sessions.end, InSession(ada, held))
    cast.store.do(closes.close_half, CloseHalf(ada, held, f"{CANARY} of a line", None, receipt()))
    for days in range(3, 8):
        due_on = cast.store.clock.now().date().replace(day=1 + days)
        promise = Promise(f"{CANARY} of a promise, by the {days}th")
        cast.store.do(commitments.add, AddCommitment(ada, held, promise, ada.user_id, due_on, receipt()))
    _agree_to_a_transcript(cast, held, "ada", "gus")
    theirs = Proposal(f"{CANARY} of a proposal", _membership(cast, "ada", pair_id), None)
    cast.store.do(transcripts.hand_in, HandIn(cast.actor("gus"), held, "F0", (theirs,)))
    for _ in range(WEEKS - 1):
        await weeks_pass(1)
        cast.check_in("ada", pair_id, f"{CANARY} of a check-in")
    await weeks_pass(0.5)


def _agree_to_a_transcript(cast: Cast, session_id: UUID, *names: str) -> None:
    for name in names:
        cast.store.do(transcripts.decide, Decide(cast.actor(name), session_id, True, receipt()))


def _newest(cast: Cast, pair_id: UUID, state: SessionState) -> UUID:
    found = [each for each in cast.store.rows(Session) if (each.pair_id, each.state) == (pair_id, state)]
    return found[-1].id


def _membership(cast: Cast, name: str, pair_id: UUID) -> UUID:
    user_id = cast.profile(name).user_id
    person = next(each for each in cast.store.rows(Participant) if each.slack_user_id == user_id)
    places = cast.store.rows(Membership)
    return next(each.id for each in places if (each.pair_id, each.participant_id) == (pair_id, person.id))
