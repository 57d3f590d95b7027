"""An owner at the desk, by the product's own commands; what is reckoned is reckoned in this very process."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from mentoring import courses
from mentoring.matching import PinRefused
from mentoring.rounds import commands, gathering, holding, keeping, queries
from mentoring.rounds.cards import Desk, Leftover, ProposalLine
from mentoring.rounds.reckoning import reckon
from mentoring.rounds.rules import (
    Assignment,
    BeginDraft,
    Edit,
    EditDraft,
    GiveUpDraft,
    InRound,
    KeepDraft,
    OpenDesk,
    SendInvitations,
)
from mentoring.schedules import PlanDue
from models import DecisionKind, MatchDecision, MatchRound, OutboxRow, Participant
from models.base import new_id
from tests.factories.cast import Cast, receipt


def begins(cast: Cast, programme_id: UUID, owner: str = "olga") -> Assignment:
    found = cast.store.do(commands.begin, BeginDraft(cast.actor(owner), programme_id, receipt()))
    assert found is not None
    return found


def reckoned(cast: Cast, asked: Assignment) -> None:
    """What `adapters.drafting.complete` does."""
    try:
        found = reckon(cast.store.do(gathering.gathered, asked))
    except PinRefused:
        cast.store.do(keeping.give_up, GiveUpDraft(asked.workspace_id, asked.round_id, asked.revision))
        raise
    rest: KeepDraft | None = KeepDraft(asked.workspace_id, asked.round_id, asked.revision, found)
    while rest is not None:
        rest = cast.store.do(keeping.keep, rest)


def nobody_is_at_it(cast: Cast) -> None:
    """Whoever reckons a draft was killed, and its lease has run out since."""
    with cast.store.transaction() as uow:
        for each in uow.db.scalars(select(MatchRound).where(MatchRound.drafting_since.is_not(None))):
            assert each.drafting_since is not None
            each.drafting_since -= holding.HELD_FOR


def drafted(cast: Cast, programme_id: UUID) -> Desk:
    reckoned(cast, begins(cast, programme_id))
    return desk(cast, programme_id)


def desk(cast: Cast, programme_id: UUID, owner: str = "olga") -> Desk:
    found = cast.store.do(queries.desk, OpenDesk(cast.actor(owner), programme_id))
    assert isinstance(found, Desk)
    return found


def round_of(there: Desk) -> UUID:
    assert there.round_id is not None
    return there.round_id


def line(there: Desk, *names: str) -> ProposalLine:
    """The proposal in which all of these people are."""
    wanted = {f"U{name.upper()}" for name in names}
    [found] = [
        each
        for each in there.proposals
        if wanted <= {each.senior.user_id, each.junior.user_id, each.third.user_id if each.third else ""}
    ]
    return found


def pairs_of(there: Desk) -> set[tuple[str, ...]]:
    """Who is proposed with whom, by first name, the senior first."""
    return {
        tuple(each.name.lower() for each in (found.senior, found.junior, found.third) if each)
        for found in there.proposals
    }


def edits(cast: Cast, there: Desk, edit: Edit, proposal: int | ProposalLine = 0, people: tuple[str, ...] = ()) -> None:
    """An edit, and what is reckoned for it; people are given by first name."""
    found = there.proposals[proposal] if isinstance(proposal, int) else proposal
    user_ids = tuple(cast.profile(each).user_id for each in people)
    command = EditDraft(cast.actor("olga"), round_of(there), found.proposal_id, edit, receipt(), user_ids)
    asked = cast.store.do(commands.edit, command)
    if asked is not None:
        reckoned(cast, asked)


def said_no_to(cast: Cast, programme_id: UUID, round_id: UUID, pairs: Iterable[tuple[str, str]]) -> None:
    """Many at once whom the owner said no to, without a draft of each; people are given by first name."""
    ids = {each.slack_user_id: each.id for each in cast.store.rows(Participant)}
    with cast.store.transaction() as uow:
        uow.db.add_all(
            MatchDecision(
                workspace_id=cast.workspace_id,
                id=new_id(),
                programme_id=programme_id,
                round_id=round_id,
                kind=DecisionKind.FORBID,
                senior_id=ids[cast.profile(senior).user_id],
                junior_id=ids[cast.profile(junior).user_id],
                decided_at=uow.now,
            )
            for senior, junior in pairs
        )


def approves_all(cast: Cast, there: Desk) -> None:
    for each in there.proposals:
        edits(cast, there, Edit.APPROVE, each)


def goes_out(cast: Cast, there: Desk) -> None:
    cast.store.do(commands.send, SendInvitations(cast.actor("olga"), round_of(there)))
    takes_its_course(cast)


def takes_its_course(cast: Cast) -> None:
    while cast.store.do(courses.plan_due, PlanDue(cast.workspace_id)).advanced:
        pass


def left_over(cast: Cast, there: Desk) -> tuple[Leftover, ...]:
    return cast.store.do(queries.left_over, InRound(cast.actor("olga"), round_of(there))).people


def told(cast: Cast, kind: str) -> int:
    return sum(row.kind == kind for row in cast.store.rows(OutboxRow))
