"""What a programme's messages tell, read from the store at the moment of sending."""

from uuid import UUID

from msgspec import Struct
from sqlalchemy import and_, select

from mentoring import outbox
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.programmes.queries import postings
from mentoring.unit_of_work import UnitOfWork
from models import OutboxRow, OutboxState, Participant, Programme, ProgrammeDuty, ProgrammeRole


class ProgrammeOpen(Struct, frozen=True):
    """The message in the programme's channel."""

    programme_id: UUID
    name: str
    owner_user_ids: tuple[str, ...]


class ProgrammeDutyGiven(Struct, frozen=True):
    """Told to an owner whom somebody else appointed."""

    programme_id: UUID
    name: str
    channel_id: str


class ProgrammeShutOut(Struct, frozen=True):
    """Told to the owner when the channel does not let the bot in."""

    programme_id: UUID
    name: str
    channel_id: str


def told(row: OutboxRow, uow: UnitOfWork) -> ProgrammeOpen:
    """Return what the message in the programme's channel tells."""
    programme = _of(row, uow)
    return ProgrammeOpen(programme.id, programme.name, tuple(owner.slack_user_id for owner in _owners(programme, uow)))


def duty(row: OutboxRow, uow: UnitOfWork) -> ProgrammeDutyGiven:
    """Return what a new owner is told."""
    programme = _of(row, uow)
    return ProgrammeDutyGiven(programme.id, programme.name, programme.channel_id or "")


def shut_out(row: OutboxRow, uow: UnitOfWork) -> ProgrammeShutOut | None:
    """Return what an owner is told of a closed channel; nothing once the message stands there after all."""
    programme = _of(row, uow)
    stands = any(state is not OutboxState.DEAD for state in postings(programme, uow))
    if stands:
        return None
    return ProgrammeShutOut(programme.id, programme.name, programme.channel_id or "")


def not_posted(row: OutboxRow, uow: UnitOfWork) -> None:
    """Let the owners know that the channel does not let the bot in."""
    programme = _of(row, uow)
    for owner in _owners(programme, uow):
        outbox.post(
            programme.workspace_id,
            NoticeKind.PROGRAMME_SHUT_OUT,
            f"programme-shut-out:{row.id}:{owner.id}",
            ToPerson(owner.id),
            {"programme_id": str(programme.id)},
            uow,
        )


def _owners(programme: Programme, uow: UnitOfWork) -> list[Participant]:
    return list(
        uow.db.scalars(
            select(Participant)
            .join(
                ProgrammeDuty,
                and_(
                    ProgrammeDuty.workspace_id == Participant.workspace_id,
                    ProgrammeDuty.participant_id == Participant.id,
                ),
            )
            .where(
                ProgrammeDuty.workspace_id == programme.workspace_id,
                ProgrammeDuty.programme_id == programme.id,
                ProgrammeDuty.role == ProgrammeRole.OWNER,
            )
            .order_by(Participant.id)
        )
    )


def _of(row: OutboxRow, uow: UnitOfWork) -> Programme:
    return uow.db.get_one(Programme, {"workspace_id": row.workspace_id, "id": UUID(row.facts["programme_id"])})
