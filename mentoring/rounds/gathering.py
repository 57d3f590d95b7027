"""From the store to a round that can be reckoned: everybody of a programme, and what was settled before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import combinations
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select

from mentoring import working_time
from mentoring.enrolments.rules import fold
from mentoring.matching import Company, Pair, Round, Rule, Rules, Side, Survey, Weights, skills
from mentoring.unit_of_work import UnitOfWork
from models import (
    DecisionKind,
    Enrolment,
    EnrolmentSkill,
    EnrolmentState,
    MatchDecision,
    MatchProposal,
    MatchRound,
    Membership,
    MembershipState,
    NeverAgain,
    PairState,
    Participant,
    ParticipantState,
    Programme,
    ProposalState,
    Role,
    Skill,
    SkillReading,
    SkillSide,
)
from models import Pair as StoredPair

NO_REPEAT_DAYS = 365
IN_THE_POOL = (EnrolmentState.ACTIVE, EnrolmentState.IMPORTED)
UNDER_WAY = (PairState.INVITED, PairState.HELD, PairState.ACTIVE)


@dataclass(frozen=True)
class _Together:
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


def gather(match_round: MatchRound, programme: Programme, uow: UnitOfWork) -> Round:
    """Return all that the next draft of a round depends on."""
    enrolled = _enrolled(programme, uow)
    known = {each.participant_id: each.slack_user_id for each in enrolled}
    rules = rules_of(programme, match_round, uow)
    continuing = _together(programme, UNDER_WAY, known, uow)
    extra: dict[str, int] = defaultdict(int)
    for each in continuing:
        for person, more in each.extra().items():
            extra[person] += more
    must, previous, triads = _wanted(match_round, known, uow)
    for senior in triads:
        extra[senior] += 1
    return Round(
        surveys=_surveys(programme, enrolled, extra, uow),
        rules=rules,
        continuing=frozenset(pair for each in continuing for pair in each.pairs()),
        must=must,
        forbidden=_forbidden(programme, known, uow),
        past=_past(programme, known, uow),
        previous=previous,
        outside=_outside(programme, uow),
    )


def rules_of(programme: Programme, match_round: MatchRound, uow: UnitOfWork) -> Rules:
    """Return the programme's rules, with what its owner changed of them."""
    changed: Mapping[str, Any] = programme.matching or {}
    usual = Rules(on=working_time.local_date(uow.now, "UTC"), seed=match_round.id.hex)
    return replace(
        usual,
        lifted=frozenset(Rule(each) for each in changed.get("lifted", ())),
        least_shared=changed.get("least_shared", usual.least_shared),
        weights=Weights(**changed["weights"]) if "weights" in changed else usual.weights,
    )


def canonical(names: Iterable[str], workspace_id: UUID, uow: UnitOfWork) -> dict[str, str | None]:
    """
    Return what each name of a skill stands for: as an owner decided, else as the shipped list has it, else itself.

    Nothing stands for words of which an owner said that they are no skill.
    """
    decided = dict(
        uow.db.execute(
            select(SkillReading.folded, SkillReading.name).where(SkillReading.workspace_id == workspace_id)
        ).all()
    )
    listed = skills.shipped()
    found: dict[str, str | None] = {}
    for name in names:
        folded = fold(name)
        if folded in decided:
            found[name] = decided[folded]
            continue
        skill = skills.read(name, listed).skill
        found[name] = skill.name if skill else folded
    return found


def _enrolled(programme: Programme, uow: UnitOfWork) -> Sequence[Any]:
    return uow.db.execute(
        select(
            Enrolment.id,
            Enrolment.participant_id,
            Enrolment.wish,
            Enrolment.capacity,
            Enrolment.languages,
            Enrolment.company,
            Enrolment.team,
            Enrolment.manager_user_id,
            Enrolment.available_from,
            Enrolment.missed,
            Enrolment.sealed_private,
            Participant.slack_user_id,
            Participant.locale,
            Participant.zone.label("zone"),
            Participant.work_starts,
            Participant.work_ends,
            Participant.paused_until,
        )
        .join(
            Participant,
            and_(Participant.workspace_id == Enrolment.workspace_id, Participant.id == Enrolment.participant_id),
        )
        .where(
            Enrolment.workspace_id == programme.workspace_id,
            Enrolment.programme_id == programme.id,
            Enrolment.state.in_(IN_THE_POOL),
            Participant.state != ParticipantState.GONE,
        )
        .order_by(Participant.slack_user_id)
    ).all()


def _surveys(
    programme: Programme, enrolled: Sequence[Any], extra: Mapping[str, int], uow: UnitOfWork
) -> tuple[Survey, ...]:
    offers, seeks = _skills(programme, uow)
    again, declined = _not_again(programme, enrolled, uow), _declined(programme, enrolled, uow)
    today = {zone: working_time.local_date(uow.now, zone) for zone in {each.zone for each in enrolled}}
    return tuple(
        Survey(
            id=each.slack_user_id,
            side=Side(each.wish.value),
            offers=frozenset(offers.get(each.id, ())),
            seeks=frozenset(seeks.get(each.id, ())),
            zone=each.zone,
            work_starts=each.work_starts,
            work_ends=each.work_ends,
            languages=tuple(each.languages) or (each.locale.replace("_", "-").split("-")[0].lower(),),
            capacity=each.capacity + extra.get(each.slack_user_id, 0),
            team=fold(each.team) if each.team else None,
            managers=(each.manager_user_id,) if each.manager_user_id else (),
            never=frozenset(_never(each.sealed_private, uow)) | again.get(each.participant_id, frozenset()),
            declined=declined.get(each.participant_id, frozenset()),
            company=Company(each.company.value),
            missed=each.missed,
            takes_part=_takes_part(each.paused_until, each.available_from, today[each.zone]),
        )
        for each in enrolled
    )


def _takes_part(paused_until: date | None, available_from: date | None, today: date) -> bool:
    return (paused_until is None or paused_until < today) and (available_from is None or available_from <= today)


def _never(sealed: str | None, uow: UnitOfWork) -> list[str]:
    return uow.vault.open(sealed)["never"] if sealed else []


def _skills(programme: Programme, uow: UnitOfWork) -> tuple[dict[UUID, set[str]], dict[UUID, set[str]]]:
    """Return what each enrolment offers and seeks, by the canonical names."""
    rows = uow.db.execute(
        select(EnrolmentSkill.enrolment_id, EnrolmentSkill.side, Skill.name)
        .join(Skill, and_(Skill.workspace_id == EnrolmentSkill.workspace_id, Skill.id == EnrolmentSkill.skill_id))
        .join(
            Enrolment,
            and_(Enrolment.workspace_id == EnrolmentSkill.workspace_id, Enrolment.id == EnrolmentSkill.enrolment_id),
        )
        .where(Enrolment.workspace_id == programme.workspace_id, Enrolment.programme_id == programme.id)
    ).all()
    meant = canonical({name for _, _, name in rows}, programme.workspace_id, uow)
    sides: dict[SkillSide, dict[UUID, set[str]]] = {side: defaultdict(set) for side in SkillSide}
    for enrolment_id, side, name in rows:
        if skill := meant[name]:
            sides[side][enrolment_id].add(skill)
    return sides[SkillSide.OFFER], sides[SkillSide.SEEK]


def _not_again(programme: Programme, enrolled: Sequence[Any], uow: UnitOfWork) -> dict[UUID, frozenset[str]]:
    known = {each.participant_id: each.slack_user_id for each in enrolled}
    found: dict[UUID, set[str]] = defaultdict(set)
    for one, other in uow.db.execute(
        select(NeverAgain.participant_id, NeverAgain.other_id).where(NeverAgain.workspace_id == programme.workspace_id)
    ):
        if one in known and other in known:
            found[one].add(known[other])
    return {one: frozenset(others) for one, others in found.items()}


def _declined(programme: Programme, enrolled: Sequence[Any], uow: UnitOfWork) -> dict[UUID, frozenset[str]]:
    """Return whom somebody was to be paired with when they said no."""
    known = {each.participant_id: each.slack_user_id for each in enrolled}
    said_no = (
        select(Membership.pair_id, Membership.participant_id)
        .where(Membership.workspace_id == programme.workspace_id, Membership.state == MembershipState.DECLINED)
        .subquery()
    )
    found: dict[UUID, set[str]] = defaultdict(set)
    for one, other in uow.db.execute(
        select(said_no.c.participant_id, Membership.participant_id).join(
            said_no,
            and_(
                Membership.workspace_id == programme.workspace_id,
                Membership.pair_id == said_no.c.pair_id,
                Membership.participant_id != said_no.c.participant_id,
            ),
        )
    ):
        if one in known and other in known:
            found[one].add(known[other])
    return {one: frozenset(others) for one, others in found.items()}


def _together(
    programme: Programme, states: Sequence[PairState], known: Mapping[UUID, str], uow: UnitOfWork
) -> list[_Together]:
    found: dict[UUID, list[tuple[str, Role]]] = defaultdict(list)
    for pair_id, participant_id, role in uow.db.execute(
        select(StoredPair.id, Membership.participant_id, Membership.role)
        .join(Membership, and_(Membership.workspace_id == StoredPair.workspace_id, Membership.pair_id == StoredPair.id))
        .where(
            StoredPair.workspace_id == programme.workspace_id,
            StoredPair.programme_id == programme.id,
            StoredPair.state.in_(states),
        )
        .order_by(StoredPair.id, Membership.id)
    ):
        # Somebody who left the programme is in a pair with one who did not: the place is taken all the same.
        found[pair_id].append((known.get(participant_id, participant_id.hex), role))
    return [_Together(tuple(people)) for people in found.values()]


def _past(programme: Programme, known: Mapping[UUID, str], uow: UnitOfWork) -> frozenset[Pair]:
    days = (programme.matching or {}).get("repeat_days", NO_REPEAT_DAYS)
    found: dict[UUID, list[str]] = defaultdict(list)
    for pair_id, participant_id in uow.db.execute(
        select(StoredPair.id, Membership.participant_id)
        .join(Membership, and_(Membership.workspace_id == StoredPair.workspace_id, Membership.pair_id == StoredPair.id))
        .where(
            StoredPair.workspace_id == programme.workspace_id,
            StoredPair.state == PairState.ENDED,
            StoredPair.active_at.is_not(None),
            StoredPair.ended_at > uow.now - timedelta(days=days),
        )
    ):
        if participant_id in known:
            found[pair_id].append(known[participant_id])
    return frozenset(Pair(*sorted(two)) for people in found.values() for two in combinations(people, 2))


def wanted_triads(match_round: MatchRound, uow: UnitOfWork) -> frozenset[tuple[UUID, UUID, UUID]]:
    """Return each triad that its owner wants or approved: a senior, a junior and who joins them."""
    approved = uow.db.execute(
        select(MatchProposal.senior_id, MatchProposal.junior_id, MatchProposal.third_id).where(
            MatchProposal.workspace_id == match_round.workspace_id,
            MatchProposal.round_id == match_round.id,
            MatchProposal.state == ProposalState.APPROVED,
        )
    ).all()
    decided = [(each.senior_id, each.junior_id, each.third_id) for each in _decisions(match_round, uow)]
    return frozenset((senior, junior, third) for senior, junior, third in [*approved, *decided] if third is not None)


def _wanted(
    match_round: MatchRound, known: Mapping[UUID, str], uow: UnitOfWork
) -> tuple[frozenset[Pair], frozenset[Pair], list[str]]:
    """Return what must be, what was drafted before, and for each triad that is wanted its senior."""
    must: set[Pair] = set()
    previous: set[Pair] = set()
    for senior_id, junior_id, state in uow.db.execute(
        select(MatchProposal.senior_id, MatchProposal.junior_id, MatchProposal.state).where(
            MatchProposal.workspace_id == match_round.workspace_id, MatchProposal.round_id == match_round.id
        )
    ):
        if {senior_id, junior_id} <= known.keys():
            pair = Pair(known[senior_id], known[junior_id])
            previous.add(pair)
            if state is ProposalState.APPROVED:
                must.add(pair)
    for decision in _decisions(match_round, uow):
        if decision.kind is not DecisionKind.FORBID and {decision.senior_id, decision.junior_id} <= known.keys():
            must.add(Pair(known[decision.senior_id], known[decision.junior_id]))
    triads = [each for each in wanted_triads(match_round, uow) if set(each) <= known.keys()]
    must |= {Pair(known[senior], known[third]) for senior, _, third in triads}
    return frozenset(must), frozenset(previous), [known[senior] for senior, _, _ in triads]


def _decisions(match_round: MatchRound, uow: UnitOfWork) -> list[MatchDecision]:
    return list(
        uow.db.scalars(
            select(MatchDecision).where(
                MatchDecision.workspace_id == match_round.workspace_id, MatchDecision.round_id == match_round.id
            )
        )
    )


def _forbidden(programme: Programme, known: Mapping[UUID, str], uow: UnitOfWork) -> frozenset[Pair]:
    rows = uow.db.execute(
        select(MatchDecision.senior_id, MatchDecision.junior_id).where(
            MatchDecision.workspace_id == programme.workspace_id,
            MatchDecision.programme_id == programme.id,
            MatchDecision.kind == DecisionKind.FORBID,
        )
    )
    return frozenset(Pair(known[one], known[other]) for one, other in rows if {one, other} <= known.keys())


def _outside(programme: Programme, uow: UnitOfWork) -> dict[str, tuple[str, ...]]:
    """Return whom those report to who are enrolled elsewhere in the workspace, so that no line has a gap."""
    rows = uow.db.execute(
        select(Participant.slack_user_id, Enrolment.manager_user_id)
        .join(
            Enrolment,
            and_(Enrolment.workspace_id == Participant.workspace_id, Enrolment.participant_id == Participant.id),
        )
        .where(
            Enrolment.workspace_id == programme.workspace_id,
            Enrolment.programme_id != programme.id,
            Enrolment.manager_user_id.is_not(None),
        )
    )
    return {user_id: (manager,) for user_id, manager in rows if manager is not None}
