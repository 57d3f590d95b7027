"""Rows to deliver, and looks into what became of them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, text, update

from mentoring import courses
from mentoring.delivery import claims, dispatch, outcomes
from mentoring.delivery.steps import Begin, Claim, Claimed, Delivered, Dispatch, LookAhead
from mentoring.schedules import PlanDue
from models import OutboxRow, OutboxState, Pace, Workspace
from models.base import new_id
from models.types import database_ms
from tests.factories.cast import Cast
from tests.factories.store import Store

LEASE_MS = 30_000


def first_met(store: Store) -> UUID:
    """The workspace that was met first: the only one, in all tests but those of two tenants."""
    return store.rows(Workspace)[0].id


def claim(
    store: Store, limit: int = 100, lease_ms: int = LEASE_MS, *, workspace_id: UUID | None = None
) -> tuple[Claimed, ...]:
    return store.do(claims.claim, Claim(workspace_id or first_met(store), limit, lease_ms))


def claim_unknown(store: Store, limit: int = 100, lease_ms: int = LEASE_MS) -> tuple[Claimed, ...]:
    return store.do(claims.claim_unknown, Claim(first_met(store), limit, lease_ms))


def begin(store: Store, claimed: Claimed) -> Dispatch | None:
    """Begin, as if a while had passed since the last message to the same people."""
    with store.transaction() as uow:
        uow.db.execute(update(Pace).values(ahead_us=0))
    return store.do(dispatch.begin, Begin(claimed, LEASE_MS))


def row(store: Store, row_id: UUID) -> OutboxRow:
    with store.transaction() as uow:
        return uow.db.scalars(select(OutboxRow).where(OutboxRow.id == row_id)).one()


def let_waiting_end(store: Store) -> None:
    """As if the database's clock had moved past every lease, wait and pace; no clock of ours can move it."""
    with store.transaction() as uow:
        uow.db.execute(update(OutboxRow).values(wait_until_ms=database_ms() - 1))
        uow.db.execute(update(Pace).values(ahead_us=0))


@dataclass(frozen=True)
class Sending:
    """A row that has begun to be sent."""

    claimed: Claimed
    dispatch: Dispatch


def sending(cast: Cast) -> Sending:
    """One invitation to a person, under way."""
    cast.invitation("ada", "ben")
    return send_next(cast.store)


def send_next(store: Store) -> Sending:
    """Claim and begin the row that is due first."""
    [claimed] = claim(store, limit=1)
    ready = begin(store, claimed)
    assert ready is not None
    return Sending(claimed, ready)


def deliver(cast: Cast, under_way: Sending, ts: str = "1.1") -> OutboxRow:
    cast.store.do(outcomes.deliver, Delivered(under_way.claimed, "C1", ts))
    return row(cast.store, under_way.claimed.row_id)


def deliver_all(cast: Cast) -> list[Sending]:
    """Send everything due, one after the other, as one worker would."""
    sent = []
    for number in range(50):
        held = claim(cast.store, limit=1, workspace_id=cast.workspace_id)
        if not held:
            break
        ready = begin(cast.store, held[0])
        if ready is not None:
            under_way = Sending(held[0], ready)
            deliver(cast, under_way, f"{number}.1")
            sent.append(under_way)
    return sent


def take_course(cast: Cast) -> None:
    """Plan everything due."""
    while cast.store.do(courses.plan_due, PlanDue(cast.workspace_id)).advanced:
        pass


def live(cast: Cast, until: datetime) -> list[Sending]:
    """Let time pass from one due instant to the next: what falls due happens and is said, at its very moment."""
    said = []
    while True:
        take_course(cast)
        said += deliver_all(cast)
        if cast.store.clock.now() >= until:
            return said
        ahead = cast.store.do(claims.outlook, LookAhead(cast.workspace_id)).next_due_at
        cast.store.clock.set(min(ahead or until, until))


def set_all_sent(cast: Cast) -> None:
    with cast.store.transaction() as uow:
        said = update(OutboxRow).where(OutboxRow.due_at <= uow.now)
        uow.db.execute(said.values(state=OutboxState.SENT, channel_id="C1", message_ts="1.1"))


def fill(cast: Cast, number: int) -> None:
    """Many rows, a tenth of them waiting, at once and without a command: only their number matters."""
    cast.invitation("ann", "bob")
    one = cast.store.rows(OutboxRow)[-1]
    same = {column.name: getattr(one, column.name) for column in OutboxRow.__table__.columns}
    states = [OutboxState.PENDING, *[OutboxState.SENT] * 9]
    rows = [
        {**same, "id": new_id(), "dedup_key": f"filled:{each}", "state": states[each % 10]} for each in range(number)
    ]
    with cast.store.transaction() as uow:
        uow.db.execute(insert(OutboxRow), rows)
        uow.db.execute(text("ANALYZE"))
