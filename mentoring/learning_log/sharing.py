"""
Showing an entry outside the pair: only while everybody in it agrees, each for themselves.

Who has not agreed is told to nobody: an entry may be shown, or not yet.
"""

from uuid import UUID

from msgspec import Struct

from mentoring import consents, inbound, outbox
from mentoring.errors import Refusal
from mentoring.learning_log import rules
from mentoring.learning_log.permission import last_words
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.pairs.circle import Circle
from mentoring.participants import Actor
from mentoring.show_and_tell import telling
from mentoring.unit_of_work import UnitOfWork
from mentoring.wording import N_
from models import ConsentDecision, ConsentKind, LogEntry, Membership


class NobodyAsked(Refusal):
    """An answer to a question that was never put."""

    message = N_("Nobody has asked to share this entry, so there is nothing to answer.")


class AskToShare(Struct, frozen=True):
    """A member would like to show an entry outside; asking is their own yes."""

    actor: Actor
    entry_id: UUID
    receipt: str


class AnswerSharing(Struct, frozen=True):
    """A member agrees, or does not, or no longer."""

    actor: Actor
    entry_id: UUID
    agrees: bool
    receipt: str


def ask(command: AskToShare, uow: UnitOfWork) -> UUID:
    """
    Ask the others of the pair, each in private and once for each entry; asking again only renews one's own yes.

    One click that is delivered again renews nothing: meanwhile the yes may have been taken back.

    Returns:
        The entry's id.

    Raises:
        NotInThisPair, EntryIsGone: there is no such entry for the actor.
        PairHasEnded: nobody is asked for anything more.
    """
    pair, entry, _ = rules.own_entry(command.entry_id, command.actor, uow, lock=True)
    pair.must_be_at_work()
    if inbound.admit(entry.workspace_id, command.receipt, {}, uow) is not None:
        return entry.id
    _decide(entry, pair, ConsentDecision.GIVEN, uow)
    telling.entry_changed(entry, f"asked:{uow.now.isoformat()}", uow)
    if entry.sharing_asked_at is None:
        entry.sharing_asked_at = uow.now
        for member in pair.members:
            if member != pair.me:
                _put_the_question(entry, member.membership_id, uow)
    return entry.id


def answer(command: AnswerSharing, uow: UnitOfWork) -> UUID:
    """
    Keep one member's answer in the ledger. It may be taken back at any time, also after the pair has ended.

    One click counts once: delivered again after the opposite one, it changes nothing.

    Returns:
        The entry's id.

    Raises:
        NotInThisPair, EntryIsGone: there is no such entry for the actor.
        NobodyAsked: the question was never put.
        PairHasEnded: it is too late to agree.
    """
    pair, entry, _ = rules.own_entry(command.entry_id, command.actor, uow, lock=True)
    if entry.sharing_asked_at is None:
        raise NobodyAsked
    if command.agrees:
        pair.must_be_at_work()
    if inbound.admit(entry.workspace_id, command.receipt, {}, uow) is not None:
        return entry.id
    _decide(entry, pair, ConsentDecision.GIVEN if command.agrees else ConsentDecision.WITHDRAWN, uow)
    telling.entry_changed(entry, f"answered:{pair.me.membership_id}:{uow.now.isoformat()}", uow)
    return entry.id


def question_key(entry_id: UUID, membership_id: UUID) -> str:
    """Return the name of the question about one entry to one member."""
    return f"log-sharing:{entry_id}:{membership_id}"


def _put_the_question(entry: LogEntry, membership_id: UUID, uow: UnitOfWork) -> None:
    membership = uow.db.get_one(Membership, {"workspace_id": entry.workspace_id, "id": membership_id})
    outbox.post(
        entry.workspace_id,
        NoticeKind.LOG_SHARING_ASKED,
        question_key(entry.id, membership_id),
        ToPerson(membership.participant_id),
        {"entry_id": str(entry.id), "membership_id": str(membership_id)},
        uow,
    )


def take_back_questions(entry: LogEntry, pair: Circle, uow: UnitOfWork) -> None:
    """Let the questions about an entry that was withdrawn forget its words."""
    for member in pair.members:
        outbox.refresh(entry.workspace_id, question_key(entry.id, member.membership_id), "withdrawn", uow)


def _decide(entry: LogEntry, pair: Circle, decision: ConsentDecision, uow: UnitOfWork) -> None:
    before = last_words(entry.workspace_id, (entry.id,), uow)[entry.id].get(pair.me.membership_id)
    if before is not decision:
        consents.record(entry.workspace_id, pair.participant_id, ConsentKind.SHARING, entry.id, decision, uow)
    occasion = f"{decision}:{uow.now.isoformat()}"
    outbox.refresh(entry.workspace_id, question_key(entry.id, pair.me.membership_id), occasion, uow)
