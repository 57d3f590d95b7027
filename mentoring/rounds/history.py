"""What went before a round: pairs under way, past ones, and what owners want no more."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import combinations, permutations
from uuid import UUID

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import aliased

from mentoring.matching import Pair
from mentoring.rounds.decisions import of_draft, wanted_in
from mentoring.unit_of_work import UnitOfWork
from models import (
    DecisionKind,
    Enrolment,
    EnrolmentState,
    MatchDecision,
    MatchProposal,
    MatchRound,
    Membership,
    MembershipState,
    PairState,
    Participant,
    Programme,
    Role,
)
from models import Pair as StoredPair

UNDER_WAY = (PairState.INVITED, PairState.HELD, PairState.ACTIVE)
NEVER_WERE = (PairState.DECLINED, PairState.WITHDRAWN)
"""Asked, and then not a pair: by a no, in silence, or taken back."""


class Together(Struct, frozen=True):
    """People of one pair, by Slack user id, each with their place."""

    people: tuple[tuple[str, Role], ...]

    def pairs(self) -> list[Pair]:
        """Return each senior with each junior."""
        return [
            Pair(one, other)
            for one, role in self.people
            for other, place in self.people
            if role is Role.SENIOR and place is Role.JUNIOR
        ]

    def extra(self) -> dict[str, int]:
        """Return how many places more than one this pair seems to take of somebody: a triad is one place."""
        found: dict[str, int] = defaultdict(lambda: -1)
        for pair in self.pairs():
            found[pair.senior] += 1
            found[pair.junior] += 1
        return {person: more for person, more in found.items() if more > 0}


def together(programme: Programme, known: Mapping[UUID, str], uow: UnitOfWork) -> list[Together]:
    """Return the pairs under way and those asked; a held one behaves as one that nobody has answered."""
    found: dict[UUID, list[tuple[str, Role]]] = defaultdict(list)
    for pair_id, participant_id, role in uow.db.execute(
        select(StoredPair.id, Membership.participant_id, Membership.role)
        .join(Membership, and_(Membership.workspace_id == StoredPair.workspace_id, Membership.pair_id == StoredPair.id))
        .where(
            StoredPair.workspace_id == programme.workspace_id,
            StoredPair.programme_id == programme.id,
            StoredPair.state.in_(UNDER_WAY),
        )
        .order_by(StoredPair.id, Membership.id)
    ):
        # Somebody who left the programme is in a pair with one who did not: the place is taken all the same.
        found[pair_id].append((known.get(participant_id, participant_id.hex), role))
    return [Together(tuple(people)) for people in found.values()]


def past(programme: Programme, days: int, known: Mapping[UUID, str], uow: UnitOfWork) -> frozenset[Pair]:
    """Return who were a pair not long ago, in this programme or elsewhere."""
    return _pairs_where(
        programme,
        known,
        uow,
        StoredPair.state == PairState.ENDED,
        StoredPair.active_at.is_not(None),
        StoredPair.ended_at > uow.now - timedelta(days=days),
    )


def elsewhere(programme: Programme, known: Mapping[UUID, str], uow: UnitOfWork) -> frozenset[Pair]:
    """Return who are a pair, or were asked, outside a programme; a held one looks like one that nobody has answered."""
    return _pairs_where(programme, known, uow, StoredPair.programme_id != programme.id, StoredPair.state.in_(UNDER_WAY))


def not_formed(programme: Programme, since: datetime, known: Mapping[UUID, str], uow: UnitOfWork) -> frozenset[Pair]:
    """
    Return who were asked and did not become a pair: by a programme, or not long ago by one of them.

    Whether one said no, or did not answer, or it was taken back, or a wish kept both from being asked at all: owners
    see that they did not form, and must see no difference by who is drafted again. Who said that they had no time until
    a day may be.

    Args:
        since: whom a colleague asked counts if that was over later.
    """
    theirs = aliased(Membership)
    no_time = ~exists().where(
        theirs.workspace_id == StoredPair.workspace_id,
        theirs.pair_id == StoredPair.id,
        theirs.state == MembershipState.DECLINED,
    )
    return _pairs_where(
        programme,
        known,
        uow,
        StoredPair.state.in_(NEVER_WERE),
        ~and_(StoredPair.state == PairState.DECLINED, no_time),
        or_(StoredPair.invited_by_id.is_(None), StoredPair.ended_at > since),
    )


def _pairs_where(
    programme: Programme, known: Mapping[UUID, str], uow: UnitOfWork, *conditions: ColumnElement[bool]
) -> frozenset[Pair]:
    found: dict[UUID, list[str]] = defaultdict(list)
    for pair_id, participant_id in uow.db.execute(
        select(StoredPair.id, Membership.participant_id)
        .join(Membership, and_(Membership.workspace_id == StoredPair.workspace_id, Membership.pair_id == StoredPair.id))
        .where(StoredPair.workspace_id == programme.workspace_id, *conditions)
    ):
        if participant_id in known:
            found[pair_id].append(known[participant_id])
    return frozenset(Pair(*sorted(two)) for people in found.values() for two in combinations(people, 2))


def previous(match_round: MatchRound, known: Mapping[UUID, str], uow: UnitOfWork) -> frozenset[Pair]:
    """Return the pairs of the draft that stands."""
    rows = uow.db.execute(
        select(MatchProposal.senior_id, MatchProposal.junior_id).where(*of_draft(MatchProposal, match_round))
    )
    return frozenset(Pair(known[one], known[other]) for one, other in rows if one in known and other in known)


def side_by_side(match_round: MatchRound, known: Mapping[UUID, str], uow: UnitOfWork) -> list[tuple[str, str]]:
    """
    Return each two whom the draft that stands shows for each other, together or as what could have been, both ways.

    A private wish that came since does not part them: whoever saw the two would know that there is one. It has its
    effect when the round goes out, in silence.
    """
    rows = uow.db.execute(
        select(MatchProposal.senior_id, MatchProposal.junior_id, MatchProposal.third_id, MatchProposal.reasons).where(
            *of_draft(MatchProposal, match_round)
        )
    )
    groups: list[list[str]] = []
    for senior_id, junior_id, third_id, reasons in rows:
        groups.append([known[each] for each in (senior_id, junior_id, third_id) if each in known])
        for one, side in ((senior_id, "senior_instead"), (junior_id, "junior_instead")):
            if one in known and reasons[side]:
                groups.append([known[one], reasons[side][0]])
    return [two for group in groups for two in permutations(group, 2)]


def forbidden(match_round: MatchRound, known: Mapping[UUID, str], uow: UnitOfWork) -> frozenset[Pair]:
    """Return whom owners never want to see proposed together, what is being reckoned included."""
    rows = uow.db.execute(
        select(MatchDecision.senior_id, MatchDecision.junior_id).where(
            MatchDecision.workspace_id == match_round.workspace_id,
            MatchDecision.programme_id == match_round.programme_id,
            MatchDecision.kind == DecisionKind.FORBID,
        )
    )
    found = {(one, other) for one, other in rows}
    wanted = wanted_in(match_round)
    if wanted is not None and wanted.kind is DecisionKind.FORBID:
        found.add(wanted.people[:2])
    return frozenset(Pair(known[one], known[other]) for one, other in found if one in known and other in known)


def reports(programme: Programme, uow: UnitOfWork) -> frozenset[tuple[str, str]]:
    """Return who reports to whom by any enrolment of the workspace, so that no line has a gap."""
    rows = uow.db.execute(
        select(Participant.slack_user_id, Enrolment.manager_user_id)
        .join(
            Enrolment,
            and_(Enrolment.workspace_id == Participant.workspace_id, Enrolment.participant_id == Participant.id),
        )
        .where(
            Enrolment.workspace_id == programme.workspace_id,
            Enrolment.manager_user_id.is_not(None),
            Enrolment.state != EnrolmentState.ARRIVING,
        )
    )
    return frozenset((user_id, manager) for user_id, manager in rows if manager is not None)
