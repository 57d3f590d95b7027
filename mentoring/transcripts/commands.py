"""What members do about a session's transcript: agree, take it back, hand one in, say whose a promise is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from msgspec import Struct

from mentoring import consents, inbound, working_time
from mentoring.commitments import commands as commitments
from mentoring.commitments.rules import WHAT_LIMIT, Promise
from mentoring.errors import NotInThisPair
from mentoring.pairs.circle import Circle
from mentoring.participants import Actor
from mentoring.sessions import planning
from mentoring.sessions.queries import InSession, held_by
from mentoring.sessions.rules import SessionIsOver
from mentoring.transcripts import consent
from mentoring.transcripts.reading import MOST, Proposal
from mentoring.transcripts.rules import (
    NotEverybodyAgrees,
    Proposed,
    TranscriptIsIn,
    TranscriptPage,
    TranscriptTooEarly,
    TranscriptTooLate,
)
from mentoring.typed import must_fit
from mentoring.unit_of_work import UnitOfWork, reads
from models import ConsentDecision, ConsentKind, Session, SessionState, Transcript
from models.base import new_id


class Decide(Struct, frozen=True):
    """A member agrees to a transcript of one session, or takes that back."""

    actor: Actor
    session_id: UUID
    agrees: bool
    receipt: str


class Fetch(Struct, frozen=True):
    """A member has chosen a file, which was not fetched yet."""

    actor: Actor
    session_id: UUID
    file_id: str


@dataclass(frozen=True)
class ReadFor:
    """
    What a transcript is read with; reading takes long, so no transaction is open meanwhile.

    Attributes:
        names: the members' own names, by membership.
        met_on: the day of the session, where the pair meets.
    """

    names: Mapping[UUID, str] = field(repr=False)
    met_on: date


@dataclass(frozen=True)
class HandIn:
    """
    A member hands in what was found in a transcript; the transcript itself comes no further than its reader.

    Attributes:
        file_id: Slack's id of the upload.
        found: what seems to have been promised, in its order.
    """

    actor: Actor
    session_id: UUID
    file_id: str
    found: tuple[Proposal, ...] = field(repr=False)


@dataclass(frozen=True)
class Settled:
    """
    A promise whose owner was asked for.

    Attributes:
        whose: a Slack user id of somebody in the pair.
    """

    what: str = field(repr=False)
    due_on: date | None
    whose: str


class SettleOwners(Struct, frozen=True):
    """Whoever handed the transcript in says whose the unclear promises are."""

    actor: Actor
    session_id: UUID
    promises: tuple[Settled, ...]
    receipt: str


@reads
def look(command: InSession, uow: UnitOfWork) -> TranscriptPage:
    """
    Return how the matter stands.

    Raises:
        NotInThisPair, PairHasEnded, CharterFirst: it is not this person's.
        SessionIsOver: the session was called off.
    """
    session, pair = _open(command, uow)
    return _page(session, pair, uow)


def decide(command: Decide, uow: UnitOfWork) -> TranscriptPage:
    """
    Add a decision to the ledger; the same one again adds nothing, nor does a click that came before.

    Raises:
        NotInThisPair, PairHasEnded, CharterFirst, SessionIsOver: it is not this person's to decide, or no more.
        TranscriptIsIn: it cannot be taken back, since it was used.
        TranscriptTooLate: there is nothing left to agree to.
    """
    session, pair = _open(InSession(command.actor, command.session_id), uow, lock=True)
    page = _page(session, pair, uow)
    came_before = inbound.admit(session.workspace_id, command.receipt, {}, uow) is not None
    if came_before or (pair.me in page.stand.agreed) == command.agrees:
        return page
    if page.stand.is_in:
        raise TranscriptIsIn
    if page.stand.is_late:
        raise TranscriptTooLate
    decision = ConsentDecision.GIVEN if command.agrees else ConsentDecision.WITHDRAWN
    consents.record(session.workspace_id, pair.participant_id, ConsentKind.TRANSCRIPT, session.id, decision, uow)
    planning.refresh_card(session, f"transcript-{new_id()}", uow)
    return _page(session, pair, uow)


@reads
def may_hand_in(command: InSession, uow: UnitOfWork) -> TranscriptPage:
    """
    Return the matter if a transcript may be handed in now; asked before anything is fetched.

    Raises:
        NotInThisPair, PairHasEnded, CharterFirst, SessionIsOver: it is not this person's to hand in.
        TranscriptIsIn, TranscriptTooEarly, TranscriptTooLate, NotEverybodyAgrees: not now.
    """
    session, pair = _open(command, uow)
    _must_be_ready(session, pair, uow)
    return _page(session, pair, uow)


@reads
def may_fetch(command: Fetch, uow: UnitOfWork) -> ReadFor:
    """
    Refuse a file that must not be read, before it is fetched; one that was handed in already may come again.

    Returns:
        What to read it with.

    Raises:
        NotInThisPair, PairHasEnded, CharterFirst, SessionIsOver: it is not this person's to hand in.
        TranscriptIsIn, TranscriptTooEarly, TranscriptTooLate, NotEverybodyAgrees: not now.
    """
    session, pair = _open(InSession(command.actor, command.session_id), uow)
    if not _is_again(session, pair, command.file_id, uow):
        _must_be_ready(session, pair, uow)
    names = {each.membership_id: each.name for each in pair.members}
    return ReadFor(names, working_time.local_date(session.ended_at or uow.now, pair.zone))


def hand_in(command: HandIn, uow: UnitOfWork) -> Proposed:
    """
    Propose each promise of a transcript to its owner; nothing else of it is kept.

    The same file handed in again, such as by a second delivery of one submission, changes nothing.

    Raises:
        NotInThisPair, PairHasEnded, CharterFirst, SessionIsOver: it is not this person's to hand in.
        TranscriptIsIn, TranscriptTooEarly, TranscriptTooLate, NotEverybodyAgrees: not now; a yes that was taken back
            while the file was on its way closes the door.
    """
    session, pair = _open(InSession(command.actor, command.session_id), uow, lock=True)
    is_again = _is_again(session, pair, command.file_id, uow)
    if not is_again:
        _must_be_ready(session, pair, uow)
        uow.insert(
            Transcript(
                workspace_id=session.workspace_id,
                id=new_id(),
                session_id=session.id,
                membership_id=pair.me.membership_id,
                file_id=command.file_id,
                received_at=uow.now,
                # The only copy of ours ended with its reading, before this transaction began.
                erased_at=uow.now,
            )
        )
    members = {each.membership_id for each in pair.members}
    # Whoever left the pair while the file was on its way owns nothing of it.
    found = [each if each.whose in members else replace(each, whose=None) for each in command.found[:MOST]]
    if not is_again:
        for number, each in enumerate(found):
            if each.whose is not None:
                _propose(session, pair, each, each.whose, f"transcript:{session.id}:{number}", uow)
        planning.refresh_card(session, "transcript-in", uow)
    unclear = tuple(each for each in found if each.whose is None)
    return Proposed(session.id, pair.members, len(found) - len(unclear), unclear)


def settle_owners(command: SettleOwners, uow: UnitOfWork) -> Proposed:
    """
    Propose the unclear promises to those whose they are; a second delivery changes nothing.

    Raises:
        NotInThisPair, PairHasEnded, CharterFirst, SessionIsOver: it is not this person's to say; only whoever handed
            the transcript in was asked.
    """
    session, pair = _open(InSession(command.actor, command.session_id), uow, lock=True)
    record = consent.handed_in(session.workspace_id, session.id, uow)
    if record is None or record.membership_id != pair.me.membership_id:
        raise NotInThisPair
    owners = {each.user_id: each.membership_id for each in pair.members}
    for number, each in enumerate(command.promises[:MOST]):
        if each.whose not in owners:
            raise NotInThisPair
        must_fit("what", each.what, WHAT_LIMIT)
        whose = owners[each.whose]
        proposal = Proposal(each.what, whose, each.due_on)
        _propose(session, pair, proposal, whose, f"{command.receipt}:{number}", uow)
    planning.refresh_card(session, f"transcript-{command.receipt[:16]}", uow)
    return Proposed(session.id, pair.members, len(command.promises[:MOST]))


def _propose(session: Session, pair: Circle, proposal: Proposal, whose: UUID, receipt: str, uow: UnitOfWork) -> None:
    owner = next(each for each in pair.members if each.membership_id == whose)
    commitments.propose(pair, owner, Promise(proposal.what), proposal.due_on, receipt, session.id, uow)


def _open(command: InSession, uow: UnitOfWork, *, lock: bool = False) -> tuple[Session, Circle]:
    session, pair = held_by(command, uow, lock=lock)
    pair.must_be_at_work()
    if session.state is SessionState.CANCELLED:
        raise SessionIsOver
    return session, pair


def _is_again(session: Session, pair: Circle, file_id: str, uow: UnitOfWork) -> bool:
    """Tell whether this very file is the one that the actor handed in."""
    record = consent.handed_in(session.workspace_id, session.id, uow)
    return record is not None and (record.file_id, record.membership_id) == (file_id, pair.me.membership_id)


def _must_be_ready(session: Session, pair: Circle, uow: UnitOfWork) -> None:
    stand = consent.stand(session, pair.members, uow)
    if stand.is_in:
        raise TranscriptIsIn(field="file")
    if not stand.is_over:
        raise TranscriptTooEarly(field="file")
    if stand.is_late:
        raise TranscriptTooLate(field="file")
    if stand.missing:
        raise NotEverybodyAgrees(field="file")


def _page(session: Session, pair: Circle, uow: UnitOfWork) -> TranscriptPage:
    return TranscriptPage(session.id, pair.me, pair.members, consent.stand(session, pair.members, uow))
