"""An entry is shown outside only while everybody in the pair agrees, each for themselves."""

from uuid import UUID

import pytest

from mentoring.errors import NotInThisPair, PairHasEnded
from mentoring.learning_log import commands, notices, permission, queries, sharing
from mentoring.learning_log.commands import AddEntry, WithdrawEntry
from mentoring.learning_log.permission import Sharing
from mentoring.learning_log.queries import ReadEntry
from mentoring.learning_log.rules import EntryDraft
from mentoring.learning_log.sharing import AnswerSharing, AskToShare, NobodyAsked
from mentoring.outbox import NoticeKind
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from mentoring.states import LogKind
from models import Consent, ConsentDecision, ConsentKind, OutboxRow
from tests.factories.cast import Cast, receipt


class Exhibit:
    """One entry of Ada's, and what may become of it."""

    def __init__(self, cast: Cast, pair_id: UUID) -> None:
        self.cast = cast
        draft = EntryDraft("The demo")
        command = AddEntry(cast.actor("ada"), pair_id, LogKind.DEMO, draft, receipt())
        self.entry_id = cast.store.do(commands.add, command).entry_id

    def ask(self, who: str = "ada", click: str = "") -> None:
        self.cast.store.do(sharing.ask, AskToShare(self.cast.actor(who), self.entry_id, click or receipt()))

    def answer(self, who: str, agrees: bool, click: str = "") -> None:
        self.cast.store.clock.advance(seconds=1)
        command = AnswerSharing(self.cast.actor(who), self.entry_id, agrees, click or receipt())
        self.cast.store.do(sharing.answer, command)

    def seen_by(self, who: str) -> Sharing:
        return self.cast.store.do(queries.read, ReadEntry(self.cast.actor(who), self.entry_id)).sharing

    @property
    def may_be_shown(self) -> bool:
        with self.cast.store.transaction() as uow:
            return permission.may_be_shown(self.cast.workspace_id, [self.entry_id], uow) == {self.entry_id}


@pytest.fixture
def exhibit(cast: Cast) -> Exhibit:
    return Exhibit(cast, cast.chartered("ada", "ben"))


def test_it_takes_everybody_and_anybody_takes_it_back(each_cast: Cast) -> None:
    exhibit = Exhibit(each_cast, each_cast.chartered("ada", "ben"))
    assert not exhibit.may_be_shown
    exhibit.ask()
    assert (exhibit.may_be_shown, exhibit.seen_by("ada").agree, exhibit.seen_by("ben").agree) == (False, True, False)
    exhibit.answer("ben", agrees=True)
    assert exhibit.may_be_shown
    assert exhibit.seen_by("ada").agreed
    exhibit.answer("ada", agrees=False)
    assert not exhibit.may_be_shown
    exhibit.answer("ada", agrees=True)
    assert exhibit.may_be_shown


def test_a_click_delivered_again_after_its_opposite_changes_nothing(each_cast: Cast) -> None:
    exhibit = Exhibit(each_cast, each_cast.chartered("ada", "ben"))
    exhibit.ask(click="ask")
    exhibit.answer("ben", agrees=True, click="yes")
    exhibit.answer("ben", agrees=False, click="no")
    exhibit.answer("ben", agrees=True, click="yes")
    assert not exhibit.may_be_shown
    exhibit.answer("ben", agrees=True, click="yes after all")
    exhibit.answer("ben", agrees=False, click="no")
    assert exhibit.may_be_shown
    exhibit.answer("ada", agrees=False)
    exhibit.ask(click="ask")
    assert not exhibit.may_be_shown


def test_in_a_triad_two_are_not_everybody(cast: Cast) -> None:
    pair_id = cast.triad("ada", "ben", "cleo")
    cast.agree(pair_id, "ada", "ben", "cleo")
    exhibit = Exhibit(cast, pair_id)
    exhibit.ask("ben")
    exhibit.answer("ada", agrees=True)
    assert not exhibit.may_be_shown
    exhibit.answer("cleo", agrees=True)
    assert exhibit.may_be_shown


def test_nobody_learns_who_did_not_agree(cast: Cast, exhibit: Exhibit) -> None:
    exhibit.ask()
    before = exhibit.seen_by("ada")
    exhibit.answer("ben", agrees=False)
    assert exhibit.seen_by("ada") == before
    refreshed = [row for row in cast.store.rows(OutboxRow) if row.kind == NoticeKind.LOG_SHARING_ASKED]
    assert len(refreshed) == 1, "and Ada is sent nothing"


def test_the_others_are_asked_once_and_each_decision_is_in_the_ledger(cast: Cast, exhibit: Exhibit) -> None:
    for _ in range(3):
        exhibit.ask()
    exhibit.answer("ben", agrees=True)
    exhibit.answer("ben", agrees=True)
    exhibit.answer("ben", agrees=False)
    asked = [row for row in cast.store.rows(OutboxRow) if row.kind == NoticeKind.LOG_SHARING_ASKED]
    assert len(asked) == 1
    decisions = [row for row in cast.store.rows(Consent) if row.kind is ConsentKind.SHARING]
    assert {row.subject_id for row in decisions} == {exhibit.entry_id}
    assert [row.decision for row in decisions] == [
        ConsentDecision.GIVEN,
        ConsentDecision.GIVEN,
        ConsentDecision.WITHDRAWN,
    ]


def test_what_nobody_asked_for_is_not_answered(exhibit: Exhibit) -> None:
    with pytest.raises(NobodyAsked):
        exhibit.answer("ben", agrees=True)


def test_a_stranger_neither_asks_nor_answers(cast: Cast, exhibit: Exhibit) -> None:
    exhibit.ask()
    cast.chartered("eve", "finn")
    with pytest.raises(NotInThisPair):
        exhibit.ask("eve")
    with pytest.raises(NotInThisPair):
        exhibit.answer("eve", agrees=True)


def test_a_withdrawn_entry_is_shown_no_more_and_its_question_forgets_it(cast: Cast, exhibit: Exhibit) -> None:
    exhibit.ask()
    exhibit.answer("ben", agrees=True)
    cast.store.do(commands.withdraw, WithdrawEntry(cast.actor("ada"), exhibit.entry_id))
    assert not exhibit.may_be_shown
    [row] = [row for row in cast.store.rows(OutboxRow) if row.kind == NoticeKind.LOG_SHARING_ASKED]
    with cast.store.transaction() as uow:
        assert notices.sharing_asked(row, uow) is None, "not put at all"


def test_after_the_end_a_yes_can_be_taken_back_and_none_be_given(cast: Cast, exhibit: Exhibit) -> None:
    exhibit.ask()
    exhibit.answer("ben", agrees=True)
    pair_id = cast.store.do(queries.read, ReadEntry(cast.actor("ada"), exhibit.entry_id)).entry.pair_id
    cast.store.do(pairs.leave, LeavePair(cast.actor("ben"), pair_id, receipt()))
    assert exhibit.may_be_shown
    exhibit.answer("ben", agrees=False)
    assert not exhibit.may_be_shown
    with pytest.raises(PairHasEnded):
        exhibit.answer("ben", agrees=True)
