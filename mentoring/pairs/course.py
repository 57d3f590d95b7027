"""
What a pair of a programme does by itself: who does not answer is reminded once, then nobody waits any longer; after
ninety days together its people are asked whether they go on.

A held one, of which nobody knows, takes the very same course, so that nobody can tell it by the time it took.
"""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

from mentoring import outbox
from mentoring.enrolments import limits
from mentoring.enrolments.queries import own
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.pairs import onward
from mentoring.pairs.answering import does_not_form
from mentoring.pairs.drafts import reminder_key
from mentoring.pairs.patience import release_at, remind_at
from mentoring.pairs.rules import Member, members_of, people_of
from mentoring.participants import quiet_until
from mentoring.unit_of_work import UnitOfWork
from models import (
    EnrolmentState,
    Membership,
    MembershipState,
    OutboxAct,
    OutboxRow,
    Pair,
    PairState,
    Participant,
    ParticipantState,
    Programme,
)

TRIED_AGAIN = timedelta(minutes=1)
"""After which somebody who holds an enrolment, since they are just answering, has surely let go of it."""


class InvitationReminder(Struct, frozen=True):
    """
    Somebody is reminded, once, that a programme asked them.

    Attributes:
        is_open: whether their answer is still awaited.
        is_entered: whether an owner entered the reader, who has agreed to nothing yet: they answer where all that is
            kept about them is shown.
    """

    pair_id: UUID
    programme: str
    others: tuple[Member, ...]
    is_open: bool
    is_entered: bool = False


def advance(pair: Pair, uow: UnitOfWork) -> None:
    """Do what is due for one pair now, and note when to look at it again."""
    match pair.state:
        case PairState.INVITED | PairState.HELD:
            _wait(pair, uow)
        case PairState.ACTIVE:
            onward.advance(pair, uow)
        case _:
            pair.look_at = None


def reminder(row: OutboxRow, uow: UnitOfWork) -> InvitationReminder | None:
    """Return the reminder as it stands; nothing to post where no answer is awaited, or none was ever asked for."""
    pair = uow.db.get_one(Pair, {"workspace_id": row.workspace_id, "id": UUID(row.facts["pair_id"])})
    mine = uow.db.get_one(Membership, {"workspace_id": row.workspace_id, "id": UUID(row.facts["membership_id"])})
    person = uow.db.get_one(Participant, {"workspace_id": row.workspace_id, "id": mine.participant_id})
    programme = uow.db.get_one(Programme, {"workspace_id": row.workspace_id, "id": pair.programme_id})
    is_open = pair.state is PairState.INVITED and mine.state is MembershipState.INVITED
    if row.act is OutboxAct.POST and (not is_open or person.state is ParticipantState.GONE):
        return None
    others = tuple(member for member in members_of(pair, uow) if member.membership_id != mine.id)
    enrolment = own(person, pair.programme_id, uow)
    is_entered = enrolment is not None and enrolment.state is EnrolmentState.IMPORTED
    return InvitationReminder(pair.id, programme.name, others, is_open, is_entered)


def _wait(pair: Pair, uow: UnitOfWork) -> None:
    moments = []
    people = people_of(pair, uow)
    for membership, person in people:
        if membership.state is MembershipState.INVITED:
            moment = _next_step(membership, person, pair, uow)
            if moment is None:
                _release(pair, people, uow)
                return
            moments.append(moment)
    pair.look_at = min(moments, default=None)


def _next_step(membership: Membership, person: Participant, pair: Pair, uow: UnitOfWork) -> datetime | None:
    """Remind somebody if it is time to; return when the next thing happens, or nothing if it does now."""
    reminded = outbox.posted(pair.workspace_id, reminder_key(membership.id), uow)
    if reminded is not None:
        moment = release_at(person, reminded.created_at)
        return moment if moment > uow.now else None
    moment = remind_at(person, pair.created_at)
    if moment > uow.now:
        return moment
    outbox.post(
        pair.workspace_id,
        NoticeKind.INVITATION_REMINDER,
        reminder_key(membership.id),
        ToPerson(person.id),
        {"pair_id": str(pair.id), "membership_id": str(membership.id)},
        uow,
        due_at=quiet_until(person, uow.now),
    )
    return release_at(person, uow.now)


def _release(pair: Pair, people: list[tuple[Membership, Participant]], uow: UnitOfWork) -> None:
    """Wait no longer: whoever had said yes is told, and comes first in the next round."""
    # Whoever answers holds enrolments first and the pair afterwards; here the pair is held already.
    everybody = [person.id for _, person in people]
    enrolled = limits.hold_if_free(pair.workspace_id, pair.programme_id, everybody, uow)
    if enrolled is None:
        pair.look_at = uow.now + TRIED_AGAIN
        return
    does_not_form(pair, PairState.WITHDRAWN, enrolled, uow)
