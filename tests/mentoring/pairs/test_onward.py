"""After ninety days: each is asked alone; all together goes on, anybody new ends it, and nobody sees who chose what."""

from datetime import timedelta
from uuid import UUID

import pytest

from mentoring.errors import NotInThisPair, PairHasEnded
from mentoring.home import glance
from mentoring.pairs import commands as pairs
from mentoring.pairs import onward
from mentoring.pairs.commands import LeavePair
from mentoring.pairs.notices import PairEnded
from mentoring.pairs.onward import NotAskedNow, OnwardQuestion, Outcome, SayOnward
from mentoring.states import Onward, PairState, RoleWish
from models import AuditEntry, Membership, OutboxRow, Pair
from tests.factories.cast import Cast, receipt
from tests.factories.enrolled import enrolled, paired
from tests.mentoring.delivery.waiting import deliver_all
from tests.mentoring.pairs.led import Told, hears, joins, owner_sees, to
from tests.mentoring.rounds.desk import drafted, pairs_of

QUARTER = timedelta(days=90)
"""It ends on a Sunday, so that they read the question on the Monday after."""
UNTIL_ASKED = QUARTER + timedelta(days=1)


@pytest.fixture
def pair_id(cast: Cast) -> UUID:
    """Ada and Ben, paired by Olga's programme."""
    return together(cast)


def together(cast: Cast) -> UUID:
    programme_id = cast.programme()
    enrolled(cast, programme_id, "ada", "ben")
    found = paired(cast, programme_id, "ada", "ben")
    for name in ("ada", "ben"):
        cast.answer(name, found)
    deliver_all(cast)
    return found


def pass_by(cast: Cast, time: timedelta) -> list[OnwardQuestion]:
    """Let time pass; return what of this question is told in it."""
    return [each.notice for each in passes(cast, time) if isinstance(each.notice, OnwardQuestion)]


def passes(cast: Cast, time: timedelta) -> list[Told]:
    return hears(cast, seconds=time.total_seconds())


def says(cast: Cast, name: str, pair_id: UUID, choice: Onward) -> None:
    cast.store.do(onward.say, SayOnward(cast.actor(name), pair_id, choice))


def choices(cast: Cast) -> set[Onward | None]:
    return {each.onward for each in cast.store.rows(Membership)}


def state(cast: Cast, pair_id: UUID) -> PairState:
    return next(each.state for each in cast.store.rows(Pair) if each.id == pair_id)


def test_each_is_asked_alone_after_ninety_days_and_both_together_go_on_as_long_again(each_cast: Cast) -> None:
    pair_id = together(each_cast)
    assert pass_by(each_cast, QUARTER - timedelta(minutes=1)) == []
    assert pass_by(each_cast, timedelta(hours=12)) == []
    asked = pass_by(each_cast, timedelta(hours=12))
    assert [(each.outcome, each.choice) for each in asked] == [(Outcome.OPEN, None)] * 2
    says(each_cast, "ada", pair_id, Onward.TOGETHER)
    [hers] = pass_by(each_cast, timedelta(hours=1))
    assert hers.choice is Onward.TOGETHER
    assert hers.others[0].name == "Ben", "the other's question stays as it was"
    says(each_cast, "ben", pair_id, Onward.TOGETHER)
    stands = pass_by(each_cast, timedelta(hours=1))
    assert [(each.outcome, each.choice) for each in stands] == [(Outcome.GOES_ON, None)] * 2
    assert choices(each_cast) == {None}, "what was chosen is not kept"
    with pytest.raises(NotAskedNow):
        says(each_cast, "ada", pair_id, Onward.SOMEBODY_NEW)
    assert pass_by(each_cast, QUARTER - timedelta(days=2)) == []
    assert len(pass_by(each_cast, timedelta(days=4))) == 2, "and then they are asked again"
    assert state(each_cast, pair_id) is PairState.ACTIVE


@pytest.mark.parametrize("new", [("ada",), ("ben",), ("ada", "ben")])
def test_anybody_new_ends_it_for_both_in_the_same_words(cast: Cast, pair_id: UUID, new: tuple[str, ...]) -> None:
    pass_by(cast, UNTIL_ASKED)
    for name in ("ada", "ben"):
        says(cast, name, pair_id, Onward.SOMEBODY_NEW if name in new else Onward.TOGETHER)
    assert state(cast, pair_id) is PairState.ENDED
    told = passes(cast, timedelta(hours=1))
    [hers], [his] = (to(cast, told, name, PairEnded) for name in ("ada", "ben"))
    assert hers.words.replace("UBEN", "X") == his.words.replace("UADA", "X")
    assert "next round of *Both ways*" in hers.words
    assert "My next goal" in hers.words
    assert choices(cast) == {None}
    assert not [each for each in cast.store.rows(AuditEntry) if each.action == "pair.rotated" and each.actor_id]
    assert "somebody_new" not in repr([vars(each) for each in cast.store.rows(OutboxRow) if each.act == "post"])


def test_they_are_in_the_next_round_and_not_with_each_other(cast: Cast, pair_id: UUID) -> None:
    programme_id = cast.store.rows(Pair)[0].programme_id
    joins(cast, programme_id, "cleo", RoleWish.JUNIOR)
    pass_by(cast, UNTIL_ASKED)
    for name in ("ada", "ben"):
        says(cast, name, pair_id, Onward.SOMEBODY_NEW)
    drafted_now = pairs_of(drafted(cast, programme_id))
    assert len(drafted_now) == 1
    assert {"ada", "ben"} not in [set(each) for each in drafted_now]


def test_without_an_answer_within_ten_days_it_goes_on(cast: Cast, pair_id: UUID) -> None:
    pass_by(cast, UNTIL_ASKED)
    says(cast, "ada", pair_id, Onward.TOGETHER)
    pass_by(cast, timedelta(days=9))
    assert choices(cast) == {Onward.TOGETHER, None}
    stands = pass_by(cast, timedelta(days=2))
    assert {each.outcome for each in stands} == {Outcome.GOES_ON}
    assert (state(cast, pair_id), choices(cast)) == (PairState.ACTIVE, {None})


def test_one_who_wants_somebody_new_is_heard_after_ten_days_though_the_other_is_silent(
    cast: Cast, pair_id: UUID
) -> None:
    pass_by(cast, UNTIL_ASKED)
    says(cast, "ada", pair_id, Onward.SOMEBODY_NEW)
    pass_by(cast, timedelta(days=9))
    assert state(cast, pair_id) is PairState.ACTIVE
    pass_by(cast, timedelta(days=2))
    assert state(cast, pair_id) is PairState.ENDED


def test_a_choice_can_be_changed_until_all_have_answered(cast: Cast, pair_id: UUID) -> None:
    pass_by(cast, UNTIL_ASKED)
    says(cast, "ada", pair_id, Onward.SOMEBODY_NEW)
    says(cast, "ada", pair_id, Onward.TOGETHER)
    says(cast, "ben", pair_id, Onward.TOGETHER)
    assert state(cast, pair_id) is PairState.ACTIVE


def test_nobody_else_sees_a_choice(cast: Cast, pair_id: UUID) -> None:
    pass_by(cast, UNTIL_ASKED)
    programme_id = cast.store.rows(Pair)[0].programme_id

    def seen() -> str:
        pages = [cast.store.do(glance, cast.actor(name)) for name in ("ben", "olga", "sven")]
        return repr([*pages, owner_sees(cast, programme_id), [vars(each) for each in cast.store.rows(AuditEntry)]])

    before = seen().split("object at")[0]
    says(cast, "ada", pair_id, Onward.SOMEBODY_NEW)
    told = passes(cast, timedelta(minutes=1))
    assert {each.user_id for each in told} == {"UADA"}
    assert "somebody_new" not in seen()
    assert seen().split("object at")[0] == before


def test_strangers_and_pairs_that_ended_have_nothing_to_choose(cast: Cast, pair_id: UUID) -> None:
    with pytest.raises(NotAskedNow):
        says(cast, "ada", pair_id, Onward.SOMEBODY_NEW)
    pass_by(cast, UNTIL_ASKED)
    for name in ("cleo", "olga"):
        with pytest.raises(NotInThisPair):
            says(cast, name, pair_id, Onward.TOGETHER)
    says(cast, "ben", pair_id, Onward.TOGETHER)
    cast.store.do(pairs.leave, LeavePair(cast.actor("ada"), pair_id, receipt()))
    stands = pass_by(cast, timedelta(hours=1))
    assert {each.outcome for each in stands} == {Outcome.OVER}
    assert choices(cast) == {None}
    with pytest.raises(PairHasEnded):
        says(cast, "ben", pair_id, Onward.TOGETHER)


@pytest.mark.parametrize("days_together", [50, 140])
def test_a_pair_of_before_the_release_is_asked_when_its_present_ninety_days_are_over(
    cast: Cast, pair_id: UUID, days_together: int
) -> None:
    """The migration lets each be looked at on the day of the upgrade, and not everybody may be asked on that day."""
    cast.store.clock.advance(days=days_together)
    with cast.store.transaction() as uow:
        found = uow.db.merge(next(each for each in cast.store.rows(Pair) if each.id == pair_id))
        found.look_at = found.active_at
    assert pass_by(cast, timedelta(days=39)) == []
    assert len(pass_by(cast, timedelta(days=3))) == 2


def test_two_who_asked_each_other_are_never_asked(cast: Cast) -> None:
    cast.pair("cleo", "dora")
    assert pass_by(cast, QUARTER * 2) == []
