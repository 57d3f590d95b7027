"""The log as files: for whoever asks and for nobody else, as it is when they are sent."""

from uuid import UUID

import pytest

from adapters.attachments import content_of
from mentoring import outbox
from mentoring.errors import CharterFirst, NotInThisPair
from mentoring.learning_log import commands as log
from mentoring.learning_log import files
from mentoring.learning_log.commands import AddEntry, WithdrawEntry
from mentoring.learning_log.files import AskForFiles, LogFiles, NothingToTakeAlong
from mentoring.learning_log.rules import EntryDraft
from mentoring.outbox import NoticeKind, ToPerson
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from mentoring.states import LogKind
from models import OutboxRow, Participant
from tests.factories.cast import Cast, receipt
from tests.mentoring.delivery.waiting import deliver_all
from tests.mentoring.hoard import hoard
from tests.mentoring.ways_in import CANARY
from views.learning_log import exports
from views.reader import Reader


def keep(cast: Cast, pair_id: UUID, title: str = "The help page", name: str = "ada") -> UUID:
    command = AddEntry(cast.actor(name), pair_id, LogKind.DEMO, EntryDraft(title), receipt())
    return cast.store.do(log.add, command).entry_id


def ask(cast: Cast, pair_id: UUID, name: str = "ada", click: str = "") -> LogFiles:
    return cast.store.do(files.ask, AskForFiles(cast.actor(name), pair_id, click or receipt()))


def rows(cast: Cast) -> list[OutboxRow]:
    return [row for row in cast.store.rows(OutboxRow) if row.kind == NoticeKind.LOG_FILES]


def came(cast: Cast) -> list[tuple[str, list[str]]]:
    """What was sent to whom: the files' contents, as Slack is handed them."""
    sent = [each.dispatch for each in deliver_all(cast)]
    return [
        (each.address.user_id, [content_of(file).decode() for file in exports.message(Reader(), each.notice).attached])
        for each in sent
        if isinstance(each.notice, LogFiles) and hasattr(each.address, "user_id")
    ]


def test_both_files_go_to_whoever_asked_and_to_nobody_else(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    keep(each_cast, pair_id)
    ask(each_cast, pair_id)
    [row] = rows(each_cast)
    assert (row.facts, row.pair_id) == ({"pair_id": str(pair_id)}, None)
    [(user_id, [markdown, csv])] = came(each_cast)
    assert user_id == "UADA"
    assert "### The help page" in markdown
    assert csv.startswith("\ufeffday,kind,title")
    assert "The help page" in csv


def test_a_click_that_comes_twice_and_a_second_one_right_after_bring_one_pair_of_files(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    other = each_cast.chartered("ada", "cleo")
    keep(each_cast, pair_id)
    keep(each_cast, other)
    for _ in range(4):
        ask(each_cast, pair_id, click="one-click")
    ask(each_cast, pair_id)
    assert len(rows(each_cast)) == 1
    ask(each_cast, other)
    assert len(rows(each_cast)) == 2, "another pair's log is another wish"
    each_cast.store.clock.advance(minutes=2)
    ask(each_cast, pair_id, click="one-click")
    assert len(rows(each_cast)) == 2, "a click that Slack delivers late is not another wish"
    ask(each_cast, pair_id)
    assert len(rows(each_cast)) == 3


def test_it_is_the_log_of_the_moment_at_which_it_is_sent(cast: Cast) -> None:
    pair_id = cast.chartered("ada", "ben")
    gone = keep(cast, pair_id, "To be withdrawn")
    ask(cast, pair_id)
    keep(cast, pair_id, "Kept meanwhile", "ben")
    cast.store.do(log.withdraw, WithdrawEntry(cast.actor("ada"), gone))
    [(_, [markdown, csv])] = came(cast)
    assert "Kept meanwhile" in markdown
    assert "To be withdrawn" not in markdown + csv


def test_withdrawn_to_the_last_entry_nothing_comes(cast: Cast) -> None:
    pair_id = cast.chartered("ada", "ben")
    only = keep(cast, pair_id)
    ask(cast, pair_id)
    cast.store.do(log.withdraw, WithdrawEntry(cast.actor("ada"), only))
    assert came(cast) == []
    with pytest.raises(NothingToTakeAlong):
        ask(cast, pair_id)


def test_a_pair_that_ended_takes_its_log_along(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    keep(each_cast, pair_id)
    ask(each_cast, pair_id)
    each_cast.store.do(pairs.leave, LeavePair(each_cast.actor("ben"), pair_id, receipt()))
    ask(each_cast, pair_id, "ben")
    assert [user_id for user_id, _ in came(each_cast)] == ["UADA", "UBEN"]


def test_nobody_else_gets_it_by_asking(cast: Cast) -> None:
    prize = hoard(cast)
    before = len(rows(cast))
    for name in ("olga", "sven", "carl", "nobody"):
        with pytest.raises(NotInThisPair):
            ask(cast, prize.pair_id, name)
    elsewhere = Cast(cast.store, "T2")
    elsewhere.chartered("ada", "ben")
    with pytest.raises(NotInThisPair):
        ask(elsewhere, prize.pair_id)
    assert len(rows(cast)) == before
    with cast.store.transaction() as uow:
        [sven] = [person for person in uow.db.query(Participant) if person.slack_user_id == "USVEN"]
        forged = {"pair_id": str(prize.pair_id)}
        outbox.post(cast.workspace_id, NoticeKind.LOG_FILES, "forged", ToPerson(sven.id), forged, uow)
    assert came(cast) == [], "asked again at the moment of sending"
    with pytest.raises(CharterFirst):
        ask(cast, cast.pair("eve", "finn"), "eve")


def test_a_canary_is_in_the_files_and_neither_in_the_store_nor_in_any_word_beside_them(cast: Cast) -> None:
    prize = hoard(cast)
    shown = exports.on_their_way(Reader(), ask(cast, prize.pair_id, "ben"))
    assert CANARY not in repr(shown)
    sent = [each.dispatch.notice for each in deliver_all(cast)]
    [notice] = [each for each in sent if isinstance(each, LogFiles)]
    message = exports.message(Reader(), notice)
    assert CANARY not in message.text + repr(message.blocks)
    assert not any(CANARY in each.name for each in message.attached)
    assert all(CANARY in content_of(each).decode() for each in message.attached)
    assert CANARY not in repr(cast.store.contents()[OutboxRow.__tablename__])
