"""
What every step does to a row.

Leases, gates and waits follow the database's clock (milliseconds); what is due follows the product's clock.
"""

from datetime import datetime

from sqlalchemy import select, text

from mentoring.delivery.steps import Claimed
from mentoring.happenings import What
from mentoring.outbox import NoticeKind
from mentoring.unit_of_work import UnitOfWork
from models import OutboxRow, OutboxState
from models.types import database_ms

UNDER_WAY = (OutboxState.CLAIMED, OutboxState.SENDING)
IN_HAND = text("outbox.state IN ('claimed', 'sending', 'unknown')")
"""The condition of the index on rows under way, word for word: SQLite uses that index only where it reads it."""
KINDS = frozenset(kind.value for kind in NoticeKind)
_CLOCK = select(database_ms())
TOLD = {OutboxState.SENT: What.SENT, OutboxState.DEAD: What.DEAD, OutboxState.DROPPED: What.DROPPED}


def now_ms(uow: UnitOfWork) -> int:
    # Past the session, which would write a row's changes down by halves. PostgreSQL looks for what a row refers to
    # when it is changed twice in one transaction, and there waits for whoever holds the pair.
    return int(uow.connection.execute(_CLOCK).scalar_one())


def held(claimed: Claimed, uow: UnitOfWork) -> OutboxRow | None:
    """Return the row if this worker still holds it; a lease that ran out and was taken over is not ours any more."""
    row = uow.get(OutboxRow, claimed.workspace_id, claimed.row_id, lock=True)
    if row is None or row.claim_token != claimed.token or row.state not in UNDER_WAY:
        return None
    return row


def before_claim(row: OutboxRow) -> OutboxState:
    """Return the state a row that was only claimed goes back to: one tried before is still of unknown outcome."""
    return OutboxState.PENDING if row.first_tried_ms is None else OutboxState.UNKNOWN


def wait(row: OutboxRow, state: OutboxState, wait_ms: int, uow: UnitOfWork) -> None:
    row.state = state
    row.claim_token = None
    row.wait_until_ms = now_ms(uow) + wait_ms if wait_ms else 0


def postpone(row: OutboxRow, until: datetime) -> None:
    """Let it wait for its reader; when it was meant to be said is kept, for the case that they are back sooner."""
    row.wanted_at = row.wanted_at or row.due_at
    row.due_at = max(row.due_at, until)


def finish(row: OutboxRow, state: OutboxState, reason: str | None, uow: UnitOfWork) -> None:
    row.state = state
    row.claim_token = None
    row.failure = reason
    row.finished_at = uow.now
    uow.tell(TOLD[state], row.id, row.kind)
    if row.user_id is not None:
        # Somebody who takes part in nothing: once they have their answer, nothing here leads back to them.
        row.user_id = row.channel_id = row.message_ts = row.file_ids = None
