"""Writing and signing."""

from uuid import UUID

from msgspec import Struct

from mentoring import audit, consents, outbox, schedules
from mentoring.audit import Action
from mentoring.charters import unsigned
from mentoring.charters.cards import in_force_key, to_sign_key, unpin
from mentoring.charters.queries import CharterPage, page
from mentoring.charters.rules import (
    CharterMovedOn,
    CharterText,
    charter_of,
    in_force,
    is_signed_by_anybody,
    newest,
    seal,
    signatures,
    unseal,
)
from mentoring.errors import NotInThisPair
from mentoring.outbox import NoticeKind, ToPair
from mentoring.pairs.rules import Seat, members_of, seat
from mentoring.participants import Actor
from mentoring.sessions import planning as sessions
from mentoring.unit_of_work import AS_IT_IS, UnitOfWork
from models import (
    Charter,
    CharterVersion,
    CharterVersionState,
    ConsentDecision,
    ConsentKind,
    Signature,
)
from models.base import new_id


class Basis(Struct, frozen=True):
    """The text an editor or signer had before them; nothing for a blank page."""

    version_id: UUID
    revision: int


class WriteCharter(Struct, frozen=True):
    """A member saves the page."""

    actor: Actor
    pair_id: UUID
    text: CharterText
    basis: Basis | None


class SignCharter(Struct, frozen=True):
    """A member consents to exactly the text they were shown."""

    actor: Actor
    pair_id: UUID
    basis: Basis | None


def write(command: WriteCharter, uow: UnitOfWork) -> CharterPage:
    """
    Save the page.

    Before the first signature the open version is edited; after it, or with a charter in force, a new version
    begins that everybody signs again, while the one in force stays so. The same text again changes nothing.

    Raises:
        NotInThisPair, PairHasEnded: the writer may not write here.
        SayThisFirst, TooLong: on the field concerned.
        CharterMovedOn: somebody saved another text since `basis`.
    """
    text = command.text.tidy()
    text.check()
    place = seat(command.pair_id, command.actor, uow)
    charter = _locked(place, uow)
    place.must_be_active()
    if charter is None:
        _begin(place, text, uow)
        _redraw_welcome(place, "written", uow)
    else:
        _revise(charter, place, text, command.basis, uow)
    uow.db.flush()
    return page(place, uow)


def sign(command: SignCharter, uow: UnitOfWork) -> CharterPage:
    """
    Record one member's consent to the page.

    The last signature brings the version into force and tells the pair once, however often Slack delivers the
    click and however many sign at the same instant: the charter's row is held while it is decided.

    Raises:
        NotInThisPair, PairHasEnded: the signer may not sign here.
        CharterMovedOn: the text is no longer the one that was shown.
    """
    place = seat(command.pair_id, command.actor, uow)
    charter = _locked(place, uow)
    place.must_be_active()
    if charter is None:
        raise NotInThisPair
    version = newest(charter, uow)
    if Basis(version.id, version.revision) != command.basis:
        raise CharterMovedOn
    signed = uow.add_once(
        Signature,
        workspace_id=place.workspace_id,
        version_id=version.id,
        membership_id=place.membership.id,
        signed_at=uow.now,
    )
    if signed:
        consents.record(
            place.workspace_id,
            place.participant.id,
            ConsentKind.CHARTER,
            version.id,
            ConsentDecision.GIVEN,
            uow,
        )
        audit.note(place.workspace_id, Action.CHARTER_SIGNED, version.id, place.participant.id, uow)
        _after_signature(place, charter, version, uow)
    uow.db.flush()
    return page(place, uow)


def _locked(place: Seat, uow: UnitOfWork) -> Charter | None:
    """Hold the pair's row until this transaction ends; whoever waited for it sees what the last one wrote."""
    uow.db.refresh(place.pair, with_for_update=AS_IT_IS)
    return charter_of(place.workspace_id, place.pair.id, uow)


def _begin(place: Seat, text: CharterText, uow: UnitOfWork) -> None:
    charter = Charter(workspace_id=place.workspace_id, id=new_id(), pair_id=place.pair.id, created_at=uow.now)
    uow.db.add(charter)
    uow.db.flush()
    _add_version(charter, 1, place, text, uow)


def _revise(charter: Charter, place: Seat, text: CharterText, basis: Basis | None, uow: UnitOfWork) -> None:
    version = newest(charter, uow)
    if text == unseal(version, uow):
        return
    if Basis(version.id, version.revision) != basis:
        raise CharterMovedOn
    if version.state is CharterVersionState.OPEN and not is_signed_by_anybody(version, uow):
        version.sealed_text = seal(text, uow)
        version.revision += 1
        audit.note(place.workspace_id, Action.CHARTER_WRITTEN, version.id, place.participant.id, uow)
        return
    if version.state is CharterVersionState.OPEN:
        version.state = CharterVersionState.REPLACED
        outbox.refresh(place.workspace_id, to_sign_key(version.id), "replaced", uow)
        _redraw_welcome(place, f"replaced-{version.number}", uow)
    _add_version(charter, version.number + 1, place, text, uow)


def _redraw_welcome(place: Seat, occasion: str, uow: UnitOfWork) -> None:
    """Draw the first message of the pair's conversation anew, which leads to the charter."""
    outbox.refresh(place.workspace_id, f"pair-opened:{place.pair.id}", occasion, uow)


def _add_version(charter: Charter, number: int, place: Seat, text: CharterText, uow: UnitOfWork) -> None:
    version = CharterVersion(
        workspace_id=charter.workspace_id,
        id=new_id(),
        charter_id=charter.id,
        number=number,
        revision=1,
        state=CharterVersionState.OPEN,
        sealed_text=seal(text, uow),
    )
    uow.db.add(version)
    uow.db.flush()
    audit.note(charter.workspace_id, Action.CHARTER_WRITTEN, version.id, place.participant.id, uow)


def _after_signature(place: Seat, charter: Charter, version: CharterVersion, uow: UnitOfWork) -> None:
    members = members_of(place.pair, uow)
    signed = signatures(version, uow)
    if any(member.membership_id not in signed for member in members):
        outbox.post(
            place.workspace_id,
            NoticeKind.CHARTER_TO_SIGN,
            to_sign_key(version.id),
            ToPair(place.pair.id),
            {"pair_id": str(place.pair.id), "version_id": str(version.id)},
            uow,
        )
        outbox.refresh(place.workspace_id, to_sign_key(version.id), f"signed-{len(signed)}", uow)
        if len(signed) == 1:
            _redraw_welcome(place, f"signed-{version.number}", uow)
        return
    _bring_into_force(place, charter, version, uow)


def _bring_into_force(place: Seat, charter: Charter, version: CharterVersion, uow: UnitOfWork) -> None:
    earlier = _replace_one_in_force(charter, uow)
    version.state = CharterVersionState.IN_FORCE
    version.in_force_at = uow.now
    audit.note(place.workspace_id, Action.CHARTER_IN_FORCE, version.id, None, uow)
    outbox.post(
        place.workspace_id,
        NoticeKind.CHARTER_IN_FORCE,
        in_force_key(version.id),
        ToPair(place.pair.id),
        {"pair_id": str(place.pair.id), "version_id": str(version.id)},
        uow,
    )
    outbox.refresh(place.workspace_id, to_sign_key(version.id), "in-force", uow)
    _redraw_welcome(place, "in-force", uow)
    if earlier is None:
        unsigned.settle(place.pair, "in-force", uow)
        schedules.begin_pulses(place.pair, uow)
        sessions.plan_first(place.pair, uow)
        return
    unpin(place.workspace_id, earlier.id, "replaced", uow)


def _replace_one_in_force(charter: Charter, uow: UnitOfWork) -> CharterVersion | None:
    earlier = in_force(charter.workspace_id, charter.pair_id, uow)
    if earlier is not None:
        earlier.state = CharterVersionState.REPLACED
        # One version in force is a unique index: the old one steps down before the new one steps up.
        uow.db.flush()
    return earlier
