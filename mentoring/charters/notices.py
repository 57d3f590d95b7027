"""What the charter's messages tell; the text itself stays in the modal, out of Slack's history."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from mentoring.charters.rules import signatures
from mentoring.pairs.rules import Member, members_of
from mentoring.unit_of_work import UnitOfWork
from models import CharterVersion, CharterVersionState, OutboxAct, OutboxRow, Pair, PairState


class CharterToSign(Struct, frozen=True):
    """
    A signature stands, others are missing; the card is drawn anew as they come.

    Attributes:
        ended: the pair came to its end meanwhile.
    """

    pair_id: UUID
    number: int
    state: CharterVersionState
    signed: tuple[Member, ...]
    missing: tuple[Member, ...]
    ended: bool


class CharterInForce(Struct, frozen=True):
    """
    Everybody signed; told once, and pinned.

    Attributes:
        ended: the pair came to its end meanwhile.
    """

    pair_id: UUID
    number: int
    members: tuple[Member, ...]
    since: datetime
    replaced: bool
    ended: bool


def to_sign(row: OutboxRow, uow: UnitOfWork) -> CharterToSign | None:
    """Return who signed and who is missing; nothing when the card would come too late to help."""
    found = _version(row, uow)
    if found is None:
        return None
    pair, version = found
    if row.act is OutboxAct.POST and version.state is not CharterVersionState.OPEN:
        return None
    members = members_of(pair, uow)
    signed = signatures(version, uow)
    return CharterToSign(
        pair.id,
        version.number,
        version.state,
        signed=tuple(member for member in members if member.membership_id in signed),
        missing=tuple(member for member in members if member.membership_id not in signed),
        ended=pair.state is PairState.ENDED,
    )


def in_force(row: OutboxRow, uow: UnitOfWork) -> CharterInForce | None:
    """Return the version that counts and whose it is; nothing to post or pin when another has taken its place."""
    found = _version(row, uow)
    if found is None:
        return None
    pair, version = found
    is_replaced = version.state is CharterVersionState.REPLACED
    if version.in_force_at is None or (is_replaced and row.act is not OutboxAct.REFRESH):
        return None
    return CharterInForce(
        pair.id,
        version.number,
        members_of(pair, uow),
        version.in_force_at,
        replaced=is_replaced,
        ended=pair.state is PairState.ENDED,
    )


def _version(row: OutboxRow, uow: UnitOfWork) -> tuple[Pair, CharterVersion] | None:
    pair = uow.db.get_one(Pair, {"workspace_id": row.workspace_id, "id": UUID(row.facts["pair_id"])})
    if pair.state is not PairState.ACTIVE and row.act is not OutboxAct.REFRESH:
        return None
    version = uow.db.get_one(CharterVersion, {"workspace_id": row.workspace_id, "id": UUID(row.facts["version_id"])})
    return pair, version
