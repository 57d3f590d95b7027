"""The charter's messages in the pair's conversation: how each is found again, and what becomes of it at the end."""

from uuid import UUID

from sqlalchemy import select

from mentoring import outbox
from mentoring.unit_of_work import UnitOfWork
from models import Charter, CharterVersion, CharterVersionState, OutboxAct, Pair


def to_sign_key(version_id: UUID) -> str:
    """Return the outbox key of the card that asks for a version's missing signatures."""
    return f"charter-to-sign:{version_id}"


def in_force_key(version_id: UUID) -> str:
    """Return the outbox key of the one message that tells a version came into force."""
    return f"charter-in-force:{version_id}"


def unpin(workspace_id: UUID, version_id: UUID, occasion: str, uow: UnitOfWork) -> None:
    """Draw the card of a version that was in force anew, and take its pin away."""
    outbox.refresh(workspace_id, in_force_key(version_id), occasion, uow)
    card = outbox.posted(workspace_id, in_force_key(version_id), uow)
    if card is not None:
        outbox.follow_up(card, OutboxAct.UNPIN, occasion, uow)


def put_away(pair: Pair, uow: UnitOfWork) -> None:
    """Let the cards of a pair that has ended say so: nothing is left to sign, and nothing stays pinned."""
    versions = uow.db.execute(
        select(CharterVersion.id, CharterVersion.state)
        .join(
            Charter,
            (Charter.workspace_id == CharterVersion.workspace_id) & (Charter.id == CharterVersion.charter_id),
        )
        .where(
            Charter.workspace_id == pair.workspace_id,
            Charter.pair_id == pair.id,
            CharterVersion.state.in_([CharterVersionState.OPEN, CharterVersionState.IN_FORCE]),
        )
        .order_by(CharterVersion.number)
    )
    for version_id, state in versions:
        if state is CharterVersionState.IN_FORCE:
            unpin(pair.workspace_id, version_id, "ended", uow)
        else:
            outbox.refresh(pair.workspace_id, to_sign_key(version_id), "ended", uow)
