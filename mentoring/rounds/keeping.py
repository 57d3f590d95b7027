"""What was reckoned is kept as the round's draft, and what it changed for whom."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import delete, insert, select

from mentoring import outbox
from mentoring.matching import Proposal, Rule, Triad, Unmatched
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.participants import require
from mentoring.programmes.queries import own_programme
from mentoring.rounds import brought, comparing, wishes
from mentoring.rounds.decisions import Group, of_draft, pinned, settle, wanted_in
from mentoring.rounds.gathering import participants_of
from mentoring.rounds.holding import is_awaited
from mentoring.rounds.left_over import leave_over
from mentoring.rounds.reckoning import Reckoned
from mentoring.rounds.rules import GiveUpDraft, KeepDraft, TellDrafted
from mentoring.unit_of_work import UnitOfWork
from models import DecisionKind, MatchProposal, MatchRound, MatchUnmatched, ProposalState, RoundState
from models.base import new_id

DRAFTED: tuple[type[MatchProposal] | type[MatchUnmatched], ...] = (MatchProposal, MatchUnmatched)
WORTH_LIFTING = (Rule.TEAM, Rule.HOURS, Rule.LANGUAGE, Rule.PAST_PAIR)
"""Rules without which a pair may be a good one; of two who have nothing to teach each other it is none."""
MOST_MOVED = 200
"""People who are remembered as moved by a draft."""


def keep(command: KeepDraft, uow: UnitOfWork) -> KeepDraft | None:
    """
    Keep what was reckoned, some thousands of rows at a time; it is shown once it is whole.

    Returns:
        What is still to do; nothing once all is kept, or where a newer draft was begun, or the round is over.
    """
    match_round = uow.get(MatchRound, command.workspace_id, command.round_id, lock=True)
    if match_round is not None and match_round.drafted == command.revision:
        return command if _tidied(match_round, command.batch, uow) else None
    if match_round is None or not is_awaited(match_round, command.revision):
        return None
    draft = command.reckoned.draft
    drafted, end = len(draft.proposals), command.begin + command.batch
    _write_proposals(draft.proposals[command.begin : end], command, match_round, uow)
    _write_left_over(draft.unmatched[max(0, command.begin - drafted) : max(0, end - drafted)], match_round, uow)
    whole = drafted + len(draft.unmatched)
    # What fits into one step stands at once; of a large draft, that is a step of its own.
    if end < whole or 0 < command.begin < whole:
        return replace(command, begin=end)
    _stand(command, match_round, uow)
    return command if _tidied(match_round, command.batch, uow) else None


def give_up(command: GiveUpDraft, uow: UnitOfWork) -> None:
    """Let all be as it was before the draft was begun; a round without any was not there."""
    match_round = uow.get(MatchRound, command.workspace_id, command.round_id, lock=True)
    if match_round is None or not is_awaited(match_round, command.revision):
        return
    match_round.state = RoundState.DRAFTED
    match_round.drafting_since = match_round.wanted = None
    for table in DRAFTED:
        uow.db.execute(delete(table).where(*_of_others(table, match_round)))
    if not match_round.drafted:
        uow.db.delete(match_round)


def tell(command: TellDrafted, uow: UnitOfWork) -> None:
    """
    Tell an owner who waited long what came of their draft; whoever began it wants to know it now.

    Raises:
        OnlyItsOwner: they do not answer for the programme any more.
    """
    programme = own_programme(command.actor, command.programme_id, uow)
    facts = {"round_id": str(command.round_id), "revision": str(command.revision)}
    kind, key = NoticeKind.MATCH_DRAFTED, f"match-drafted:{command.round_id}:{command.revision}"
    if command.why_not is not None:
        kind, key = NoticeKind.MATCH_NOT_DRAFTED, f"match-not-drafted:{command.round_id}:{command.revision}"
        facts |= {"programme_id": str(programme.id), "why": command.why_not.value}
    outbox.post(programme.workspace_id, kind, key, ToPerson(require(command.actor, uow).id), facts, uow)


def _tidied(match_round: MatchRound, batch: int, uow: UnitOfWork) -> bool:
    """Forget some of the drafts that do not stand any more; tell whether there may be more of them."""
    for table in DRAFTED:
        some = select(table.id).where(*_of_others(table, match_round)).limit(batch)
        of_workspace = table.workspace_id == match_round.workspace_id
        did: Any = uow.db.execute(delete(table).where(of_workspace, table.id.in_(some)))
        if did.rowcount == batch:
            return True
    return False


def _of_others(table: Any, match_round: MatchRound) -> tuple[Any, ...]:
    """Return what selects the rows of drafts that do not stand."""
    return (
        table.workspace_id == match_round.workspace_id,
        table.round_id == match_round.id,
        table.revision != match_round.drafted,
    )


def _write_proposals(
    proposals: Sequence[Proposal], command: KeepDraft, match_round: MatchRound, uow: UnitOfWork
) -> None:
    """Write down some proposals; whoever has left the programme meanwhile is in none, and leaves others over."""
    triads = {(senior, junior): third for senior, junior, third in command.reckoned.triads}
    # A wanted triad was reckoned as two pairs of its senior; the second is shown within the first.
    within = {(senior, third) for senior, _, third in command.reckoned.triads}
    joining = {(each.pair.senior, each.pair.junior): each for each in command.reckoned.draft.triads}
    found = [
        (each, triads.get((each.pair.senior, each.pair.junior)), joining.get((each.pair.senior, each.pair.junior)))
        for each in proposals
        if (each.pair.senior, each.pair.junior) not in within
    ]
    named = {user for each, third, _ in found for user in (each.pair.senior, each.pair.junior, third) if user}
    by_user = participants_of(named | {triad.joins for _, _, triad in found if triad}, match_round, uow)
    before = _decided_before(match_round, set(by_user.values()), uow)
    rows, alone = [], set[str]()
    for each, third, triad in found:
        joins = third or (triad.joins if triad else None)
        if not {each.pair.senior, each.pair.junior} <= by_user.keys():
            alone |= {user for user in (each.pair.senior, each.pair.junior, joins) if user}
            continue
        people = (by_user[each.pair.senior], by_user[each.pair.junior], by_user.get(joins) if joins else None)
        rows.append(
            {
                "workspace_id": match_round.workspace_id,
                "id": new_id(),
                "round_id": match_round.id,
                "revision": command.revision,
                "senior_id": people[0],
                "junior_id": people[1],
                "third_id": people[2],
                "state": ProposalState.APPROVED if people in before.approved else ProposalState.PROPOSED,
                "is_flagged": bool(each.flags),
                "is_pinned": not before.pinned.isdisjoint({people, (*people[:2], None)}),
                "score": each.score,
                "reasons": _reasons(each, triad),
                "pair_id": None,
            }
        )
    if rows:
        uow.db.execute(insert(MatchProposal), rows)
    leave_over(match_round, command.revision, [by_user[each] for each in alone if each in by_user], uow)


class _Decided(Struct, frozen=True):
    """What goes on from one draft to the next."""

    approved: set[Group]
    pinned: set[Group]


def _decided_before(match_round: MatchRound, people: Collection[UUID], uow: UnitOfWork) -> _Decided:
    wanted = wanted_in(match_round)
    freed = wanted.freed if wanted else frozenset()
    approved = uow.db.execute(
        select(MatchProposal.senior_id, MatchProposal.junior_id, MatchProposal.third_id).where(
            *of_draft(MatchProposal, match_round),
            MatchProposal.state == ProposalState.APPROVED,
            MatchProposal.senior_id.in_(people),
        )
    )
    pins = {each for each in pinned(match_round, uow) if not freed.intersection(each)}
    if wanted and wanted.kind in {DecisionKind.PIN, DecisionKind.TRIAD}:
        pins.add(wanted.people)
    return _Decided({(one, two, three) for one, two, three in approved if not freed & {one, two, three}}, pins)


def _write_left_over(unmatched: Sequence[Unmatched], match_round: MatchRound, uow: UnitOfWork) -> None:
    by_user = participants_of({each.person for each in unmatched}, match_round, uow)
    rows = [
        {
            "workspace_id": match_round.workspace_id,
            "id": new_id(),
            "round_id": match_round.id,
            "revision": match_round.revision,
            "participant_id": by_user[each.person],
            "reasons": {
                "removed": {rule.value: number for rule, number in each.removed.items()},
                "remaining": each.remaining,
                "cut": [each.cut.people, each.cut.places] if each.cut else None,
            },
            "is_told": False,
        }
        for each in unmatched
        if each.person in by_user
    ]
    if rows:
        uow.db.execute(insert(MatchUnmatched), rows)


def _stand(command: KeepDraft, match_round: MatchRound, uow: UnitOfWork) -> None:
    """Let the new draft take the place of the one before, with what its edit decided."""
    draft = command.reckoned.draft
    before = _groups(match_round, match_round.drafted, uow) if match_round.drafted else []
    moved = _moved(before, _groups(match_round, command.revision, uow)) if match_round.drafted else {}
    gave_way = [(each.senior, each.junior) for each in draft.gave_way]
    by_user = participants_of({user for pair in gave_way for user in pair}, match_round, uow)
    settle(
        match_round, [(by_user[one], by_user[other]) for one, other in gave_way if {one, other} <= by_user.keys()], uow
    )
    # What the draft before showed of groups is looked up while that one stands.
    groups = comparing.compared(match_round, command.reckoned, uow)
    wishes.keep(command.reckoned.heard, match_round, uow)
    match_round.drafted = command.revision
    match_round.state = RoundState.DRAFTED
    match_round.drafting_since = None
    match_round.summary = _summary(command.reckoned, moved) | groups | brought.noted(command.reckoned)


def _groups(match_round: MatchRound, revision: int, uow: UnitOfWork) -> list[Group]:
    rows = uow.db.execute(
        select(MatchProposal.senior_id, MatchProposal.junior_id, MatchProposal.third_id).where(
            MatchProposal.workspace_id == match_round.workspace_id,
            MatchProposal.round_id == match_round.id,
            MatchProposal.revision == revision,
        )
    )
    return [(senior, junior, third) for senior, junior, third in rows]


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
        "settled": proposal.pinned,
    }


def _summary(reckoned: Reckoned, moved: Mapping[UUID, set[UUID]]) -> dict[str, Any]:
    draft = reckoned.draft
    figures = draft.summary
    return {
        "people": figures.people,
        "matched": figures.matched,
        "continuing": len(draft.continuing),
        "worst": figures.worst,
        "mean": round(figures.total / figures.pairs) if figures.pairs else None,
        "gini": round(figures.gini, 3),
        "in_the_way": _in_the_way(draft.unmatched),
        "help": [[each.side.value, each.number, each.skill, list(each.languages)] for each in draft.help],
        "moved": {one.hex: sorted(each.hex for each in others) for one, others in [*moved.items()][:MOST_MOVED]},
        "moved_in_all": len(moved),
        "gave_way": [[each.senior, each.junior] for each in draft.gave_way],
    }


def _in_the_way(unmatched: Collection[Unmatched]) -> str | None:
    """Return the rule that takes away more than half of the possible partners of those left over, if there is one."""
    removed, possible = Counter[Rule](), 0
    for each in unmatched:
        removed.update(each.removed)
        possible += sum(each.removed.values()) + each.remaining
    rule = max(WORTH_LIFTING, key=lambda each: removed[each])
    return rule.value if 2 * removed[rule] > possible else None


def _moved(then: Iterable[Group], now: Iterable[Group]) -> dict[UUID, set[UUID]]:
    """Return for everybody who has somebody else now, or nobody, whom they have."""
    had, have = _partners(then), _partners(now)
    return {
        person: have.get(person, set())
        for person in sorted(had.keys() | have.keys())
        if had.get(person, set()) != have.get(person, set())
    }


def _partners(groups: Iterable[Group]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = {}
    for group in groups:
        people = {each for each in group if each is not None}
        for person in people:
            found.setdefault(person, set()).update(people - {person})
    return found
