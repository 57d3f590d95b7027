"""Whoever takes a workspace's people as they stand takes no half of a sheet with them."""

from uuid import UUID

from sqlalchemy import exists, select

from mentoring.roster.rules import UNFINISHED_FOR, SheetGoesIn
from mentoring.unit_of_work import UnitOfWork
from models import ImportState, RosterImport


def must_be_whole(workspace_id: UUID, uow: UnitOfWork) -> None:
    """
    Refuse while a sheet that counts is being written, some people at a time (decision 0032).

    Another programme's sheet counts too: working hours and time zones are a person's, in whatever programme. One that
    was not whole within two weeks never will be, such as after its key was lost: it keeps nobody waiting any more.

    Raises:
        SheetGoesIn: there is one; it ends by itself.
    """
    settling = exists().where(
        RosterImport.workspace_id == workspace_id,
        RosterImport.state == ImportState.DONE,
        RosterImport.sealed_sheet.is_not(None),
        RosterImport.created_at > uow.now - 2 * UNFINISHED_FOR,
    )
    if uow.db.scalar(select(settling)):
        raise SheetGoesIn
