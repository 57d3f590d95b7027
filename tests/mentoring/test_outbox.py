"""The outbox: the same key is the same message, and a row holds ids and nothing else."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from msgspec.structs import fields, replace
from sqlalchemy import delete, update

from mentoring import home, outbox
from mentoring.charters import commands as charters
from mentoring.charters.commands import SignCharter
from mentoring.delivery import claims
from mentoring.delivery.steps import Claim
from mentoring.home import SayHello
from mentoring.outbox import NoticeKind, ToPair, ToPerson
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import Answer, LeavePair
from models import OutboxAct, OutboxRow, OutboxState
from tests.factories.cast import TEXT, Cast, receipt
from tests.factories.store import Store

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")
OPEN = {OutboxState.PENDING, OutboxState.DEAD, OutboxState.DROPPED}


def clear(cast: Cast) -> None:
    with cast.store.transaction() as uow:
        uow.db.execute(delete(OutboxRow))


def test_the_same_key_again_is_the_same_message(each_cast: Cast) -> None:
    pair_id = each_cast.pair("ada", "ben")
    clear(each_cast)
    for kind in (NoticeKind.PAIR_OPENED, NoticeKind.PAIR_ENDED):
        with each_cast.store.transaction() as uow:
            outbox.post(each_cast.workspace_id, kind, "the-key", ToPair(pair_id), {"pair_id": str(pair_id)}, uow)
    [row] = each_cast.store.rows(OutboxRow)
    assert row.kind == NoticeKind.PAIR_OPENED


def test_the_same_key_in_another_workspace_is_another_message(each_cast: Cast) -> None:
    other = Cast(each_cast.store, "T2")
    clear(each_cast)
    for cast, pair_id in ((each_cast, each_cast.pair("ada", "ben")), (other, other.pair("ada", "ben"))):
        with cast.store.transaction() as uow:
            outbox.post(cast.workspace_id, NoticeKind.PAIR_OPENED, "the-key", ToPair(pair_id), {}, uow)
    assert [row.dedup_key for row in each_cast.store.rows(OutboxRow)].count("the-key") == 2


TOLD_OF = {
    NoticeKind.HELLO,
    NoticeKind.PAIR_INVITATION,
    NoticeKind.INVITATION_DECLINED,
    NoticeKind.PAIR_OPENED,
    NoticeKind.PAIR_ENDED,
    NoticeKind.PAIR_FAREWELL,
    NoticeKind.CHARTER_NUDGE,
    NoticeKind.RELEASE_CHOICE,
    NoticeKind.CHARTER_TO_SIGN,
    NoticeKind.CHARTER_IN_FORCE,
    NoticeKind.SESSION_CARD,
}
"""What the story of this test comes to; other nouns' kinds have their own tests."""


def test_rows_hold_ids_and_never_what_anybody_wrote(cast: Cast) -> None:
    pair_id = cast.pair("ada", "ben")
    cast.agree(pair_id, "ada", "ben", text=replace(TEXT, **{each.name: "canary" for each in fields(TEXT)}))
    cast.check_in("ada", pair_id, "canary")
    cast.tap("ben", pair_id)
    cast.store.do(pairs.leave, LeavePair(cast.actor("ada"), pair_id, receipt()))
    cast.answer("dan", cast.invitation("cleo", "dan"), Answer.DECLINE)
    cast.store.do(home.hello, SayHello(cast.actor("eve"), "event:Ev1"))
    rows = cast.store.rows(OutboxRow)
    assert {row.kind for row in rows} >= TOLD_OF
    for row in rows:
        assert bool(row.facts) == (row.kind != NoticeKind.HELLO)
        # A count, such as that of a session's times, is no words either.
        assert all(ID.fullmatch(value) or value.isdecimal() for value in row.facts.values()), row.facts
        assert ID.search(row.dedup_key) or row.dedup_key == "hello:event:Ev1"
        assert row.failure is None


@pytest.mark.parametrize("state", list(OutboxState))
def test_a_message_is_drawn_anew_unless_its_posting_will_be_right_anyway(cast: Cast, state: OutboxState) -> None:
    pair_id = cast.invitation("ada", "ben")
    with cast.store.transaction() as uow:
        [row] = uow.db.query(OutboxRow)
        row.state = state
    cast.answer("ben", pair_id)
    drawn = [each for each in cast.store.rows(OutboxRow) if each.act is OutboxAct.REFRESH]
    assert [each.about_id for each in drawn] == ([] if state in OPEN else [row.id])


@pytest.mark.postgres
def test_a_message_whose_facts_just_change_goes_out_with_the_new_ones(store_on_postgres: Store) -> None:
    cast = Cast(store_on_postgres)
    pair_id = cast.pair("ada", "ben")
    cast.write("ada", pair_id)
    clear(cast)
    cast.sign("ada", pair_id)
    with store_on_postgres.transaction() as uow:
        # The last signature finds the card still waiting and leaves it at that: no worker may read the old facts now.
        charters.sign(SignCharter(cast.actor("ben"), pair_id, cast.basis("ben", pair_id)), uow)
        uow.db.flush()
        assert store_on_postgres.do(claims.claim, Claim(cast.workspace_id, 10, 30_000)) == ()
    assert len(store_on_postgres.do(claims.claim, Claim(cast.workspace_id, 10, 30_000))) == 3


def test_a_message_that_is_to_be_drawn_anew_is_drawn_once(cast: Cast) -> None:
    cast.invitation("ada", "ben")
    [row] = cast.store.rows(OutboxRow)
    with cast.store.transaction() as uow:
        about = uow.db.get_one(OutboxRow, {"workspace_id": row.workspace_id, "id": row.id})
        about.state, about.channel_id, about.message_ts = OutboxState.SENT, "D1", "1.1"

    def draw(*occasions: str) -> None:
        with cast.store.transaction() as uow:
            for occasion in occasions:
                outbox.refresh(row.workspace_id, row.dedup_key, occasion, uow)

    def drawings() -> list[OutboxRow]:
        return [each for each in cast.store.rows(OutboxRow) if each.about_id == row.id]

    draw("one", "one", "two")
    assert [each.dedup_key for each in drawings()] == [f"refresh:{row.id}:one"], "it will read what is true then"
    with cast.store.transaction() as uow:
        uow.db.execute(update(OutboxRow).values(state=OutboxState.SENT))
    draw("one", "three")
    assert [each.dedup_key for each in drawings()] == [f"refresh:{row.id}:one", f"refresh:{row.id}:three"]
    assert {(each.kind, each.participant_id) for each in drawings()} == {(row.kind, row.participant_id)}


def test_an_edit_that_waits_for_its_day_is_no_reason_not_to_draw_now(cast: Cast) -> None:
    cast.invitation("ada", "ben")
    [row] = cast.store.rows(OutboxRow)
    with cast.store.transaction() as uow:
        about = uow.db.get_one(OutboxRow, {"workspace_id": row.workspace_id, "id": row.id})
        about.state = OutboxState.SENT
        outbox.follow_up(about, OutboxAct.REFRESH, "next week", uow, due_at=uow.now + timedelta(days=7))
        outbox.refresh(row.workspace_id, row.dedup_key, "now", uow)
    assert [each.dedup_key.rpartition(":")[2] for each in cast.store.rows(OutboxRow) if each.about_id] == [
        "next week",
        "now",
    ]


def test_a_message_is_due_at_once_or_when_it_is_told(cast: Cast) -> None:
    cast.invitation("ada", "ben")
    [row] = cast.store.rows(OutboxRow)
    assert (row.due_at, row.keep_until) == (cast.store.clock.now(), None)
    later = cast.store.clock.now().replace(hour=15)
    with cast.store.transaction() as uow:
        person = row.participant_id or UUID(int=0)
        outbox.post(
            row.workspace_id,
            NoticeKind.PAIR_ENDED,
            f"x:{uuid4()}",
            ToPerson(person),
            {},
            uow,
            due_at=later,
            keep_until=later,
        )
    assert [(each.due_at, each.keep_until) for each in cast.store.rows(OutboxRow)][1] == (later, later)
