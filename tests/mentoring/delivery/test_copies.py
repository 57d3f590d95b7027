"""A message that stands twice in a conversation that the bot may not read: a click on the copy takes it away, once."""

from uuid import UUID

import pytest
from msgspec.structs import replace
from sqlalchemy import update

from mentoring import outbox
from mentoring.delivery import copies, outcomes
from mentoring.delivery.outcomes import SAID_AT_MOST
from mentoring.delivery.sighting import Sighting
from mentoring.delivery.steps import Delivered, KeepConversation, OutcomeUnknown, Vanished
from mentoring.outbox import NoticeKind
from mentoring.participants import Actor
from models import OutboxAct, OutboxRow, OutboxState
from tests.factories.cast import Cast
from tests.mentoring.delivery.waiting import Sending, begin, claim, let_waiting_end, row, send_next

HERE = "G1"


def pair_of(cast: Cast) -> UUID:
    """Two who accepted; what was said to each by themselves is said."""
    pair_id = cast.pair("ada", "ben")
    cast.store.do(outcomes.keep_conversation, KeepConversation(cast.workspace_id, pair_id, HERE))
    with cast.store.transaction() as uow:
        said = {"state": OutboxState.SENT, "channel_id": "D1", "message_ts": "0.1"}
        uow.db.execute(update(OutboxRow).where(OutboxRow.pair_id.is_(None)).values(**said))
    return pair_id


def lose(cast: Cast, under_way: Sending) -> None:
    """Slack took it, and its answer was lost."""
    cast.store.do(outcomes.lose_sight, OutcomeUnknown(under_way.claimed, 1_000, "reset"))
    let_waiting_end(cast.store)


def said_twice(cast: Cast) -> UUID:
    """The card that opens a pair stands twice: at 1.1, which nobody knows, and at 2.2."""
    pair_of(cast)
    lose(cast, send_next(cast.store))
    again = send_next(cast.store)
    cast.store.do(outcomes.deliver, Delivered(again.claimed, HERE, "2.2"))
    return again.claimed.row_id


def clicked(cast: Cast, row_id: UUID, ts: str, who: str = "ada", channel: str = HERE) -> Sighting:
    return Sighting(cast.actor(who), row_id, channel, ts)


def click(cast: Cast, sighting: Sighting) -> None:
    """What follows a click."""
    if cast.store.do(copies.is_strange, sighting):
        cast.store.do(copies.heal, sighting)


def removals(cast: Cast) -> list[OutboxRow]:
    return [each for each in cast.store.rows(OutboxRow) if each.act is OutboxAct.REMOVE]


def test_a_click_on_the_copy_has_it_taken_away_however_often_it_comes(each_cast: Cast) -> None:
    row_id = said_twice(each_cast)
    for who in ("ada", "ben", "ada"):
        click(each_cast, clicked(each_cast, row_id, "1.1", who))
    [removal] = removals(each_cast)
    ready = send_next(each_cast.store).dispatch
    assert (ready.claimed.row_id, ready.act, ready.target) == (removal.id, OutboxAct.REMOVE, (HERE, "1.1"))
    assert row(each_cast.store, row_id).message_ts == "2.2"


def test_a_click_on_the_message_itself_changes_nothing(cast: Cast) -> None:
    sighting = clicked(cast, said_twice(cast), "2.2")
    assert not cast.store.do(copies.is_strange, sighting)
    before = cast.store.contents()
    cast.store.do(copies.heal, sighting)
    assert cast.store.contents() == before


@pytest.mark.parametrize("forged", ["by a stranger", "elsewhere", "in another workspace", "by nobody known", "no row"])
def test_a_forged_click_takes_nothing_away(cast: Cast, forged: str) -> None:
    sighting = clicked(cast, said_twice(cast), "1.1")
    other = Cast(cast.store, "T2")
    cast.pair("eve", "fay")
    forgeries = {
        "by a stranger": replace(sighting, actor=cast.actor("eve")),
        "elsewhere": replace(sighting, channel_id="G2"),
        "in another workspace": replace(sighting, actor=other.actor("ada")),
        "by nobody known": replace(sighting, actor=Actor("T9", "U9")),
        "no row": replace(sighting, row_id=cast.workspace_id),
    }
    before = cast.store.contents()
    click(cast, forgeries[forged])
    cast.store.do(copies.heal, forgeries[forged])
    assert cast.store.contents() == before


def test_a_message_that_the_outbox_holds_on_to_is_never_taken_for_a_copy_of_another(cast: Cast) -> None:
    row_id = said_twice(cast)
    pair_id = row(cast.store, row_id).pair_id
    assert pair_id is not None
    cast.write("ada", pair_id)
    cast.sign("ada", pair_id)
    card = send_next(cast.store)
    while card.dispatch.kind is not NoticeKind.CHARTER_TO_SIGN:
        cast.store.do(outcomes.deliver, Delivered(card.claimed, HERE, "2.2"))
        card = send_next(cast.store)
    cast.store.do(outcomes.deliver, Delivered(card.claimed, HERE, "3.3"))
    click(cast, clicked(cast, row_id, "3.3"))
    assert removals(cast) == []


def test_a_click_on_what_is_still_looked_for_spares_the_second_copy(each_cast: Cast) -> None:
    pair_of(each_cast)
    lost = send_next(each_cast.store)
    lose(each_cast, lost)
    click(each_cast, clicked(each_cast, lost.claimed.row_id, "1.1"))
    found = row(each_cast.store, lost.claimed.row_id)
    assert (found.state, found.channel_id, found.message_ts) == (OutboxState.SENT, HERE, "1.1")
    follows = send_next(each_cast.store).dispatch
    assert (follows.act, follows.target, follows.mark) == (OutboxAct.REFRESH, (HERE, "1.1"), lost.claimed.row_id)
    assert claim(each_cast.store) == (), "it is not said again"


def test_a_copy_becomes_the_message_that_was_given_up(cast: Cast) -> None:
    pair_of(cast)
    lost = send_next(cast.store)
    lose(cast, lost)
    for _ in range(SAID_AT_MOST - 1):
        lose(cast, send_next(cast.store))
    assert row(cast.store, lost.claimed.row_id).state is OutboxState.DEAD
    click(cast, clicked(cast, lost.claimed.row_id, "1.1"))
    click(cast, clicked(cast, lost.claimed.row_id, "1.2"))
    assert row(cast.store, lost.claimed.row_id).message_ts == "1.1"
    assert [each.message_ts for each in removals(cast)] == ["1.2"]


def test_a_copy_that_is_clicked_while_the_message_is_on_its_way_waits_for_it(cast: Cast) -> None:
    pair_of(cast)
    lose(cast, send_next(cast.store))
    again = send_next(cast.store)
    click(cast, clicked(cast, again.claimed.row_id, "1.1"))
    [waiting] = claim(cast.store)
    assert begin(cast.store, waiting) is None
    cast.store.do(outcomes.deliver, Delivered(again.claimed, HERE, "2.2"))
    let_waiting_end(cast.store)
    assert send_next(cast.store).dispatch.target == (HERE, "1.1")


def test_what_was_clicked_on_its_way_and_is_the_message_itself_stays(cast: Cast) -> None:
    pair_of(cast)
    under_way = send_next(cast.store)
    click(cast, clicked(cast, under_way.claimed.row_id, "1.1"))
    cast.store.do(outcomes.deliver, Delivered(under_way.claimed, HERE, "1.1"))
    [held] = claim(cast.store)
    assert begin(cast.store, held) is None
    assert row(cast.store, held.row_id).state is OutboxState.DROPPED


def test_of_two_workers_that_both_said_it_the_second_takes_its_own_away(each_cast: Cast) -> None:
    pair_of(each_cast)
    slow = send_next(each_cast.store)
    lose(each_cast, slow)
    quick = send_next(each_cast.store)
    each_cast.store.do(outcomes.deliver, Delivered(quick.claimed, HERE, "2.2"))
    for _ in range(2):
        each_cast.store.do(outcomes.deliver, Delivered(slow.claimed, HERE, "1.1"))
    assert row(each_cast.store, quick.claimed.row_id).message_ts == "2.2"
    assert [(each.channel_id, each.message_ts) for each in removals(each_cast)] == [(HERE, "1.1")]


def test_a_message_that_vanished_is_edited_no_more_and_its_copy_takes_its_place(cast: Cast) -> None:
    row_id = said_twice(cast)
    pair_id = row(cast.store, row_id).pair_id
    assert pair_id is not None
    cast.agree(pair_id, "ada", "ben")
    with cast.store.transaction() as uow:
        about = uow.get(OutboxRow, cast.workspace_id, row_id)
        assert about is not None
        outbox.follow_up(about, OutboxAct.REFRESH, "a change", uow)
    while True:
        under_way = send_next(cast.store)
        if under_way.dispatch.act is OutboxAct.REFRESH and under_way.dispatch.mark == row_id:
            break
        cast.store.do(outcomes.deliver, Delivered(under_way.claimed, HERE, f"9.{under_way.claimed.row_id.hex}"))
    cast.store.do(outcomes.vanish, Vanished(under_way.claimed, "gone"))
    assert row(cast.store, row_id).state is row(cast.store, under_way.claimed.row_id).state is OutboxState.DROPPED
    click(cast, clicked(cast, row_id, "1.1"))
    assert (row(cast.store, row_id).state, row(cast.store, row_id).message_ts) == (OutboxState.SENT, "1.1")
