"""
A message that stands twice heals itself.

Where the bot may not read, what lost its reply is said again, and then there may be a copy of which nobody knows where
it stands. A click on it tells. Then the copy goes, and the message that the outbox holds on to stays; where the outbox
holds on to none, because it is still looking for it or has given it up, the copy becomes the message.
"""

from sqlalchemy import select

from mentoring import outbox
from mentoring.delivery.outcomes import stands
from mentoring.delivery.rows import UNDER_WAY
from mentoring.delivery.sighting import Sighting
from mentoring.happenings import What
from mentoring.unit_of_work import UnitOfWork, reads
from models import (
    Membership,
    OutboxAct,
    OutboxRow,
    Pair,
    Participant,
    Programme,
    Workspace,
    WorkspaceState,
)

POSTED = (OutboxAct.POST, OutboxAct.REPLY)


@reads
def is_strange(command: Sighting, uow: UnitOfWork) -> bool:
    """Tell whether it stands elsewhere than the outbox knows; hardly ever, so that a click need not wait to write."""
    row = _row(command, uow)
    return row is not None and row.message_ts != command.message_ts


def heal(command: Sighting, uow: UnitOfWork) -> None:
    """Take the copy away, or let it be the message; from somebody who cannot see that message it changes nothing."""
    row = _row(command, uow, lock=True)
    if row is None or row.message_ts == command.message_ts:
        return
    if not _is_seen_by(command, row, uow) or _is_another(command, row, uow):
        return
    if row.message_ts is not None or row.state in UNDER_WAY:
        # Of one on its way the removal waits until it stands.
        outbox.remove_copy(row, command.channel_id, command.message_ts, uow)
    elif row.attempts or row.looks:
        stands(row, command.channel_id, command.message_ts, f"found:{command.message_ts}", uow)
        uow.tell(What.RECONCILED, row.id, row.kind)
        outbox.follow_up(row, OutboxAct.REFRESH, f"found:{command.message_ts}", uow)


def _row(command: Sighting, uow: UnitOfWork, *, lock: bool = False) -> OutboxRow | None:
    wanted = (Workspace.team_id == command.actor.team_id, Workspace.state == WorkspaceState.ACTIVE)
    workspace_id = uow.db.scalars(select(Workspace.id).where(*wanted)).one_or_none()
    row = None if workspace_id is None else uow.get(OutboxRow, workspace_id, command.row_id, lock=lock)
    return row if row is not None and row.act in POSTED else None


def _is_seen_by(command: Sighting, row: OutboxRow, uow: UnitOfWork) -> bool:
    """Tell whether the one who clicked is somebody to whom the message was said, and clicked it where it was said."""
    if row.programme_id is not None:
        programme = uow.get(Programme, row.workspace_id, row.programme_id)
        return programme is not None and programme.channel_id == command.channel_id
    person = uow.db.scalars(
        select(Participant).where(
            Participant.workspace_id == row.workspace_id, Participant.slack_user_id == command.actor.user_id
        )
    ).one_or_none()
    if person is None:
        return False
    if row.pair_id is None:
        return row.participant_id == person.id and row.channel_id in {None, command.channel_id}
    pair = uow.get(Pair, row.workspace_id, row.pair_id)
    if pair is None or pair.conversation_id != command.channel_id:
        return False
    member = select(Membership.id).where(
        Membership.workspace_id == row.workspace_id,
        Membership.pair_id == row.pair_id,
        Membership.participant_id == person.id,
    )
    return uow.db.scalars(member).first() is not None


def _is_another(command: Sighting, row: OutboxRow, uow: UnitOfWork) -> bool:
    """Tell whether what stands there is a message that the outbox holds on to for itself: it is never taken away."""
    other = select(OutboxRow.id).where(
        OutboxRow.workspace_id == row.workspace_id,
        OutboxRow.pair_id == row.pair_id,
        OutboxRow.participant_id == row.participant_id,
        OutboxRow.programme_id == row.programme_id,
        OutboxRow.act.in_(POSTED),
        OutboxRow.channel_id == command.channel_id,
        OutboxRow.message_ts == command.message_ts,
    )
    return uow.db.scalars(other.limit(1)).first() is not None
