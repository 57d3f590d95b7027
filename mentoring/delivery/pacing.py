"""
Keeping to what Slack likes: a few messages a second in a workspace, about one in a conversation, with short bursts.

A bucket is one moment of the database's clock that every message moves on (the generic cell rate algorithm): all
replicas share it, and none has to count.
"""

from functools import cache
from uuid import UUID

from msgspec import Struct
from sqlalchemy import BigInteger, Select, Update, bindparam, case, select, update

from mentoring.unit_of_work import UnitOfWork
from models import OutboxAct, OutboxRow, Pace
from models.types import database_ms

WORKSPACE = "workspace"
_CLOCK = select(database_ms())
SPEAKING = frozenset({OutboxAct.POST, OutboxAct.REPLY, OutboxAct.WHISPER})
"""What Slack counts by conversation; edits and pins it counts by method alone."""


class Rate(Struct, frozen=True):
    """
    How often in the long run, and how many at once after a quiet time.

    Raises:
        ValueError: nothing could ever be sent.
    """

    per_second: float
    burst: int

    def __post_init__(self) -> None:
        if self.per_second <= 0 or self.burst < 1:
            msg = "a rate lets at least one message through"
            raise ValueError(msg)

    @property
    def each_us(self) -> int:
        """Microseconds that one message takes."""
        return max(1, round(1_000_000 / self.per_second))


CONVERSATION = Rate(per_second=1, burst=5)


class Bucket:
    """
    A workspace's own bucket, held by one worker until its transaction ends.

    Attributes:
        room: how many messages fit now.
        room_in_ms: after how many milliseconds one fits; 0 when one does now.
    """

    def __init__(self, pace: Pace, rate: Rate, now_us: int) -> None:
        self._pace = pace
        self._each_us = rate.each_us
        self._from_us = max(pace.ahead_us, now_us)
        free_us = now_us + rate.burst * self._each_us - self._from_us
        self.room = max(0, free_us // self._each_us)
        self.room_in_ms = 0 if self.room else (self._each_us - free_us) // 1_000 + 1

    def take(self, number: int) -> None:
        """Count so many messages."""
        if number:
            self._pace.ahead_us = self._from_us + number * self._each_us


def hold(workspace_id: UUID, rate: Rate, uow: UnitOfWork) -> Bucket | None:
    """Return the workspace's bucket, or nothing while another worker is at it: then that one takes what is due."""
    pace = _free(workspace_id, uow)
    if pace is None:
        uow.add_once(Pace, workspace_id=workspace_id, what=WORKSPACE, ahead_us=0)
        pace = _free(workspace_id, uow)
    return None if pace is None else Bucket(pace, rate, _now_us(uow))


def take_turn(row: OutboxRow, uow: UnitOfWork) -> int:
    """
    Count one more message in the row's conversation.

    Returns:
        How many milliseconds are to be waited first; nothing was counted then, and with 0 it was.
    """
    conversation = _conversation(row)
    if conversation is None:
        return 0
    key = {"at": row.workspace_id, "to": conversation}
    first = {"workspace_id": row.workspace_id, "what": conversation}
    now_us = _now_us(uow)
    if uow.add_once(Pace, **first, ahead_us=now_us + CONVERSATION.each_us):
        return 0
    if uow.connection.execute(_one_more(), key | {"now_us": now_us}).rowcount == 1:
        return 0
    ahead_us = uow.connection.execute(_ahead(), key).scalar_one()
    return max(1, (ahead_us - _latest(now_us)) // 1_000 + 1)


def _conversation(row: OutboxRow) -> str | None:
    """Name where the row is said; nothing for somebody who takes part in nothing, of whom nothing is to be kept."""
    if row.act not in SPEAKING:
        return None
    where = row.pair_id or row.participant_id or row.programme_id
    return None if where is None else where.hex


def _latest(now_us: int) -> int:
    """Return the latest moment a bucket may have reached for one more message to fit."""
    return now_us + (CONVERSATION.burst - 1) * CONVERSATION.each_us


def _free(workspace_id: UUID, uow: UnitOfWork) -> Pace | None:
    return uow.db.scalars(_pace(), {"workspace_id": workspace_id}).one_or_none()


def _now_us(uow: UnitOfWork) -> int:
    return int(uow.connection.execute(_CLOCK).scalar_one()) * 1_000


@cache
def _pace() -> Select[Pace]:
    """Built once, as its like below: putting such a question together takes longer than its answer."""
    of_workspace = (Pace.workspace_id == bindparam("workspace_id"), Pace.what == WORKSPACE)
    return select(Pace).where(*of_workspace).with_for_update(key_share=True, skip_locked=True)


@cache
def _one_more() -> Update:
    now_us = bindparam("now_us", type_=BigInteger())
    moved = case((Pace.ahead_us > now_us, Pace.ahead_us), else_=now_us) + CONVERSATION.each_us
    fits = Pace.ahead_us <= now_us + (CONVERSATION.burst - 1) * CONVERSATION.each_us
    return (
        update(Pace)
        .where(Pace.workspace_id == bindparam("at"), Pace.what == bindparam("to"), fits)
        .values(ahead_us=moved)
        .execution_options(synchronize_session=False, preserve_rowcount=True)
    )


@cache
def _ahead() -> Select[int]:
    return select(Pace.ahead_us).where(Pace.workspace_id == bindparam("at"), Pace.what == bindparam("to"))
