"""Which pairs need their owner's attention: that they do, and never why."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select

from mentoring.pairs.rules import seats
from mentoring.participants import Actor, is_paused
from mentoring.unit_of_work import UnitOfWork
from models import (
    CheckIn,
    Close,
    Membership,
    Pair,
    PairState,
    Participant,
    Programme,
    Pulse,
    Session,
    SupportWish,
)

QUIET_FOR = 1.5
"""Rhythms in which nobody of a pair answered anything."""


def needing(programme: Programme, pair_ids: Collection[UUID], reader: Actor, uow: UnitOfWork) -> frozenset[UUID]:
    """
    Return which of a programme's pairs need attention: a member chose so, or none of them has answered for long.

    Never a pair in which the reader has a place: of two, they would know whose private wish it is.
    """
    pair_ids = set(pair_ids) - {place.pair.id for place in seats(reader, uow)}
    wished = uow.db.scalars(
        select(Membership.pair_id)
        .join(
            SupportWish,
            (SupportWish.workspace_id == Membership.workspace_id) & (SupportWish.membership_id == Membership.id),
        )
        .join(Pair, (Pair.workspace_id == Membership.workspace_id) & (Pair.id == Membership.pair_id))
        .where(
            Membership.workspace_id == programme.workspace_id,
            Membership.pair_id.in_(pair_ids),
            Pair.state == PairState.ACTIVE,
        )
    )
    return frozenset(wished) | _fallen_silent(programme, pair_ids, uow)


def _fallen_silent(programme: Programme, pair_ids: Collection[UUID], uow: UnitOfWork) -> frozenset[UUID]:
    since = uow.now - timedelta(days=programme.cadence_days * QUIET_FOR)
    begun = set(
        uow.db.scalars(
            select(Pair.id).where(
                Pair.workspace_id == programme.workspace_id,
                Pair.id.in_(pair_ids),
                Pair.state == PairState.ACTIVE,
                Pair.active_at < since,
            )
        )
    )
    if not begun:
        return frozenset()
    of_pairs = (Membership.workspace_id == programme.workspace_id) & Membership.pair_id.in_(begun)
    by_member = [
        select(Membership.pair_id)
        .join(
            model,
            (model.workspace_id == Membership.workspace_id) & (model.membership_id == Membership.id),
        )
        .where(of_pairs, moment >= since)
        for model, moment in ((CheckIn, CheckIn.created_at), (Close, Close.closed_at), (Pulse, Pulse.answered_at))
    ]
    met = select(Session.pair_id).where(
        Session.workspace_id == programme.workspace_id,
        Session.pair_id.in_(begun),
        func.coalesce(Session.ended_at, Session.started_at) >= since,
    )
    alive = {pair_id for query in (*by_member, met) for pair_id in uow.db.scalars(query)}
    # Whoever takes a break owes nobody an answer.
    resting = {
        pair_id
        for pair_id, person in uow.db.execute(
            select(Membership.pair_id, Participant)
            .join(
                Participant,
                (Participant.workspace_id == Membership.workspace_id) & (Participant.id == Membership.participant_id),
            )
            .where(of_pairs, Participant.paused_until.is_not(None))
        )
        if is_paused(person, since) or is_paused(person, uow.now)
    }
    return frozenset(begun - alive - resting)
