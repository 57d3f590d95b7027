"""
Which private wishes the drafts of a round go by: those of when its people were first drafted, kept sealed with it.

What is said, or taken back, later changes none of its drafts, however they are edited, drafted anew or begun anew:
whoever saw what changes would know that there is a wish, and soon whom it parts. It has its effect when the round goes
out, in silence. The next round goes by the same, for everybody whom this one has not asked: their owner saw the one
draft and sees the other.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Select, and_, select, update

from mentoring.rounds.reckoning import Heard
from mentoring.unit_of_work import UnitOfWork
from models import (
    Enrolment,
    EnrolmentState,
    MatchRound,
    Membership,
    MembershipState,
    NeverAgain,
    Participant,
)

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


def private(
    match_round: MatchRound, known: Mapping[UUID, str], seen: Mapping[str, set[str]], uow: UnitOfWork
) -> Private:
    """
    Return what a draft goes by: of two who were in an earlier one, what was so then; of others, what is so now.

    Args:
        known: everybody of the programme, by Slack user id.
        seen: with whom the draft that stands shows somebody; a wish does not part them.
    """
    heard = _opened(match_round, uow) or Heard(uow.now, [], {}, {})
    before, here = frozenset(heard.people), frozenset(known.values())

    def going_by(now: Mapping[str, set[str]], then: Mapping[str, list[str]]) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for one in now.keys() | then.keys():
            said = now.get(one, set())
            found[one] = (said - before) | set(then.get(one, ())) if one in before else said
        return found

    def but_seen(wishes: Mapping[str, set[str]]) -> dict[str, set[str]]:
        return {one: others - seen.get(one, set()) for one, others in wishes.items()}

    never = going_by(_never(match_round, known, uow), heard.never)
    # What is answered while a round is open is another matter: `history.not_formed`.
    declined = going_by(_declined(match_round, known, uow), heard.declined)
    are_new = not here <= before
    return Private(
        but_seen(never),
        but_seen(declined),
        Heard(heard.since, sorted(before | here), _listed(never), _listed(declined)) if are_new else None,
    )


def heard_of(match_round: MatchRound, uow: UnitOfWork) -> frozenset[str] | None:
    """Return whose wishes the round has heard by now, by Slack user id; nothing where it has heard of nobody yet."""
    heard = _opened(match_round, uow)
    return None if heard is None else frozenset(heard.people)


def compared_since(match_round: MatchRound, uow: UnitOfWork) -> datetime:
    """Return since when whoever sees a draft of this round may have seen another; the same for all its drafts."""
    heard = _opened(match_round, uow)
    return (uow.now if heard is None else heard.since) - REMEMBERED_FOR


def keep(heard: Heard | None, match_round: MatchRound, uow: UnitOfWork) -> None:
    """
    Keep for the drafts to come what one has heard; what earlier rounds had heard is over.

    Of whoever left since it was gathered nothing is kept, as if they had left after it.
    """
    if heard is not None:
        gone = frozenset(heard.people).difference(uow.db.scalars(_in_the_programme(match_round)))
        match_round.sealed_wishes = _sealed(_without(gone, heard), uow)
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
    """Let a round that is begun go by what the one before it had heard."""
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
    if before is not None and before.closed_at is not None and not _is_past(before.closed_at, uow):
        match_round.sealed_wishes = before.sealed_wishes


def go_out(match_round: MatchRound, asked: Collection[str], uow: UnitOfWork) -> None:
    """
    Forget, as a round is over, what was heard of those who were asked: of them the next one hears anew.

    Args:
        asked: by Slack user id.
    """
    heard = _opened(match_round, uow)
    if heard is None:
        return
    people = sorted(frozenset(heard.people).difference(asked))
    left = replace(_without(frozenset(asked), heard), people=people, since=uow.now)
    match_round.sealed_wishes = _sealed(left, uow) if people else None


def forget_in_time(match_round: MatchRound, uow: UnitOfWork) -> datetime | None:
    """Forget what a round had heard if nobody remembers its drafts any more; else return when to look again."""
    if match_round.closed_at is None or match_round.sealed_wishes is None:
        return None
    if _is_past(match_round.closed_at, uow):
        match_round.sealed_wishes = None
        return None
    return match_round.closed_at + REMEMBERED_FOR


def forget(person: Participant, programme_id: UUID, uow: UnitOfWork) -> None:
    """
    Erase whom somebody never wanted to be paired with: they left the programme, and said it there.

    With it goes what was heard about them, and who said no: if they come back, whose wish it was must not show by which
    are left. Until the round is over, all of that is then as if it had come late.
    """
    for each in uow.db.scalars(
        select(MatchRound)
        .where(
            MatchRound.workspace_id == person.workspace_id,
            MatchRound.programme_id == programme_id,
            MatchRound.sealed_wishes.is_not(None),
        )
        .order_by(MatchRound.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ):
        heard = _opened(each, uow)
        if heard is not None:
            left = _without(frozenset({person.slack_user_id}), heard)
            if left != heard:
                each.sealed_wishes = _sealed(left, uow)


def _sealed(heard: Heard, uow: UnitOfWork) -> str:
    return uow.vault.seal(msgspec.to_builtins(heard))


def _opened(match_round: MatchRound, uow: UnitOfWork) -> Heard | None:
    if match_round.sealed_wishes is None:
        return None
    return msgspec.convert(uow.vault.open(match_round.sealed_wishes), Heard)


def _in_the_programme(match_round: MatchRound) -> Select[str]:
    return (
        select(Participant.slack_user_id)
        .join(
            Enrolment,
            and_(Enrolment.workspace_id == Participant.workspace_id, Enrolment.participant_id == Participant.id),
        )
        .where(
            Participant.workspace_id == match_round.workspace_id,
            Enrolment.programme_id == match_round.programme_id,
            Enrolment.state.in_((EnrolmentState.ACTIVE, EnrolmentState.IMPORTED)),
        )
    )


def _is_past(moment: datetime, uow: UnitOfWork) -> bool:
    return uow.now - moment >= REMEMBERED_FOR


def _without(gone: frozenset[str], heard: Heard) -> Heard:
    """Return what was heard but for what some people said, and what was said about them."""

    def of_others(wishes: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
        return _listed({one: {*others} - gone for one, others in wishes.items() if one not in gone})

    return replace(heard, never=of_others(heard.never), declined=of_others(heard.declined))


def _listed(wishes: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    return {one: sorted(others) for one, others in sorted(wishes.items()) if others}


def _never(match_round: MatchRound, known: Mapping[UUID, str], uow: UnitOfWork) -> Mapping[str, set[str]]:
    """
    Return whom of the programme somebody never wants to be paired with, or silently not again.

    Whichever programme they said it to, as when a round goes out: a no to a colleague counts in all of them, and an
    owner of two would know by what counts in one alone that it is no no.
    """
    found: dict[str, set[str]] = defaultdict(set)
    here = frozenset(known.values())
    of_programme = select(Enrolment.participant_id).where(
        Enrolment.workspace_id == match_round.workspace_id, Enrolment.programme_id == match_round.programme_id
    )
    for one, sealed in uow.db.execute(
        select(Enrolment.participant_id, Enrolment.sealed_private).where(
            Enrolment.workspace_id == match_round.workspace_id,
            Enrolment.sealed_private.is_not(None),
            Enrolment.participant_id.in_(of_programme),
        )
    ):
        if one in known and sealed and (never := here.intersection(uow.vault.open(sealed)["never"])):
            found[known[one]].update(never)
    for one, other in uow.db.execute(
        select(NeverAgain.participant_id, NeverAgain.other_id).where(
            NeverAgain.workspace_id == match_round.workspace_id
        )
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
