"""A partner whose Slack account is closed: the others learn it kindly, once, when they work, and never why."""

from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from mentoring import profiles
from mentoring.errors import NotInThisPair
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from mentoring.participants import ChangeProfile
from mentoring.remedies import silence
from mentoring.remedies.gone import PartnerGone
from mentoring.remedies.silence import AboutPartner
from models import Membership, OutboxAct, Participant
from tests.factories.cast import Cast, receipt
from tests.mentoring.delivery.waiting import Sending, live
from views import notices
from views.kit import Message
from views.reader import Reader


def slack_says(cast: Cast, name: str, *, is_gone: bool) -> None:
    cast.store.do(profiles.change, ChangeProfile(cast.team, replace(cast.profile(name), is_gone=is_gone)))


def lives(cast: Cast, **span: float) -> list[Sending]:
    return live(cast, cast.store.clock.now() + timedelta(**span))


def told(said: list[Sending], act: OutboxAct = OutboxAct.POST) -> dict[str, PartnerGone]:
    """Who was told what."""
    return {
        each.dispatch.address.user_id: each.dispatch.notice  # type: ignore[union-attr]  # it is a DM
        for each in said
        if isinstance(each.dispatch.notice, PartnerGone) and each.dispatch.act is act
    }


def words(card: PartnerGone) -> Message:
    return notices.render(Reader(), card)


def place_of(cast: Cast, name: str) -> UUID:
    [person] = [each for each in cast.store.rows(Participant) if each.slack_user_id == f"U{name.upper()}"]
    [place] = [each for each in cast.store.rows(Membership) if each.participant_id == person.id]
    return place.id


def test_the_other_is_told_once_in_their_hours_and_not_why(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    lives(each_cast, hours=1)
    each_cast.store.clock.set(each_cast.store.clock.now().replace(hour=23))
    slack_says(each_cast, "ben", is_gone=True)
    slack_says(each_cast, "ben", is_gone=True)
    assert told(lives(each_cast, hours=2)) == {}
    said = lives(each_cast, days=20)
    assert list(told(said)) == ["UADA"]
    [moment] = [each.dispatch.now for each in said if isinstance(each.dispatch.notice, PartnerGone)]
    assert 9 <= moment.hour < 17
    message = words(told(said)["UADA"])
    assert "cannot be reached" in message.text
    assert not [word for word in ("closed", "deactivated", "fired", "left", "account") if word in str(message)]


def test_of_three_both_others_are_told(each_cast: Cast) -> None:
    pair_id = each_cast.triad("ada", "ben", "cleo")
    each_cast.agree(pair_id, "ada", "ben", "cleo")
    slack_says(each_cast, "cleo", is_gone=True)
    assert set(told(lives(each_cast, days=5))) == {"UADA", "UBEN"}


def test_who_is_back_in_time_was_never_gone(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    lives(each_cast, hours=1)
    each_cast.store.clock.set(each_cast.store.clock.now().replace(hour=23))
    slack_says(each_cast, "ben", is_gone=True)
    slack_says(each_cast, "ben", is_gone=False)
    assert told(lives(each_cast, days=5)) == {}


def test_when_they_come_back_or_the_pair_ends_the_card_offers_nothing(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    slack_says(each_cast, "ben", is_gone=True)
    assert not told(lives(each_cast, days=5))["UADA"].is_over
    slack_says(each_cast, "ben", is_gone=False)
    assert told(lives(each_cast, hours=1), OutboxAct.REFRESH)["UADA"].is_over
    slack_says(each_cast, "ben", is_gone=True)
    each_cast.store.do(pairs.leave, LeavePair(each_cast.actor("ada"), pair_id, receipt()))
    assert told(lives(each_cast, hours=1), OutboxAct.REFRESH)["UADA"].is_over


def test_only_whoever_was_told_can_choose(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    about = AboutPartner(each_cast.actor("ada"), pair_id, place_of(each_cast, "ben"))
    with pytest.raises(NotInThisPair):
        each_cast.store.do(silence.look, about)
    slack_says(each_cast, "ben", is_gone=True)
    assert each_cast.store.do(silence.look, about).silent.user_id == "UBEN"
    each_cast.chartered("eve", "finn")
    with pytest.raises(NotInThisPair):
        each_cast.store.do(silence.look, AboutPartner(each_cast.actor("eve"), pair_id, about.silent_id))
