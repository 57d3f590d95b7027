"""A pair without a charter: one reminder, the choice to let it go, five more days once, and then silence."""

from datetime import UTC, datetime, timedelta

import pytest

from mentoring.charters import unsigned
from mentoring.charters.unsigned import CharterNudge, Outlook, ReleaseChoice, StillWant
from mentoring.errors import NotInThisPair, PairHasEnded
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from models import OutboxAct, Participant
from tests.factories.cast import Cast, receipt
from tests.mentoring.delivery.waiting import deliver_all

SECOND_MORNING = datetime(2026, 3, 4, 10, 30, tzinfo=UTC)
FIFTH_MORNING = datetime(2026, 3, 9, 10, 30, tzinfo=UTC)
TENTH_MORNING = datetime(2026, 3, 16, 10, 30, tzinfo=UTC)
"""The pair opens on Monday, 2 March."""


def told(cast: Cast, moment: datetime) -> list[tuple[str, str]]:
    """What of all this is posted until a moment, and to whom."""
    cast.store.clock.set(moment)
    return sorted(
        (type(each.dispatch.notice).__name__, each.dispatch.address.user_id)  # type: ignore[union-attr]  # it is a DM
        for each in deliver_all(cast)
        if isinstance(each.dispatch.notice, CharterNudge | ReleaseChoice) and each.dispatch.act is OutboxAct.POST
    )


def both(kind: str) -> list[tuple[str, str]]:
    return [(kind, "UADA"), (kind, "UBEN")]


def still_want(cast: Cast, name: str, pair_id: object, number: int = 1) -> ReleaseChoice:
    return cast.store.do(unsigned.still_want, StillWant(cast.actor(name), pair_id, number))  # type: ignore[arg-type]  # the cast's id


def test_both_are_reminded_after_two_working_days_asked_after_five_and_then_left_alone(each_cast: Cast) -> None:
    each_cast.pair("ada", "ben")
    assert told(each_cast, SECOND_MORNING - timedelta(minutes=1)) == []
    assert told(each_cast, SECOND_MORNING) == both("CharterNudge")
    assert told(each_cast, FIFTH_MORNING - timedelta(minutes=1)) == []
    assert told(each_cast, FIFTH_MORNING) == both("ReleaseChoice")
    assert told(each_cast, FIFTH_MORNING + timedelta(days=60)) == []


def test_who_has_signed_is_not_reminded_but_asked(each_cast: Cast) -> None:
    pair_id = each_cast.pair("ada", "ben")
    each_cast.write("ada", pair_id)
    each_cast.sign("ada", pair_id)
    assert told(each_cast, SECOND_MORNING) == [("CharterNudge", "UBEN")]
    assert told(each_cast, FIFTH_MORNING) == both("ReleaseChoice")


def test_with_a_charter_in_force_nothing_comes_and_what_came_asks_no_more(each_cast: Cast) -> None:
    pair_id = each_cast.pair("ada", "ben")
    told(each_cast, SECOND_MORNING)
    each_cast.agree(pair_id, "ada", "ben")
    stands = [each.dispatch.notice for each in deliver_all(each_cast)]
    nudges = [each for each in stands if isinstance(each, CharterNudge)]
    assert [each.outlook for each in nudges] == [Outlook.IN_FORCE, Outlook.IN_FORCE]
    assert told(each_cast, FIFTH_MORNING) == []


def test_a_yes_gives_five_more_working_days_once_however_often_it_comes(each_cast: Cast) -> None:
    pair_id = each_cast.pair("ada", "ben")
    told(each_cast, SECOND_MORNING)
    told(each_cast, FIFTH_MORNING)
    assert still_want(each_cast, "ada", pair_id).is_kept
    each_cast.store.clock.set(FIFTH_MORNING + timedelta(days=2))
    for name in ("ada", "ben"):
        still_want(each_cast, name, pair_id)
    assert told(each_cast, TENTH_MORNING - timedelta(minutes=1)) == []
    assert told(each_cast, TENTH_MORNING) == both("ReleaseChoice")
    assert still_want(each_cast, "ben", pair_id, 2).is_kept
    assert told(each_cast, TENTH_MORNING + timedelta(days=60)) == []


def test_releasing_is_leaving_and_the_others_choice_says_so(each_cast: Cast) -> None:
    pair_id = each_cast.pair("ada", "ben")
    told(each_cast, SECOND_MORNING)
    told(each_cast, FIFTH_MORNING)
    each_cast.store.do(pairs.leave, LeavePair(each_cast.actor("ada"), pair_id, receipt()))
    stands = [each.dispatch.notice for each in deliver_all(each_cast)]
    assert [each.outlook for each in stands if isinstance(each, ReleaseChoice)] == [Outlook.OVER, Outlook.OVER]
    with pytest.raises(PairHasEnded):
        still_want(each_cast, "ben", pair_id)


def test_a_pair_released_early_is_never_asked(each_cast: Cast) -> None:
    pair_id = each_cast.pair("ada", "ben")
    each_cast.store.do(pairs.leave, LeavePair(each_cast.actor("ada"), pair_id, receipt()))
    assert told(each_cast, SECOND_MORNING) == []
    assert told(each_cast, FIFTH_MORNING) == []


def test_who_is_away_until_after_the_choice_gets_the_choice_and_not_both(each_cast: Cast) -> None:
    each_cast.pair("ada", "ben")
    with each_cast.store.transaction() as uow:
        [ben] = [each for each in uow.db.query(Participant) if each.slack_user_id == "UBEN"]
        ben.paused_until = datetime(2026, 3, 12, tzinfo=UTC).date()
    assert told(each_cast, SECOND_MORNING) == [("CharterNudge", "UADA")]
    assert told(each_cast, FIFTH_MORNING) == [("ReleaseChoice", "UADA")]
    assert told(each_cast, datetime(2026, 3, 13, 11, 0, tzinfo=UTC)) == [("ReleaseChoice", "UBEN")]


def test_a_stranger_keeps_nothing_and_a_yes_before_the_question_plans_nothing(each_cast: Cast) -> None:
    pair_id = each_cast.pair("ada", "ben")
    with pytest.raises(NotInThisPair):
        still_want(each_cast, "eve", pair_id)
    still_want(each_cast, "ada", pair_id, 2)
    told(each_cast, SECOND_MORNING)
    assert told(each_cast, FIFTH_MORNING) == both("ReleaseChoice")
    assert told(each_cast, FIFTH_MORNING + timedelta(days=60)) == []
