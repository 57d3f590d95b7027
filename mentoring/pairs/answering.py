"""What follows from an answer: the pair opens, or it does not form and those who had said yes are told so."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from mentoring import audit, consents, outbox
from mentoring.audit import Action
from mentoring.charters import unsigned
from mentoring.enrolments import limits
from mentoring.outbox import NoticeKind, ToPair, ToPerson
from mentoring.pairs.drafts import close, redraw
from mentoring.pairs.patience import TOGETHER_FOR
from mentoring.pairs.rules import Seat, memberships_of
from mentoring.rounds import reasons
from mentoring.unit_of_work import AS_IT_IS, UnitOfWork
from models import (
    ConsentDecision,
    ConsentKind,
    Enrolment,
    Membership,
    MembershipState,
    Pair,
    PairState,
    Participant,
    Programme,
    ProgrammeKind,
)


def is_led(pair: Pair, uow: UnitOfWork) -> bool:
    """Tell whether an owner's programme asked these people, and not one of them the other."""
    programme = uow.get(Programme, pair.workspace_id, pair.programme_id)
    return programme is not None and programme.kind is ProgrammeKind.LED


def enrolments_of(place: Seat, uow: UnitOfWork) -> dict[UUID, Enrolment]:
    """
    Hold the enrolments of everybody in a pair: of two acceptances at one instant the second counts the first.

    It comes before the pair is held, as everybody does it, so that nobody waits in a circle.
    """
    people = [each.participant_id for each in memberships_of(place.pair, uow)]
    return limits.hold(place.workspace_id, place.pair.programme_id, people, uow)


def held(place: Seat, uow: UnitOfWork) -> Pair:
    """Hold the pair's row, and see it and the membership as the last transaction left them."""
    uow.db.refresh(place.pair, with_for_update=AS_IT_IS)
    uow.db.refresh(place.membership)
    return place.pair


def record(decision: ConsentDecision, place: Seat, uow: UnitOfWork) -> None:
    """Write down that somebody takes part in a pair, or does not."""
    person, subject = place.participant, place.membership
    consents.record(person.workspace_id, person.id, ConsentKind.PARTICIPATION, subject.id, decision, uow)


def open_if_all_accepted(pair: Pair, enrolled: Mapping[UUID, Enrolment], uow: UnitOfWork) -> bool:
    """Let a pair begin once everybody has said yes; tell whether it did."""
    memberships = memberships_of(pair, uow)
    if not all(membership.state is MembershipState.ACCEPTED for membership in memberships):
        return False
    pair.state = PairState.ACTIVE
    pair.active_at = uow.now
    pair.look_at = uow.now + TOGETHER_FOR if is_led(pair, uow) else None
    reasons.forget(pair, uow)
    for enrolment in enrolled.values():
        enrolment.missed = 0
    outbox.post(
        pair.workspace_id,
        NoticeKind.PAIR_OPENED,
        f"pair-opened:{pair.id}",
        ToPair(pair.id),
        {"pair_id": str(pair.id)},
        uow,
    )
    unsigned.expect(pair, uow)
    redraw(memberships, "opened", uow)
    return True


def say_no(place: Seat, pair: Pair, enrolled: Mapping[UUID, Enrolment], uow: UnitOfWork) -> None:
    """Let a pair not form since one of its people does not want it now, whatever the reason."""
    record(ConsentDecision.WITHDRAWN, place, uow)
    audit.note(pair.workspace_id, Action.PAIR_DECLINED, pair.id, place.participant.id, uow)
    does_not_form(pair, PairState.DECLINED, enrolled, uow)


def does_not_form(pair: Pair, state: PairState, enrolled: Mapping[UUID, Enrolment], uow: UnitOfWork) -> None:
    """
    Close a pair that was asked for; whoever had said yes is told, in the same words whatever it was.

    Args:
        enrolled: held by the caller, at the least those of people who had said yes: they come first in the next round.
    """
    close(pair, state, uow)
    memberships = memberships_of(pair, uow)
    for membership in memberships:
        if membership.state is MembershipState.ACCEPTED:
            mine = enrolled.get(membership.participant_id)
            if mine is not None and not _has_somebody(mine, uow):
                mine.missed += 1
            outbox.post(
                pair.workspace_id,
                NoticeKind.INVITATION_DECLINED,
                f"invitation-declined:{membership.id}",
                ToPerson(membership.participant_id),
                {"pair_id": str(pair.id), "membership_id": str(membership.id)},
                uow,
            )
    redraw(memberships, "declined", uow)


def withdraw_unanswered(programme: Programme, person: Participant, uow: UnitOfWork) -> None:
    """Take back what a programme still asks somebody who leaves it, and everybody who was asked with them."""
    for pair in uow.db.scalars(
        select(Pair)
        .join(Membership, (Membership.workspace_id == Pair.workspace_id) & (Membership.pair_id == Pair.id))
        .where(
            Pair.workspace_id == programme.workspace_id,
            Pair.programme_id == programme.id,
            Pair.state.in_([PairState.INVITED, PairState.HELD]),
            Membership.participant_id == person.id,
        )
        .order_by(Pair.id)
        .with_for_update(key_share=True, of=Pair)
        .execution_options(populate_existing=True)
    ).all():
        others = [each.participant_id for each in memberships_of(pair, uow) if each.participant_id != person.id]
        # The leaver's own enrolment is held already: nobody is waited for now, so that nobody waits in a circle.
        enrolled = limits.hold_if_free(pair.workspace_id, pair.programme_id, others, uow)
        does_not_form(pair, PairState.WITHDRAWN, enrolled or {}, uow)


def _has_somebody(enrolment: Enrolment, uow: UnitOfWork) -> bool:
    """Tell whether somebody is in another pair of the programme that is under way."""
    under_way = (
        select(Pair.id)
        .join(Membership, (Membership.workspace_id == Pair.workspace_id) & (Membership.pair_id == Pair.id))
        .where(
            Pair.workspace_id == enrolment.workspace_id,
            Pair.programme_id == enrolment.programme_id,
            Pair.state == PairState.ACTIVE,
            Membership.participant_id == enrolment.participant_id,
        )
        .limit(1)
    )
    return uow.db.scalars(under_way).first() is not None
