"""A programme whose owner lets rounds of matching go out, and what its people are told."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select

from mentoring.enrolments.rules import FirstStep
from mentoring.programmes import queries as programmes
from mentoring.programmes.queries import InProgramme, OwnersPage
from mentoring.states import PairState, RoleWish
from models import (
    Company,
    Enrolment,
    EnrolmentState,
    Membership,
    Pair,
    Participant,
    ParticipantState,
)
from tests.factories.cast import Cast
from tests.factories.enrolled import begins, finishes
from tests.mentoring.delivery.waiting import Sending, live
from tests.mentoring.rounds import desk
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
        found = uow.db.scalars(
            select(Enrolment).where(Enrolment.participant_id == mine, Enrolment.programme_id == programme_id)
        ).one()
        found.state = EnrolmentState.IMPORTED
        found.languages = ["pt", "en"]
        found.team, found.location, found.manager_user_id = "Payments", "Porto", "UMIA"
        found.capacity, found.company = 4, Company.GLADLY
        found.look_at = uow.now + timedelta(days=30)
        person = uow.db.scalars(select(Participant).where(Participant.id == mine)).one()
        if person.state is ParticipantState.INVITED:
            person.own_zone, person.country, person.work_starts, person.work_ends = (
                "Europe/Madrid",
                "ES",
                8 * 60,
                18 * 60,
            )


def goes_out(cast: Cast, programme_id: UUID) -> UUID:
    """A round is drafted, approved whole and sent; return it."""
    there = desk.drafted(cast, programme_id)
    desk.approves_all(cast, there)
    desk.goes_out(cast, there)
    return desk.round_of(there)


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
    return next(
        each.id
        for each in cast.store.rows(Participant)
        if (each.workspace_id, each.slack_user_id) == (cast.workspace_id, user_id)
    )


def enrolment_of(cast: Cast, name: str) -> Enrolment:
    mine = person_id(cast, name)
    return next(each for each in cast.store.rows(Enrolment) if each.participant_id == mine)


def owner_sees(cast: Cast, programme_id: UUID) -> OwnersPage:
    found = cast.store.do(programmes.owners_page, InProgramme(cast.actor("olga"), programme_id))
    assert isinstance(found, OwnersPage)
    return found
