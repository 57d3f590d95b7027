"""A store came back from a backup: what it still means to say may have been said after the backup was made."""

from msgspec import Struct
from sqlalchemy import case, func, or_, update

from mentoring.delivery.rows import UNDER_WAY, now_ms
from mentoring.unit_of_work import UnitOfWork
from models import OutboxAct, OutboxRow, OutboxState


class DoubtUnsent(Struct, frozen=True):
    """The store was restored just now, and no bot has run on it since."""


def doubt(_command: DoubtUnsent, uow: UnitOfWork) -> int:
    """
    Have every direct message that was due looked for in Slack before it is sent; return how many that are.

    It carries the id of its row, so that the bot knows it again. In a pair's conversation and in channels the bot may
    not look: there it is said again rather than lost. What a bot had in hand when the copy was made is doubted too,
    even if it was only claimed: that bot went on, and sent it.
    """
    to_one_person = or_(OutboxRow.user_id.is_not(None), OutboxRow.participant_id.is_not(None))
    doubted = (
        update(OutboxRow)
        .where(
            OutboxRow.state.in_((OutboxState.PENDING, *UNDER_WAY)),
            OutboxRow.act == OutboxAct.POST,
            OutboxRow.pair_id.is_(None),
            OutboxRow.programme_id.is_(None),
            to_one_person,
            OutboxRow.due_at <= uow.now,
        )
        .values(
            state=OutboxState.UNKNOWN,
            claim_token=None,
            first_tried_ms=func.coalesce(OutboxRow.first_tried_ms, now_ms(uow)),
            # A lease of a bot that is not there any more keeps nothing waiting; a back-off does.
            wait_until_ms=case((OutboxRow.state.in_(UNDER_WAY), 0), else_=OutboxRow.wait_until_ms),
        )
        .execution_options(synchronize_session=False, preserve_rowcount=True)
    )
    return int(uow.connection.execute(doubted).rowcount)
