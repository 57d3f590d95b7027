"""Who agrees to a transcript of one session, read from the ledger."""

from uuid import UUID

from sqlalchemy import select

from mentoring.pairs.rules import Member
from mentoring.transcripts.rules import TranscriptStand, is_late
from mentoring.unit_of_work import UnitOfWork
from models import Consent, ConsentDecision, ConsentKind, Membership, Session, SessionState, Transcript

OVER = (SessionState.CLOSING, SessionState.CLOSED)


def stand(session: Session, members: tuple[Member, ...], uow: UnitOfWork) -> TranscriptStand:
    """Return how the matter of a session's transcript stands."""
    latest = _decisions(session, uow)
    agreed = tuple(each for each in members if latest.get(each.membership_id) is ConsentDecision.GIVEN)
    return TranscriptStand(
        agreed=agreed,
        missing=tuple(each for each in members if each not in agreed),
        is_in=handed_in(session.workspace_id, session.id, uow) is not None,
        is_over=session.state in OVER,
        is_late=is_late(session.ended_at, uow.now),
    )


def handed_in(workspace_id: UUID, session_id: UUID, uow: UnitOfWork) -> Transcript | None:
    """Return the record of the transcript that was handed in."""
    return uow.db.scalars(
        select(Transcript).where(Transcript.workspace_id == workspace_id, Transcript.session_id == session_id).limit(1)
    ).one_or_none()


def _decisions(session: Session, uow: UnitOfWork) -> dict[UUID, ConsentDecision]:
    """Return each member's latest decision, by membership."""
    rows = uow.db.execute(
        select(Membership.id, Consent.decision)
        .join(
            Consent,
            (Consent.workspace_id == Membership.workspace_id) & (Consent.participant_id == Membership.participant_id),
        )
        .where(
            Membership.workspace_id == session.workspace_id,
            Membership.pair_id == session.pair_id,
            Consent.kind == ConsentKind.TRANSCRIPT,
            Consent.subject_id == session.id,
        )
        .order_by(Consent.decided_at, Consent.id)
    )
    return {row.id: row.decision for row in rows}
