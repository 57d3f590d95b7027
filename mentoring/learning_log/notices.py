"""What the log's questions tell, read from the store at the moment of sending."""

from uuid import UUID

from msgspec import Struct

from mentoring.errors import Refusal
from mentoring.learning_log import rules, words
from mentoring.learning_log.permission import Sharing, standing
from mentoring.learning_log.rules import EntryIsGone
from mentoring.learning_log.words import WordsCard
from mentoring.pairs.rules import Member, members_of
from mentoring.participants import Actor
from mentoring.unit_of_work import UnitOfWork
from models import (
    OutboxAct,
    OutboxRow,
    Pair,
    PairState,
    Participant,
    WordsRequest,
    WordsState,
    Workspace,
)


class SharingQuestion(Struct, frozen=True):
    """
    One member is asked whether an entry may be shown outside the pair.

    Attributes:
        title: the entry's; nothing once it was withdrawn.
        sharing: where it stands for this member; nothing once it was withdrawn.
        ended: the pair came to its end, so nobody can agree any more.
    """

    entry_id: UUID
    others: tuple[Member, ...]
    title: str | None
    sharing: Sharing | None
    ended: bool


def words_asked(row: OutboxRow, uow: UnitOfWork) -> WordsCard | None:
    """Return the question to a message's author; nothing when it was answered or erased before it was put."""
    request = uow.db.get_one(WordsRequest, {"workspace_id": row.workspace_id, "id": UUID(row.facts["request_id"])})
    pair = uow.db.get_one(Pair, {"workspace_id": row.workspace_id, "id": request.pair_id})
    if row.act is OutboxAct.POST and (request.state is not WordsState.ASKED or pair.state is not PairState.ACTIVE):
        return None
    return words.card(request, members_of(pair, uow), uow)


def sharing_asked(row: OutboxRow, uow: UnitOfWork) -> SharingQuestion | None:
    """Return the question to one member; nothing when it is answered or pointless before it was put."""
    person = uow.db.get_one(Participant, {"workspace_id": row.workspace_id, "id": row.participant_id})
    workspace = uow.db.get_one(Workspace, row.workspace_id)
    reader, entry_id = Actor(workspace.team_id, person.slack_user_id), UUID(row.facts["entry_id"])
    try:
        pair, entry, sealed = rules.own_entry(entry_id, reader, uow)
    except EntryIsGone:
        return None if row.act is OutboxAct.POST else SharingQuestion(entry_id, (), None, None, ended=False)
    except Refusal:
        return None
    stands = standing(entry, pair, uow)
    ended = pair.state is PairState.ENDED
    if row.act is OutboxAct.POST and (ended or stands.answered):
        return None
    others = tuple(member for member in pair.members if member != pair.me)
    return SharingQuestion(entry.id, others, rules.unseal(sealed, uow).title, stands, ended)
