"""
A sheet that an owner posted into their direct message with the bot: it stays closed until they say that it be read.

What may be asked for is what Slack itself said was posted, kept with the answer to it; a button can only name it.
"""

from collections.abc import Sequence
from uuid import UUID

from msgspec import Struct
from sqlalchemy import select

from mentoring import outbox
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.participants import Actor, find
from mentoring.programmes.queries import InProgramme, OnlyItsOwner, OwnProgramme, owned_by
from mentoring.roster import imports, queries
from mentoring.roster.queries import ImportPage, InImport, Waiting
from mentoring.roster.rules import WORTH_ANSWERING, PostedSheetGone
from mentoring.unit_of_work import UnitOfWork, reads
from models import ImportState, OutboxAct, OutboxRow, Participant, RosterImport, Workspace

MOST_FILES = 10
"""Sheets of one message that are asked about; Slack itself lets nobody post more at once."""
POSTED = "posted"


class SheetPosted(Struct, frozen=True):
    """
    Somebody posted sheets in their DM with the bot, which opens none by itself.

    Attributes:
        file_ids: those that they uploaded themselves, as they stand in the message.
    """

    actor: Actor
    channel_id: str
    file_ids: tuple[str, ...]
    receipt: str


class PostedSheet(Struct, frozen=True):
    """
    One of them, and what became of it.

    Attributes:
        import_id: as what it was read, while it can be gone on with; nothing else.
        state: nothing while it is closed.
    """

    file_id: str
    import_id: UUID | None
    state: ImportState | None


class SheetOffer(Struct, frozen=True):
    """
    What the bot could read, on its owner's word.

    Attributes:
        sheets: none where somebody else uploaded them.
        programme_id: nothing for an owner of several.
    """

    offer_id: UUID
    sheets: tuple[PostedSheet, ...]
    programme_id: UUID | None


class TakePosted(Struct, frozen=True):
    """
    An owner wants a posted sheet to be read.

    Attributes:
        file_id: nothing where they did not say which, as with a message of one sheet alone.
        programme_id: nothing where they did not say, as with one programme alone.
        instead_of: the sheet that waited and that they said this one may replace.
    """

    actor: Actor
    offer_id: UUID
    file_id: str | None = None
    programme_id: UUID | None = None
    instead_of: UUID | None = None


class WhichSheet(Struct, frozen=True):
    """Which of the sheets that are still closed?"""

    channel_id: str
    file_ids: tuple[str, ...]


class WhichProgramme(Struct, frozen=True):
    """For which programme?"""

    file_id: str
    programmes: tuple[OwnProgramme, ...]


class OneWaits(Struct, frozen=True):
    """Another sheet waits in the programme, and would be forgotten."""

    file_id: str
    programme_id: UUID
    programme: str
    waiting: Waiting


class MayBeRead(Struct, frozen=True):
    """
    It may be fetched: this file, if it was uploaded by the actor, and stands in this conversation.

    Attributes:
        receipt: equal for each click about this file.
    """

    channel_id: str
    file_id: str
    programme_id: UUID
    receipt: str


NextStep = InImport | WhichSheet | WhichProgramme | OneWaits | MayBeRead


def posted(command: SheetPosted, uow: UnitOfWork) -> None:
    """Ask an owner whether it be read; whoever answers for no programme has nobody to bring in, and is told nothing."""
    person = find(command.actor, uow)
    if person is None or not owned_by(command.actor, uow):
        return
    outbox.post(
        person.workspace_id,
        NoticeKind.SHEET_OFFER,
        f"sheet-offer:{command.receipt}",
        ToPerson(person.id),
        {"channel_id": command.channel_id, "files": ",".join(command.file_ids[:MOST_FILES])},
        uow,
        keep_until=uow.now + WORTH_ANSWERING,
    )


def offer(row: OutboxRow, uow: UnitOfWork) -> SheetOffer | None:
    """Return what could be read; nothing for somebody who answers for no programme any more."""
    person = uow.db.get_one(Participant, {"workspace_id": row.workspace_id, "id": row.participant_id})
    team_id = uow.db.get_one(Workspace, row.workspace_id).team_id
    mine = owned_by(Actor(team_id, person.slack_user_id), uow)
    if not mine:
        return None
    # What is drawn anew is told by a row of its own.
    offer_id = row.about_id or row.id
    return SheetOffer(offer_id, _sheets(row, offer_id, uow), mine[0].id if len(mine) == 1 else None)


@reads
def next_step(command: TakePosted, uow: UnitOfWork) -> NextStep:
    """
    Return what is still to be asked before it is read, or that it may be, or as what it was read already.

    Raises:
        PostedSheetGone: the actor was never asked about it.
        NoSuchImport: it was read, and is forgotten.
        OnlyItsOwner: the actor does not answer for the programme, or for any.
    """
    row = _own(command, uow)
    sheets = {each.file_id: each for each in _sheets(row, row.id, uow)}
    closed = [each.file_id for each in sheets.values() if each.state is None]
    if command.file_id is None and len(sheets) > 1 and closed:
        return WhichSheet(row.facts["channel_id"], tuple(closed))
    sheet = sheets.get(command.file_id or next(iter(sheets), ""))
    if sheet is None:
        raise PostedSheetGone
    receipt = _receipt(row.id, sheet.file_id)
    if sheet.state is not None:
        return InImport(command.actor, _read_as(row, [receipt], uow)[0].id)
    found = queries.page(InProgramme(command.actor, command.programme_id), uow)
    if not isinstance(found, ImportPage):
        return WhichProgramme(sheet.file_id, found)
    if found.waiting is not None and found.waiting.import_id != command.instead_of:
        return OneWaits(sheet.file_id, found.programme_id, found.programme, found.waiting)
    return MayBeRead(row.facts["channel_id"], sheet.file_id, found.programme_id, receipt)


def redraw(found: RosterImport, occasion: str, uow: UnitOfWork) -> None:
    """
    Show where a sheet was posted what became of it; one that came through the form stands nowhere.

    Args:
        occasion: what became of it.
    """
    kind, _, rest = found.receipt.partition(":")
    if kind == POSTED:
        row = uow.get(OutboxRow, found.workspace_id, UUID(rest.partition(":")[0]))
        if row is not None:
            outbox.refresh(found.workspace_id, row.dedup_key, f"{found.id}:{occasion}", uow)


def _own(command: TakePosted, uow: UnitOfWork) -> OutboxRow:
    person = find(command.actor, uow)
    row = uow.get(OutboxRow, person.workspace_id, command.offer_id) if person is not None else None
    if person is None or row is None or row.participant_id != person.id:
        raise PostedSheetGone
    if row.kind != NoticeKind.SHEET_OFFER or row.act is not OutboxAct.POST:
        raise PostedSheetGone
    if not owned_by(command.actor, uow):
        raise OnlyItsOwner
    return row


def _sheets(row: OutboxRow, offer_id: UUID, uow: UnitOfWork) -> tuple[PostedSheet, ...]:
    file_ids = [each for each in row.facts.get("files", "").split(",") if each]
    receipts = {each: _receipt(offer_id, each) for each in file_ids}
    read = {each.receipt: each for each in _read_as(row, list(receipts.values()), uow)}
    return tuple(_sheet(each, read.get(receipt)) for each, receipt in receipts.items())


def _sheet(file_id: str, found: RosterImport | None) -> PostedSheet:
    if found is None:
        return PostedSheet(file_id, None, None)
    return PostedSheet(file_id, found.id if found.state in imports.UNDER_WAY else None, found.state)


def _read_as(row: OutboxRow, receipts: Sequence[str], uow: UnitOfWork) -> Sequence[RosterImport]:
    if not receipts:
        return ()
    return uow.db.scalars(
        select(RosterImport).where(RosterImport.workspace_id == row.workspace_id, RosterImport.receipt.in_(receipts))
    ).all()


def _receipt(offer_id: UUID, file_id: str) -> str:
    return f"{POSTED}:{offer_id.hex}:{file_id}"
