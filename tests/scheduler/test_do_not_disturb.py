"""Slack's do-not-disturb: kept, as long as what is to be said can wait."""

from datetime import datetime, timedelta

from mentoring.calendars import commands
from mentoring.calendars.commands import TakeFile
from mentoring.outbox import NoticeKind
from mentoring.sessions import commands as sessions
from mentoring.sessions.commands import MoveSession
from models import OutboxRow, OutboxState, Session
from scheduler.delivery import Delivery, Patience
from tests.factories.cast import Cast, receipt
from tests.mentoring.delivery.waiting import set_all_sent
from tests.scheduler.slack_of_words import SlackOfWords


def moved(cast: Cast) -> datetime:
    """Ben moves the session that Ada has in her calendar, from Wednesday to Friday; return when it was before."""
    cast.chartered("ada", "ben")
    [session] = cast.store.rows(Session)
    assert session.starts_at is not None
    cast.store.do(commands.take, TakeFile(cast.actor("ada"), session.id, receipt()))
    set_all_sent(cast)
    cast.store.clock.set(session.starts_at - timedelta(hours=24))
    set_all_sent(cast)
    later = session.starts_at + timedelta(days=2)
    cast.store.do(sessions.move, MoveSession(cast.actor("ben"), session.id, session.revision, later))
    cast.store.clock.advance(minutes=10)
    return session.starts_at


async def file_after(cast: Cast, quiet: timedelta) -> OutboxRow:
    """Slack says that Ada does not want to be disturbed for so long; return the file that is to come."""
    slack = SlackOfWords()
    slack.quiet = cast.store.clock.now() + quiet
    delivery = Delivery(cast.store.database.transact, slack, Patience(), cast.workspace_id, per_second=100)
    await delivery.run_once()
    [row] = [row for row in cast.store.rows(OutboxRow) if row.kind == NoticeKind.CALENDAR_FOLLOWS]
    return row


async def test_a_file_that_follows_waits_until_it_is_over(cast: Cast) -> None:
    moved(cast)
    row = await file_after(cast, timedelta(minutes=30))
    assert (row.state, row.due_at) == (OutboxState.PENDING, cast.store.clock.now() + timedelta(minutes=30))


async def test_but_not_beyond_the_hour_before_the_old_time(cast: Cast) -> None:
    before = moved(cast)
    row = await file_after(cast, timedelta(days=3))
    assert (row.state, row.due_at) == (OutboxState.PENDING, before - timedelta(hours=1))
    cast.store.clock.set(row.due_at)
    assert (await file_after(cast, timedelta(days=3))).state is OutboxState.SENT
