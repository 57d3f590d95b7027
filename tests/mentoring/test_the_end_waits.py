"""A pair's end is told when its people work: whoever leaves at night wakes nobody."""

from datetime import timedelta
from uuid import UUID

from mentoring.delivery import outcomes
from mentoring.delivery.steps import KeepConversation
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from mentoring.pairs.notices import PairEnded, PairFarewell
from models import OutboxAct, OutboxRow, OutboxState
from tests.factories.cast import Cast, receipt
from tests.mentoring.delivery.waiting import Sending, live


def ends(said: list[Sending]) -> list[tuple[str, int]]:
    """What was said of the end, and at which hour."""
    return [
        (type(each.dispatch.notice).__name__, each.dispatch.now.hour)
        for each in said
        if isinstance(each.dispatch.notice, PairEnded | PairFarewell) and each.dispatch.act is OutboxAct.POST
    ]


def lives(cast: Cast, **span: float) -> list[Sending]:
    return live(cast, cast.store.clock.now() + timedelta(**span))


def slack_opened(cast: Cast, pair_id: UUID) -> None:
    """Their conversation, which is the same for the same people."""
    cast.store.do(outcomes.keep_conversation, KeepConversation(cast.workspace_id, pair_id, "G1"))


def night_of_leaving(cast: Cast) -> None:
    """Ben leaves at eleven at night."""
    pair_id = cast.chartered("ada", "ben")
    lives(cast, hours=1)
    slack_opened(cast, pair_id)
    cast.store.clock.set(cast.store.clock.now().replace(hour=23))
    cast.store.do(pairs.leave, LeavePair(cast.actor("ben"), pair_id, receipt()))


def test_who_leaves_at_night_wakes_nobody_and_the_morning_brings_it(each_cast: Cast) -> None:
    night_of_leaving(each_cast)
    assert ends(lives(each_cast, hours=6)) == []
    assert sorted(ends(lives(each_cast, hours=12))) == [("PairEnded", 9), ("PairFarewell", 9)]


def test_it_is_told_on_a_day_that_brings_something_else_as_well(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    each_cast.chartered("ada", "cleo")
    said = lives(each_cast, days=1, hours=1)
    assert [each for each in said if each.dispatch.keeps_hours], "a prep was said today"
    slack_opened(each_cast, pair_id)
    each_cast.store.do(pairs.leave, LeavePair(each_cast.actor("ben"), pair_id, receipt()))
    assert [name for name, _ in ends(lives(each_cast, hours=1))] == ["PairEnded", "PairFarewell"]


def test_no_farewell_stands_in_the_conversation_of_those_who_began_anew(each_cast: Cast) -> None:
    night_of_leaving(each_cast)
    again = each_cast.pair("ada", "ben")
    slack_opened(each_cast, again)
    assert [name for name, _ in ends(lives(each_cast, hours=12))] == ["PairEnded"]
    [row] = [each for each in each_cast.store.rows(OutboxRow) if each.kind == "pair_farewell"]
    assert row.state is OutboxState.DROPPED
