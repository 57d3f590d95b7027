"""
Taking rows out of the outbox and into Slack.

Three short transactions a message: claim, begin, outcome. Between them the process may die at any point: a row that
was only claimed goes back; one that may be in Slack already is looked for before it is sent again.
"""

import asyncio
import math
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from cryptography.fernet import InvalidToken
from msgspec import Struct

from adapters.database import StoreUnavailable, Transact
from adapters.slack import NotSent, OutcomeLost, RateLimited, SlackRefused
from mentoring import workspaces
from mentoring.delivery import claims, dispatch, outcomes
from mentoring.delivery.gates import METHODS_OF
from mentoring.delivery.pacing import Rate
from mentoring.delivery.steps import (
    AskWhoReads,
    Begin,
    ClaimBatch,
    Claimed,
    CloseGate,
    Delivered,
    DirectMessage,
    Dispatch,
    KeepConversation,
    KeepFiles,
    NotFoundInHistory,
    NotNow,
    OutcomeUnknown,
    OutOfReach,
    ProgrammeChannel,
    PutOff,
    Recover,
    Retry,
    Undeliverable,
    Vanished,
)
from mentoring.states import OutboxAct
from mentoring.workspaces import ParkWorkspace
from scheduler import retries
from scheduler.messenger import Messenger
from scheduler.quiet_hours import QuietHours
from scheduler.retries import Meaning
from views import notices
from views.kit import Message
from views.reader import Reader

log = structlog.get_logger()

SEALED_WAIT_MS = 60_000
EVERYTHING = "*"
AT_ONCE = 4
"""Conversations of one workspace that are written to at the same time: Slack may take a third of a second for each."""


class Patience(Struct, frozen=True):
    """
    How long delivery waits, in milliseconds.

    Attributes:
        lease_ms: how long one worker may hold a row; a crashed worker's rows are taken up after it.
        settle_ms: how long Slack's history may lag; before that a message of unknown outcome is not looked for.
    """

    lease_ms: int = 30_000
    settle_ms: int = 60_000


class Delivery:
    """
    One worker.

    Args:
        workspace_id: the one whose token the messenger has; other workspaces of the store have workers of their own.
        per_second: how many messages a second Slack is given in the long run, by all workers of the workspace together.
        tick: a monotonic clock in seconds, for the deadline of a lease within this process.
    """

    def __init__(
        self,
        transact: Transact,
        messenger: Messenger,
        patience: Patience,
        workspace_id: UUID,
        *,
        per_second: float,
        batch: int = 20,
        tick: Callable[[], float] = time.monotonic,
    ) -> None:
        self._transact = transact
        self._messenger = messenger
        self._patience = patience
        self._workspace_id = workspace_id
        self._batch = batch
        self._tick = tick
        self._stopping = False
        # Workers look once a second: what comes together between two looks must fit, or the rate is never reached.
        self._rate = Rate(per_second, max(batch, math.ceil(2 * per_second)))
        self._shut: set[str] = set()
        self._room_at = 0.0
        self._quiet = QuietHours(messenger, tick)

    async def recover(self) -> int:
        """
        Take up what crashed workers left; return how many rows that were.

        The lease that ran out was waiting too. So with the wait that is left, the one between two looks, and a moment
        for each step, what Slack never took is sent when lease and settling time are over, and not later.
        """
        settle_ms = self._patience.settle_ms
        left_ms = settle_ms - min(self._patience.lease_ms, settle_ms // 2)
        taken_up = await self._transact(claims.recover, Recover(self._workspace_id, left_ms))
        if taken_up:
            log.warning("delivery.recovered", rows=taken_up)
        return taken_up

    async def run_once(self) -> int:
        """Send one batch of what is due; return how many rows were taken in hand."""
        if self._tick() < self._room_at:
            return 0
        deadline = self._deadline()
        # What was refused in the last batch stands in the store by now, for all replicas.
        self._shut.clear()
        batch = await self._transact(
            claims.claim_batch, ClaimBatch(self._workspace_id, self._batch, self._patience.lease_ms, self._rate)
        )
        held = batch.held
        # A burst of clicks wakes the worker many times a second: it need not ask each time what it has just been told.
        self._room_at = self._tick() + batch.room_in_ms / 1_000
        if len(held) > 1:
            read_by = await self._transact(dispatch.readers, AskWhoReads(self._workspace_id, held))
            await self._quiet.learn(read_by.user_ids, read_by.now)
        lanes: dict[UUID, list[Claimed]] = {}
        for claimed in held:
            lanes.setdefault(claimed.lane, []).append(claimed)
        seats = asyncio.Semaphore(AT_ONCE)
        ended = await asyncio.gather(
            *(self._one_by_one(lane, deadline, seats) for lane in lanes.values()), return_exceptions=True
        )
        for error in ended:
            if error is not None:
                raise error
        return 0 if self._stopping else len(held)

    async def _one_by_one(self, lane: Sequence[Claimed], deadline: float, seats: asyncio.Semaphore) -> None:
        """Send what goes to one conversation, in its order; a slow conversation holds up no other."""
        async with seats:
            for claimed in lane:
                if self._stopping or self._tick() >= deadline:
                    await self._transact(outcomes.release, claimed)
                else:
                    await self._handle(claimed)

    def stop(self) -> None:
        """Finish the messages under way and hand the rest of the batch back."""
        self._stopping = True

    def _deadline(self) -> float:
        """Return when a lease taken now is over by this process's own clock, which no host clock can skew."""
        return self._tick() + self._patience.lease_ms / 1_000

    async def _handle(self, claimed: Claimed) -> None:
        deadline = self._deadline()
        try:
            ready = await self._transact(dispatch.begin, Begin(claimed, self._patience.lease_ms))
            words = self._words(ready) if ready is not None else None
        except StoreUnavailable:
            # The row is not at fault: its lease runs out, and then it is taken up again.
            raise
        except InvalidToken:
            # This process lacks a key that another replica may have.
            log.exception("delivery.sealed", row=claimed.row_id.hex)
            await self._transact(outcomes.put_off, PutOff(claimed, SEALED_WAIT_MS, "sealed with an unknown key"))
            return
        except Exception as error:
            log.exception("delivery.unreadable", row=claimed.row_id.hex)
            await self._transact(outcomes.give_up, Undeliverable(claimed, f"unreadable: {type(error).__name__}"))
            return
        if ready is not None:
            await self._guarded(ready, words, deadline)

    async def _guarded(self, ready: Dispatch, words: Message | None, deadline: float) -> None:
        try:
            await self._send(ready, words, deadline)
        except StoreUnavailable:
            raise
        except Exception as error:
            # Nobody foresaw it, so nobody knows how far the sending came; the rest of the batch is not at fault.
            name = type(error).__name__
            log.exception("delivery.surprised", row=ready.claimed.row_id.hex, error=name)
            await self._transact(outcomes.lose_sight, OutcomeUnknown(ready.claimed, self._patience.settle_ms, name))

    async def _send(self, ready: Dispatch, words: Message | None, deadline: float) -> None:
        claimed = ready.claimed
        try:
            if await self._is_there_already(ready):
                return
            if ready.may_stand_unseen and not await self._answers():
                await self._transact(outcomes.out_of_reach, OutOfReach(claimed, self._patience.settle_ms))
                return
            quiet_until = await self._quiet_until(ready)
            if quiet_until is not None:
                await self._transact(outcomes.not_now, NotNow(claimed, quiet_until, ready.tried_ms))
                return
            place = await self._place(ready)
            if self._tick() >= deadline or self._is_shut(ready.act):
                # Another worker may hold the row by now, and then decides; else it was certainly not sent.
                why = "another one of the batch was told to wait, or the lease ran out"
                await self._transact(outcomes.retry, Retry(claimed, 0, why, ready.tried_ms, attempts=0))
                return
            channel, ts = await self._speak(ready, words, place)
        except RateLimited as limit:
            self._shut.add(limit.method)
            wait = limit.retry_after * 1_000
            await self._transact(outcomes.close_gate, CloseGate(claimed.workspace_id, limit.method, wait))
            await self._transact(outcomes.retry, Retry(claimed, 0, "rate limited", ready.tried_ms, attempts=0))
        except SlackRefused as refused:
            await self._refused(ready, refused.error)
        except NotSent as unsent:
            # Slack out of reach is no fault of the message: it waits, however long, and is never given up for it.
            waits = Retry(claimed, retries.wait_ms(0), str(unsent), ready.tried_ms, attempts=0)
            await self._transact(outcomes.retry, waits)
        except OutcomeLost as lost:
            log.warning("delivery.outcome_unknown", row=claimed.row_id.hex, reason=str(lost))
            await self._transact(outcomes.lose_sight, OutcomeUnknown(claimed, self._patience.settle_ms, str(lost)))
        else:
            await self._transact(outcomes.deliver, Delivered(claimed, channel, ts))

    def _is_shut(self, act: OutboxAct) -> bool:
        """Tell whether a message that was begun beside this one was refused meanwhile in a way that holds for both."""
        return not self._shut.isdisjoint((EVERYTHING, *METHODS_OF[act]))

    async def _quiet_until(self, ready: Dispatch) -> datetime | None:
        """Return until when the reader wants to be left alone, for what nobody asked for now."""
        if not ready.keeps_hours or not isinstance(ready.address, DirectMessage):
            return None
        until = await self._quiet.until(ready.address.user_id, ready.now)
        if until is None or ready.at_latest is None:
            return until
        return min(until, ready.at_latest) if ready.at_latest > ready.now else None

    async def _answers(self) -> bool:
        """Ask Slack for nothing but an answer, so that what an outage swallows does not count as said."""
        try:
            await self._messenger.ask()
        except (NotSent, OutcomeLost) as error:
            log.info("delivery.out_of_reach", error=type(error).__name__)
            return False
        except (RateLimited, SlackRefused):
            # A no is an answer too; what it means shows when the message itself is refused.
            return True
        return True

    async def _is_there_already(self, ready: Dispatch) -> bool:
        """Look for a message whose reply was lost; tell whether there is nothing to send now."""
        if ready.look_since is None or not isinstance(ready.address, DirectMessage):
            return False
        if ready.file_ids:
            found = await self._messenger.find_file(ready.file_ids[0])
        else:
            found = await self._messenger.find(ready.address.user_id, ready.claimed.row_id, ready.look_since)
        if found is not None:
            await self._transact(outcomes.deliver, Delivered(ready.claimed, *found, was_found=True))
        else:
            wait = max(self._patience.settle_ms // 4, 1)
            await self._transact(outcomes.not_found, NotFoundInHistory(ready.claimed, wait))
        return True

    async def _speak(self, ready: Dispatch, words: Message | None, place: tuple[str, str | None]) -> tuple[str, str]:
        match ready.act, words, place:
            case OutboxAct.POST, Message(attached=()), (channel, None):
                return await self._post(ready, words, channel)
            case OutboxAct.POST, Message(), (user_id, None) if isinstance(ready.address, DirectMessage):
                return await self._share(ready, words, user_id)
            case OutboxAct.WHISPER, Message(attached=()), (channel, None) if ready.listener is not None:
                return await self._messenger.whisper(channel, ready.listener, words)
            case OutboxAct.REPLY, Message(attached=()), (channel, str(ts)):
                return await self._messenger.reply(channel, ts, words, ready.claimed.row_id)
            case OutboxAct.REFRESH, Message(), (channel, str(ts)):
                await self._messenger.update(channel, ts, words, ready.mark)
            case OutboxAct.PIN, _, (channel, str(ts)):
                await self._messenger.pin(channel, ts)
            case OutboxAct.UNPIN, _, (channel, str(ts)):
                await self._messenger.unpin(channel, ts)
            case OutboxAct.REMOVE, _, (channel, str(ts)):
                await self._messenger.remove(channel, ts)
            case _:
                msg = f"a {ready.act} came without its words or its target, or with files that it cannot bring"
                raise ValueError(msg)
        return channel, ts

    async def _post(self, ready: Dispatch, words: Message, channel: str) -> tuple[str, str]:
        """Post; a programme's public channel is joined when that shows to be needed, and never before."""
        try:
            return await self._messenger.post(channel, words, ready.claimed.row_id)
        except SlackRefused as refused:
            if refused.error != "not_in_channel" or not isinstance(ready.address, ProgrammeChannel):
                raise
        await self._messenger.join(channel)
        return await self._messenger.post(channel, words, ready.claimed.row_id)

    async def _share(self, ready: Dispatch, words: Message, user_id: str) -> tuple[str, str]:
        """Bring files: their ids are kept before anybody is shown them, so that they can be looked for."""
        file_ids = await self._messenger.hand_over(words.attached)
        if not await self._transact(outcomes.keep_files, KeepFiles(ready.claimed, file_ids)):
            raise NotSent("the lease was lost")
        return await self._messenger.share(user_id, words, file_ids)

    async def _place(self, ready: Dispatch) -> tuple[str, str | None]:
        """Return the channel, and the ts of the message there that is acted on; a pair's conversation is opened."""
        if ready.target is not None:
            return ready.target
        if isinstance(ready.address, DirectMessage):
            return ready.address.user_id, None
        if isinstance(ready.address, ProgrammeChannel):
            return ready.address.channel_id, None
        if ready.address.channel_id is not None:
            return ready.address.channel_id, None
        channel = await self._messenger.open_conversation(ready.address.user_ids)
        await self._transact(
            outcomes.keep_conversation,
            KeepConversation(ready.claimed.workspace_id, ready.address.pair_id, channel),
        )
        return channel, None

    def _words(self, ready: Dispatch) -> Message | None:
        return None if ready.notice is None else notices.render(Reader(ready.locale), ready.notice)

    async def _refused(self, ready: Dispatch, error: str) -> None:
        claimed = ready.claimed
        log.warning("delivery.refused", row=claimed.row_id.hex, kind=ready.kind, error=error)
        match retries.meaning(error):
            case Meaning.PARK_WORKSPACE:
                self._shut.add(EVERYTHING)
                await self._transact(
                    outcomes.retry, Retry(claimed, retries.wait_ms(0), error, ready.tried_ms, attempts=0)
                )
                await self._transact(workspaces.park, ParkWorkspace(ready.team_id))
            case Meaning.GIVE_UP if error == retries.VANISHED and ready.target is not None:
                await self._transact(outcomes.vanish, Vanished(claimed, retries.reason(error)))
            case Meaning.GIVE_UP:
                is_shut_out = isinstance(ready.address, ProgrammeChannel) and error in retries.NOT_LET_IN
                reason = retries.INVITE_ME if is_shut_out else retries.reason(error)
                await self._transact(outcomes.give_up, Undeliverable(claimed, reason))
            case Meaning.TRY_AGAIN:
                wait = retries.wait_ms(ready.attempts)
                await self._transact(outcomes.retry, Retry(claimed, wait, error, ready.tried_ms))
