"""Files on their way: known by their ids before anybody is shown them, and so looked for and not sent twice."""

import pytest

from adapters.slack import NotSent, OutcomeLost
from mentoring.calendars import commands
from mentoring.calendars.commands import TakeFile
from mentoring.outbox import NoticeKind
from models import OutboxRow, OutboxState, Session
from scheduler.delivery import Delivery, Patience
from tests.factories.cast import Cast, receipt
from tests.mentoring.delivery.waiting import let_waiting_end, set_all_sent
from tests.scheduler.slack_of_words import SlackOfWords, refusing


def worker(cast: Cast, slack: SlackOfWords) -> Delivery:
    return Delivery(cast.store.database.transact, slack, Patience(), cast.workspace_id, per_second=100)


def asked_for(cast: Cast) -> None:
    """Ada's calendar file is all that there is to send."""
    cast.chartered("ada", "ben")
    set_all_sent(cast)
    [session] = cast.store.rows(Session)
    cast.store.do(commands.take, TakeFile(cast.actor("ada"), session.id, receipt()))


def the_row(cast: Cast) -> OutboxRow:
    [row] = [row for row in cast.store.rows(OutboxRow) if row.kind == NoticeKind.CALENDAR_FILE]
    return row


def said(slack: SlackOfWords) -> list[str]:
    return [method for method, _ in slack.asked]


async def lost(cast: Cast) -> tuple[SlackOfWords, str]:
    """The file was shown, or not, and nobody knows; return Slack and the file's id."""
    asked_for(cast)
    slack = SlackOfWords(refusing(OutcomeLost("500")))
    await worker(cast, slack).run_once()
    row = the_row(cast)
    assert row.state is OutboxState.UNKNOWN
    assert row.file_ids is not None
    slack.answer = SlackOfWords().answer
    slack.asked.clear()
    return slack, row.file_ids[0]


async def test_its_id_is_kept_before_anybody_is_shown_it(each_cast: Cast) -> None:
    asked_for(each_cast)
    slack = SlackOfWords()
    kept: list[list[str] | None] = []

    async def look() -> None:
        kept.append(the_row(each_cast).file_ids)

    slack.answer = look
    await worker(each_cast, slack).run_once()
    [(_, names), (_, file_id)] = slack.asked
    assert names == "mentoring-session-1.ics"
    assert kept == [[file_id]]
    assert (the_row(each_cast).state, the_row(each_cast).message_ts) == (OutboxState.SENT, file_id)


async def test_shown_although_the_reply_was_lost_it_is_found_and_not_sent_again(each_cast: Cast) -> None:
    slack, file_id = await lost(each_cast)
    slack.shown = {file_id: ("D1", "7.7")}
    let_waiting_end(each_cast.store)
    await worker(each_cast, slack).run_once()
    assert slack.asked == [("find file", file_id)]
    row = the_row(each_cast)
    assert (row.state, row.channel_id, row.message_ts) == (OutboxState.SENT, "D1", "7.7")


async def test_shown_nowhere_after_two_looks_it_is_handed_over_anew(cast: Cast) -> None:
    slack, _ = await lost(cast)
    for _ in range(3):
        let_waiting_end(cast.store)
        await worker(cast, slack).run_once()
    assert said(slack) == ["find file", "find file", "hand over", "share"]
    assert the_row(cast).state is OutboxState.SENT


async def test_what_slack_could_not_be_handed_is_certainly_not_sent(cast: Cast) -> None:
    asked_for(cast)
    slack = SlackOfWords()
    slack.handing_over = refusing(NotSent("upload 503"))
    await worker(cast, slack).run_once()
    assert (said(slack), the_row(cast).state) == (["hand over"], OutboxState.PENDING)


@pytest.mark.parametrize("state", [OutboxState.SENT, OutboxState.UNKNOWN])
async def test_whose_row_was_taken_over_while_handing_over_shows_nothing(cast: Cast, state: OutboxState) -> None:
    asked_for(cast)
    slack = SlackOfWords()

    async def taken_over() -> None:
        with cast.store.transaction() as uow:
            row = uow.db.get_one(OutboxRow, {"workspace_id": cast.workspace_id, "id": the_row(cast).id})
            row.state, row.claim_token = state, None

    slack.handing_over = taken_over
    await worker(cast, slack).run_once()
    assert (said(slack), the_row(cast).state) == (["hand over"], state)
