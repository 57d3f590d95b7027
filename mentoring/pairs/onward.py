"""
After ninety days together each of a programme's pair is asked, alone: go on together, or somebody new?

What somebody chose is kept until all have answered, or the time for it is over, and nobody else ever sees it.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from msgspec import Struct

from mentoring import audit, outbox
from mentoring.audit import Action
from mentoring.errors import Refusal
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.pairs.answering import held
from mentoring.pairs.drafts import close
from mentoring.pairs.ending import put_away, tell_of_the_end
from mentoring.pairs.patience import TOGETHER_FOR, onward_key, stretch_of
from mentoring.pairs.rules import Member, members_of, memberships_of, people_of, seat
from mentoring.participants import Actor, quiet_until
from mentoring.unit_of_work import UnitOfWork
from mentoring.wording import N_
from models import Membership, Onward, OutboxAct, OutboxRow, Pair, PairState, Participant, ParticipantState

ANSWERED_WITHIN = timedelta(days=10)
"""From when the last of them could read it; without an answer a pair goes on."""
BEFORE_THE_NEXT = timedelta(days=1)


class NotAskedNow(Refusal):
    """Everybody has answered, or the time for it is over."""

    message = N_("This question is settled, so nothing was changed. Bothways’ Home tab shows where your pair stands.")


class Outcome(StrEnum):
    """How the question stands: still open, the pair goes on, or it is over."""

    OPEN = "open"
    GOES_ON = "goes_on"
    OVER = "over"


class OnwardQuestion(Struct, frozen=True):
    """
    The question to one member.

    Attributes:
        choice: what the reader chose so far; of the others it tells nothing.
    """

    pair_id: UUID
    others: tuple[Member, ...]
    choice: Onward | None
    outcome: Outcome


class SayOnward(Struct, frozen=True):
    """A member chooses, or chooses otherwise."""

    actor: Actor
    pair_id: UUID
    choice: Onward


def advance(pair: Pair, uow: UnitOfWork) -> None:
    """Ask when it is time to, and settle it when the time for answers is over; note when to look again."""
    if pair.active_at is None or stretch_of(pair, uow.now) == 0:
        pair.look_at = pair.active_at and pair.active_at + TOGETHER_FOR
    elif pair.look_at == pair.active_at:
        # Of before this was asked at all, as its migration left it. Not everybody on the day of an upgrade: each pair
        # when its present ninety days are over, as if it had been asked all along and had always gone on.
        pair.look_at = _next_stretch(pair, uow)
    elif not _was_asked(pair, uow):
        _ask(pair, uow)
    else:
        _settle(pair, uow)


def say(command: SayOnward, uow: UnitOfWork) -> None:
    """
    Keep one member's choice; once all have chosen, the pair goes on or ends, and no choice is kept any longer.

    Raises:
        NotInThisPair, PairHasEnded: there is nothing to choose for this person.
        NotAskedNow: they were not asked, or it is settled.
    """
    place = seat(command.pair_id, command.actor, uow)
    pair = held(place, uow)
    place.must_be_active()
    if not _is_open(pair, uow):
        raise NotAskedNow
    place.membership.onward = command.choice
    if all(each.onward is not None for each in memberships_of(pair, uow)):
        _settle(pair, uow)
        return
    key = onward_key(place.membership.id, stretch_of(pair, uow.now))
    outbox.refresh(pair.workspace_id, key, f"{command.choice}-{uow.now.isoformat()}", uow)


def asked(row: OutboxRow, uow: UnitOfWork) -> OnwardQuestion | None:
    """Return the question as it stands; nothing to post once it is settled, or nobody reads it."""
    pair = uow.db.get_one(Pair, {"workspace_id": row.workspace_id, "id": UUID(row.facts["pair_id"])})
    mine = uow.db.get_one(Membership, {"workspace_id": row.workspace_id, "id": UUID(row.facts["membership_id"])})
    person = uow.db.get_one(Participant, {"workspace_id": row.workspace_id, "id": mine.participant_id})
    if pair.state is not PairState.ACTIVE:
        outcome = Outcome.OVER
    else:
        is_this = onward_key(mine.id, stretch_of(pair, uow.now)) == onward_key(
            mine.id, stretch_of(pair, row.created_at)
        )
        outcome = Outcome.OPEN if is_this and _is_open(pair, uow) else Outcome.GOES_ON
    if row.act is OutboxAct.POST and (outcome is not Outcome.OPEN or person.state is ParticipantState.GONE):
        return None
    others = tuple(member for member in members_of(pair, uow) if member.membership_id != mine.id)
    return OnwardQuestion(pair.id, others, mine.onward if outcome is Outcome.OPEN else None, outcome)


def _was_asked(pair: Pair, uow: UnitOfWork) -> bool:
    first = memberships_of(pair, uow)[0]
    return outbox.posted(pair.workspace_id, onward_key(first.id, stretch_of(pair, uow.now)), uow) is not None


def _is_open(pair: Pair, uow: UnitOfWork) -> bool:
    """Tell whether answers are awaited: asked in this stretch, and not yet looking ahead to the next one."""
    if pair.active_at is None or pair.look_at is None or stretch_of(pair, uow.now) == 0:
        return False
    return pair.look_at < _next_stretch(pair, uow) and _was_asked(pair, uow)


def _next_stretch(pair: Pair, uow: UnitOfWork) -> datetime:
    return (pair.active_at or uow.now) + TOGETHER_FOR * (stretch_of(pair, uow.now) + 1)


def _ask(pair: Pair, uow: UnitOfWork) -> None:
    people = people_of(pair, uow)
    for membership, person in people:
        membership.onward = None
        outbox.post(
            pair.workspace_id,
            NoticeKind.ONWARD_ASKED,
            onward_key(membership.id, stretch_of(pair, uow.now)),
            ToPerson(person.id),
            {"pair_id": str(pair.id), "membership_id": str(membership.id)},
            uow,
        )
    reached = max(quiet_until(person, uow.now) for _, person in people)
    pair.look_at = min(reached + ANSWERED_WITHIN, _next_stretch(pair, uow) - BEFORE_THE_NEXT)


def _settle(pair: Pair, uow: UnitOfWork) -> None:
    """Let a pair go on, unless anybody wants somebody new; then it ends for all alike, and nobody is named."""
    memberships = memberships_of(pair, uow)
    if any(each.onward is Onward.SOMEBODY_NEW for each in memberships):
        close(pair, PairState.ENDED, uow)
        audit.note(pair.workspace_id, Action.PAIR_ROTATED, pair.id, None, uow)
        tell_of_the_end(pair, memberships, uow)
        put_away(pair, uow)
        return
    stretch = stretch_of(pair, uow.now)
    pair.look_at = _next_stretch(pair, uow)
    for each in memberships:
        each.onward = None
        outbox.refresh(pair.workspace_id, onward_key(each.id, stretch), "settled", uow)
