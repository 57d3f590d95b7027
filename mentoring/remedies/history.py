"""One's own taps, to oneself alone: the one query that opens a score, and it opens only the asker's own."""

from sqlalchemy import select

from mentoring.pairs.rules import members_of, seats
from mentoring.participants import Actor
from mentoring.pulses import Score
from mentoring.remedies.rules import TAPS_SHOWN, OwnTap, OwnTaps
from mentoring.unit_of_work import UnitOfWork, reads
from models import MembershipState, PairState, Programme, ProgrammeKind, Pulse


@reads
def own_taps(actor: Actor, uow: UnitOfWork) -> tuple[OwnTaps, ...]:
    """Return the actor's own taps of each pair under way, oldest pair first; skips are none."""
    places = [
        place
        for place in seats(actor, uow)
        if place.pair.state is PairState.ACTIVE and place.membership.state is MembershipState.ACCEPTED
    ]
    found = []
    for place in places:
        newest = uow.db.scalars(
            select(Pulse)
            .where(
                Pulse.workspace_id == place.workspace_id,
                Pulse.membership_id == place.membership.id,
                Pulse.sealed_score.is_not(None),
            )
            .order_by(Pulse.answered_at.desc(), Pulse.id.desc())
            .limit(TAPS_SHOWN)
        )
        taps = tuple(
            OwnTap(pulse.answered_at or pulse.asked_at, Score(uow.vault.open(pulse.sealed_score or "")))
            for pulse in newest
        )
        others = tuple(member for member in members_of(place.pair, uow) if member.membership_id != place.membership.id)
        programme = uow.db.get_one(Programme, {"workspace_id": place.workspace_id, "id": place.pair.programme_id})
        is_led = programme.kind is ProgrammeKind.LED
        found.append(OwnTaps(place.pair.id, others, taps, Score(programme.opens_below), is_led))
    return tuple(found)
