"""What was given up can be read, sent again and taken out; nothing else is changed, and nothing private is shown."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from mentoring.audit import Action
from mentoring.delivery import claims, dead_letters, outcomes
from mentoring.delivery.dead_letters import (
    NOT_SHOWN,
    Drop,
    Letter,
    Listing,
    ListRows,
    Outcome,
    Reach,
    Refused,
    Replay,
    ShowRow,
)
from mentoring.delivery.outcomes import NO_ANSWER, SAID_AT_MOST
from mentoring.delivery.steps import NotFoundInHistory, OutcomeUnknown, Recover, Undeliverable
from models import AuditEntry, OutboxRow, OutboxState
from tests.factories.cast import Cast
from tests.mentoring.delivery.waiting import (
    Sending,
    begin,
    claim,
    claim_unknown,
    deliver,
    let_waiting_end,
    row,
    send_next,
    sending,
)
from tests.mentoring.hoard import hoard
from tests.mentoring.ways_in import CANARY

CLOSED = "The person’s Slack account is closed."


def given_up(cast: Cast, reason: str = CLOSED) -> Sending:
    under_way = sending(cast)
    cast.store.do(outcomes.give_up, Undeliverable(under_way.claimed, reason))
    return under_way


def listed(cast: Cast, listing: Listing = Listing.DEAD, team_id: str | None = None) -> tuple[Letter, ...]:
    return cast.store.do(dead_letters.listed, ListRows(listing, team_id))


def replay(cast: Cast, *row_ids: UUID) -> list[Refused | None]:
    return [each.refused for each in cast.store.do(dead_letters.replay, Replay(row_ids))]


def drop(cast: Cast, row_id: UUID, reason: str = "they left") -> Outcome:
    return cast.store.do(dead_letters.drop, Drop(row_id, reason))


def acts(cast: Cast) -> list[tuple[str, UUID]]:
    mine = {Action.MESSAGE_REPLAYED, Action.MESSAGE_DROPPED}
    return [(each.action, each.subject_id) for each in cast.store.rows(AuditEntry) if each.action in mine]


def test_what_was_given_up_is_listed_with_its_reason_and_whom_it_was_for(each_cast: Cast) -> None:
    under_way = given_up(each_cast)
    [letter] = listed(each_cast)
    kept = row(each_cast.store, under_way.claimed.row_id)
    assert (letter.row_id, letter.kind, letter.team_id) == (kept.id, "pair_invitation", "T1")
    assert (letter.to, letter.to_id) == (Reach.PERSON, str(kept.participant_id))
    assert (letter.failure, letter.state, letter.since) == (CLOSED, OutboxState.DEAD, each_cast.store.clock.now())
    assert not letter.may_be_in_slack
    assert each_cast.store.do(dead_letters.shown, ShowRow(kept.id)) == letter
    assert each_cast.store.do(dead_letters.shown, ShowRow(uuid4())) is None


def test_what_waits_is_listed_apart_and_each_workspace_by_itself(each_cast: Cast) -> None:
    dead = given_up(each_cast).claimed.row_id
    each_cast.invitation("cleo", "dan")
    other = Cast(each_cast.store, "T2")
    other.invitation("ada", "ben")
    assert [each.row_id for each in listed(each_cast)] == [dead]
    assert {(each.team_id, each.state) for each in listed(each_cast, Listing.WAITING)} == {
        ("T1", OutboxState.PENDING),
        ("T2", OutboxState.PENDING),
    }
    assert [each.team_id for each in listed(each_cast, Listing.ALL, "T2")] == ["T2"]
    assert len(listed(each_cast, Listing.ALL)) == 3
    assert each_cast.store.do(dead_letters.listed, ListRows(Listing.ALL, limit=2)) == listed(each_cast, Listing.ALL)[:2]


def test_what_is_replayed_is_the_same_message_as_if_never_tried(each_cast: Cast) -> None:
    under_way = given_up(each_cast)
    before = row(each_cast.store, under_way.claimed.row_id)
    assert replay(each_cast, before.id) == [None]
    after = row(each_cast.store, before.id)
    assert (after.dedup_key, after.kind, after.facts) == (before.dedup_key, before.kind, before.facts)
    assert (after.attempts, after.looks, after.failure, after.finished_at) == (0, 0, None, None)
    assert acts(each_cast) == [(Action.MESSAGE_REPLAYED, before.id)]


def test_a_direct_message_that_may_be_in_slack_is_looked_for_before_it_is_sent_again(each_cast: Cast) -> None:
    under_way = given_up(each_cast)
    row_id = under_way.claimed.row_id
    tried = row(each_cast.store, row_id).first_tried_ms
    assert tried is not None
    replay(each_cast, row_id)
    assert row(each_cast.store, row_id).first_tried_ms == tried
    assert claim(each_cast.store) == (), "it is not simply sent"
    for _ in range(2):
        [looking] = claim_unknown(each_cast.store)
        ready = begin(each_cast.store, looking)
        assert ready is not None
        assert ready.look_since is not None
        each_cast.store.do(outcomes.not_found, NotFoundInHistory(looking, 0))
    again = send_next(each_cast.store)
    assert again.dispatch.look_since is None
    assert deliver(each_cast, again).state is OutboxState.SENT


def test_what_the_bot_cannot_look_for_is_sent_only_to_a_slack_that_answers(each_cast: Cast) -> None:
    each_cast.pair("ada", "ben")
    with each_cast.store.transaction() as uow:
        uow.db.execute(update(OutboxRow).where(OutboxRow.pair_id.is_(None)).values(state=OutboxState.SENT))
    for _ in range(SAID_AT_MOST):
        let_waiting_end(each_cast.store)
        lost = send_next(each_cast.store)
        each_cast.store.do(outcomes.lose_sight, OutcomeUnknown(lost.claimed, 1, "timeout"))
    [letter] = listed(each_cast)
    assert (letter.to, letter.failure, letter.may_be_in_slack) == (Reach.PAIR, NO_ANSWER, True)
    replay(each_cast, letter.row_id)
    assert send_next(each_cast.store).dispatch.may_stand_unseen


def test_what_is_no_longer_worth_sending_is_not_replayed(each_cast: Cast) -> None:
    row_id = given_up(each_cast).claimed.row_id
    with each_cast.store.transaction() as uow:
        uow.db.execute(update(OutboxRow).values(keep_until=uow.now + timedelta(days=1)))
    each_cast.store.clock.advance(days=2)
    assert replay(each_cast, row_id) == [Refused.TOO_LATE]
    assert row(each_cast.store, row_id).state is OutboxState.DEAD


def test_whoever_was_forgotten_stays_forgotten(each_cast: Cast) -> None:
    row_id = given_up(each_cast).claimed.row_id
    with each_cast.store.transaction() as uow:
        uow.db.execute(update(OutboxRow).values(participant_id=None))
    assert listed(each_cast)[0].to is Reach.FORGOTTEN
    assert replay(each_cast, row_id) == [Refused.FORGOTTEN]


def test_what_a_worker_has_in_hand_is_left_alone(each_cast: Cast) -> None:
    each_cast.invitation("ada", "ben")
    [held] = claim(each_cast.store)
    for _ in range(2):
        before = each_cast.store.contents()
        assert replay(each_cast, held.row_id) == [Refused.IN_HAND]
        assert drop(each_cast, held.row_id).refused is Refused.IN_HAND
        assert each_cast.store.contents() == before
        assert row(each_cast.store, held.row_id).state in {OutboxState.CLAIMED, OutboxState.SENDING}
        begin(each_cast.store, held)


def test_only_what_was_given_up_is_replayed_and_nothing_finished_is_dropped(each_cast: Cast) -> None:
    under_way = sending(each_cast)
    deliver(each_cast, under_way)
    each_cast.invitation("cleo", "dan")
    waiting = listed(each_cast, Listing.WAITING)[0].row_id
    before = each_cast.store.contents()
    assert replay(each_cast, under_way.claimed.row_id, waiting, uuid4()) == [
        Refused.NOT_DEAD,
        Refused.NOT_DEAD,
        Refused.UNKNOWN,
    ]
    assert drop(each_cast, under_way.claimed.row_id).refused is Refused.FINISHED
    assert drop(each_cast, uuid4()).refused is Refused.UNKNOWN
    assert each_cast.store.contents() == before


def test_what_is_dropped_is_never_sent_and_keeps_the_reason(each_cast: Cast) -> None:
    dead = given_up(each_cast).claimed.row_id
    each_cast.invitation("cleo", "dan")
    waiting = listed(each_cast, Listing.WAITING)[0].row_id
    for row_id in (dead, waiting):
        assert drop(each_cast, row_id).refused is None
        kept = row(each_cast.store, row_id)
        assert (kept.state, kept.failure) == (OutboxState.DROPPED, "they left")
    assert claim(each_cast.store) == claim_unknown(each_cast.store) == ()
    assert acts(each_cast) == [(Action.MESSAGE_DROPPED, dead), (Action.MESSAGE_DROPPED, waiting)]
    assert drop(each_cast, dead).refused is Refused.FINISHED


@pytest.mark.postgres
def test_two_who_replay_at_one_instant_put_it_back_once(store_on_postgres: object) -> None:
    cast = Cast(store_on_postgres)  # type: ignore[arg-type]  # the fixture's own type
    row_id = given_up(cast).claimed.row_id
    together = Barrier(4)

    def at_once(_number: int) -> list[Refused | None]:
        together.wait()
        return replay(cast, row_id)

    with ThreadPoolExecutor(4) as threads:
        answers = [answer for [answer] in threads.map(at_once, range(4))]
    assert sorted(answers, key=str) == [None, *[Refused.NOT_DEAD] * 3]
    assert len(acts(cast)) == 1


def test_a_worker_that_comes_back_late_does_not_undo_a_drop(each_cast: Cast) -> None:
    under_way = sending(each_cast)
    let_waiting_end(each_cast.store)
    each_cast.store.do(claims.recover, Recover(each_cast.workspace_id, 60_000))
    assert drop(each_cast, under_way.claimed.row_id).refused is None
    each_cast.store.do(outcomes.give_up, Undeliverable(under_way.claimed, CLOSED))
    assert row(each_cast.store, under_way.claimed.row_id).state is OutboxState.DROPPED


def test_nothing_that_people_wrote_is_shown_of_any_row(filled_once: object, tmp_path: object) -> None:
    with filled_once(hoard).copied(tmp_path / "bothways.sqlite3") as (cast, _):  # type: ignore[operator]  # the fixtures' own types
        letters = cast.store.do(dead_letters.listed, ListRows(Listing.ALL, limit=1_000))
        assert len(letters) > 10
        assert CANARY not in repr(letters)
        with cast.store.transaction() as uow:
            uow.db.execute(update(OutboxRow).values(facts={"words": CANARY, "pair_id": str(letters[0].row_id)}))
        letter = cast.store.do(dead_letters.shown, ShowRow(letters[0].row_id))
        assert letter is not None
        assert letter.facts == {"words": NOT_SHOWN, "pair_id": str(letters[0].row_id)}
