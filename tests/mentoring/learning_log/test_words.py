"""A message is kept with its author's yes, and otherwise not at all."""

from datetime import date
from uuid import UUID

import pytest

from mentoring import workspaces
from mentoring.errors import NotInThisPair, PairHasEnded
from mentoring.learning_log import commands, notices, queries, words
from mentoring.learning_log.commands import WithdrawEntry
from mentoring.learning_log.queries import OpenLog
from mentoring.learning_log.rules import KeptFile, TitlePlease, WrittenEntry
from mentoring.learning_log.words import AnsweredAlready, AnswerWords, KeepWords, NotTheirWords, WordsCard, WordsKept
from mentoring.outbox import NoticeKind
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from mentoring.states import LogKind, WordsState
from mentoring.workspaces import MeetWorkspace
from models import LogEntry, OutboxRow, WordsRequest
from tests.factories.cast import Cast, receipt

LINK = "https://acme.slack.com/archives/G1/p1"
FILE = KeptFile("plan.pdf", "https://acme.slack.com/files/U1/F1/plan.pdf")


def save(
    cast: Cast, pair_id: UUID, who: str, author: str | None, *, link: str = LINK, title: str = "What was said"
) -> WordsKept:
    author_id = cast.profile(author).user_id if author else None
    command = KeepWords(
        cast.actor(who),
        pair_id,
        title,
        author_id,
        "Ask the users first.",
        link,
        (FILE,),
        cast.store.clock.now(),
        receipt(),
    )
    return cast.store.do(words.keep_words, command)


def answer(cast: Cast, who: str, request_id: UUID, agrees: bool) -> WordsCard:
    return cast.store.do(words.answer_words, AnswerWords(cast.actor(who), request_id, agrees))


def log(cast: Cast, pair_id: UUID) -> tuple[WrittenEntry, ...]:
    return cast.store.do(queries.page, OpenLog(cast.actor("ben"), pair_id)).entries


@pytest.fixture
def pair_id(cast: Cast) -> UUID:
    return cast.chartered("ada", "ben")


def test_ones_own_words_are_kept_at_once(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    kept = save(each_cast, pair_id, "ada", "ada")
    assert kept.asked is None
    [entry] = log(each_cast, pair_id)
    assert (entry.kind, entry.text.note, entry.text.link, entry.text.files, entry.text.day) == (
        LogKind.WORDS,
        "Ask the users first.",
        LINK,
        (FILE,),
        date(2026, 3, 2),
    )
    assert entry.author == entry.keeper


def test_the_link_leads_to_where_slack_says_that_the_workspace_is(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    each_cast.store.do(workspaces.meet, MeetWorkspace(each_cast.team, address="http://127.0.0.1:8065/"))
    save(each_cast, pair_id, "ada", "ada")
    [entry] = log(each_cast, pair_id)
    assert entry.text.link == "http://127.0.0.1:8065/archives/G1/p1"


def test_anothers_words_wait_sealed_for_their_yes(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    kept = save(each_cast, pair_id, "ada", "ben")
    assert kept.asked is not None
    assert (kept.asked.name, kept.entry, log(each_cast, pair_id)) == ("Ben", None, ())
    [request] = each_cast.store.rows(WordsRequest)
    card = answer(each_cast, "ben", request.id, agrees=True)
    assert (card.state, card.text) == (WordsState.KEPT, None)
    [entry] = log(each_cast, pair_id)
    assert entry.author is not None
    assert (entry.keeper.name, entry.author.name, entry.text.note) == ("Ada", "Ben", "Ask the users first.")
    assert answer(each_cast, "ben", request.id, agrees=True).state is WordsState.KEPT
    assert len(each_cast.store.rows(LogEntry)) == 1
    assert each_cast.store.rows(WordsRequest)[0].sealed_body is None


def test_a_no_erases_them_and_the_same_message_is_not_asked_about_again(cast: Cast, pair_id: UUID) -> None:
    first = save(cast, pair_id, "ada", "ben")
    [request] = cast.store.rows(WordsRequest)
    answer(cast, "ben", request.id, agrees=False)
    [request] = cast.store.rows(WordsRequest)
    assert (request.sealed_body, request.state) == (None, WordsState.DECLINED)
    assert save(cast, pair_id, "ada", "ben") == first, "the asker is told nothing else than before"
    assert len(cast.store.rows(WordsRequest)) == 1
    assert [row.kind for row in cast.store.rows(OutboxRow)].count(NoticeKind.LOG_WORDS_ASKED) == 1
    with pytest.raises(AnsweredAlready):
        answer(cast, "ben", request.id, agrees=True)
    assert cast.store.rows(LogEntry) == []


def test_only_their_author_answers(cast: Cast, pair_id: UUID) -> None:
    save(cast, pair_id, "ada", "ben")
    cast.chartered("eve", "finn")
    [request] = cast.store.rows(WordsRequest)
    for who in ("ada", "eve", "nobody"):
        for agrees in (True, False):
            with pytest.raises(NotInThisPair):
                answer(cast, who, request.id, agrees)
    assert cast.store.rows(WordsRequest)[0].sealed_body is not None


@pytest.mark.parametrize("author", ["eve", None])
def test_words_of_somebody_outside_are_refused(cast: Cast, pair_id: UUID, author: str | None) -> None:
    with pytest.raises(NotTheirWords) as refused:
        save(cast, pair_id, "ada", author)
    assert refused.value.field == "pair"
    assert cast.store.rows(WordsRequest) == []


def test_a_name_is_needed_here_too(cast: Cast, pair_id: UUID) -> None:
    with pytest.raises(TitlePlease):
        save(cast, pair_id, "ada", "ben", title=" ")


def test_what_nobody_answers_is_erased_after_a_week(cast: Cast, pair_id: UUID) -> None:
    save(cast, pair_id, "ada", "ben")
    [request] = cast.store.rows(WordsRequest)
    assert request.look_at is not None
    assert (request.look_at - cast.store.clock.now()).days == 7
    cast.store.clock.advance(days=7)
    with cast.store.transaction() as uow:
        found = uow.db.get_one(WordsRequest, {"workspace_id": request.workspace_id, "id": request.id})
        words.advance(found, uow)
    [request] = cast.store.rows(WordsRequest)
    assert (request.sealed_body, request.state, request.look_at) == (None, WordsState.EXPIRED, None)
    with pytest.raises(AnsweredAlready):
        answer(cast, "ben", request.id, agrees=True)


def test_a_pair_that_ended_keeps_no_more_words_and_its_question_is_not_put(cast: Cast, pair_id: UUID) -> None:
    save(cast, pair_id, "ada", "ben")
    cast.store.do(pairs.leave, LeavePair(cast.actor("ada"), pair_id, receipt()))
    [request] = cast.store.rows(WordsRequest)
    with pytest.raises(PairHasEnded):
        answer(cast, "ben", request.id, agrees=True)
    [row] = [row for row in cast.store.rows(OutboxRow) if row.kind == NoticeKind.LOG_WORDS_ASKED]
    with cast.store.transaction() as uow:
        assert notices.words_asked(row, uow) is None
    answer(cast, "ben", request.id, agrees=False)
    assert cast.store.rows(WordsRequest)[0].sealed_body is None


def test_whoever_said_them_can_withdraw_them_later(cast: Cast, pair_id: UUID) -> None:
    save(cast, pair_id, "ada", "ben")
    [request] = cast.store.rows(WordsRequest)
    answer(cast, "ben", request.id, agrees=True)
    [entry] = log(cast, pair_id)
    cast.store.do(commands.withdraw, WithdrawEntry(cast.actor("ben"), entry.entry_id))
    assert log(cast, pair_id) == ()


def test_pairs_to_keep_for_are_those_at_work(cast: Cast, pair_id: UUID) -> None:
    cast.store.clock.advance(minutes=1)
    second = cast.pair("ada", "cleo")
    offered = cast.store.do(words.pairs_to_keep_for, cast.actor("ada"))
    assert [each.pair_id for each in offered] == [pair_id]
    cast.agree(second, "ada", "cleo")
    offered = cast.store.do(words.pairs_to_keep_for, cast.actor("ada"))
    assert [each.pair_id for each in offered] == [pair_id, second]
    assert cast.store.do(words.pairs_to_keep_for, cast.actor("eve")) == ()
