"""An owner pairs people of their programme; each of them still answers for themselves, in private."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from msgspec import Struct
from sqlalchemy import and_, select

from mentoring import audit, inbound, workspaces
from mentoring.audit import Action
from mentoring.enrolments import limits
from mentoring.errors import Refusal
from mentoring.pairs.drafts import draft
from mentoring.pairs.rules import LARGEST, SMALLEST, AlreadyPaired, TwoOrThree
from mentoring.participants import Actor
from mentoring.programmes.queries import OnlyItsOwner, own_programme, owned_by
from mentoring.unit_of_work import UnitOfWork, reads
from mentoring.wording import N_
from models import (
    Enrolment,
    EnrolmentState,
    Participant,
    ParticipantState,
    Programme,
    Role,
    RoleWish,
)
from models.base import new_id


class OneOfThemYourself(Refusal):
    """
    An owner names themselves.

    They would see whether their own invitation comes, and so whether somebody never wants to be paired with them.
    """

    message = N_(
        "You are one of these people yourself, so nobody was asked. To ask a colleague to be your own pair, use"
        " `/mentor with`."
    )


class NotEnrolledTogether(Refusal):
    """Somebody is not enrolled in a programme of the owner's."""

    message = N_(
        "These people are not all enrolled in one programme of yours, so nobody was asked. `/mentor programme` shows"
        " who is."
    )


class ReportingLine(Refusal):
    """One would be paired with somebody they report to."""

    message = N_("One of these people reports to another. A pair stays outside reporting lines: please choose others.")


class SomebodyIsFull(Refusal):
    """Somebody is in as many pairs as they wanted."""

    message = N_("One of these people is in as many pairs as they wanted. Please choose somebody else, or wait.")


class PairedOrAsked(Refusal):
    """The same people are a pair, or were asked."""

    message = N_(
        "These people are a pair already, or are being asked: here, as `/mentor programme` shows, in another programme,"
        " or by one another."
    )


class BothPlaces(Refusal):
    """All in one place."""

    message = N_("A pair needs a senior and a junior: give each place to one of them at the least.")


class Candidate(Struct, frozen=True):
    """Somebody an owner would pair: who, and the place they would take."""

    user_id: str
    name: str
    wish: RoleWish
    role: Role


class Pairing(Struct, frozen=True):
    """One programme in which all of these people are enrolled."""

    programme_id: UUID
    programme: str
    candidates: tuple[Candidate, ...]


class ConsiderPair(Struct, frozen=True):
    """`/mentor pair @a @b`: an owner names people."""

    actor: Actor
    user_ids: tuple[str, ...]


class PairByOwner(Struct, frozen=True):
    """An owner has people asked: their Slack user ids, each with the place they would take."""

    actor: Actor
    programme_id: UUID
    places: tuple[tuple[str, Role], ...]
    receipt: str


@reads
def consider(command: ConsiderPair, uow: UnitOfWork) -> tuple[Pairing, ...]:
    """
    Return the owner's programmes in which all the named people are enrolled, with the places their wishes suggest.

    Raises:
        OneOfThemYourself: the actor is one of them.
        OnlyItsOwner: the actor answers for no programme.
        TwoOrThree: another number of people was named.
        NotEnrolledTogether: no programme of theirs has all of them.
    """
    _must_be_others(command.actor, command.user_ids)
    mine = owned_by(command.actor, uow)
    if not mine:
        raise OnlyItsOwner
    wanted = tuple(dict.fromkeys(command.user_ids))
    if not SMALLEST <= len(wanted) <= LARGEST:
        raise TwoOrThree
    found = []
    for programme in mine:
        rows = _enrolled(programme, wanted, uow)
        if len(rows) == len(wanted):
            by_id = {person.slack_user_id: (person, enrolment) for person, enrolment in rows}
            found.append(_pairing(programme, [by_id[user_id] for user_id in wanted]))
    if not found:
        raise NotEnrolledTogether
    return tuple(found)


def pair(command: PairByOwner, uow: UnitOfWork) -> UUID:
    """
    Have people asked to be a pair of the owner's programme.

    Where somebody never wants to be paired with another of them, nobody is asked, and the owner sees what they see
    when nobody answers; so this is decided last, after everything that may be said aloud.

    Returns:
        The pair's id; the same one for a submission that Slack delivers again.

    Raises:
        OneOfThemYourself, OnlyItsOwner, TwoOrThree, BothPlaces, NotEnrolledTogether, ReportingLine, PairedOrAsked,
        SomebodyIsFull.
    """
    _must_be_others(command.actor, [user_id for user_id, _ in command.places])
    workspace = workspaces.of(command.actor.team_id, uow)
    programme = own_programme(command.actor, command.programme_id, uow)
    roles = dict(command.places)
    if len(roles) != len(command.places) or not SMALLEST <= len(roles) <= LARGEST:
        raise TwoOrThree
    if set(roles.values()) != set(Role):
        raise BothPlaces
    pair_id = new_id()
    earlier = inbound.admit(workspace.id, command.receipt, {"pair_id": str(pair_id)}, uow)
    if earlier is not None:
        return UUID(earlier["pair_id"])
    people = [person for person, _ in _enrolled(programme, tuple(roles), uow)]
    enrolments = limits.hold(workspace.id, programme.id, [person.id for person in people], uow)
    if len(enrolments) != len(roles):
        raise NotEnrolledTogether
    if limits.is_reporting_line(people, uow):
        raise ReportingLine
    if not all(limits.has_room(enrolment, uow) for enrolment in enrolments.values()):
        raise SomebodyIsFull
    places = [(person, roles[person.slack_user_id]) for person in people]
    is_silent = limits.is_unwanted(people, uow)
    try:
        draft(pair_id, programme, places, None, uow, is_silent=is_silent)
    except AlreadyPaired as paired:
        raise PairedOrAsked from paired
    audit.note(workspace.id, Action.PAIR_PROPOSED, pair_id, None, uow)
    return pair_id


def _must_be_others(actor: Actor, user_ids: Iterable[str]) -> None:
    if actor.user_id in user_ids:
        raise OneOfThemYourself


def _enrolled(programme: Programme, user_ids: tuple[str, ...], uow: UnitOfWork) -> list[tuple[Participant, Enrolment]]:
    rows = uow.db.execute(
        select(Participant, Enrolment)
        .join(
            Enrolment,
            and_(Enrolment.workspace_id == Participant.workspace_id, Enrolment.participant_id == Participant.id),
        )
        .where(
            Participant.workspace_id == programme.workspace_id,
            Participant.slack_user_id.in_(user_ids),
            Participant.state != ParticipantState.GONE,
            Enrolment.programme_id == programme.id,
            Enrolment.state == EnrolmentState.ACTIVE,
        )
        .order_by(Participant.id)
    )
    return [(person, enrolment) for person, enrolment in rows]


def _pairing(programme: Programme, people: Sequence[tuple[Participant, Enrolment]]) -> Pairing:
    roles = suggested_roles([enrolment.wish for _, enrolment in people])
    return Pairing(
        programme.id,
        programme.name,
        tuple(
            Candidate(person.slack_user_id, person.name, enrolment.wish, role)
            for (person, enrolment), role in zip(people, roles, strict=True)
        ),
    )


def suggested_roles(wishes: Sequence[RoleWish]) -> list[Role]:
    """Return a place for each: their wish, and for those who would take either what is missing most."""
    fixed = {RoleWish.SENIOR: Role.SENIOR, RoleWish.JUNIOR: Role.JUNIOR}
    given = [fixed.get(wish) for wish in wishes]
    for number, role in enumerate(given):
        if role is None:
            given[number] = Role.JUNIOR if Role.SENIOR in given else Role.SENIOR
    return [role or Role.JUNIOR for role in given]
