"""The charter as one member sees it."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from mentoring.charters.rules import CharterText, charter_of, in_force, newest, signatures, unseal
from mentoring.pairs.rules import Member, Seat, members_of, seat
from mentoring.participants import InPair
from mentoring.unit_of_work import UnitOfWork, reads
from models import CharterVersion, CharterVersionState, PairState


class Signer(Struct, frozen=True):
    """One member, and when they signed this version, if they did."""

    member: Member
    signed_at: datetime | None


class WrittenCharter(Struct, frozen=True):
    """One version of the text and who signed it."""

    version_id: UUID
    number: int
    revision: int
    state: CharterVersionState
    text: CharterText
    signers: tuple[Signer, ...]
    in_force_at: datetime | None

    @property
    def is_settled(self) -> bool:
        """Whether a signature stands under it, so that a change begins a new version."""
        return any(signer.signed_at for signer in self.signers)

    @property
    def missing(self) -> tuple[Member, ...]:
        """Those who have not signed."""
        return tuple(signer.member for signer in self.signers if signer.signed_at is None)


class CharterPage(Struct, frozen=True):
    """
    What a member finds when they open the charter.

    Attributes:
        written: the newest text, or for a pair that has ended the one that counted; nothing on a blank page.
        number_in_force: the version that counts now; it may be older than the one written last.
        still_in_force: that version, where it is another one than `written`.
    """

    pair_id: UUID
    me: Member
    others: tuple[Member, ...]
    ended: bool
    written: WrittenCharter | None
    number_in_force: int | None
    still_in_force: WrittenCharter | None = None

    @property
    def i_signed(self) -> bool:
        """Whether the reader's signature stands under the newest text."""
        return self.written is not None and self.me not in self.written.missing


@reads
def open_page(command: InPair, uow: UnitOfWork) -> CharterPage:
    """
    Return the pair's charter, or its blank page.

    Raises:
        NotInThisPair: the reader is not one of its people.
    """
    return page(seat(command.pair_id, command.actor, uow), uow)


def page(place: Seat, uow: UnitOfWork) -> CharterPage:
    """Return the charter as the holder of this place sees it."""
    members = members_of(place.pair, uow)
    counting = in_force(place.workspace_id, place.pair.id, uow)
    ended = place.pair.state is PairState.ENDED
    shown = counting if ended and counting else _newest(place, uow)
    is_another = counting is not None and shown is not None and counting.id != shown.id
    return CharterPage(
        pair_id=place.pair.id,
        me=next(member for member in members if member.membership_id == place.membership.id),
        others=tuple(member for member in members if member.membership_id != place.membership.id),
        ended=ended,
        written=_written(shown, members, uow) if shown else None,
        number_in_force=counting.number if counting else None,
        still_in_force=_written(counting, members, uow) if counting and is_another else None,
    )


def _newest(place: Seat, uow: UnitOfWork) -> CharterVersion | None:
    charter = charter_of(place.workspace_id, place.pair.id, uow)
    return newest(charter, uow) if charter else None


def _written(version: CharterVersion, members: tuple[Member, ...], uow: UnitOfWork) -> WrittenCharter:
    signed = signatures(version, uow)
    return WrittenCharter(
        version_id=version.id,
        number=version.number,
        revision=version.revision,
        state=version.state,
        text=unseal(version, uow),
        signers=tuple(
            Signer(member, signed[member.membership_id].signed_at if member.membership_id in signed else None)
            for member in members
        ),
        in_force_at=version.in_force_at,
    )
