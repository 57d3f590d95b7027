"""What holds a row back although it is due: a workspace without access, and the waiting that Slack asked for."""

from functools import cache
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select

from mentoring.unit_of_work import UnitOfWork
from models import Gate, OutboxAct, OutboxRow, Workspace, WorkspaceState
from models.types import database_ms

FILES = ("files.getUploadURLExternal", "files.completeUploadExternal")
METHODS_OF = {
    # Words, or files with words; which of the two is known only once a row was read.
    OutboxAct.POST: ("chat.postMessage", "conversations.open", "conversations.join", *FILES),
    OutboxAct.REPLY: ("chat.postMessage",),
    OutboxAct.WHISPER: ("chat.postEphemeral", "conversations.open"),
    OutboxAct.REFRESH: ("chat.update",),
    OutboxAct.PIN: ("pins.add",),
    OutboxAct.UNPIN: ("pins.remove",),
    OutboxAct.REMOVE: ("chat.delete",),
}
"""The Web API methods behind each act; Slack's rate limits are counted by method."""
LOOKING = ("conversations.history", "conversations.open", "files.info")
"""
And those by which a message of unknown outcome is looked for. Slack lets an app that is sold read a conversation once a
minute: whatever need not be looked for must not stand behind that.
"""


@cache
def is_open() -> ColumnElement[bool]:
    """Return the condition, over a row and its workspace, under which Slack may be called for the row."""
    needed = or_(
        and_(OutboxRow.first_tried_ms.is_not(None), Gate.method.in_(LOOKING)),
        *(and_(OutboxRow.act == act, Gate.method.in_(names)) for act, names in METHODS_OF.items()),
    )
    is_closed = exists().where(Gate.workspace_id == OutboxRow.workspace_id, needed, Gate.until_ms > database_ms())
    return and_(Workspace.state == WorkspaceState.ACTIVE, ~is_closed)


def is_open_for(workspace_id: UUID, row_id: UUID, uow: UnitOfWork) -> bool:
    """Tell whether Slack may be called for this row at this moment; a row of the same batch may have changed it."""
    asked = {"workspace_id": workspace_id, "row_id": row_id}
    return uow.connection.execute(_one_that_is_open(), asked).first() is not None


@cache
def _one_that_is_open() -> Select[UUID]:
    """Built once: putting it together takes longer than its answer."""
    this_one = (OutboxRow.workspace_id == bindparam("workspace_id"), OutboxRow.id == bindparam("row_id"))
    return select(OutboxRow.id).join(Workspace, Workspace.id == OutboxRow.workspace_id).where(*this_one, is_open())
