"""
Which private wishes a draft goes by: those that the first one of its round has heard of.

One that comes later changes none of its drafts, however they are edited, drafted anew or begun anew: whoever saw what
changes would know that there is one, and soon whom it parts. It has its effect when the round goes out, in silence.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import and_, func, or_, select

from mentoring.enrolments import wishes
from mentoring.unit_of_work import UnitOfWork
from models import MatchRound, Membership, MembershipState, NeverAgain, Pair, RoundState

REMEMBERED_FOR = timedelta(days=60)
"""After which nobody compares a new draft with one that was thrown away."""


class Wish(Struct, frozen=True):
    """
    Somebody does not want to be paired with another.

    Attributes:
        since: when they said so, or were asked in vain; nothing for what they joined with.
    """

    one: UUID
    other: str
    since: datetime | None


class Private(Struct, frozen=True):
    """Whom each never wants to be paired with, and to whom they said no, by Slack user ids."""

    never: Mapping[UUID, set[str]]
    declined: Mapping[UUID, set[str]]


def private(match_round: MatchRound, enrolled: Sequence[Any], seen: Mapping[str, set[str]], uow: UnitOfWork) -> Private:
    """
    Return what a draft goes by.

    Args:
        seen: with whom the draft that stands shows somebody; a wish does not part them.
    """
    known: dict[UUID, str] = {each.participant_id: each.slack_user_id for each in enrolled}
    joined: dict[str, datetime] = {each.slack_user_id: each.created_at for each in enrolled}
    since_when = begun(match_round, uow)

    def counting(found: Iterable[Wish]) -> Mapping[UUID, set[str]]:
        counted: dict[UUID, set[str]] = defaultdict(set)
        for each in found:
            if each.one not in known or each.other not in joined or each.other in seen.get(known[each.one], ()):
                continue
            # Of two of whom one came later the drafts before that tell nothing.
            if each.since is None or each.since <= max(since_when, joined[known[each.one]], joined[each.other]):
                counted[each.one].add(each.other)
        return counted

    never = [
        Wish(each.participant_id, other, since)
        for each in enrolled
        for other, since in wishes.never_since(each.sealed_private, uow).items()
    ]
    never += _not_again(match_round.workspace_id, known, uow)
    return Private(counting(never), counting(_declined(match_round.workspace_id, known, uow)))


def begun(match_round: MatchRound, uow: UnitOfWork) -> datetime:
    """Return when a round was begun; one that was thrown away not long before is where it began."""
    of_programme = (
        MatchRound.workspace_id == match_round.workspace_id,
        MatchRound.programme_id == match_round.programme_id,
    )
    went_out = select(func.max(MatchRound.number)).where(*of_programme, MatchRound.state == RoundState.CLOSED)
    earliest = select(func.min(MatchRound.created_at)).where(
        *of_programme,
        MatchRound.number > func.coalesce(went_out.scalar_subquery(), 0),
        or_(MatchRound.id == match_round.id, MatchRound.closed_at > uow.now - REMEMBERED_FOR),
    )
    return uow.db.scalars(earliest).one()


def _not_again(workspace_id: UUID, known: Mapping[UUID, str], uow: UnitOfWork) -> list[Wish]:
    """Return whom somebody silently does not want to be paired with again."""
    rows = uow.db.execute(
        select(NeverAgain.participant_id, NeverAgain.other_id, NeverAgain.created_at).where(
            NeverAgain.workspace_id == workspace_id
        )
    )
    return [Wish(one, known[other], since) for one, other, since in rows if other in known]


def _declined(workspace_id: UUID, known: Mapping[UUID, str], uow: UnitOfWork) -> list[Wish]:
    """
    Return whom somebody was to be paired with when they said no, and since when they were asked.

    Who is asked is in no draft with the other: were they asked before it was begun, none has shown the two.
    """
    said_no = (
        select(Membership.pair_id, Membership.participant_id)
        .where(Membership.workspace_id == workspace_id, Membership.state == MembershipState.DECLINED)
        .subquery()
    )
    rows = uow.db.execute(
        select(said_no.c.participant_id, Membership.participant_id, Pair.created_at)
        .join(
            said_no,
            and_(
                Membership.workspace_id == workspace_id,
                Membership.pair_id == said_no.c.pair_id,
                Membership.participant_id != said_no.c.participant_id,
            ),
        )
        .join(Pair, and_(Pair.workspace_id == Membership.workspace_id, Pair.id == Membership.pair_id))
    )
    return [Wish(one, known[other], since) for one, other, since in rows if other in known]
