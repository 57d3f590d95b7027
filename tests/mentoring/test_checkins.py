"""Check-ins: one required line, each refusal beside its field, and who may read what."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from mentoring import checkins
from mentoring.checkins import (
    CheckInDraft,
    DayHasPassed,
    KeepCheckIn,
    NotOneOfYou,
    ReadCheckIn,
    TellUsWhatMoved,
)
from mentoring.delivery.steps import Dispatch
from mentoring.errors import CharterFirst, NotInThisPair, PairHasEnded, Refusal
from mentoring.home import HomeCard, glance
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from mentoring.side_by_side import SessionCard
from mentoring.states import Visibility
from mentoring.typed import (
    LINE_LIMIT,
    LINK_LIMIT,
    TEXT_LIMIT,
    MarkInLink,
    NotALink,
    NumberPlease,
    TextTooLong,
    WhatWasMeasured,
)
from models import CheckIn, OutboxAct
from tests.factories.cast import Cast, receipt
from tests.mentoring.delivery.waiting import deliver_all

TODAY = date(2026, 3, 2)


def keep(cast: Cast, pair_id: UUID, draft: CheckInDraft, visibility: Visibility = Visibility.SHARED) -> CheckInDraft:
    command = KeepCheckIn(cast.actor("ada"), pair_id, draft, visibility, receipt())
    return cast.store.do(checkins.keep, command).draft


def shown_on_home(cast: Cast, name: str) -> list[str]:
    card: HomeCard = cast.store.do(glance, cast.actor(name))
    return [each.draft.moved for pair in card.pairs for each in pair.checkins]


@pytest.fixture
def pair_id(cast: Cast) -> UUID:
    return cast.chartered("ada", "ben")


def test_one_line_is_enough(cast: Cast, pair_id: UUID) -> None:
    assert keep(cast, pair_id, CheckInDraft("  It moved. ")) == CheckInDraft("It moved.")


def test_everything_that_was_typed_is_kept(cast: Cast, pair_id: UUID) -> None:
    draft = CheckInDraft(
        moved="The draft",
        stuck="The review",
        next_step="Ask Mo",
        next_step_who="UBEN",
        next_step_by=TODAY,
        evidence="https://example.com/a?b=c#d",
        metric="Tickets a week",
        reading="-3.50",
    )
    assert keep(cast, pair_id, draft) == draft
    [row] = cast.store.rows(CheckIn)
    assert cast.store.do(checkins.read, ReadCheckIn(cast.actor("ben"), row.id)).draft == draft


@pytest.mark.parametrize(
    ("change", "refusal", "field"),
    [
        ({"moved": ""}, TellUsWhatMoved, "moved"),
        ({"moved": " \n\t "}, TellUsWhatMoved, "moved"),
        ({"moved": "x" * (TEXT_LIMIT + 1)}, TextTooLong, "moved"),
        ({"stuck": "x" * (TEXT_LIMIT + 1)}, TextTooLong, "stuck"),
        ({"next_step": "x" * (TEXT_LIMIT + 1)}, TextTooLong, "next_step"),
        ({"evidence": "https://example.com/" + "x" * LINK_LIMIT}, TextTooLong, "evidence"),
        ({"metric": "x" * (LINE_LIMIT + 1), "reading": "1"}, TextTooLong, "metric"),
        ({"metric": "Tickets", "reading": "1" * (LINE_LIMIT + 1)}, TextTooLong, "reading"),
        ({"evidence": "ftp://example.com"}, NotALink, "evidence"),
        ({"evidence": "javascript:alert(1)"}, NotALink, "evidence"),
        ({"evidence": "example.com"}, NotALink, "evidence"),
        ({"evidence": "https://localhost"}, NotALink, "evidence"),
        ({"evidence": "https://."}, NotALink, "evidence"),
        ({"evidence": "http://a b.com"}, NotALink, "evidence"),
        ({"evidence": "https://[broken"}, NotALink, "evidence"),
        ({"evidence": "https://example.com|a shown name"}, MarkInLink, "evidence"),
        ({"evidence": "https://example.com|shown"}, MarkInLink, "evidence"),
        ({"evidence": "https://example.com/<b>"}, MarkInLink, "evidence"),
        ({"evidence": "https://example.com/>"}, MarkInLink, "evidence"),
        ({"next_step_by": date(2026, 3, 1)}, DayHasPassed, "next_step_by"),
        ({"next_step_who": "UEVE"}, NotOneOfYou, "next_step_who"),
        ({"reading": "3"}, WhatWasMeasured, "metric"),
        ({"metric": "Tickets"}, NumberPlease, "reading"),
        ({"metric": "Tickets", "reading": "many"}, NumberPlease, "reading"),
        ({"metric": "Tickets", "reading": "NaN"}, NumberPlease, "reading"),
        ({"metric": "Tickets", "reading": "Infinity"}, NumberPlease, "reading"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(
    cast: Cast, pair_id: UUID, change: dict[str, Any], refusal: type[Refusal], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        keep(cast, pair_id, CheckInDraft(**{"moved": "It moved.", **change}))
    assert refused.value.field == field
    assert cast.store.rows(CheckIn) == []


def test_today_is_the_authors_own_today(cast: Cast) -> None:
    cast.profile("ada", "Pacific/Auckland")
    pair_id = cast.chartered("ada", "ben")
    cast.store.clock.advance(hours=2)
    keep(cast, pair_id, CheckInDraft("x", next_step_by=date(2026, 3, 3)))
    with pytest.raises(DayHasPassed):
        keep(cast, pair_id, CheckInDraft("x", next_step_by=TODAY))


def test_a_shared_one_is_told_to_the_pair_and_a_private_one_to_nobody(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    deliver_all(each_cast)
    each_cast.check_in("ada", pair_id, "Shared words")
    each_cast.check_in("ada", pair_id, "Private words", Visibility.PRIVATE)
    assert told(each_cast) == [("ada", "Shared words")]
    assert shown_on_home(each_cast, "ada") == ["Private words", "Shared words"]
    assert shown_on_home(each_cast, "ben") == ["Shared words"]


def test_a_private_one_is_read_by_its_author_alone(cast: Cast, pair_id: UUID) -> None:
    private = cast.check_in("ada", pair_id, "Private words", Visibility.PRIVATE)
    assert cast.store.do(checkins.read, ReadCheckIn(cast.actor("ada"), private.checkin_id)).draft.moved
    for name in ("ben", "eve"):
        with pytest.raises(NotInThisPair):
            cast.store.do(checkins.read, ReadCheckIn(cast.actor(name), private.checkin_id))


def test_a_submission_delivered_again_is_kept_and_told_once(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    command = KeepCheckIn(each_cast.actor("ada"), pair_id, CheckInDraft("Once"), Visibility.SHARED, "the-same")
    deliver_all(each_cast)
    first = each_cast.store.do(checkins.keep, command)
    each_cast.store.clock.advance(seconds=3)
    assert [each_cast.store.do(checkins.keep, command) for _ in range(3)] == [first] * 3
    assert len(each_cast.store.rows(CheckIn)) == 1
    assert told(each_cast) == [("ada", "Once")]


def test_both_stand_side_by_side_on_the_one_card_and_only_the_newest_of_each(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    deliver_all(each_cast)
    for name, words in (("ada", "First"), ("ben", "Second"), ("ada", "Third")):
        each_cast.store.clock.advance(hours=1)
        each_cast.check_in(name, pair_id, words)
    dispatches = [each.dispatch for each in deliver_all(each_cast)]
    assert {each.act for each in dispatches} == {OutboxAct.REFRESH}, "edited, and not posted again"
    assert shown(dispatches[-1]) == [("ada", "Third"), ("ben", "Second")]


def told(cast: Cast) -> list[tuple[str, str]]:
    """Whose check-ins the pair's conversation shows once everything was said, and their words."""
    return shown([each.dispatch for each in deliver_all(cast)][-1])


def shown(dispatch: Dispatch) -> list[tuple[str, str]]:
    assert isinstance(dispatch.notice, SessionCard)
    return [(each.author.name.lower(), each.draft.moved) for each in dispatch.notice.checkins]


def test_forms_are_offered_for_pairs_with_a_charter_only(cast: Cast, pair_id: UUID) -> None:
    cast.store.clock.advance(minutes=1)
    second = cast.pair("ada", "cleo")
    assert [form.pair_id for form in cast.store.do(checkins.forms, cast.actor("ada"))] == [pair_id]
    cast.agree(second, "cleo", "ada")
    assert [form.pair_id for form in cast.store.do(checkins.forms, cast.actor("ada"))] == [pair_id, second]
    assert cast.store.do(checkins.forms, cast.actor("eve")) == ()


def test_the_charter_comes_first(cast: Cast) -> None:
    pair_id = cast.pair("ada", "ben")
    with pytest.raises(CharterFirst):
        cast.store.do(checkins.forms, cast.actor("ada"))
    with pytest.raises(CharterFirst):
        keep(cast, pair_id, CheckInDraft("x"))


def test_a_stranger_hands_nothing_in(cast: Cast, pair_id: UUID) -> None:
    for actor, where in ((cast.actor("eve"), pair_id), (cast.actor("ada"), uuid4())):
        command = KeepCheckIn(actor, where, CheckInDraft("x"), Visibility.SHARED, receipt())
        with pytest.raises(NotInThisPair):
            cast.store.do(checkins.keep, command)
    assert cast.store.rows(CheckIn) == []


def test_after_the_end_what_was_shared_stays_readable_and_nothing_is_added(cast: Cast, pair_id: UUID) -> None:
    shared = cast.check_in("ada", pair_id)
    cast.store.do(pairs.leave, LeavePair(cast.actor("ben"), pair_id, receipt()))
    assert cast.store.do(checkins.read, ReadCheckIn(cast.actor("ben"), shared.checkin_id)) == shared
    with pytest.raises(PairHasEnded):
        cast.check_in("ada", pair_id)


def test_home_shows_the_newest_four(cast: Cast, pair_id: UUID) -> None:
    for number in range(6):
        cast.store.clock.advance(minutes=1)
        cast.check_in("ada", pair_id, f"Number {number}")
    assert shown_on_home(cast, "ben") == ["Number 5", "Number 4", "Number 3", "Number 2"]
