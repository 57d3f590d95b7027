"""Why a round would pair somebody: told to that person alone, and of their own pair alone."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from mentoring.enrolments import skills
from mentoring.rounds.gathering import canonical
from mentoring.unit_of_work import UnitOfWork
from models import Enrolment, MatchProposal, Membership, Pair


class Shown(Struct, frozen=True):
    """What the reader can show one of the others, of what that one seeks."""

    membership_id: UUID
    skills: tuple[str, ...]


class Why(Struct, frozen=True):
    """
    What speaks for a pair, as one of its people reads it; how it was scored is nobody's business.

    Attributes:
        they_show: skills that any of the others can show the reader, of those the reader seeks.
        i_show: to whom the reader can show what; nobody to whom there is nothing to show.
        minutes: what their working days have in common; nothing of three, of whom it was not reckoned.
        speak_alike: whether the two named a language in common, or are three.
    """

    they_show: tuple[str, ...]
    i_show: tuple[Shown, ...]
    minutes: int | None
    speak_alike: bool = True

    @property
    def is_both_ways(self) -> bool:
        """Whether the reader would learn something, and show something."""
        return bool(self.they_show and self.i_show)


class _Said(Struct, frozen=True):
    """What somebody offers and seeks: their own words by the skill that each stands for."""

    offers: Mapping[str, str]
    seeks: Mapping[str, str]


NOTHING_SAID = _Said({}, {})


def why(pair: Pair, membership: Membership, uow: UnitOfWork) -> Why | None:
    """
    Return what speaks for a pair; nothing where no round proposed it, but an owner or a colleague.

    Skills are called as the reader called them, who never reads the words of the others.
    """
    proposal = uow.db.scalars(
        select(MatchProposal).where(MatchProposal.workspace_id == pair.workspace_id, MatchProposal.pair_id == pair.id)
    ).one_or_none()
    if proposal is None:
        return None
    said = _said(pair, uow)
    me = membership.participant_id
    mine = said.get(me, NOTHING_SAID)
    they_show, i_show = set[str](), []
    for other in _others(membership, uow):
        theirs = said.get(other.participant_id, NOTHING_SAID)
        to_me, by_me = _either_way(proposal, (me, mine), (other.participant_id, theirs))
        they_show.update(to_me)
        if by_me:
            i_show.append(Shown(other.id, _in_own_words(by_me, mine.offers)))
    return Why(
        _in_own_words(they_show, mine.seeks),
        tuple(i_show),
        proposal.reasons.get("minutes") if proposal.third_id is None else None,
        proposal.third_id is not None or bool(proposal.reasons.get("languages", ("",))),
    )


def _either_way(
    proposal: MatchProposal, me: tuple[UUID, _Said], other: tuple[UUID, _Said]
) -> tuple[Iterable[str], Iterable[str]]:
    """
    Return what one of the others can show the reader, and the reader them.

    Of the two who were drafted it is kept. What goes between either and a third is reckoned where it is read, so that
    nothing of whoever leaves is kept beyond what they said.
    """
    down, up = proposal.reasons.get("down", ()), proposal.reasons.get("up", ())
    if (me[0], other[0]) == (proposal.senior_id, proposal.junior_id):
        return up, down
    if (me[0], other[0]) == (proposal.junior_id, proposal.senior_id):
        return down, up
    return other[1].offers.keys() & me[1].seeks.keys(), me[1].offers.keys() & other[1].seeks.keys()


def _others(membership: Membership, uow: UnitOfWork) -> Iterable[Membership]:
    return uow.db.scalars(
        select(Membership)
        .where(
            Membership.workspace_id == membership.workspace_id,
            Membership.pair_id == membership.pair_id,
            Membership.id != membership.id,
        )
        .order_by(Membership.id)
    ).all()


def _said(pair: Pair, uow: UnitOfWork) -> dict[UUID, _Said]:
    """Return what everybody of a pair said in its programme."""
    rows = uow.db.scalars(
        select(Enrolment)
        .join(
            Membership,
            (Membership.workspace_id == Enrolment.workspace_id)
            & (Membership.participant_id == Enrolment.participant_id),
        )
        .where(
            Enrolment.workspace_id == pair.workspace_id,
            Enrolment.programme_id == pair.programme_id,
            Membership.pair_id == pair.id,
        )
    )
    words = {each.participant_id: skills.of(each, uow) for each in rows}
    meant = canonical({name for said in words.values() for name in said.offers + said.seeks}, pair.workspace_id, uow)

    def by_skill(names: tuple[str, ...]) -> dict[str, str]:
        return {skill: name for name in names if (skill := meant[name])}

    return {person: _Said(by_skill(each.offers), by_skill(each.seeks)) for person, each in words.items()}


def _in_own_words(skills_of_pair: Iterable[str], own: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(own.get(each, each) for each in sorted(skills_of_pair))
