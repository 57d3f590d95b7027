"""Why a round would pair somebody: told to that person alone, and of their own pair alone."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from mentoring.enrolments import skills
from mentoring.enrolments.skills import SkillsOf
from mentoring.rounds.gathering import canonical
from mentoring.unit_of_work import UnitOfWork
from models import Enrolment, MatchProposal, Membership, Pair


class Why(Struct, frozen=True):
    """
    What speaks for a pair, as one of its people reads it; how it was scored is nobody's business.

    Attributes:
        they_show: skills that the others can show the reader, of those the reader seeks.
        i_show: skills that the reader can show them.
        minutes: what their working days have in common; nothing where it was not reckoned for these people.
    """

    they_show: tuple[str, ...]
    i_show: tuple[str, ...]
    minutes: int | None


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
    said = _said(pair, {membership.participant_id, proposal.senior_id}, uow)
    mine = said.get(membership.participant_id, SkillsOf((), ()))
    down, up = proposal.reasons.get("down", ()), proposal.reasons.get("up", ())
    minutes = proposal.reasons.get("minutes")
    if membership.participant_id == proposal.senior_id:
        they_show, i_show = up, down
    elif membership.participant_id == proposal.junior_id:
        they_show, i_show = down, up
    else:
        # Who joins the two that were drafted: what goes either way between them and the senior.
        senior = said.get(proposal.senior_id, SkillsOf((), ()))
        they_show = _meant(senior.offers, pair, uow).keys() & _meant(mine.seeks, pair, uow).keys()
        i_show = _meant(senior.seeks, pair, uow).keys() & _meant(mine.offers, pair, uow).keys()
        minutes = None
    return Why(
        _in_own_words(they_show, _meant(mine.seeks, pair, uow)),
        _in_own_words(i_show, _meant(mine.offers, pair, uow)),
        minutes,
    )


def _said(pair: Pair, people: set[UUID], uow: UnitOfWork) -> dict[UUID, SkillsOf]:
    rows = uow.db.scalars(
        select(Enrolment).where(
            Enrolment.workspace_id == pair.workspace_id,
            Enrolment.programme_id == pair.programme_id,
            Enrolment.participant_id.in_(people),
        )
    )
    return {each.participant_id: skills.of(each, uow) for each in rows}


def _meant(names: tuple[str, ...], pair: Pair, uow: UnitOfWork) -> dict[str, str]:
    """Return somebody's own words by the skill that each stands for."""
    return {skill: name for name, skill in canonical(names, pair.workspace_id, uow).items() if skill}


def _in_own_words(skills_of_pair: Iterable[str], own: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(own.get(each, each) for each in sorted(skills_of_pair))
