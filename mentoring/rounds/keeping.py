"""What was reckoned is kept as the round's draft, and what it changed for whom."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from mentoring import outbox
from mentoring.matching import Draft, Proposal, Triad
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.participants import require
from mentoring.rounds.gathering import IN_THE_POOL, wanted_triads
from mentoring.rounds.rules import GiveUpDraft, KeepDraft, TellDrafted
from mentoring.unit_of_work import UnitOfWork
from models import (
    DecisionKind,
    Enrolment,
    MatchDecision,
    MatchProposal,
    MatchRound,
    MatchUnmatched,
    Participant,
    ProposalState,
    RoundState,
)
from models.base import new_id

MOST_MOVED = 200
"""People who are remembered as moved by a draft."""


@dataclass(frozen=True)
class _Decided:
    """What is kept of a proposal from one draft to the next."""

    people: tuple[UUID, UUID, UUID | None]
    state: ProposalState


def keep(command: KeepDraft, uow: UnitOfWork) -> None:
    """Keep what was reckoned; nothing happens where a newer draft was begun, or the round is over."""
    match_round = uow.get(MatchRound, command.workspace_id, command.round_id, lock=True)
    if match_round is None or match_round.revision != command.revision or match_round.state is not RoundState.DRAFTING:
        return
    draft = command.draft
    by_user = participants_of(_named(draft), match_round, uow)
    before = _decided(match_round, uow)
    rows = _proposals(match_round, draft, by_user, before, wanted_triads(match_round, uow))
    for table in (MatchProposal, MatchUnmatched):
        uow.db.execute(
            delete(table).where(table.workspace_id == match_round.workspace_id, table.round_id == match_round.id)
        )
    if rows:
        uow.db.execute(insert(MatchProposal), rows)
    left_over = [
        {
            "workspace_id": match_round.workspace_id,
            "id": new_id(),
            "round_id": match_round.id,
            "participant_id": by_user[each.person],
            "reasons": {
                "removed": {rule.value: number for rule, number in each.removed.items()},
                "remaining": each.remaining,
                "cut": [each.cut.people, each.cut.places] if each.cut else None,
            },
        }
        for each in draft.unmatched
        if each.person in by_user
    ]
    if left_over:
        uow.db.execute(insert(MatchUnmatched), left_over)
    match_round.summary = _summary(draft, _moved(before, rows, by_user) if before else {})
    match_round.state = RoundState.DRAFTED
    match_round.drafting_since = None


def give_up(command: GiveUpDraft, uow: UnitOfWork) -> None:
    """
    Let the draft before stand, since the new one could not be reckoned.

    Whom their owner wanted together although a rule forbids it are not wanted any more: else no draft would ever come
    of this round.
    """
    match_round = uow.get(MatchRound, command.workspace_id, command.round_id, lock=True)
    if (
        match_round is not None
        and match_round.revision == command.revision
        and match_round.state is RoundState.DRAFTING
    ):
        match_round.state = RoundState.DRAFTED
        match_round.drafting_since = None
        _want_no_more(command.refused, match_round, uow)


def tell(command: TellDrafted, uow: UnitOfWork) -> None:
    """Tell an owner who waited long that their draft is there; whoever began it wants to know it now."""
    owner = require(command.actor, uow)
    match_round = uow.get(MatchRound, owner.workspace_id, command.round_id)
    if match_round is None:
        return
    outbox.post(
        match_round.workspace_id,
        NoticeKind.MATCH_DRAFTED,
        f"match-drafted:{match_round.id}:{command.revision}",
        ToPerson(owner.id),
        {"round_id": str(match_round.id), "revision": str(command.revision)},
        uow,
    )


def _want_no_more(refused: Sequence[str], match_round: MatchRound, uow: UnitOfWork) -> None:
    people = set(participants_of(set(refused), match_round, uow).values())
    if len(people) != len({"senior", "junior"}):
        return
    uow.db.execute(
        delete(MatchDecision).where(
            MatchDecision.workspace_id == match_round.workspace_id,
            MatchDecision.round_id == match_round.id,
            MatchDecision.kind != DecisionKind.FORBID,
            MatchDecision.senior_id.in_(people),
            MatchDecision.junior_id.in_(people) | MatchDecision.third_id.in_(people),
        )
    )
    uow.db.execute(
        update(MatchProposal)
        .where(
            MatchProposal.workspace_id == match_round.workspace_id,
            MatchProposal.round_id == match_round.id,
            MatchProposal.senior_id.in_(people),
            MatchProposal.junior_id.in_(people) | MatchProposal.third_id.in_(people),
        )
        .values(state=ProposalState.PROPOSED)
    )


def participants_of(user_ids: set[str], match_round: MatchRound, uow: UnitOfWork) -> dict[str, UUID]:
    """Return the participants of those people who are in the pool."""
    rows = uow.db.execute(
        select(Participant.slack_user_id, Participant.id)
        .join(
            Enrolment,
            (Enrolment.workspace_id == Participant.workspace_id) & (Enrolment.participant_id == Participant.id),
        )
        .where(
            Enrolment.workspace_id == match_round.workspace_id,
            Enrolment.programme_id == match_round.programme_id,
            Enrolment.state.in_(IN_THE_POOL),
        )
    )
    return {user_id: participant_id for user_id, participant_id in rows if user_id in user_ids}


def _named(draft: Draft) -> set[str]:
    paired = {person for each in draft.proposals for person in (each.pair.senior, each.pair.junior)}
    return paired | {each.joins for each in draft.triads} | {each.person for each in draft.unmatched}


def _decided(match_round: MatchRound, uow: UnitOfWork) -> list[_Decided]:
    rows = uow.db.execute(
        select(MatchProposal.senior_id, MatchProposal.junior_id, MatchProposal.third_id, MatchProposal.state).where(
            MatchProposal.workspace_id == match_round.workspace_id, MatchProposal.round_id == match_round.id
        )
    )
    return [_Decided((senior, junior, third), state) for senior, junior, third, state in rows]


def _proposals(
    match_round: MatchRound,
    draft: Draft,
    by_user: Mapping[str, UUID],
    before: list[_Decided],
    wanted: Collection[tuple[UUID, UUID, UUID]],
) -> list[dict[str, Any]]:
    """Return the rows of a draft's proposals; who left the programme while it was reckoned is in none."""
    approved = {each.people for each in before if each.state is ProposalState.APPROVED}
    joining = {each.pair: each for each in draft.triads}
    thirds = {(senior, junior): third for senior, junior, third in wanted}
    # A wanted triad was reckoned as two pairs of its senior; the second is shown within the first.
    within = {(senior, third) for senior, _, third in wanted}
    rows = []
    for each in draft.proposals:
        if not {each.pair.senior, each.pair.junior} <= by_user.keys():
            continue
        senior, junior = by_user[each.pair.senior], by_user[each.pair.junior]
        if (senior, junior) in within:
            continue
        triad = joining.get(each.pair)
        third = thirds.get((senior, junior)) or (by_user.get(triad.joins) if triad else None)
        rows.append(
            {
                "workspace_id": match_round.workspace_id,
                "id": new_id(),
                "round_id": match_round.id,
                "senior_id": senior,
                "junior_id": junior,
                "third_id": third,
                "state": ProposalState.APPROVED if (senior, junior, third) in approved else ProposalState.PROPOSED,
                "is_flagged": bool(each.flags),
                "is_pinned": each.pinned,
                "score": each.score,
                "reasons": _reasons(each, triad),
                "pair_id": None,
            }
        )
    return rows


def _reasons(proposal: Proposal, triad: Triad | None) -> dict[str, Any]:
    def instead(found: Any) -> list[Any] | None:
        return [found.person, found.behind] if found else None

    return {
        "down": list(proposal.senior_teaches.skills),
        "up": list(proposal.junior_teaches.skills),
        "of_down": proposal.senior_teaches.of,
        "of_up": proposal.junior_teaches.of,
        "minutes": proposal.shared_minutes,
        "languages": list(proposal.languages),
        "flags": sorted(flag.value for flag in proposal.flags),
        "senior_instead": instead(proposal.senior_runner_up),
        "junior_instead": instead(proposal.junior_runner_up),
        "third_score": triad.score if triad else None,
    }


def _summary(draft: Draft, moved: Mapping[str, list[str]]) -> dict[str, Any]:
    figures = draft.summary
    shown = dict(list(moved.items())[:MOST_MOVED])
    return {
        "people": figures.people,
        "matched": figures.matched,
        "continuing": len(draft.continuing),
        "worst": figures.worst,
        "mean": round(figures.total / figures.pairs) if figures.pairs else None,
        "gini": round(figures.gini, 3),
        "help": [[each.side.value, each.number, each.skill, list(each.languages)] for each in draft.help],
        "moved": shown,
        "moved_in_all": len(moved),
    }


def _moved(before: list[_Decided], rows: list[dict[str, Any]], by_user: Mapping[str, UUID]) -> dict[str, list[str]]:
    """Return for everybody who has somebody else now, or nobody, whom they have; by participant ids."""
    user_of = {participant_id: user_id for user_id, participant_id in by_user.items()}
    then = _partners([each.people for each in before])
    now = _partners([(each["senior_id"], each["junior_id"], each["third_id"]) for each in rows])
    return {
        user_of[person]: sorted(user_of[each] for each in now.get(person, set()) if each in user_of)
        for person in sorted(then.keys() | now.keys())
        if person in user_of and then.get(person, set()) != now.get(person, set())
    }


def _partners(groups: list[tuple[UUID, UUID, UUID | None]]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = {}
    for group in groups:
        people = {each for each in group if each is not None}
        for person in people:
            found.setdefault(person, set()).update(people - {person})
    return found
