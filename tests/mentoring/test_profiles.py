"""What Slack says of people, taken over: whether their status leaves them alone."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from mentoring import profiles
from mentoring.participants import USUAL_AWAY, ChangeProfile
from models import Participant
from tests.factories.cast import Cast


def ada(cast: Cast) -> Participant:
    return next(each for each in cast.store.rows(Participant) if each.slack_user_id == "UADA")


def has_status(cast: Cast, status: str, ends: datetime | None = None, away: frozenset[str] = USUAL_AWAY) -> None:
    profile = replace(cast.profile("ada"), status=status, status_ends=ends)
    cast.store.do(profiles.change, ChangeProfile(cast.team, profile, away))


@pytest.mark.parametrize("status", ["palm_tree", "face_with_thermometer", "ooo"])
def test_a_status_that_says_away_holds_until_its_end_or_for_two_weeks(cast: Cast, status: str) -> None:
    cast.pair("ada", "ben")
    now = cast.store.clock.now()
    has_status(cast, status, now + timedelta(days=3))
    assert ada(cast).away_until == now + timedelta(days=3)
    has_status(cast, status)
    assert ada(cast).away_until == now + timedelta(days=14)
    has_status(cast, "")
    assert ada(cast).away_until is None


def test_which_status_counts_is_for_the_installation_to_say(each_cast: Cast) -> None:
    each_cast.pair("ada", "ben")
    for status in ("", "sandwich", "spiral_calendar_pad"):
        has_status(each_cast, status)
        assert ada(each_cast).away_until is None
    has_status(each_cast, "sandwich", away=frozenset({"sandwich"}))
    assert ada(each_cast).away_until is not None
    has_status(each_cast, "palm_tree", away=frozenset({"sandwich"}))
    assert ada(each_cast).away_until is None
