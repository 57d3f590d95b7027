"""What the ledger says: which entries may be shown outside their pair at this moment."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from mentoring.pairs.circle import Circle
from mentoring.unit_of_work import UnitOfWork
from models import Consent, ConsentDecision, ConsentKind, LogEntry, Membership, MembershipState


class Sharing(Struct, frozen=True):
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


def standing(entry: LogEntry, pair: Circle, uow: UnitOfWork) -> Sharing:
    """Return where an entry stands for the one who sees the pair."""
    decisions = last_words(entry.workspace_id, (entry.id,), uow)[entry.id]
    yes = _agreeing(decisions)
    return Sharing(
        asked=entry.sharing_asked_at is not None,
        answered=pair.me.membership_id in decisions,
        agree=pair.me.membership_id in yes,
        agreed=entry.withdrawn_at is None and {member.membership_id for member in pair.members} <= yes,
    )


def may_be_shown(workspace_id: UUID, entry_ids: Sequence[UUID], uow: UnitOfWork) -> set[UUID]:
    """Return those of the entries that may be shown outside their pair at this moment."""
    decisions = last_words(workspace_id, entry_ids, uow)
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


def last_words(
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
