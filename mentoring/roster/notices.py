"""What the bot says of a sheet that was brought in: the report, as a file in its owner's DM."""

from uuid import UUID

from mentoring.errors import Refusal
from mentoring.participants import Actor
from mentoring.roster import queries
from mentoring.roster.queries import InImport, Report
from mentoring.unit_of_work import UnitOfWork
from models import OutboxRow, Participant, Workspace


def told(row: OutboxRow, uow: UnitOfWork) -> Report | None:
    """Return the report; nothing when it is forgotten, or no longer the reader's to see."""
    person = uow.db.get_one(Participant, {"workspace_id": row.workspace_id, "id": row.participant_id})
    team_id = uow.db.get_one(Workspace, row.workspace_id).team_id
    command = InImport(Actor(team_id, person.slack_user_id), UUID(row.facts["import_id"]))
    try:
        return queries.report(command, uow)
    except Refusal:
        return None
