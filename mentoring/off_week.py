"""
Half-way between two sessions: one DM that asks for a check-in, and for the pulse if it was not given in the close.

What is due together comes together: the member's own open commitments are in it, and what the others wrote meanwhile.
"""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import func, select

from mentoring import checkins, outbox, pulses
from mentoring.checkins import WrittenCheckIn
from mentoring.commitments.queries import open_in
from mentoring.commitments.rules import CommitmentLine
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.pairs.rules import Member, Seat, members_of, seat
from mentoring.participants import is_paused
from mentoring.pulses import AskAgain, PulseCard
from mentoring.unit_of_work import UnitOfWork, reads
from models import (
    CheckIn,
    Membership,
    Occurrence,
    OutboxAct,
    OutboxRow,
    Pair,
    PairState,
    Participant,
    Pulse,
    PulseState,
    Session,
    SessionState,
    Visibility,
)

WORTH_ASKING = timedelta(days=4)
GIVEN_LATELY = 5 / 7
"""Of a rhythm: a tap in a close that is no older counts for this round, and not for the one before."""


class OffWeekCard(Struct, frozen=True):
    """
    What one member is asked between two sessions.

    Attributes:
        mine: their own newest check-in since the pair met, if there is one.
        theirs: the others' newest shared ones since then.
        commitments: what they have open themselves.
        pulse: the question as it stands; nothing when the tap was given in the close.
        is_half_way: whether a session is planned that this is half-way to.
    """

    pair_id: UUID
    others: tuple[Member, ...]
    mine: WrittenCheckIn | None
    theirs: tuple[WrittenCheckIn, ...]
    commitments: tuple[CommitmentLine, ...]
    pulse: PulseCard | None
    is_half_way: bool = True


def ask(membership: Membership, occurrence: Occurrence, every_days: int, due_at: datetime, uow: UnitOfWork) -> None:
    """Put the DM to one member, at a decent hour."""
    facts = {"membership_id": str(membership.id)}
    if pulses.was_given_in_close(membership, uow.now - timedelta(days=every_days * GIVEN_LATELY), uow):
        occurrence.reason = "the pulse was given in a close"
    else:
        facts["pulse_id"] = str(pulses.ask(membership, occurrence, uow))
    outbox.post(
        membership.workspace_id,
        NoticeKind.OFF_WEEK,
        pulses.asked_in(occurrence.id),
        ToPerson(membership.participant_id),
        facts,
        uow,
        due_at=due_at,
        keep_until=due_at + WORTH_ASKING,
    )


def card(row: OutboxRow, uow: UnitOfWork) -> OffWeekCard | None:
    """
    Return what is asked, as it stands now.

    Nothing to post when all of it was done before, when the person pauses, or when the pair ended.
    """
    place = _place(UUID(row.facts["membership_id"]), row.workspace_id, uow)
    if place.pair.state is not PairState.ACTIVE:
        return None
    pulse_id = row.facts.get("pulse_id")
    pulse = uow.get(Pulse, row.workspace_id, UUID(pulse_id)) if pulse_id else None
    told = _card(place, pulse, uow)
    if row.act is not OutboxAct.POST:
        return told
    asks_nothing = told.mine is not None and (pulse is None or pulse.state is not PulseState.ASKED)
    return None if is_paused(place.participant, uow.now) or asks_nothing else told


@reads
def of_pulse(command: AskAgain, uow: UnitOfWork) -> OffWeekCard:
    """
    Return the DM in which a pulse was asked.

    Raises:
        NotInThisPair: it is somebody else's.
    """
    place = seat(command.pair_id, command.actor, uow)
    return _card(place, pulses.own(place, command.pulse_id, uow), uow)


@reads
def reopened(command: AskAgain, uow: UnitOfWork) -> OffWeekCard:
    """
    Return the DM with its question open once more.

    Raises:
        NotInThisPair, PairHasEnded, PulseIsSettled: it cannot be answered anew.
    """
    question = pulses.question(command, uow)
    return replace(of_pulse(command, uow), pulse=replace(question, state=PulseState.ASKED))


def _card(place: Seat, pulse: Pulse | None, uow: UnitOfWork) -> OffWeekCard:
    members = members_of(place.pair, uow)
    newest = {each.membership_id: each for each in _since_they_met(place, uow)}
    others = tuple(each for each in members if each.membership_id != place.membership.id)
    mine = newest.get(place.membership.id)
    return OffWeekCard(
        place.pair.id,
        others,
        None if mine is None else checkins.opened(mine, members, uow),
        tuple(
            checkins.opened(newest[each.membership_id], members, uow) for each in others if each.membership_id in newest
        ),
        tuple(each for each in open_in(place.pair, uow) if each.whose.membership_id == place.membership.id),
        None if pulse is None else pulses.card_of(place, pulse, uow),
        is_half_way=_is_half_way(place, uow),
    )


def _is_half_way(place: Seat, uow: UnitOfWork) -> bool:
    """Tell whether the pair has a session ahead; one that waits for a time may never be."""
    ahead = select(Session.id).where(
        Session.workspace_id == place.workspace_id,
        Session.pair_id == place.pair.id,
        Session.state == SessionState.PLANNED,
        Session.starts_at > uow.now,
    )
    return uow.db.scalars(ahead.limit(1)).first() is not None


def _since_they_met(place: Seat, uow: UnitOfWork) -> list[CheckIn]:
    """Return what this member may read of the check-ins since the last session, oldest first."""
    met = uow.db.scalar(
        select(func.max(Session.ended_at)).where(
            Session.workspace_id == place.workspace_id, Session.pair_id == place.pair.id
        )
    )
    asked = select(CheckIn).where(
        CheckIn.workspace_id == place.workspace_id,
        CheckIn.pair_id == place.pair.id,
        (CheckIn.visibility == Visibility.SHARED) | (CheckIn.membership_id == place.membership.id),
    )
    if met is not None:
        asked = asked.where(CheckIn.created_at >= met)
    return list(uow.db.scalars(asked.order_by(CheckIn.created_at, CheckIn.id)))


def _place(membership_id: UUID, workspace_id: UUID, uow: UnitOfWork) -> Seat:
    membership, pair, participant = uow.db.execute(
        select(Membership, Pair, Participant)
        .join(Pair, (Pair.workspace_id == Membership.workspace_id) & (Pair.id == Membership.pair_id))
        .join(
            Participant,
            (Participant.workspace_id == Membership.workspace_id) & (Participant.id == Membership.participant_id),
        )
        .where(Membership.workspace_id == workspace_id, Membership.id == membership_id)
    ).one()
    return Seat(membership, pair, participant)
