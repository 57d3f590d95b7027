"""
Which private wishes the drafts of a round go by: those that there were when it was first drafted, kept sealed with it.

What is said, or taken back, later changes none of its drafts, however they are edited, drafted anew or begun anew:
whoever saw what changes would know that there is a wish, and soon whom it parts. It has its effect when the round goes
out, in silence.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy import and_, select, update

from mentoring.rounds.reckoning import Heard
from mentoring.unit_of_work import UnitOfWork
from models import MatchRound, Membership, MembershipState, NeverAgain, Participant, RoundState

REMEMBERED_FOR = timedelta(days=60)
"""After which nobody compares a new draft with the one they saw last."""


class Private(Struct, frozen=True):
    """
    What a draft goes by, by Slack user ids.

    Attributes:
        never: whom each never wants to be paired with.
        declined: to whom each said no.
        heard: what is to be kept for the drafts to come; nothing where it is kept already.
    """

    never: Mapping[str, set[str]]
    declined: Mapping[str, set[str]]
    heard: Heard | None


def private(match_round: MatchRound, enrolled: Sequence[Any], seen: Mapping[str, set[str]], uow: UnitOfWork) -> Private:
    """
    Return what a draft goes by: of whoever was in the first one, what it has heard; of the others, what there is.

    Args:
        seen: with whom the draft that stands shows somebody; a wish does not part them.
    """
    known: dict[UUID, str] = {each.participant_id: each.slack_user_id for each in enrolled}
    now_never, now_declined = _never(match_round.workspace_id, enrolled, known, uow), _declined(match_round, known, uow)
    heard = _heard(match_round, uow)
    if heard is None:
        heard = new = Heard(uow.now, sorted(known.values()), _listed(now_never), _listed(now_declined))
    else:
        new = None
    before, here = frozenset(heard.people), frozenset(known.values())

    def going_by(now: Mapping[str, set[str]], then: Mapping[str, list[str]]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for one in here & (now.keys() | then.keys()):
            said = now.get(one, set())
            if one in before:
                said = (said - before) | (here & before & set(then.get(one, ())))
            found[one] = said - seen.get(one, set())
        return found

    return Private(going_by(now_never, heard.never), going_by(now_declined, heard.declined), new)


def since(match_round: MatchRound, uow: UnitOfWork) -> datetime:
    """Return since when a round goes by what it has heard."""
    heard = _heard(match_round, uow)
    return uow.now if heard is None else heard.since


def keep(heard: Heard | None, match_round: MatchRound, uow: UnitOfWork) -> None:
    """Keep for the drafts to come what the first one has heard; what earlier rounds had heard is over."""
    if heard is None:
        return
    match_round.sealed_wishes = uow.vault.seal(msgspec.to_builtins(heard))
    uow.db.execute(
        update(MatchRound)
        .where(
            MatchRound.workspace_id == match_round.workspace_id,
            MatchRound.programme_id == match_round.programme_id,
            MatchRound.number < match_round.number,
            MatchRound.sealed_wishes.is_not(None),
        )
        .values(sealed_wishes=None)
    )


def take_over(match_round: MatchRound, uow: UnitOfWork) -> None:
    """Let a round that is begun anew go by what the one that was thrown away before it had heard."""
    before = uow.db.scalars(
        select(MatchRound)
        .where(
            MatchRound.workspace_id == match_round.workspace_id,
            MatchRound.programme_id == match_round.programme_id,
            MatchRound.number < match_round.number,
        )
        .order_by(MatchRound.number.desc())
        .limit(1)
    ).one_or_none()
    if before is None or before.state is not RoundState.DROPPED or before.closed_at is None:
        return
    if uow.now - before.closed_at < REMEMBERED_FOR:
        match_round.sealed_wishes = before.sealed_wishes


def forget(person: Participant, programme_id: UUID, uow: UnitOfWork) -> None:
    """Erase whom somebody never wanted to be paired with: they left the programme, and said it there."""
    for each in uow.db.scalars(
        select(MatchRound)
        .where(
            MatchRound.workspace_id == person.workspace_id,
            MatchRound.programme_id == programme_id,
            MatchRound.sealed_wishes.is_not(None),
        )
        .with_for_update(key_share=True)
    ):
        heard = _opened(each, uow)
        if heard is not None and heard.never.pop(person.slack_user_id, None) is not None:
            each.sealed_wishes = uow.vault.seal(msgspec.to_builtins(heard))


def _opened(match_round: MatchRound, uow: UnitOfWork) -> Heard | None:
    if match_round.sealed_wishes is None:
        return None
    return msgspec.convert(uow.vault.open(match_round.sealed_wishes), Heard)


def _heard(match_round: MatchRound, uow: UnitOfWork) -> Heard | None:
    shown = match_round.summary.get("as_of")
    is_forgotten = shown is not None and uow.now - datetime.fromisoformat(shown) >= REMEMBERED_FOR
    return None if is_forgotten else _opened(match_round, uow)


def _listed(wishes: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    return {one: sorted(others) for one, others in sorted(wishes.items())}


def _never(
    workspace_id: UUID, enrolled: Sequence[Any], known: Mapping[UUID, str], uow: UnitOfWork
) -> Mapping[str, set[str]]:
    """Return whom somebody never wants to be paired with, or silently not again."""
    found: dict[str, set[str]] = defaultdict(set)
    for each in enrolled:
        if each.sealed_private and (never := uow.vault.open(each.sealed_private)["never"]):
            found[each.slack_user_id].update(never)
    for one, other in uow.db.execute(
        select(NeverAgain.participant_id, NeverAgain.other_id).where(NeverAgain.workspace_id == workspace_id)
    ):
        if one in known and other in known:
            found[known[one]].add(known[other])
    return found


def _declined(match_round: MatchRound, known: Mapping[UUID, str], uow: UnitOfWork) -> Mapping[str, set[str]]:
    """Return whom somebody was to be paired with when they said no."""
    said_no = (
        select(Membership.pair_id, Membership.participant_id)
        .where(Membership.workspace_id == match_round.workspace_id, Membership.state == MembershipState.DECLINED)
        .subquery()
    )
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in uow.db.execute(
        select(said_no.c.participant_id, Membership.participant_id).join(
            said_no,
            and_(
                Membership.workspace_id == match_round.workspace_id,
                Membership.pair_id == said_no.c.pair_id,
                Membership.participant_id != said_no.c.participant_id,
            ),
        )
    ):
        if one in known and other in known:
            found[known[one]].add(known[other])
    return found
