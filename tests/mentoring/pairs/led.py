"""A programme whose owner lets rounds of matching go out, and what its people are told."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from mentoring.enrolments.rules import FirstStep
from mentoring.programmes import queries as programmes
from mentoring.programmes.queries import InProgramme, OwnersPage
from mentoring.rounds import commands
from mentoring.rounds.rules import Edit, EditDraft, SendInvitations
from mentoring.states import PairState, RoleWish
from models import (
    Enrolment,
    EnrolmentState,
    MatchProposal,
    Membership,
    Pair,
    Participant,
    ProposalState,
)
from tests.factories.cast import Cast, receipt
from tests.factories.enrolled import begins, finishes
from tests.mentoring.delivery.waiting import Sending, live, take_course
from tests.mentoring.rounds import desk
from tests.mentoring.rounds.desk import reckoned, round_of
from views import notices
from views.reader import Reader

Notice = TypeVar("Notice")


@dataclass(frozen=True)
class Told:
    """One message as it reached somebody: what it tells, and every word of it."""

    user_id: str
    notice: Any
    words: str


def joins(
    cast: Cast, programme_id: UUID, name: str, wish: RoleWish, teaches: str = "", learns: str = "", **said: object
) -> None:
    """Somebody enrols; seniors teach strategy and learn prompting, unless they say otherwise."""
    mine, theirs = ("Strategy", "Prompting") if wish is RoleWish.SENIOR else ("Prompting", "Strategy")
    step = FirstStep(wish, tuple((teaches or mine).split(", ")), tuple((learns or theirs).split(", ")))
    begins(cast, name, programme_id, step)
    finishes(cast, name, programme_id, **said)


def peopled(cast: Cast, seniors: str = "ada", juniors: str = "ben") -> UUID:
    """Olga's programme with so many people."""
    programme_id = cast.programme()
    for name in seniors.split():
        joins(cast, programme_id, name, RoleWish.SENIOR)
    for name in juniors.split():
        joins(cast, programme_id, name, RoleWish.JUNIOR)
    return programme_id


def imports(
    cast: Cast,
    programme_id: UUID,
    name: str,
    wish: RoleWish = RoleWish.JUNIOR,
    teaches: str = "Prompting",
    learns: str = "Strategy",
) -> None:
    """An owner's sheet brings somebody: they have agreed to nothing."""
    begins(cast, name, programme_id, FirstStep(wish, (teaches,), (learns,)))
    mine = person_id(cast, name)
    with cast.store.transaction() as uow:
        found = uow.db.scalars(select(Enrolment).where(Enrolment.participant_id == mine)).one()
        found.state = EnrolmentState.IMPORTED
        found.languages = ["pt", "en"]
        found.team, found.location, found.manager_user_id = "Payments", "Porto", "UMIA"
        found.look_at = uow.now + timedelta(days=30)


def drafts(cast: Cast, programme_id: UUID) -> UUID:
    """The owner has a draft made; return its round."""
    return round_of(desk.drafted(cast, programme_id))


def edits(cast: Cast, round_id: UUID, proposal: MatchProposal, edit: Edit, *names: str) -> None:
    """The owner edits a proposal, and what follows is reckoned."""
    people = tuple(cast.profile(name).user_id for name in names)
    command = EditDraft(cast.actor("olga"), round_id, proposal.id, edit, receipt(), people)
    asked = cast.store.do(commands.edit, command)
    if asked is not None:
        reckoned(cast, asked)


def sends(cast: Cast, round_id: UUID) -> None:
    """The owner approves the whole of a draft and lets it go out."""
    for proposal in cast.store.rows(MatchProposal):
        if (proposal.round_id, proposal.state) == (round_id, ProposalState.PROPOSED):
            edits(cast, round_id, proposal, Edit.APPROVE)
    cast.store.do(commands.send, SendInvitations(cast.actor("olga"), round_id))
    take_course(cast)


def goes_out(cast: Cast, programme_id: UUID) -> UUID:
    """A round is drafted, approved whole and sent; return it."""
    round_id = drafts(cast, programme_id)
    sends(cast, round_id)
    return round_id


def heard(sent: list[Sending]) -> list[Told]:
    """What of it reached whom, in words."""
    return [
        Told(
            getattr(each.dispatch.address, "user_id", ""),
            each.dispatch.notice,
            repr(notices.render(Reader("en"), each.dispatch.notice)),
        )
        for each in sent
        if each.dispatch.notice is not None
    ]


def hears(cast: Cast, **step: float) -> list[Told]:
    """Let time pass; return what everybody was told in it."""
    start = cast.store.clock.now()
    until = cast.store.clock.advance(**step) if step else start
    cast.store.clock.set(start)
    return heard(live(cast, until))


def to(cast: Cast, told: list[Told], name: str, kind: type[Notice]) -> list[Told]:
    """What of one kind somebody was told."""
    user_id = cast.profile(name).user_id
    return [each for each in told if each.user_id == user_id and isinstance(each.notice, kind)]


def pair_of(cast: Cast, *names: str) -> Pair:
    """The newest pair of these people."""
    wanted = {person_id(cast, name) for name in names}
    places: dict[UUID, set[UUID]] = {}
    for each in cast.store.rows(Membership):
        places.setdefault(each.pair_id, set()).add(each.participant_id)
    return [each for each in cast.store.rows(Pair) if places[each.id] == wanted][-1]


def state_of(cast: Cast, *names: str) -> PairState:
    return pair_of(cast, *names).state


def person_id(cast: Cast, name: str) -> UUID:
    user_id = cast.profile(name).user_id
    return next(each.id for each in cast.store.rows(Participant) if each.slack_user_id == user_id)


def enrolment_of(cast: Cast, name: str) -> Enrolment:
    mine = person_id(cast, name)
    return next(each for each in cast.store.rows(Enrolment) if each.participant_id == mine)


def owner_sees(cast: Cast, programme_id: UUID) -> OwnersPage:
    found = cast.store.do(programmes.owners_page, InProgramme(cast.actor("olga"), programme_id))
    assert isinstance(found, OwnersPage)
    return found
