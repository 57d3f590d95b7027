"""Show-and-tell: who may call, bring, change and answer; and that only what each agreed to is told."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from mentoring.errors import NotInThisPair
from mentoring.learning_log import commands as log
from mentoring.learning_log import sharing
from mentoring.learning_log.commands import AddEntry, WithdrawEntry
from mentoring.learning_log.rules import EntryDraft
from mentoring.learning_log.sharing import AnswerSharing
from mentoring.outbox import NoticeKind
from mentoring.show_and_tell import commands, course, queries
from mentoring.show_and_tell.commands import (
    CallShow,
    CancelShow,
    MoveShow,
    PresentEntries,
    SayWhether,
    TakeBackEntry,
)
from mentoring.show_and_tell.queries import OpenShow
from mentoring.show_and_tell.rules import TITLE_LIMIT, NoStage, NoSuchShow, NotYours, ShowIsOver, ShowTitle, TimeToCome
from mentoring.show_and_tell.telling import ShowCard
from mentoring.states import LogKind, Reply, ShowState
from models import OutboxAct, OutboxRow, OutboxState, Presenter, Rsvp, ShowAndTell
from tests.factories.cast import Cast, receipt


class Evening:
    """Ada and Ben in Olga's programme, Eve and Finn in it too; Ada has something to show."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.programme_id = cast.programme("olga", "sven")
        self.pair_id = self._pair("ada", "ben")
        self.other_pair_id = self._pair("eve", "finn")
        self.entry_id = self.entry("ada", self.pair_id)

    def _pair(self, senior: str, junior: str) -> UUID:
        pair_id = self.cast.proposal(self.programme_id, senior, junior)
        for name in (senior, junior):
            self.cast.answer(name, pair_id)
        self.cast.agree(pair_id, senior, junior)
        return pair_id

    def entry(self, who: str, pair_id: UUID, title: str = "The help page") -> UUID:
        command = AddEntry(self.cast.actor(who), pair_id, LogKind.DEMO, EntryDraft(title), receipt())
        return self.cast.store.do(log.add, command).entry_id

    def call(
        self,
        who: str = "ada",
        *entry_ids: UUID,
        title: str = "What we made",
        starts_at: datetime | None = None,
        name: str = "",
    ) -> ShowCard:
        moment = starts_at or self.cast.store.clock.now() + timedelta(days=7)
        command = CallShow(
            self.cast.actor(who), self.programme_id, title, moment, 30, tuple(entry_ids), name or receipt()
        )
        return self.cast.store.do(commands.call, command)

    def agree(self, who: str, agrees: bool = True) -> None:
        self.cast.store.clock.advance(seconds=1)
        self.cast.store.do(sharing.answer, AnswerSharing(self.cast.actor(who), self.entry_id, agrees, receipt()))

    def seen(self, show_id: UUID, who: str = "eve") -> ShowCard:
        return self.cast.store.do(queries.page, OpenShow(self.cast.actor(who), show_id)).card

    def titles(self, show_id: UUID) -> list[str]:
        return [shown.title for pair in self.seen(show_id).presenters for shown in pair.shown]


@pytest.fixture
def evening(cast: Cast) -> Evening:
    return Evening(cast)


def test_only_what_each_of_a_pair_agreed_to_is_told(each_cast: Cast) -> None:
    evening = Evening(each_cast)
    show = evening.call("ada", evening.entry_id)
    assert evening.titles(show.show_id) == []
    evening.agree("ben")
    assert evening.titles(show.show_id) == ["The help page"]
    evening.agree("ada", agrees=False)
    assert evening.titles(show.show_id) == []
    evening.agree("ada")
    assert evening.titles(show.show_id) == ["The help page"]
    each_cast.store.do(log.withdraw, WithdrawEntry(each_cast.actor("ada"), evening.entry_id))
    assert evening.titles(show.show_id) == []
    assert len(each_cast.store.rows(Presenter)) == 1


def test_a_reading_is_shown_with_its_number_and_a_note_never_is(evening: Evening) -> None:
    draft = EntryDraft("Tickets", note="between us", measured="tickets a week", value="92")
    command = AddEntry(evening.cast.actor("ada"), evening.pair_id, LogKind.READING, draft, receipt())
    evening.entry_id = evening.cast.store.do(log.add, command).entry_id
    show = evening.call("ada", evening.entry_id)
    evening.agree("ben")
    [presenter] = evening.seen(show.show_id).presenters
    assert [(each.baseline, each.value, each.measured) for each in presenter.shown] == [("120", "92", "tickets a week")]
    assert "between us" not in repr(presenter)


def test_what_was_brought_is_taken_back_and_brought_again(evening: Evening) -> None:
    show = evening.call("ada", evening.entry_id)
    evening.agree("ben")
    back = TakeBackEntry(evening.cast.actor("ben"), show.show_id, evening.entry_id, receipt())
    assert evening.cast.store.do(commands.take_back, back).presenters == ()
    again = PresentEntries(evening.cast.actor("ada"), show.show_id, (evening.entry_id,), receipt())
    [presenter] = evening.cast.store.do(commands.present, again).presenters
    assert [shown.title for shown in presenter.shown] == ["The help page"]


def test_a_click_delivered_again_after_its_opposite_changes_nothing(each_cast: Cast) -> None:
    evening = Evening(each_cast)
    show_id, actor = evening.call().show_id, each_cast.actor("ada")
    brought = (evening.entry_id,)
    bring = PresentEntries(actor, show_id, brought, "bring")
    back = TakeBackEntry(actor, show_id, evening.entry_id, "take back")
    each_cast.store.do(commands.present, bring)
    evening.agree("ben")
    assert evening.titles(show_id) == ["The help page"]
    each_cast.store.do(commands.take_back, back)
    each_cast.store.do(commands.present, bring)
    assert evening.titles(show_id) == []
    each_cast.store.do(commands.present, PresentEntries(actor, show_id, brought, "bring again"))
    each_cast.store.do(commands.take_back, back)
    assert evening.titles(show_id) == ["The help page"]


def test_a_submission_delivered_again_renews_no_yes_that_was_taken_back(evening: Evening) -> None:
    show_id = evening.call().show_id
    bring = PresentEntries(evening.cast.actor("ada"), show_id, (evening.entry_id,), "bring")
    evening.cast.store.do(commands.present, bring)
    evening.agree("ben")
    evening.agree("ada", agrees=False)
    evening.cast.store.do(commands.present, bring)
    assert evening.titles(show_id) == []


def test_an_answer_delivered_again_after_another_is_not_the_last_one(evening: Evening) -> None:
    show_id, actor = evening.call().show_id, evening.cast.actor("eve")
    for click, reply in (("yes", Reply.COMING), ("no", Reply.NOT_COMING), ("yes", Reply.COMING)):
        evening.cast.store.do(commands.say_whether, SayWhether(actor, show_id, reply, click))
    [kept] = evening.cast.store.rows(Rsvp)
    assert kept.reply is Reply.NOT_COMING


def test_nobody_brings_or_takes_back_what_is_another_pairs(evening: Evening) -> None:
    show = evening.call("ada", evening.entry_id)
    evening.agree("ben")
    for who in ("eve", "olga", "nobody"):
        actor = evening.cast.actor(who)
        with pytest.raises((NotInThisPair, NoStage)):
            evening.cast.store.do(commands.present, PresentEntries(actor, show.show_id, (evening.entry_id,), receipt()))
        with pytest.raises(NotInThisPair):
            evening.cast.store.do(commands.take_back, TakeBackEntry(actor, show.show_id, evening.entry_id, receipt()))
        page = evening.cast.store.do(queries.page, OpenShow(actor, show.show_id))
        assert evening.entry_id not in {each.entry_id for each in page.entries}
    assert evening.titles(show.show_id) == ["The help page"]


def test_a_pair_outside_the_programme_brings_nothing(evening: Evening) -> None:
    outside = evening.cast.chartered("ada", "gil")
    show = evening.call("ada")
    entry_id = evening.entry("ada", outside)
    with pytest.raises(NotInThisPair):
        evening.cast.store.do(
            commands.present, PresentEntries(evening.cast.actor("ada"), show.show_id, (entry_id,), receipt())
        )


def test_it_is_called_in_a_programme_of_ones_own(evening: Evening) -> None:
    evening.cast.chartered("gil", "hal")
    for who in ("gil", "sven", "nobody"):
        with pytest.raises(NoStage):
            evening.call(who)
        with pytest.raises(NoStage):
            evening.cast.store.do(queries.form, evening.cast.actor(who))
    assert evening.call("olga").state is ShowState.ANNOUNCED


def test_title_and_time_are_told_beside_their_fields(evening: Evening) -> None:
    now = evening.cast.store.clock.now()
    for title in ("", "  ", "x" * (TITLE_LIMIT + 1)):
        with pytest.raises(ShowTitle) as refused:
            evening.call(title=title)
        assert refused.value.field == "title"
    for moment in (now, now - timedelta(days=1), now + timedelta(days=181)):
        with pytest.raises(TimeToCome) as late:
            evening.call(starts_at=moment)
        assert late.value.field == "starts_at"


def test_a_form_delivered_again_announces_once(each_cast: Cast) -> None:
    evening = Evening(each_cast)
    moment = each_cast.store.clock.now() + timedelta(days=7)
    cards = [evening.call("ada", evening.entry_id, starts_at=moment, name="the-same") for _ in range(3)]
    assert len({card.show_id for card in cards}) == 1
    assert len(each_cast.store.rows(ShowAndTell)) == 1
    kinds = [row.kind for row in each_cast.store.rows(OutboxRow)]
    assert (kinds.count(NoticeKind.SHOW_ANNOUNCED), kinds.count(NoticeKind.LOG_SHARING_ASKED)) == (1, 1)


def test_it_is_changed_by_its_caller_and_the_owner_alone(evening: Evening) -> None:
    show = evening.call("ada")
    later = show.starts_at + timedelta(days=1)
    for who in ("ben", "eve", "sven", "nobody"):
        for way, command in (
            (commands.move, MoveShow(evening.cast.actor(who), show.show_id, later)),
            (commands.cancel, CancelShow(evening.cast.actor(who), show.show_id)),
        ):
            with pytest.raises(NotYours):
                evening.cast.store.do(way, command)  # type: ignore[arg-type]  # each way with its own command
    move = MoveShow(evening.cast.actor("ada"), show.show_id, later)
    assert evening.cast.store.do(commands.move, move).starts_at == later
    cancel = CancelShow(evening.cast.actor("olga"), show.show_id)
    assert evening.cast.store.do(commands.cancel, cancel).state is ShowState.CANCELLED
    assert evening.cast.store.do(commands.cancel, cancel).state is ShowState.CANCELLED
    with pytest.raises(ShowIsOver):
        evening.cast.store.do(commands.move, move)
    with pytest.raises(ShowIsOver):
        evening.cast.store.do(
            commands.say_whether, SayWhether(evening.cast.actor("eve"), show.show_id, Reply.COMING, receipt())
        )


def test_each_person_counts_once_and_their_last_word_counts(each_cast: Cast) -> None:
    evening = Evening(each_cast)
    show = evening.call("ada")
    said = {"eve": Reply.COMING, "nobody": Reply.COMING, "finn": Reply.MAYBE}
    for who, reply in said.items():
        for _ in range(2):
            each_cast.store.do(commands.say_whether, SayWhether(each_cast.actor(who), show.show_id, reply, receipt()))
    assert evening.seen(show.show_id).replies == {Reply.COMING: 2, Reply.MAYBE: 1, Reply.NOT_COMING: 0}
    changed = SayWhether(each_cast.actor("eve"), show.show_id, Reply.NOT_COMING, receipt())
    assert each_cast.store.do(commands.say_whether, changed).replies == {
        Reply.COMING: 1,
        Reply.MAYBE: 1,
        Reply.NOT_COMING: 1,
    }


def test_an_answer_redraws_the_announcement_and_nothing_else(evening: Evening) -> None:
    show = evening.call("ada", evening.entry_id)
    evening.agree("ben")
    with evening.cast.store.transaction() as uow:
        for row in uow.db.scalars(select(OutboxRow).where(OutboxRow.kind.startswith("show_"))):
            row.state, row.channel_id, row.message_ts = OutboxState.SENT, "C1", "1.1"
    before = len(evening.cast.store.rows(OutboxRow))
    command = SayWhether(evening.cast.actor("eve"), show.show_id, Reply.COMING, "the-same")
    for _ in range(3):
        evening.cast.store.do(commands.say_whether, command)
    [redrawn] = evening.cast.store.rows(OutboxRow)[before:]
    assert (redrawn.kind, redrawn.act) == (NoticeKind.SHOW_ANNOUNCED, OutboxAct.REFRESH)


def test_another_workspace_sees_none_of_it(evening: Evening) -> None:
    show = evening.call("ada", evening.entry_id)
    elsewhere = Evening(Cast(evening.cast.store, "T2"))
    actor = elsewhere.cast.actor("ada")
    for way, command in (
        (queries.page, OpenShow(actor, show.show_id)),
        (commands.present, PresentEntries(actor, show.show_id, (elsewhere.entry_id,), receipt())),
        (commands.cancel, CancelShow(actor, show.show_id)),
        (commands.say_whether, SayWhether(actor, show.show_id, Reply.COMING, receipt())),
    ):
        with pytest.raises(NoSuchShow):
            evening.cast.store.do(way, command)  # type: ignore[arg-type]  # each way with its own command
    assert elsewhere.cast.store.do(queries.ahead, actor) == ()


def test_the_time_proposed_lies_in_the_working_hours_of_all(cast: Cast) -> None:
    cast.profile("finn", "America/New_York")
    evening = Evening(cast)
    form = cast.store.do(queries.form, cast.actor("ada"))
    assert form.proposed is not None
    assert 14 <= form.proposed.hour < 17, "both in Lisbon and in New York"
    assert [entry.entry_id for entry in form.entries] == [evening.entry_id]


@pytest.mark.parametrize(("early_minutes", "reminders"), [(60, 1), (50, 1), (30, 0)])
def test_it_is_reminded_of_once_and_not_when_it_is_nearly_there(
    evening: Evening, early_minutes: int, reminders: int
) -> None:
    show = evening.call("ada")
    evening.cast.store.clock.set(show.starts_at - timedelta(minutes=early_minutes))
    advance(evening, show.show_id)
    advance(evening, show.show_id)
    news = [row for row in evening.cast.store.rows(OutboxRow) if row.kind == NoticeKind.SHOW_NEWS]
    assert len(news) == reminders
    [row] = evening.cast.store.rows(ShowAndTell)
    assert row.look_at == show.starts_at + timedelta(minutes=90)


def test_afterwards_it_is_recapped_once(evening: Evening) -> None:
    show = evening.call("ada")
    evening.cast.store.clock.set(show.starts_at + timedelta(minutes=90))
    for _ in range(2):
        advance(evening, show.show_id)
    [row] = evening.cast.store.rows(ShowAndTell)
    assert (row.state, row.look_at) == (ShowState.RECAPPED, None)
    news = [row.facts["news"] for row in evening.cast.store.rows(OutboxRow) if row.kind == NoticeKind.SHOW_NEWS]
    assert news == ["recap"]


def advance(evening: Evening, show_id: UUID) -> None:
    with evening.cast.store.transaction() as uow:
        show = uow.db.get_one(ShowAndTell, {"workspace_id": evening.cast.workspace_id, "id": show_id})
        course.advance(show, uow)
