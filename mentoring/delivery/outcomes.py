"""What became of a sending, written down."""

from sqlalchemy import update

from mentoring import outbox
from mentoring.delivery.rows import KINDS, before_claim, finish, held, now_ms, postpone, wait
from mentoring.delivery.steps import (
    Claimed,
    CloseGate,
    Delivered,
    KeepConversation,
    KeepFiles,
    NotFoundInHistory,
    NotNow,
    OutcomeUnknown,
    OutOfReach,
    PutOff,
    Retry,
    Undeliverable,
    Vanished,
)
from mentoring.happenings import What
from mentoring.notices import TELLINGS
from mentoring.outbox import NoticeKind
from mentoring.unit_of_work import UnitOfWork
from mentoring.wording import N_
from models import Gate, OutboxAct, OutboxRow, OutboxState, Pair

LOOKS_BEFORE_SENDING_AGAIN = 2
GIVE_UP_AFTER = 12
"""Attempts; with the back-off of the scheduler about half a day."""
SAID_AT_MOST = 3
"""How often a message may be said where the bot cannot see whether it stands there already."""
LONGEST_WAIT_MS = 60 * 60 * 1_000
NO_ANSWER = N_("Slack took the message several times without an answer. It may stand in the conversation already.")


def keep_files(command: KeepFiles, uow: UnitOfWork) -> bool:
    """
    Keep the ids of files before anybody is shown them: by these alone they can be looked for.

    Returns:
        Whether the row is still this worker's to send.
    """
    row = held(command.claimed, uow)
    if row is None:
        return False
    row.file_ids = list(command.file_ids)
    return True


def deliver(command: Delivered, uow: UnitOfWork) -> None:
    """Keep where the message stands in Slack; it is never sent again, even if the lease was lost meanwhile."""
    row = uow.get(OutboxRow, command.claimed.workspace_id, command.claimed.row_id, lock=True)
    if row is None:
        return
    if row.state is OutboxState.SENT:
        _remove_second(row, command, uow)
        return
    stands(row, command.channel_id, command.message_ts, "posted", uow)
    if command.was_found:
        uow.tell(What.RECONCILED, row.id, row.kind)


def stands(row: OutboxRow, channel_id: str, message_ts: str, occasion: str, uow: UnitOfWork) -> None:
    """Keep where a message stands, and have it pinned if it is one of those."""
    row.channel_id = channel_id
    row.message_ts = message_ts
    finish(row, OutboxState.SENT, None, uow)
    if row.act is OutboxAct.POST and row.kind in KINDS and TELLINGS[NoticeKind(row.kind)].is_pinned:
        outbox.follow_up(row, OutboxAct.PIN, occasion, uow)


def _remove_second(row: OutboxRow, command: Delivered, uow: UnitOfWork) -> None:
    """Take away what a worker said after it lost its lease, when another said it too; a file has no ts of its own."""
    is_another = row.message_ts is not None and row.message_ts != command.message_ts
    if is_another and row.act in {OutboxAct.POST, OutboxAct.REPLY} and not row.file_ids:
        outbox.remove_copy(row, command.channel_id, command.message_ts, uow)


def retry(command: Retry, uow: UnitOfWork) -> None:
    """Put the row back; after too many attempts it is set aside with its reason."""
    row = held(command.claimed, uow)
    if row is None:
        return
    row.attempts += command.attempts
    row.first_tried_ms = command.tried_ms
    if row.attempts >= GIVE_UP_AFTER:
        finish(row, OutboxState.DEAD, command.reason, uow)
        return
    wait(row, OutboxState.PENDING, command.wait_ms, uow)
    row.failure = command.reason
    uow.tell(What.RETRIED, row.id, row.kind)


def not_now(command: NotNow, uow: UnitOfWork) -> None:
    """Let a message wait until its reader may be disturbed; its hours and its worth are looked at again then."""
    row = held(command.claimed, uow)
    if row is None:
        return
    postpone(row, command.until)
    row.first_tried_ms = command.tried_ms
    wait(row, OutboxState.PENDING, 0, uow)


def release(claimed: Claimed, uow: UnitOfWork) -> None:
    """Hand a row back that was claimed and not begun, so that nobody waits for the lease to run out."""
    row = held(claimed, uow)
    if row is not None and row.state is OutboxState.CLAIMED:
        wait(row, before_claim(row), 0, uow)


def put_off(command: PutOff, uow: UnitOfWork) -> None:
    """Hand a row back that was not begun, for later."""
    row = held(command.claimed, uow)
    if row is not None:
        row.failure = command.reason
        wait(row, before_claim(row), command.wait_ms, uow)


def lose_sight(command: OutcomeUnknown, uow: UnitOfWork) -> None:
    """Nobody knows whether Slack has it: wait until its history would show it."""
    row = held(command.claimed, uow)
    if row is not None:
        set_unknown(row, command.reason, command.wait_ms, uow)


def set_unknown(row: OutboxRow, reason: str, wait_ms: int, uow: UnitOfWork) -> None:
    """
    Have the row looked for after `wait_ms`, and later each time that it happens again.

    Where the bot may not read, it is said again rather than lost, but not for ever: after a few times nobody doubts
    that it stands there, or that Slack does not want it. Edits and pins may be repeated like any other attempt.
    """
    row.attempts += 1
    row.failure = reason
    uow.tell(What.UNKNOWN, row.id, row.kind)
    longer_ms = max(wait_ms, min(wait_ms * 2 ** (row.attempts - 1), LONGEST_WAIT_MS))
    if row.act is OutboxAct.POST and row.pair_id is None and row.programme_id is None:
        wait(row, OutboxState.UNKNOWN, longer_ms, uow)
        return
    row.first_tried_ms = None
    if row.act is OutboxAct.WHISPER:
        # It concerned that moment, and half the time it was heard.
        finish(row, OutboxState.DEAD, NO_ANSWER, uow)
        return
    if row.act in {OutboxAct.POST, OutboxAct.REPLY}:
        row.looks += 1
    if row.looks >= SAID_AT_MOST or row.attempts >= GIVE_UP_AFTER:
        finish(row, OutboxState.DEAD, NO_ANSWER, uow)
    else:
        says_again = row.act in {OutboxAct.POST, OutboxAct.REPLY}
        uow.tell(What.REPEATED if says_again else What.RETRIED, row.id, row.kind)
        wait(row, OutboxState.PENDING, longer_ms, uow)


def out_of_reach(command: OutOfReach, uow: UnitOfWork) -> None:
    """Let what may have been said wait until Slack answers again: an outage, however long, says nothing in vain."""
    row = held(command.claimed, uow)
    if row is not None:
        row.first_tried_ms = None
        wait(row, OutboxState.UNKNOWN, command.wait_ms, uow)


def not_found(command: NotFoundInHistory, uow: UnitOfWork) -> None:
    """Count the look in vain; the second one proves that the message has to be sent again."""
    row = held(command.claimed, uow)
    if row is None:
        return
    row.looks += 1
    if row.looks < LOOKS_BEFORE_SENDING_AGAIN:
        wait(row, OutboxState.UNKNOWN, command.wait_ms, uow)
        return
    row.looks = 0
    row.first_tried_ms = None
    wait(row, OutboxState.PENDING, 0, uow)
    uow.tell(What.RETRIED, row.id, row.kind)
    uow.wakes_delivery = True


def give_up(command: Undeliverable, uow: UnitOfWork) -> None:
    """Set the row aside with a reason that a person understands; the queue flows on."""
    row = held(command.claimed, uow)
    if row is None:
        return
    finish(row, OutboxState.DEAD, command.reason, uow)
    follows = TELLINGS[NoticeKind(row.kind)].given_up if row.kind in KINDS else None
    if follows is not None and row.act is OutboxAct.POST:
        follows(row, uow)


def vanish(command: Vanished, uow: UnitOfWork) -> None:
    """
    Nobody sees the message any more that was to be edited or pinned: no further edit is tried in vain.

    It is not posted again, since somebody took it away. Should a second copy of it make itself known, that one takes
    its place.
    """
    row = held(command.claimed, uow)
    if row is None:
        return
    finish(row, OutboxState.DROPPED, command.reason, uow)
    about = None if row.about_id is None else uow.get(OutboxRow, row.workspace_id, row.about_id, lock=True)
    if about is not None and about.state is OutboxState.SENT:
        about.message_ts = None
        finish(about, OutboxState.DROPPED, command.reason, uow)


def keep_conversation(command: KeepConversation, uow: UnitOfWork) -> None:
    """Keep Slack's id of a pair's conversation; the first one stays."""
    pair = uow.get(Pair, command.workspace_id, command.pair_id, lock=True)
    if pair is not None and pair.conversation_id is None:
        pair.conversation_id = command.channel_id


def close_gate(command: CloseGate, uow: UnitOfWork) -> None:
    """Let no replica call the method before Slack's own Retry-After is over."""
    until_ms = now_ms(uow) + command.wait_ms
    uow.tell(What.GATE_CLOSED, kind=command.method)
    if not uow.add_once(Gate, workspace_id=command.workspace_id, method=command.method, until_ms=until_ms):
        uow.db.execute(
            update(Gate)
            .where(Gate.workspace_id == command.workspace_id, Gate.method == command.method, Gate.until_ms < until_ms)
            .values(until_ms=until_ms)
        )
