"""What follows when a pair that was under way has ended, for whatever reason; nobody is named."""

from collections.abc import Iterable

from sqlalchemy import select

from mentoring import outbox
from mentoring.charters import cards, unsigned
from mentoring.outbox import NoticeKind, ToPair, ToPerson
from mentoring.pairs.patience import onward_key, stretch_of
from mentoring.pairs.rules import memberships_of
from mentoring.remedies import gone
from mentoring.sessions import planning as sessions
from mentoring.unit_of_work import UnitOfWork
from models import Membership, Pair, Schedule, ScheduleState


def tell_of_the_end(pair: Pair, memberships: Iterable[Membership], uow: UnitOfWork) -> None:
    """Tell people in private that their pair has ended: not by whom, and not why."""
    for membership in memberships:
        outbox.post(
            pair.workspace_id,
            NoticeKind.PAIR_ENDED,
            f"pair-ended:{membership.id}",
            ToPerson(membership.participant_id),
            {"pair_id": str(pair.id), "membership_id": str(membership.id)},
            uow,
        )


def put_away(pair: Pair, uow: UnitOfWork) -> None:
    """Say the last line in the pair's conversation, take the buttons off its cards, and let nothing more come."""
    outbox.post(
        pair.workspace_id,
        NoticeKind.PAIR_FAREWELL,
        f"pair-farewell:{pair.id}",
        ToPair(pair.id),
        {"pair_id": str(pair.id)},
        uow,
    )
    outbox.refresh(pair.workspace_id, f"pair-opened:{pair.id}", "ended", uow)
    cards.put_away(pair, uow)
    unsigned.settle(pair, "ended", uow)
    gone.settle(pair, "ended", uow)
    sessions.cancel(pair, uow)
    memberships = memberships_of(pair, uow)
    stretch = stretch_of(pair, uow.now)
    for membership in memberships:
        # What somebody would have had of it concerns nobody any more.
        membership.onward = None
        outbox.refresh(pair.workspace_id, onward_key(membership.id, stretch), "ended", uow)
    for schedule in uow.db.scalars(
        select(Schedule).where(
            Schedule.workspace_id == pair.workspace_id,
            Schedule.membership_id.in_([membership.id for membership in memberships]),
        )
    ):
        schedule.state = ScheduleState.STOPPED
