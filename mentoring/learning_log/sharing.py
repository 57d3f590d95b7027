"""
Showing an entry outside the pair: only while everybody in it agrees, each for themselves.

Who has not agreed is told to nobody: an entry may be shown, or not yet.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from mentoring import consents, outbox
from mentoring.errors import Refusal
from mentoring.learning_log import rules
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.pairs.circle import Circle
from mentoring.participants import Actor
from mentoring.unit_of_work import UnitOfWork
from mentoring.wording import N_
from models import Consent, ConsentDecision, ConsentKind, LogEntry, Membership, MembershipState


class NobodyAsked(Refusal):
    """An answer to a question that was never put."""

    message = N_("Nobody has asked to share this entry, so there is nothing to answer.")


@dataclass(frozen=True)
class Sharing:
    """
    Where one entry stands, as one member may know it.

    Attributes:
        asked: whether the pair was asked at all.
        answered: whether the reader has said yes or no.
        agree: whether the reader agrees now.
        agreed: whether everybody does: it may be shown.
    """

    asked: bool
    answered: bool
    agree: bool
    agreed: bool


@dataclass(frozen=True)
class AskToShare:
    """A member would like to show an entry outside; asking is their own yes."""

    actor: Actor
    entry_id: UUID


@dataclass(frozen=True)
class AnswerSharing:
    """A member agrees, or does not, or no longer."""

    actor: Actor
    entry_id: UUID
    agrees: bool


def ask(command: AskToShare, uow: UnitOfWork) -> UUID:
    """
    Ask the others of the pair, each in private and once for each entry; asking again only renews one's own yes.

    Returns:
        The entry's id.

    Raises:
        NotInThisPair, EntryIsGone: there is no such entry for the actor.
        PairHasEnded: nobody is asked for anything more.
    """
    pair, entry, _ = rules.own_entry(command.entry_id, command.actor, uow, lock=True)
    pair.must_be_at_work()
    _decide(entry, pair, ConsentDecision.GIVEN, uow)
    if entry.sharing_asked_at is None:
        entry.sharing_asked_at = uow.now
        for member in pair.members:
            if member != pair.me:
                _put_the_question(entry, member.membership_id, uow)
    return entry.id


def answer(command: AnswerSharing, uow: UnitOfWork) -> UUID:
    """
    Keep one member's answer in the ledger. It may be taken back at any time, also after the pair has ended.

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
    _decide(entry, pair, ConsentDecision.GIVEN if command.agrees else ConsentDecision.WITHDRAWN, uow)
    return entry.id


def standing(entry: LogEntry, pair: Circle, uow: UnitOfWork) -> Sharing:
    """Return where an entry stands for the one who sees the pair."""
    decisions = _last_words(entry.workspace_id, (entry.id,), uow)[entry.id]
    yes = _agreeing(decisions)
    return Sharing(
        asked=entry.sharing_asked_at is not None,
        answered=pair.me.membership_id in decisions,
        agree=pair.me.membership_id in yes,
        agreed=entry.withdrawn_at is None and {member.membership_id for member in pair.members} <= yes,
    )


def may_be_shown(workspace_id: UUID, entry_ids: Sequence[UUID], uow: UnitOfWork) -> set[UUID]:
    """Return those of the entries that may be shown outside their pair at this moment."""
    decisions = _last_words(workspace_id, entry_ids, uow)
    rows = uow.db.execute(
        select(LogEntry.id, Membership.id)
        .join(Membership, (Membership.workspace_id == LogEntry.workspace_id) & (Membership.pair_id == LogEntry.pair_id))
        .where(
            LogEntry.workspace_id == workspace_id,
            LogEntry.id.in_(entry_ids),
            LogEntry.withdrawn_at.is_(None),
            Membership.state == MembershipState.ACCEPTED,
        )
    ).all()
    everybody: dict[UUID, set[UUID]] = {}
    for entry_id, membership_id in rows:
        everybody.setdefault(entry_id, set()).add(membership_id)
    return {entry_id for entry_id, members in everybody.items() if members <= _agreeing(decisions[entry_id])}


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
    before = _last_words(entry.workspace_id, (entry.id,), uow)[entry.id].get(pair.me.membership_id)
    if before is not decision:
        consents.record(entry.workspace_id, pair.participant_id, ConsentKind.SHARING, entry.id, decision, uow)
    occasion = f"{decision}:{uow.now.isoformat()}"
    outbox.refresh(entry.workspace_id, question_key(entry.id, pair.me.membership_id), occasion, uow)


def _last_words(
    workspace_id: UUID, entry_ids: Sequence[UUID], uow: UnitOfWork
) -> dict[UUID, dict[UUID, ConsentDecision]]:
    """Return each membership's last decision on each entry, for those who decided."""
    decisions = uow.db.execute(
        select(LogEntry.id, Membership.id, Consent.decision)
        .join(Membership, (Membership.workspace_id == LogEntry.workspace_id) & (Membership.pair_id == LogEntry.pair_id))
        .join(
            Consent,
            (Consent.workspace_id == LogEntry.workspace_id)
            & (Consent.participant_id == Membership.participant_id)
            & (Consent.kind == ConsentKind.SHARING)
            & (Consent.subject_id == LogEntry.id),
        )
        .where(LogEntry.workspace_id == workspace_id, LogEntry.id.in_(entry_ids))
        .order_by(Consent.decided_at, Consent.id)
    )
    last: dict[UUID, dict[UUID, ConsentDecision]] = {entry_id: {} for entry_id in entry_ids}
    for entry_id, membership_id, decision in decisions:
        last[entry_id][membership_id] = decision
    return last


def _agreeing(decisions: Mapping[UUID, ConsentDecision]) -> set[UUID]:
    return {member for member, decision in decisions.items() if decision is ConsentDecision.GIVEN}
