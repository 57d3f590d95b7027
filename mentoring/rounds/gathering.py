"""From the store to a round that can be reckoned: everybody of a programme, and what was settled before."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import permutations
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, select

from mentoring import working_time
from mentoring.enrolments.rules import fold
from mentoring.matching import Company, Pair, Round, Rule, Rules, Side, Survey, Weights, skills
from mentoring.programmes.audit_questions import asked_by, still_asked
from mentoring.roster import wholeness
from mentoring.rounds import history, wishes
from mentoring.rounds.decisions import Group, stands, wanted_in
from mentoring.rounds.reckoning import Gathered
from mentoring.rounds.rules import Assignment, MatchingRules, RoundIsOver
from mentoring.unit_of_work import UnitOfWork, reads_at_length
from models import (
    DecisionKind,
    Enrolment,
    EnrolmentSkill,
    EnrolmentState,
    MatchRound,
    Participant,
    ParticipantState,
    Programme,
    ProgrammeDuty,
    ProgrammeRole,
    RoundState,
    Skill,
    SkillReading,
    SkillSide,
)

NO_REPEAT_DAYS = 365
BETWEEN = "\x1f"
"""Stands between names that come as one: nobody can type it."""
IN_THE_POOL = (EnrolmentState.ACTIVE, EnrolmentState.IMPORTED)


@reads_at_length
def gathered(command: Assignment, uow: UnitOfWork) -> Gathered:
    """
    Return all that a draft depends on; what an owner has just decided is in it, though it is not kept yet.

    Raises:
        RoundIsOver: a newer draft was begun, or the round is over.
        SheetGoesIn: half of a sheet would be in it; `adapters.drafting` waits for the other half.
    """
    match_round = uow.get(MatchRound, command.workspace_id, command.round_id)
    if match_round is None or match_round.revision != command.revision or match_round.state is not RoundState.DRAFTING:
        raise RoundIsOver
    return gather(
        match_round,
        uow.db.get_one(Programme, {"workspace_id": match_round.workspace_id, "id": match_round.programme_id}),
        uow,
    )


def gather(
    match_round: MatchRound, programme: Programme, uow: UnitOfWork, supposed: MatchingRules | None = None
) -> Gathered:
    """
    Return all that a draft depends on, under the programme's rules or under others.

    Whoever joined since the draft that stands is in none under others: none is kept, so that of two of them the second
    would show a wish of theirs that came between.

    Raises:
        SheetGoesIn: half of a sheet would be in it.
    """
    wholeness.must_be_whole(programme.workspace_id, uow)
    enrolled = _enrolled(programme, uow)
    if supposed is not None and (heard_of := wishes.heard_of(match_round, uow)) is not None:
        enrolled = [each for each in enrolled if each.slack_user_id in heard_of]
    known = {each.participant_id: each.slack_user_id for each in enrolled}
    owners = owners_of(programme, uow)
    paired = {participant_id: user for participant_id, user in known.items() if participant_id not in owners}
    changed = rules_of(programme) if supposed is None else supposed
    continuing = history.together(programme, known, uow)
    extra: dict[str, int] = defaultdict(int)
    for each in continuing:
        for person, more in each.extra().items():
            extra[person] += more
    wanted = wanted_in(match_round)
    is_pin = wanted is not None and wanted.kind in {DecisionKind.PIN, DecisionKind.TRIAD}
    must = _named([wanted.people] if wanted is not None and is_pin else [], paired)
    kept = _named(stands(match_round, uow), paired)
    seen = _seen_together(match_round, [*must, *kept], known, uow)
    private = wishes.private(match_round, known, seen, uow)
    return Gathered(
        Round(
            surveys=_surveys(programme, enrolled, extra, owners, private, uow),
            rules=_rules(programme, match_round, changed, uow),
            continuing=frozenset(pair for each in continuing for pair in each.pairs()),
            must=frozenset(pair for each in must for pair in _pairs(each)),
            kept=frozenset(pair for each in kept for pair in _pairs(each)),
            triads=frozenset((senior, junior, third) for senior, junior, third in [*must, *kept] if third is not None),
            forbidden=history.forbidden(match_round, known, uow),
            past=history.past(programme, changed.repeat_days, known, uow),
            elsewhere=history.elsewhere(programme, known, uow),
            not_formed=history.not_formed(programme, wishes.compared_since(match_round, uow), known, uow),
            previous=history.previous(match_round, known, uow),
            reports=history.reports(programme, uow),
        ),
        _said(programme, enrolled, uow),
        uow.now,
        private.heard,
    )


def _seen_together(
    match_round: MatchRound,
    settled: Sequence[tuple[str, str, str | None]],
    known: Mapping[UUID, str],
    uow: UnitOfWork,
) -> dict[str, set[str]]:
    """Return with whom the draft that stands shows somebody, but for those who stay together whatever comes."""
    fast = {two for group in settled for two in permutations([each for each in group if each], 2)}
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in history.side_by_side(match_round, known, uow):
        if (one, other) not in fast:
            found[one].add(other)
    return found


def rules_of(programme: Programme) -> MatchingRules:
    """Return what holds in a programme: as usual, unless its owner changed it."""
    changed: Mapping[str, Any] = programme.matching or {}
    return MatchingRules(
        changed.get("least_shared", Rules().least_shared),
        frozenset(Rule(each) for each in changed.get("lifted", ())),
        changed.get("repeat_days", NO_REPEAT_DAYS),
    )


def in_the_pool(programme: Programme, uow: UnitOfWork) -> Mapping[EnrolmentState, int]:
    """Return how many people a draft would be about, by how they stand."""
    rows = uow.db.execute(
        select(Enrolment.state, func.count())
        .join(
            Participant,
            and_(Participant.workspace_id == Enrolment.workspace_id, Participant.id == Enrolment.participant_id),
        )
        .where(
            Enrolment.workspace_id == programme.workspace_id,
            Enrolment.programme_id == programme.id,
            Enrolment.state.in_(IN_THE_POOL),
            Enrolment.participant_id.not_in(owners_of(programme, uow)),
            Participant.state != ParticipantState.GONE,
        )
        .group_by(Enrolment.state)
    )
    return dict(rows.all())


def owners_of(programme: Programme, uow: UnitOfWork) -> frozenset[UUID]:
    """
    Return who answers for a programme.

    Nobody is paired by a round whose desk they can open: by pinning and forbidding they would find out who never wants
    to be paired with them. As with a pair that an owner proposes by hand, they ask a colleague themselves.
    """
    return frozenset(
        uow.db.scalars(
            select(ProgrammeDuty.participant_id).where(
                ProgrammeDuty.workspace_id == programme.workspace_id,
                ProgrammeDuty.programme_id == programme.id,
                ProgrammeDuty.role == ProgrammeRole.OWNER,
            )
        )
    )


def participants_of(user_ids: Collection[str], match_round: MatchRound, uow: UnitOfWork) -> dict[str, UUID]:
    """Return the participants of those people, some thousands at the most, who are in the pool."""
    rows = uow.db.execute(
        select(Participant.slack_user_id, Participant.id)
        .join(
            Enrolment,
            and_(Enrolment.workspace_id == Participant.workspace_id, Enrolment.participant_id == Participant.id),
        )
        .where(
            Participant.workspace_id == match_round.workspace_id,
            Participant.slack_user_id.in_(user_ids),
            Participant.state != ParticipantState.GONE,
            Enrolment.programme_id == match_round.programme_id,
            Enrolment.state.in_(IN_THE_POOL),
        )
    )
    return dict(rows.all())


def _rules(programme: Programme, match_round: MatchRound, changed: MatchingRules, uow: UnitOfWork) -> Rules:
    weights = (programme.matching or {}).get("weights")
    return Rules(
        weights=Weights(**weights) if weights else Weights(),
        least_shared=changed.least_shared,
        enough_shared=max(Rules().enough_shared, changed.least_shared),
        lifted=changed.lifted,
        on=working_time.local_date(uow.now, "UTC"),
        seed=match_round.id.hex,
    )


def _named(groups: Iterable[Group], known: Mapping[UUID, str]) -> list[tuple[str, str, str | None]]:
    """Return groups by Slack user ids; of whoever is not in the pool any more nothing is wanted."""
    return [
        (known[senior], known[junior], known[third] if third else None)
        for senior, junior, third in groups
        if senior in known and junior in known and (third is None or third in known)
    ]


def _pairs(group: tuple[str, str, str | None]) -> list[Pair]:
    senior, junior, third = group
    return [Pair(senior, junior)] if third is None else [Pair(senior, junior), Pair(senior, third)]


def _said(programme: Programme, enrolled: Sequence[Any], uow: UnitOfWork) -> dict[str, dict[str, str]]:
    """Return groups for the audit: team and location, and what people told for it alone, by its question."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    asked = asked_by(programme)
    for each in enrolled:
        told = still_asked(uow.vault.open(each.sealed_groups), asked) if each.sealed_groups else {}
        for attribute, group in (("team", each.team), ("location", each.location), *told.items()):
            if group:
                found[attribute][each.slack_user_id] = " ".join(group.split())
    return dict(found)


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
            Enrolment.sealed_groups,
            Enrolment.location,
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
    programme: Programme,
    enrolled: Sequence[Any],
    extra: Mapping[str, int],
    owners: Collection[UUID],
    private: wishes.Private,
    uow: UnitOfWork,
) -> tuple[Survey, ...]:
    offers, seeks = _skills(programme, uow)
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
            never=frozenset(private.never.get(each.slack_user_id, ())),
            declined=frozenset(private.declined.get(each.slack_user_id, ())),
            company=Company(each.company.value),
            missed=each.missed,
            takes_part=each.participant_id not in owners
            and takes_part(each.paused_until, each.available_from, today[each.zone]),
        )
        for each in enrolled
    )


def takes_part(paused_until: date | None, available_from: date | None, today: date) -> bool:
    """Tell whether somebody neither pauses today, by their own calendar, nor said that they have time only later."""
    return (paused_until is None or paused_until < today) and (available_from is None or available_from <= today)


def _skills(programme: Programme, uow: UnitOfWork) -> tuple[dict[UUID, set[str]], dict[UUID, set[str]]]:
    """Return what each enrolment offers and seeks, by the canonical names."""
    # Put together by the store, which is three times as fast as row by row for a large programme.
    rows = uow.db.execute(
        select(
            EnrolmentSkill.enrolment_id, EnrolmentSkill.side, func.aggregate_strings(Skill.name, BETWEEN).label("names")
        )
        .join(Skill, and_(Skill.workspace_id == EnrolmentSkill.workspace_id, Skill.id == EnrolmentSkill.skill_id))
        .join(
            Enrolment,
            and_(Enrolment.workspace_id == EnrolmentSkill.workspace_id, Enrolment.id == EnrolmentSkill.enrolment_id),
        )
        .where(
            Enrolment.workspace_id == programme.workspace_id,
            Enrolment.programme_id == programme.id,
            Enrolment.state.in_(IN_THE_POOL),
        )
        .group_by(EnrolmentSkill.enrolment_id, EnrolmentSkill.side)
    ).all()
    named = [(enrolment_id, side, names.split(BETWEEN)) for enrolment_id, side, names in rows]
    meant = canonical({name for _, _, names in named for name in names}, programme.workspace_id, uow)
    sides: dict[SkillSide, dict[UUID, set[str]]] = {side: {} for side in SkillSide}
    for enrolment_id, side, names in named:
        sides[side][enrolment_id] = {skill for name in names if (skill := meant[name])}
    return sides[SkillSide.OFFER], sides[SkillSide.SEEK]
