"""What the bot says of sheets: the report, as a file in its owner's DM; and where to hand one in."""

from datetime import timedelta
from uuid import UUID

from msgspec import Struct

from mentoring import outbox
from mentoring.errors import Refusal
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.participants import Actor, find
from mentoring.programmes.queries import owned_by
from mentoring.roster import queries
from mentoring.roster.queries import InImport, Report
from mentoring.unit_of_work import UnitOfWork
from models import OutboxRow, Participant, Workspace

WORTH_ANSWERING = timedelta(hours=1)


class SheetDropped(Struct, frozen=True):
    """Somebody posted a sheet in their DM with the bot, which opens no file that comes so."""

    actor: Actor
    receipt: str


class SheetOffer(Struct, frozen=True):
    """
    Where a sheet can be handed in.

    Attributes:
        programme_id: nothing for an owner of several.
    """

    programme_id: UUID | None


def dropped(command: SheetDropped, uow: UnitOfWork) -> None:
    """Tell an owner where to hand it in; whoever answers for no programme has nobody to bring in."""
    person = find(command.actor, uow)
    if person is None or not owned_by(command.actor, uow):
        return
    outbox.post(
        person.workspace_id,
        NoticeKind.SHEET_OFFER,
        f"sheet-offer:{command.receipt}",
        ToPerson(person.id),
        {},
        uow,
        keep_until=uow.now + WORTH_ANSWERING,
    )


def offer(row: OutboxRow, uow: UnitOfWork) -> SheetOffer | None:
    """Return where to hand a sheet in; nothing for somebody who answers for no programme any more."""
    person = uow.db.get_one(Participant, {"workspace_id": row.workspace_id, "id": row.participant_id})
    team_id = uow.db.get_one(Workspace, row.workspace_id).team_id
    mine = owned_by(Actor(team_id, person.slack_user_id), uow)
    if not mine:
        return None
    return SheetOffer(mine[0].id if len(mine) == 1 else None)


def told(row: OutboxRow, uow: UnitOfWork) -> Report | None:
    """Return the report; nothing when it is forgotten, or no longer the reader's to see."""
    person = uow.db.get_one(Participant, {"workspace_id": row.workspace_id, "id": row.participant_id})
    team_id = uow.db.get_one(Workspace, row.workspace_id).team_id
    command = InImport(Actor(team_id, person.slack_user_id), UUID(row.facts["import_id"]))
    try:
        return queries.report(command, uow)
    except Refusal:
        return None
