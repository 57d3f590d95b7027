"""A draft takes the place of the page that announced it; where none comes of it, its owner is told why."""

import asyncio
import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import StoreUnavailable
from adapters.drafting import OneProcess, Reckon, complete, drafted
from handlers.background import Background
from handlers.desks import Desks
from mentoring.enrolments.rules import FirstStep
from mentoring.matching import MatchingNotInstalled
from mentoring.outbox import NoticeKind
from mentoring.roster import settling
from mentoring.roster.rules import SheetGoesIn
from mentoring.rounds import commands, gathering, holding, notices, supposing
from mentoring.rounds.reckoning import Gathered, Reckoned, reckon
from mentoring.rounds.rules import Assignment, BeginDraft, Edit, EditDraft, NotDrafted
from mentoring.states import RoleWish, RoundState
from models import OutboxRow
from tests.factories.cast import Cast, receipt
from tests.factories.enrolled import begins, finishes
from tests.factories.sheets import counted, imported
from tests.mentoring.rounds.desk import begins as begins_a_draft
from tests.mentoring.rounds.desk import desk, nobody_is_at_it, round_of
from tests.mentoring.rounds.desk import drafted as has_drafted
from tests.scenarios.people import words
from views.matching import acts, rules, waiting
from views.matching import desk as surface
from views.matching.acts import Carried
from views.reader import Reader

A_DRAFT = 120
"""Seconds, at the most: a process of its own reads all that reckons, which a busy machine lets wait."""


class Screens(AsyncWebClient):
    """
    A Slack that remembers what each modal showed.

    Attributes:
        shown: the words of each drawing, by the modal's id, oldest first.
    """

    def __init__(self) -> None:
        super().__init__()
        self.shown: dict[str, list[str]] = {}

    async def views_update(self, **call: Any) -> Any:
        self.shown.setdefault(call["view_id"], []).append(words(call["view"]))


class Owner:
    """Olga at her desk, with what reckons and how long she waits as the test says."""

    def __init__(
        self,
        cast: Cast,
        programme_id: UUID,
        reckon: Reckon = reckon,
        soon: float = 60,
        apart: Callable[[], Executor] = ThreadPoolExecutor,
        before: Callable[[Any], None] = lambda _function: None,
    ) -> None:
        async def transact(function: Any, command: Any) -> Any:
            before(function)
            for _ in range(5):
                # As with the store's own threads, others have their turn meanwhile.
                await asyncio.sleep(0)
            return cast.store.do(function, command)

        self.cast, self.programme_id, self.slack = cast, programme_id, Screens()
        self.background = Background()
        self._desks = Desks(transact, self.background, partial(drafted, reckon=reckon, apart=apart), soon)

    async def drafts(self) -> list[str]:
        """Have a draft made; return what the desk's modal showed meanwhile and in the end."""
        await self.begins_a_draft()
        await self.background.drain(A_DRAFT)
        return self.slack.shown["V1"]

    async def begins_a_draft(self) -> None:
        """Have a draft begun, and look no further."""
        command = BeginDraft(self.cast.actor("olga"), self.programme_id, receipt())
        asked = self.cast.store.do(commands.begin, command)
        assert asked is not None
        await self._desks.draft(self.slack, self._body("V1"), asked)

    async def supposes(self) -> str:
        """Ask what a draft would be like under the rules as they are; return what is shown."""
        chosen = {rules.HOURS: "120", rules.REPEAT: "365"}
        values = {name: {name: {"selected_option": {"value": value}}} for name, value in chosen.items()}
        body = self._body("V3")
        body["view"] |= {"state": {"values": values}}
        body["actions"] = [{"action_id": acts.SUPPOSE, "value": self.programme_id.hex}]
        return words(await self._desks.what_if(body))

    async def edits(self, edit: Edit, *people: str) -> dict[str, list[str]]:
        """Edit the first proposal on top of the desk; return what both modals showed."""
        there = desk(self.cast, self.programme_id)
        first = there.proposals[0].proposal_id
        named = tuple(self.cast.profile(each).user_id for each in people)
        command = EditDraft(self.cast.actor("olga"), round_of(there), first, edit, receipt(), named)
        asked: Assignment | None = self.cast.store.do(commands.edit, command)
        assert asked is not None
        await self._desks.edit(self.slack, self._body("V2", first), asked)
        await self.background.drain(A_DRAFT)
        return self.slack.shown

    def _body(self, view_id: str, proposal_id: UUID | None = None) -> dict[str, Any]:
        olga, there = self.cast.actor("olga"), desk(self.cast, self.programme_id)
        carried = acts.carry(Carried(self.programme_id, there.round_id, 0, proposal_id))
        view = {"id": view_id, "root_view_id": "V1", "previous_view_id": "V1", "private_metadata": carried}
        return {"team": {"id": olga.team_id}, "user": {"id": olga.user_id}, "view": view}


@pytest.fixture
def programme_id(cast: Cast) -> UUID:
    """Olga's programme: Ada and Ben are seniors; Cleo, who reports to Ben, and Dora and Emil juniors."""
    found = cast.programme()
    for name in ("ada", "ben"):
        begins(cast, name, found, FirstStep(RoleWish.SENIOR, ("Strategy",), ("Prompting",)))
        finishes(cast, name, found)
    for name in ("cleo", "dora", "emil"):
        begins(cast, name, found, FirstStep(RoleWish.JUNIOR, ("Prompting",), ("Strategy",)))
        finishes(cast, name, found, **({"manager": "ben"} if name == "cleo" else {}))
    return found


def not_installed(_gathered: Gathered) -> Reckoned:
    raise MatchingNotInstalled


def too_long_a_sheet(_gathered: Gathered) -> Reckoned:
    raise SheetGoesIn


def breaks(_gathered: Gathered) -> Reckoned:
    raise MemoryError


def killed(gathered: Gathered) -> Reckoned:
    os.kill(os.getpid(), signal.SIGKILL)
    return reckon(gathered)


async def test_the_draft_takes_the_place_of_the_page_that_announced_it(cast: Cast, programme_id: UUID) -> None:
    waiting, there = await Owner(cast, programme_id).drafts()
    assert "Drafting" in waiting
    assert "5 people are being paired" in waiting
    assert "5 people to pair\n2 new pairs · 1 has nobody" in there
    assert NoticeKind.MATCH_DRAFTED not in {row.kind for row in cast.store.rows(OutboxRow)}, "it came at once"


async def test_whoever_waits_long_gets_a_message_unless_there_is_a_newer_draft(cast: Cast, programme_id: UUID) -> None:
    await Owner(cast, programme_id, soon=0).drafts()
    [row] = [each for each in cast.store.rows(OutboxRow) if each.kind == NoticeKind.MATCH_DRAFTED]
    told = cast.store.do(notices.ready, row)
    assert told is not None
    assert (told.pairs, told.nobody) == (2, 1)
    has_drafted(cast, programme_id)
    assert cast.store.do(notices.ready, row) is None


async def test_without_what_reckons_an_owner_is_told_what_to_install(cast: Cast, programme_id: UUID) -> None:
    *_, told = await Owner(cast, programme_id, not_installed).drafts()
    assert "pip install 'bothways[matching]'" in told


async def test_where_what_reckons_is_killed_the_draft_before_stands_and_another_can_be_begun(
    cast: Cast, programme_id: UUID
) -> None:
    before = has_drafted(cast, programme_id)
    *_, told = await Owner(cast, programme_id, killed, apart=OneProcess).drafts()
    assert "The server broke off while it was pairing" in told
    assert "if there was a draft before, it stands" in told
    after = desk(cast, programme_id)
    assert (after.state, after.proposals) == (RoundState.DRAFTED, before.proposals)
    *_, there = await Owner(cast, programme_id).drafts()
    assert "5 people to pair\n2 new pairs · 1 has nobody" in there


@pytest.mark.parametrize(
    ("reckons", "why"),
    [
        (not_installed, NotDrafted.REFUSED),
        (too_long_a_sheet, NotDrafted.SHEET_GOES_IN),
        (breaks, NotDrafted.BROKE_OFF),
    ],
    ids=["refused", "sheet", "broken"],
)
async def test_whoever_waits_long_for_nothing_gets_a_message_unless_they_began_anew(
    cast: Cast, programme_id: UUID, reckons: Reckon, why: NotDrafted
) -> None:
    for has_one_before in (False, True):
        if has_one_before:
            has_drafted(cast, programme_id)
        await Owner(cast, programme_id, reckons, soon=0).drafts()
        row = not_drafted(cast)[-1]
        told = cast.store.do(notices.not_ready, row)
        assert told is not None
        assert (told.programme_id, told.why) == (programme_id, why)
        begins_a_draft(cast, programme_id)
        assert cast.store.do(notices.not_ready, row) is None
        nobody_is_at_it(cast)


async def test_whoever_saw_at_once_that_nothing_came_of_it_gets_no_message(cast: Cast, programme_id: UUID) -> None:
    await Owner(cast, programme_id, breaks).drafts()
    assert not not_drafted(cast)


async def test_whoever_waits_long_for_a_bot_that_is_stopped_gets_a_message(cast: Cast, programme_id: UUID) -> None:
    goes_on = Event()

    def takes_long(gathered: Gathered) -> Reckoned:
        goes_on.wait(30)
        return reckon(gathered)

    owner = Owner(cast, programme_id, takes_long, soon=0)
    await owner.begins_a_draft()
    try:
        await owner.background.drain(0.05)
        [row] = not_drafted(cast)
        assert row.facts["why"] == NotDrafted.BROKE_OFF
    finally:
        goes_on.set()


def not_drafted(cast: Cast) -> list[OutboxRow]:
    return [each for each in cast.store.rows(OutboxRow) if each.kind == NoticeKind.MATCH_NOT_DRAFTED]


async def test_a_bot_that_is_stopped_gives_the_draft_up(cast: Cast, programme_id: UUID) -> None:
    before, goes_on = has_drafted(cast, programme_id), Event()

    def takes_long(gathered: Gathered) -> Reckoned:
        goes_on.wait(A_DRAFT)
        return reckon(gathered)

    owner = Owner(cast, programme_id, takes_long)
    await owner.begins_a_draft()
    try:
        await owner.background.drain(0.05)
        after = desk(cast, programme_id)
        assert (after.state, after.proposals) == (RoundState.DRAFTED, before.proposals)
    finally:
        goes_on.set()


def test_only_the_page_on_which_a_draft_was_begun_promises_to_show_it(cast: Cast, programme_id: UUID) -> None:
    begins_a_draft(cast, programme_id)
    assert "then this page shows the draft by itself" in words(waiting.drafting(Reader(), programme_id, 5))
    opened = words(surface.page(Reader(), desk(cast, programme_id)))
    assert "look again in a moment" in opened
    assert "by itself" not in opened


class GoesIn:
    """People from a sheet of which the rest is written only when somebody has looked in vain."""

    def __init__(self, cast: Cast, programme_id: UUID) -> None:
        row = "fay@example.com,Fay,Strategy,Prompting"
        self._cast, self._headings = cast, "Email,Name,Can teach,Wants to learn"
        imported(cast, programme_id, row, headings=self._headings)
        self._rest = counted(cast, programme_id, row.replace("Prompting", "Chess"), headings=self._headings)
        self.looks = 0

    def before(self, function: Any) -> None:
        if function in {gathering.gathered, supposing.supposed}:
            self.looks += 1
            if self.looks == 2:
                self._cast.store.do(settling.settle, self._rest)


async def test_a_draft_and_what_a_rule_would_change_wait_for_a_sheet_that_is_going_in(
    cast: Cast, programme_id: UUID
) -> None:
    sheet = GoesIn(cast, programme_id)
    *_, there = await Owner(cast, programme_id, before=sheet.before).drafts()
    assert "6 people" in there
    assert sheet.looks == 2
    sheet = GoesIn(cast, programme_id)
    assert "Under these rules as many people as now" in await Owner(cast, programme_id, before=sheet.before).supposes()
    assert sheet.looks == 2


async def test_while_a_draft_is_reckoned_nobody_takes_it_for_lost(cast: Cast, programme_id: UUID) -> None:
    goes_on, was_held = Event(), asyncio.Event()
    fails: list[Exception] = [StoreUnavailable(), RuntimeError("whatever else may be wrong for a moment")]

    async def transact(function: Any, command: Any) -> Any:
        if function is holding.hold and fails:
            raise fails.pop()
        found = cast.store.do(function, command)
        if function is holding.hold:
            was_held.set()
        return found

    def takes_long(gathered: Gathered) -> Reckoned:
        goes_on.wait(A_DRAFT)
        return reckon(gathered)

    asked = cast.store.do(commands.begin, BeginDraft(cast.actor("olga"), programme_id, receipt()))
    assert asked is not None
    apart = partial(drafted, reckon=takes_long, apart=ThreadPoolExecutor)
    under_way = asyncio.create_task(complete(asked, transact, apart, every=0.01))
    try:
        for _ in range(2):
            nobody_is_at_it(cast)
            assert desk(cast, programme_id).is_lost
            was_held.clear()
            await asyncio.wait_for(was_held.wait(), A_DRAFT)
            assert not desk(cast, programme_id).is_lost
    finally:
        goes_on.set()
        await under_way
    assert len(desk(cast, programme_id).proposals) == 2


async def test_an_edit_says_what_it_changed_and_the_desk_below_is_drawn_anew(cast: Cast, programme_id: UUID) -> None:
    has_drafted(cast, programme_id)
    shown = await Owner(cast, programme_id).edits(Edit.FORBID)
    waiting, changed = shown["V2"]
    assert "Pairing anew" in waiting
    assert "What changed" in changed
    [below] = shown["V1"]
    assert "Since the draft before:" in below


async def test_whom_a_rule_parts_are_named_and_nothing_changes(cast: Cast, programme_id: UUID) -> None:
    before = has_drafted(cast, programme_id)
    shown = await Owner(cast, programme_id).edits(Edit.SWAP, "ben", "cleo")
    told = shown["V2"][-1]
    assert "one of them reports to the other" in told
    assert all(f"<@{cast.profile(name).user_id}>" in told for name in ("ben", "cleo"))
    assert desk(cast, programme_id).proposals == before.proposals
