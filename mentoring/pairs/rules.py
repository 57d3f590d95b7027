"""Who belongs to a pair, and what a pair may be."""

from collections.abc import Iterable
from functools import cache
from uuid import UUID

from msgspec import Struct
from sqlalchemy import Select, and_, bindparam, select

from mentoring.errors import NotInThisPair, PairHasEnded, Refusal
from mentoring.participants import Actor
from mentoring.unit_of_work import UnitOfWork
from mentoring.wording import N_
from models import Membership, MembershipState, Pair, PairState, Participant, Role, Workspace, WorkspaceState

SMALLEST, LARGEST = 2, 3
"""People in a pair."""


class NotWithYourself(Refusal):
    """Somebody asked themselves."""

    message = N_("A pair needs two people. Pick a colleague instead of yourself.")


class ColleagueCannotJoin(Refusal):
    """The colleague is an app, or their account is closed."""

    message = N_("Only people with an open Slack account can join a pair. Pick another colleague.")


class AlreadyPaired(Refusal):
    """These people are a pair, or one of them has asked already."""

    message = N_("You two are a pair already, or one of you has asked. Bothways' Home tab shows where it stands.")


class AskedLately(Refusal):
    """The asker's last invitation to this person was declined or taken back a few days ago."""

    message = N_("You asked this colleague within the last week, and it came to nothing. Please ask again in a week.")


class YouSaidNotAgain(Refusal):
    """The asker wished themselves never to be paired with this person."""

    message = N_(
        "You said, for yourself alone, that you do not want to be paired with them. Take that back on Bothways’ Home"
        " tab or in `/mentor join`."
    )


class TwoOrThree(Refusal):
    """A pair of another size, or with somebody in it twice."""

    message = N_("A pair is two people, or three, each of them once.")


class InvitationIsOver(Refusal):
    """It was answered or withdrawn before this click."""

    message = N_("This invitation is no longer open, so nothing was changed.")


class NoRoomForAnother(Refusal):
    """Somebody would be in more pairs of a programme than they wanted."""

    message = N_(
        "You are in as many pairs of this programme as you wanted, so nothing was changed. You can raise the number in"
        " your enrolment: `/mentor join`."
    )


class Member(Struct, frozen=True):
    """One person of a pair, as the others may see them."""

    membership_id: UUID
    user_id: str
    name: str
    role: Role
    state: MembershipState


class Seat(Struct, frozen=True):
    """A person's own place: membership, pair and participant rows of this transaction."""

    membership: Membership
    pair: Pair
    participant: Participant

    @property
    def workspace_id(self) -> UUID:
        """The workspace all three rows belong to."""
        return self.pair.workspace_id

    def must_be_active(self) -> None:
        """
        Refuse to add to a pair that is not under way.

        Raises:
            PairHasEnded: it ended.
            NotInThisPair: it never began.
        """
        if self.pair.state is PairState.ENDED:
            raise PairHasEnded
        if self.pair.state is not PairState.ACTIVE:
            raise NotInThisPair


def people_key(participant_ids: Iterable[UUID]) -> str:
    """Return the same text for the same people, in whatever order."""
    return ":".join(sorted(person.hex for person in participant_ids))


def seats(actor: Actor, uow: UnitOfWork) -> list[Seat]:
    """Return every place the actor holds in this workspace, oldest pair first; empty for strangers."""
    rows = uow.db.execute(_all_places(), _named(actor)).all()
    return [Seat(membership, pair, participant) for membership, pair, participant in rows]


def asked_seat(pair_id: UUID, actor: Actor, uow: UnitOfWork) -> Seat:
    """
    Return the actor's place in one pair, whatever they answered.

    Raises:
        NotInThisPair: there is no such pair here, or the actor was never asked into it.
    """
    row = uow.db.execute(_one_place(), {**_named(actor), "pair_id": pair_id}).one_or_none()
    if row is None:
        raise NotInThisPair
    membership, pair, participant = row
    return Seat(membership, pair, participant)


def seat(pair_id: UUID, actor: Actor, uow: UnitOfWork) -> Seat:
    """
    Return the actor's place in a pair they said yes to: the rule behind everything a pair holds.

    Raises:
        NotInThisPair: there is no such pair here, or the actor has not accepted a place in it.
    """
    found = asked_seat(pair_id, actor, uow)
    if found.membership.state is not MembershipState.ACCEPTED:
        raise NotInThisPair
    return found


def _named(actor: Actor) -> dict[str, str]:
    return {"team_id": actor.team_id, "user_id": actor.user_id}


# Every click asks one of these three; built once, they cost a third of what building them each time does.


@cache
def _places() -> Select[Membership, Pair, Participant]:
    return (
        select(Membership, Pair, Participant)
        .join(Pair, and_(Pair.workspace_id == Membership.workspace_id, Pair.id == Membership.pair_id))
        .join(
            Participant,
            and_(
                Participant.workspace_id == Membership.workspace_id,
                Participant.id == Membership.participant_id,
            ),
        )
        .join(Workspace, Workspace.id == Membership.workspace_id)
        .where(
            Workspace.team_id == bindparam("team_id"),
            Workspace.state == WorkspaceState.ACTIVE,
            Participant.slack_user_id == bindparam("user_id"),
        )
    )


@cache
def _all_places() -> Select[Membership, Pair, Participant]:
    return _places().order_by(Pair.created_at, Pair.id)


@cache
def _one_place() -> Select[Membership, Pair, Participant]:
    return _places().where(Membership.pair_id == bindparam("pair_id"))


@cache
def _members() -> Select[UUID, str, str, Role, MembershipState]:
    return (
        select(Membership.id, Participant.slack_user_id, Participant.name, Membership.role, Membership.state)
        .join(
            Participant,
            and_(
                Participant.workspace_id == Membership.workspace_id,
                Participant.id == Membership.participant_id,
            ),
        )
        .where(Membership.workspace_id == bindparam("workspace_id"), Membership.pair_id == bindparam("pair_id"))
        .order_by(Membership.role.desc(), Membership.id)
    )


def members_of(pair: Pair, uow: UnitOfWork) -> tuple[Member, ...]:
    """Return everybody of a pair, seniors first, then in the order of joining."""
    rows = uow.db.execute(_members(), {"workspace_id": pair.workspace_id, "pair_id": pair.id})
    return tuple(Member(*row) for row in rows)


def pairs_at_work(person: Participant, uow: UnitOfWork) -> list[Pair]:
    """Return the pairs under way in which somebody has accepted their place."""
    return list(
        uow.db.scalars(
            select(Pair)
            .join(Membership, and_(Membership.workspace_id == Pair.workspace_id, Membership.pair_id == Pair.id))
            .where(
                Membership.workspace_id == person.workspace_id,
                Membership.participant_id == person.id,
                Membership.state == MembershipState.ACCEPTED,
                Pair.state == PairState.ACTIVE,
            )
            .order_by(Pair.id)
        )
    )


def people_of(pair: Pair, uow: UnitOfWork) -> list[tuple[Membership, Participant]]:
    """Return everybody's place in a pair and who has it, in the order of joining."""
    rows = uow.db.execute(
        select(Membership, Participant)
        .join(
            Participant,
            (Participant.workspace_id == Membership.workspace_id) & (Participant.id == Membership.participant_id),
        )
        .where(Membership.workspace_id == pair.workspace_id, Membership.pair_id == pair.id)
        .order_by(Membership.id)
    )
    return [(membership, person) for membership, person in rows]


def memberships_of(pair: Pair, uow: UnitOfWork) -> list[Membership]:
    """Return everybody's place in a pair, in the order of joining."""
    return list(
        uow.db.scalars(
            select(Membership)
            .where(Membership.workspace_id == pair.workspace_id, Membership.pair_id == pair.id)
            .order_by(Membership.id)
        )
    )
