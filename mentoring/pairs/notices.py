"""What a pair's messages tell, read from the store at the moment of sending."""

from datetime import date
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from mentoring import working_time
from mentoring.charters.rules import is_signed_by_anybody
from mentoring.enrolments.held import Held, held_of
from mentoring.enrolments.queries import own
from mentoring.pairs.not_again import wished_of
from mentoring.pairs.rules import Member, Seat, members_of
from mentoring.rounds.why import Why, why
from mentoring.unit_of_work import UnitOfWork
from models import (
    Charter,
    CharterVersion,
    CharterVersionState,
    EnrolmentState,
    Membership,
    MembershipState,
    OutboxAct,
    OutboxRow,
    Pair,
    PairState,
    Participant,
    ParticipantState,
    Programme,
    ProgrammeKind,
)

IN_THE_PROGRAMME = (EnrolmentState.ACTIVE, EnrolmentState.IMPORTED)


class Invitation(Struct, frozen=True):
    """
    Somebody is asked into a pair.

    Attributes:
        asker: the member who asked; nobody when the programme did.
        programme: the programme's name; nothing for the built-in one.
        state: the pair's state now: the card of an old invitation says how it ended.
        why: what speaks for it, where a round proposed it and it is still to be answered.
        programme_id: the programme's, while the reader is in it.
        held: what an owner entered about the reader, who has agreed to nothing yet.
        not_again: the places of those with whom the reader, who declined, does not want to be paired again.
        available_from: before this day the reader is in no new pair, by their own word.
        is_out: nothing is kept about the reader in this programme any more.
    """

    pair_id: UUID
    me: Member
    others: tuple[Member, ...]
    asker: Member | None
    programme: str | None
    state: PairState
    why: Why | None = None
    programme_id: UUID | None = None
    held: Held | None = None
    not_again: frozenset[UUID] = frozenset()
    available_from: date | None = None
    is_out: bool = False


class InvitationDeclined(Struct, frozen=True):
    """
    Who asked, or accepted, learns that it will not be this pair; no reason is asked or given.

    Attributes:
        programme: the programme that asked; nothing where a colleague did.
    """

    others: tuple[Member, ...]
    programme: str | None = None


class PairOpened(Struct, frozen=True):
    """
    The pair's conversation begins.

    Attributes:
        charter: the state of the newest text; nothing on a blank page.
        is_signed_by_some: whether a card further down asks for the signatures that are missing.
        ended: the pair came to its end meanwhile.
    """

    pair_id: UUID
    members: tuple[Member, ...]
    charter: CharterVersionState | None
    ended: bool
    is_signed_by_some: bool = False


class PairEnded(Struct, frozen=True):
    """
    A pair is over; told to people each alone, and not by whom.

    Attributes:
        programme: the one that paired them, while the reader is in it, and so in its next round.
    """

    others: tuple[Member, ...]
    programme_id: UUID | None = None
    programme: str | None = None


class PairFarewell(Struct, frozen=True):
    """The last line of the pair's conversation; it knows how many they were, and not who left."""

    people: int


def invitation(row: OutboxRow, uow: UnitOfWork) -> Invitation | None:
    """Return the invitation's facts; nothing when it was withdrawn before it was ever posted, or nobody reads it."""
    pair, membership = _place(row, uow)
    if _is_gone(membership, uow):
        return None
    if row.act is OutboxAct.POST and (
        pair.state is not PairState.INVITED or membership.state is not MembershipState.INVITED
    ):
        return None
    members = members_of(pair, uow)
    asker_membership = uow.db.scalars(
        select(Membership.id).where(
            Membership.workspace_id == pair.workspace_id,
            Membership.pair_id == pair.id,
            Membership.participant_id == pair.invited_by_id,
        )
    ).one_or_none()
    person = uow.db.get_one(Participant, {"workspace_id": pair.workspace_id, "id": membership.participant_id})
    enrolment = own(person, pair.programme_id, uow)
    is_in = enrolment is not None and enrolment.state in IN_THE_PROGRAMME
    available_from = enrolment.available_from if enrolment is not None else None
    today = working_time.local_date(uow.now, person.zone)
    return Invitation(
        pair_id=pair.id,
        me=next(member for member in members if member.membership_id == membership.id),
        others=tuple(member for member in members if member.membership_id != membership.id),
        asker=next((member for member in members if member.membership_id == asker_membership), None),
        programme=_led(pair, uow),
        state=pair.state,
        why=why(pair, membership, uow) if pair.state is PairState.INVITED else None,
        programme_id=pair.programme_id if is_in else None,
        held=held_of(enrolment, uow),
        not_again=wished_of(Seat(membership, pair, person), uow),
        available_from=available_from if available_from is not None and available_from > today else None,
        # Of whom a programme asked: whoever never agreed to be in it has no enrolment any more once that is erased.
        is_out=pair.invited_by_id is None and (enrolment is None or enrolment.state is EnrolmentState.LEFT),
    )


def declined(row: OutboxRow, uow: UnitOfWork) -> InvitationDeclined | None:
    """Return who it will not be; nothing when the asker's account is closed."""
    others = _others(row, uow)
    pair, _ = _place(row, uow)
    return InvitationDeclined(others, _led(pair, uow)) if others else None


def opened(row: OutboxRow, uow: UnitOfWork) -> PairOpened | None:
    """Return who begins; nothing to post when the pair is no longer under way."""
    pair = uow.db.get_one(Pair, {"workspace_id": row.workspace_id, "id": UUID(row.facts["pair_id"])})
    if pair.state is not PairState.ACTIVE and row.act is not OutboxAct.REFRESH:
        return None
    versions = uow.db.scalars(
        select(CharterVersion)
        .join(
            Charter,
            (Charter.workspace_id == CharterVersion.workspace_id) & (Charter.id == CharterVersion.charter_id),
        )
        .where(Charter.workspace_id == pair.workspace_id, Charter.pair_id == pair.id)
        .order_by(CharterVersion.number)
    ).all()
    counts = any(each.state is CharterVersionState.IN_FORCE for each in versions)
    newest = versions[-1] if versions else None
    state = None if newest is None else newest.state
    return PairOpened(
        pair.id,
        members_of(pair, uow),
        CharterVersionState.IN_FORCE if counts else state,
        ended=pair.state is PairState.ENDED,
        is_signed_by_some=newest is not None and is_signed_by_anybody(newest, uow),
    )


def ended(row: OutboxRow, uow: UnitOfWork) -> PairEnded | None:
    """Return whom the reader was paired with; nothing when the reader's account is closed."""
    others = _others(row, uow)
    if not others:
        return None
    pair, membership = _place(row, uow)
    person = uow.db.get_one(Participant, {"workspace_id": pair.workspace_id, "id": membership.participant_id})
    enrolment = own(person, pair.programme_id, uow)
    if enrolment is None or enrolment.state is not EnrolmentState.ACTIVE:
        return PairEnded(others)
    return PairEnded(others, pair.programme_id, _led(pair, uow))


def when_they_work(_row: OutboxRow, _uow: UnitOfWork) -> None:
    """
    Return nothing: an end is never so urgent that it breaks anybody's night.

    It takes none of the room for what nobody asked for, since it must not be put off for days by a prep.
    """
    return


def farewell(row: OutboxRow, uow: UnitOfWork) -> PairFarewell | None:
    """
    Return how many parted.

    Nothing where no conversation was ever opened, since none is opened to end it; nor where the same people have begun
    anew in the meantime, in the same conversation.
    """
    pair = uow.db.get_one(Pair, {"workspace_id": row.workspace_id, "id": UUID(row.facts["pair_id"])})
    if pair.conversation_id is None or _began_anew(pair, uow):
        return None
    return PairFarewell(len(members_of(pair, uow)))


def _began_anew(pair: Pair, uow: UnitOfWork) -> bool:
    newer = select(Pair.id).where(
        Pair.workspace_id == pair.workspace_id,
        Pair.conversation_id == pair.conversation_id,
        Pair.id != pair.id,
        Pair.state == PairState.ACTIVE,
    )
    return uow.db.scalars(newer.limit(1)).first() is not None


def _led(pair: Pair, uow: UnitOfWork) -> str | None:
    """Return the name of the programme that asked; nothing for the built-in one, in which colleagues do."""
    programme = uow.get(Programme, pair.workspace_id, pair.programme_id)
    return programme.name if programme is not None and programme.kind is ProgrammeKind.LED else None


def _place(row: OutboxRow, uow: UnitOfWork) -> tuple[Pair, Membership]:
    pair = uow.db.get_one(Pair, {"workspace_id": row.workspace_id, "id": UUID(row.facts["pair_id"])})
    membership = uow.db.get_one(Membership, {"workspace_id": row.workspace_id, "id": UUID(row.facts["membership_id"])})
    return pair, membership


def _is_gone(membership: Membership, uow: UnitOfWork) -> bool:
    person = uow.db.get_one(Participant, {"workspace_id": membership.workspace_id, "id": membership.participant_id})
    return person.state is ParticipantState.GONE


def _others(row: OutboxRow, uow: UnitOfWork) -> tuple[Member, ...]:
    """Return the others in the reader's pair; nobody for a reader whose account is closed."""
    pair, membership = _place(row, uow)
    if _is_gone(membership, uow):
        return ()
    return tuple(member for member in members_of(pair, uow) if member.membership_id != membership.id)
