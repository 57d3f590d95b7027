"""What an owner reads of a round: the desk, one proposal in full, who is left over."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Subquery, exists, func, select, union

from mentoring.matching import Flag, Parity, Rule, Served
from mentoring.participants import Actor, require
from mentoring.programmes.queries import InProgramme, OnlyItsOwner, OwnProgramme, own_or_choice, owned_by
from mentoring.rounds import apart, brought, comparing, moving
from mentoring.rounds.cards import (
    AuditPage,
    Counts,
    Desk,
    Figures,
    Instead,
    Joiner,
    Leftover,
    LeftoverPage,
    Person,
    ProposalLine,
    ProposalPage,
    WouldHelp,
)
from mentoring.rounds.decisions import of_draft
from mentoring.rounds.gathering import IN_THE_POOL, participants_of
from mentoring.rounds.headcount import headcount
from mentoring.rounds.holding import is_lost
from mentoring.rounds.left_over import OPEN
from mentoring.rounds.rules import InRound, LookAtProposal, OpenDesk, ProposalIsGone
from mentoring.unit_of_work import UnitOfWork, reads
from models import (
    Company,
    Enrolment,
    MatchProposal,
    MatchRound,
    MatchUnmatched,
    Participant,
    Programme,
    ProposalState,
    RoleWish,
    RoundState,
)

A_PAGE = 10
"""Proposals, or people left over, on one page."""
DECIDED = (ProposalState.APPROVED, ProposalState.SENT)
MOST_JOINERS = 50
NO_COUNTS = Counts(0, 0, 0, 0, 0, 0)
NO_FIGURES = Figures(None, None, 0.0)


@reads
def desk(command: OpenDesk, uow: UnitOfWork) -> Desk | tuple[OwnProgramme, ...]:
    """
    Return the round of a programme, or, for somebody who answers for several and named none, the choice.

    Raises:
        OnlyItsOwner: the actor does not answer for it, or for any.
    """
    programme = own_or_choice(InProgramme(command.actor, command.programme_id), uow)
    if isinstance(programme, tuple):
        return programme
    match_round = uow.db.scalars(
        select(MatchRound)
        .where(
            MatchRound.workspace_id == programme.workspace_id,
            MatchRound.programme_id == programme.id,
            MatchRound.state.in_(OPEN),
        )
        .limit(1)
    ).one_or_none()
    there = headcount(programme, uow)
    leaves_you_out, said_no = _is_enrolled(command.actor, programme, uow), apart.how_many(programme, uow)
    if match_round is None:
        return Desk(
            programme.id,
            programme.name,
            there.people,
            there.imported,
            there.in_pairs,
            None,
            0,
            None,
            is_lost=False,
            proposals=(),
            page=0,
            pages=0,
            counts=NO_COUNTS,
            figures=NO_FIGURES,
            moved=(),
            moved_in_all=0,
            leaves_you_out=leaves_you_out,
            apart=said_no,
        )
    counts = counted(match_round, uow)
    pages = max(1, -(-(counts.flagged + counts.unflagged + counts.approved) // A_PAGE))
    page = min(max(0, command.page), pages - 1)
    rows = uow.db.scalars(_in_order(match_round).offset(page * A_PAGE).limit(A_PAGE)).all()
    summary = match_round.summary
    moved = moving.moved(match_round, uow)
    gave_way = summary.get("gave_way", [])[: moving.MOST_MOVED_SHOWN]
    named = by_user(match_round, {user for pair in gave_way for user in pair}, uow)
    return Desk(
        programme.id,
        programme.name,
        there.people,
        there.imported,
        there.in_pairs,
        match_round.id,
        match_round.number,
        match_round.state,
        is_lost=is_lost(match_round, uow),
        proposals=_lines(match_round, rows, uow),
        page=page,
        pages=pages,
        counts=counts,
        figures=figures_of(match_round),
        moved=moving.named(moved, _people(match_round, moving.everybody(moved), uow)),
        moved_in_all=summary.get("moved_in_all", 0),
        gave_way=tuple((named[one], named[other]) for one, other in gave_way if one in named and other in named),
        leaves_you_out=leaves_you_out,
        apart=said_no,
        brought_since=brought.since(match_round, programme, uow),
    )


@reads
def proposal(command: LookAtProposal, uow: UnitOfWork) -> ProposalPage:
    """
    Return one proposal in full.

    Raises:
        OnlyItsOwner: the actor does not answer for its programme.
        ProposalIsGone: it is not in the draft any more.
    """
    owner = require(command.actor, uow)
    found = uow.get(MatchProposal, owner.workspace_id, command.proposal_id)
    if found is None:
        raise ProposalIsGone
    match_round = own_round(InRound(command.actor, found.round_id), uow)
    if found.revision != match_round.drafted:
        raise ProposalIsGone
    [line] = _lines(match_round, [found], uow)
    has_agreed = Enrolment.company != Company.NO
    joiners = uow.db.execute(
        _joiners(match_round).order_by(has_agreed.desc(), Participant.name, Participant.id).limit(MOST_JOINERS)
    )
    return ProposalPage(
        match_round.id,
        line,
        tuple(Joiner(Person(user_id, name), company is not Company.NO) for user_id, name, company in joiners),
        is_open=match_round.state is RoundState.DRAFTED,
    )


def _joiners(match_round: MatchRound) -> Select[str, str, Company]:
    """Who of those left over may be the third of three: a junior."""
    return (
        select(Participant.slack_user_id, Participant.name, Enrolment.company)
        .join(
            MatchUnmatched,
            (MatchUnmatched.workspace_id == Participant.workspace_id)
            & (MatchUnmatched.participant_id == Participant.id),
        )
        .join(
            Enrolment,
            (Enrolment.workspace_id == Participant.workspace_id) & (Enrolment.participant_id == Participant.id),
        )
        .where(
            *of_draft(MatchUnmatched, match_round),
            Enrolment.programme_id == match_round.programme_id,
            Enrolment.wish != RoleWish.SENIOR,
        )
    )


def _may_join(match_round: MatchRound, uow: UnitOfWork) -> bool:
    """Tell whether there are two to join, and somebody left over who may and who said that they would."""
    two = exists().where(*of_draft(MatchProposal, match_round), MatchProposal.third_id.is_(None))
    willing = _joiners(match_round).where(Enrolment.company != Company.NO)
    is_open = match_round.state is RoundState.DRAFTED
    return is_open and bool(uow.db.scalar(select(two & willing.exists())))


@reads
def left_over(command: InRound, uow: UnitOfWork) -> LeftoverPage:
    """
    Return who is left over, and what would help.

    Raises:
        OnlyItsOwner: the actor does not answer for its programme.
    """
    match_round = own_round(command, uow)
    of_round = of_draft(MatchUnmatched, match_round)
    in_all = uow.db.scalar(select(func.count()).where(*of_round)) or 0
    pages = max(1, -(-in_all // A_PAGE))
    page = min(max(0, command.page), pages - 1)
    rows = uow.db.execute(
        select(Participant.slack_user_id, Participant.name, Enrolment.wish, MatchUnmatched.reasons)
        .join(
            Participant,
            (Participant.workspace_id == MatchUnmatched.workspace_id)
            & (Participant.id == MatchUnmatched.participant_id),
        )
        .join(
            Enrolment,
            (Enrolment.workspace_id == Participant.workspace_id) & (Enrolment.participant_id == Participant.id),
        )
        .where(*of_round, Enrolment.programme_id == match_round.programme_id)
        .order_by(Participant.name, Participant.id)
        .offset(page * A_PAGE)
        .limit(A_PAGE)
    )
    return LeftoverPage(
        match_round.id,
        tuple(_leftover(Person(user_id, name), wish, reasons) for user_id, name, wish, reasons in rows),
        in_all,
        page,
        pages,
        tuple(
            WouldHelp(RoleWish(side), number, skill, tuple(languages))
            for side, number, skill, languages in match_round.summary.get("help", [])
        ),
        Rule(rule) if (rule := match_round.summary.get("in_the_way")) else None,
        may_join=_may_join(match_round, uow),
    )


@reads
def audit(command: InRound, uow: UnitOfWork) -> AuditPage:
    """
    Return how groups of people fare in the draft that stands.

    Raises:
        OnlyItsOwner: the actor does not answer for its programme.
    """
    match_round = own_round(command, uow)
    return AuditPage(
        match_round.id,
        tuple(
            Parity(
                each["attribute"],
                {name: Served(**served) for name, served in each["groups"].items()},
                each["hidden"],
                each["gap"],
            )
            for each in match_round.summary.get("audit", [])
        ),
        comparing.told_on(match_round),
    )


def own_round(command: InRound, uow: UnitOfWork) -> MatchRound:
    """
    Return a round of a programme that the actor answers for.

    Raises:
        OnlyItsOwner: it is none.
    """
    owner = require(command.actor, uow)
    match_round = uow.get(MatchRound, owner.workspace_id, command.round_id)
    if match_round is None or match_round.programme_id not in {each.id for each in owned_by(command.actor, uow)}:
        raise OnlyItsOwner
    return match_round


def figures_of(match_round: MatchRound) -> Figures:
    """Return the draft that stands in figures."""
    summary = match_round.summary
    return Figures(summary.get("worst"), summary.get("mean"), summary.get("gini", 0.0))


def _in_order(match_round: MatchRound) -> Select[Any]:
    """What is still to be decided first, of this what is flagged, and of this the weakest."""
    return (
        select(MatchProposal)
        .where(*of_draft(MatchProposal, match_round))
        .order_by(
            (MatchProposal.state != ProposalState.PROPOSED).asc(),
            MatchProposal.is_flagged.desc(),
            MatchProposal.score,
            MatchProposal.id,
        )
    )


def counted(match_round: MatchRound, uow: UnitOfWork) -> Counts:
    """Return how many proposals and people of a round are what."""
    rows = uow.db.execute(
        select(MatchProposal.state, MatchProposal.is_flagged, func.count())
        .where(*of_draft(MatchProposal, match_round))
        .group_by(MatchProposal.state, MatchProposal.is_flagged)
    ).all()
    nobody = uow.db.scalar(select(func.count()).where(*of_draft(MatchUnmatched, match_round)))
    nobody = nobody or 0
    people, asked = people_in(match_round, (), uow), people_in(match_round, DECIDED, uow)
    open_still = {is_flagged: number for state, is_flagged, number in rows if state is ProposalState.PROPOSED}
    return Counts(
        flagged=open_still.get(True, 0),
        unflagged=open_still.get(False, 0),
        approved=sum(number for state, _, number in rows if state is not ProposalState.PROPOSED),
        nobody=nobody,
        asked=asked,
        told=people - asked + nobody,
    )


def people_in(match_round: MatchRound, states: Sequence[ProposalState], uow: UnitOfWork) -> int:
    """Return how many people are in proposals of these states, or of any; who is in two is one."""
    return uow.db.scalar(select(func.count()).select_from(placed(match_round, states))) or 0


def placed(match_round: MatchRound, states: Sequence[ProposalState]) -> Subquery:
    """Return who is in proposals of these states, or of any, each once, as `person`."""
    of_round = [*of_draft(MatchProposal, match_round)]
    if states:
        of_round.append(MatchProposal.state.in_(states))
    places = (MatchProposal.senior_id, MatchProposal.junior_id, MatchProposal.third_id)
    return union(*(select(each.label("person")).where(*of_round, each.is_not(None)) for each in places)).subquery()


def _lines(match_round: MatchRound, rows: Sequence[MatchProposal], uow: UnitOfWork) -> tuple[ProposalLine, ...]:
    ids = {each for row in rows for each in (row.senior_id, row.junior_id, row.third_id) if each is not None}
    people = _people(match_round, ids, uow)
    others = {
        row.reasons[side][0] for row in rows for side in ("senior_instead", "junior_instead") if row.reasons[side]
    }
    named = by_user(match_round, others, uow)
    return tuple(_line(row, people, named) for row in rows)


def _line(row: MatchProposal, people: Mapping[UUID, Person], named: Mapping[str, Person]) -> ProposalLine:
    reasons = row.reasons

    def instead(side: str) -> Instead | None:
        found = reasons[side]
        return Instead(named[found[0]], found[1]) if found and found[0] in named else None

    return ProposalLine(
        proposal_id=row.id,
        senior=people[row.senior_id],
        junior=people[row.junior_id],
        third=people[row.third_id] if row.third_id else None,
        state=row.state,
        score=row.score,
        flags=frozenset(Flag(each) for each in reasons["flags"]),
        is_pinned=row.is_pinned,
        senior_teaches=tuple(reasons["down"]),
        junior_teaches=tuple(reasons["up"]),
        sought_by_senior=reasons["of_up"],
        sought_by_junior=reasons["of_down"],
        shared_minutes=reasons["minutes"],
        languages=tuple(reasons["languages"]),
        senior_instead=instead("senior_instead"),
        junior_instead=instead("junior_instead"),
        # A draft of before this was noted says nothing of it.
        is_settled=reasons.get("settled", False),
    )


def _people(match_round: MatchRound, ids: Collection[UUID], uow: UnitOfWork) -> dict[UUID, Person]:
    rows = uow.db.execute(
        select(Participant.id, Participant.slack_user_id, Participant.name).where(
            Participant.workspace_id == match_round.workspace_id, Participant.id.in_(ids)
        )
    )
    return {participant_id: Person(user_id, name) for participant_id, user_id, name in rows}


def by_user(match_round: MatchRound, user_ids: Collection[str], uow: UnitOfWork) -> dict[str, Person]:
    """Return people by their Slack user ids; whoever left the programme since is not named any more."""
    known = participants_of(user_ids, match_round, uow)
    people = _people(match_round, known.values(), uow)
    return {user_id: people[participant_id] for user_id, participant_id in known.items()}


def _is_enrolled(actor: Actor, programme: Programme, uow: UnitOfWork) -> bool:
    enrolled = exists().where(
        Enrolment.workspace_id == programme.workspace_id,
        Enrolment.programme_id == programme.id,
        Enrolment.participant_id == require(actor, uow).id,
        Enrolment.state.in_(IN_THE_POOL),
    )
    return bool(uow.db.scalar(select(enrolled)))


def _leftover(person: Person, wish: RoleWish, reasons: Mapping[str, Any]) -> Leftover:
    competing, places = reasons.get("cut") or (0, 0)
    return Leftover(
        person,
        wish,
        {Rule(rule): number for rule, number in reasons.get("removed", {}).items()},
        reasons.get("remaining", 0),
        competing,
        places,
    )
