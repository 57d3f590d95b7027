"""Private options: one's own history, wishes, and a partner who does not answer; told to nobody unless chosen."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from mentoring.closes import commands as closes
from mentoring.closes.commands import CloseHalf
from mentoring.errors import NotInThisPair, PairHasEnded
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from mentoring.participants import InPair
from mentoring.programmes import queries as programmes
from mentoring.programmes.queries import InProgramme, OwnersPage
from mentoring.pulses import Score
from mentoring.remedies import history, options, silence
from mentoring.remedies.options import AskFor, TakeBackWish
from mentoring.remedies.rules import TAPS_SHOWN, NobodyToAsk, PrivateOptions, Remedy, is_low
from mentoring.remedies.silence import AboutPartner, GladToHear, PartnerSilent
from mentoring.sessions import commands as session_commands
from mentoring.sessions.queries import InSession
from models import (
    AuditEntry,
    Membership,
    OutboxAct,
    Participant,
    ProgrammeDuty,
    ProgrammeRole,
    Session,
    SessionState,
    SupportWish,
)
from tests.factories.cast import Cast, receipt
from tests.mentoring.delivery.waiting import Sending, live


def paired(cast: Cast, *names: str) -> UUID:
    """A pair of a programme whose owner is Olga, with a charter in force."""
    pair_id = cast.proposal(cast.programme(), *names)
    for name in names:
        cast.answer(name, pair_id)
    cast.agree(pair_id, *names)
    return pair_id


def look(cast: Cast, name: str, pair_id: UUID) -> PrivateOptions:
    return cast.store.do(options.look, InPair(cast.actor(name), pair_id))


def ask(cast: Cast, name: str, pair_id: UUID, remedy: Remedy = Remedy.SWAP, click: str = "") -> PrivateOptions:
    return cast.store.do(options.ask_for, AskFor(cast.actor(name), pair_id, remedy, click or receipt()))


def take_back(cast: Cast, name: str, pair_id: UUID, click: str = "") -> PrivateOptions:
    return cast.store.do(options.take_back, TakeBackWish(cast.actor(name), pair_id, click or receipt()))


def needs_attention(cast: Cast, owner: str = "olga") -> list[bool]:
    page = cast.store.do(programmes.owners_page, InProgramme(cast.actor(owner), None))
    assert isinstance(page, OwnersPage)
    assert "triad" not in repr(page)
    assert "swap" not in repr(page)
    return [each.needs_attention for each in page.pairs]


def answers_too(cast: Cast, name: str, role: ProgrammeRole) -> None:
    """Somebody with a duty in the programme gets another one."""
    with cast.store.transaction() as uow:
        [person] = [each for each in uow.db.query(Participant) if each.slack_user_id == cast.profile(name).user_id]
        [duty] = [each for each in uow.db.query(ProgrammeDuty) if each.participant_id == person.id]
        duty.role = role


def notices(said: list[Sending], kind: type) -> list[str]:
    """To whom something of a kind was posted."""
    return [
        each.dispatch.address.user_id  # type: ignore[union-attr]  # it is a DM
        for each in said
        if isinstance(each.dispatch.notice, kind) and each.dispatch.act is OutboxAct.POST
    ]


# One's own history


def test_ones_own_taps_are_there_newest_first_and_nobody_elses(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    for score in Score:
        each_cast.tap("ada", pair_id, score)
        each_cast.store.clock.advance(days=3)
    each_cast.tap("ada", pair_id, None)
    [mine] = each_cast.store.do(history.own_taps, each_cast.actor("ada"))
    assert [tap.score for tap in mine.taps] == list(reversed(Score))
    [theirs] = each_cast.store.do(history.own_taps, each_cast.actor("ben"))
    assert theirs.taps == ()
    assert each_cast.store.do(history.own_taps, each_cast.actor("eve")) == ()


def test_twelve_are_shown(cast: Cast) -> None:
    pair_id = cast.chartered("ada", "ben")
    for _ in range(TAPS_SHOWN + 2):
        cast.tap("ada", pair_id)
        cast.store.clock.advance(days=3)
    [mine] = cast.store.do(history.own_taps, cast.actor("ada"))
    assert len(mine.taps) == TAPS_SHOWN


def test_what_is_below_is_low_and_a_skip_is_not() -> None:
    assert [is_low(score, 3) for score in (None, *Score)] == [False, True, True, False, False, False]
    assert [is_low(score, 2) for score in (None, *Score)] == [False, True, False, False, False, False]
    assert [is_low(score, 4) for score in (None, *Score)] == [False, True, True, True, False, False]


# Wishes


def test_a_wish_shows_the_owner_that_the_pair_needs_attention_and_can_be_taken_back(each_cast: Cast) -> None:
    pair_id = paired(each_cast, "ada", "ben")
    assert look(each_cast, "ada", pair_id).contacts == ("UOLGA",)
    assert needs_attention(each_cast) == [False]
    trail = len(each_cast.store.rows(AuditEntry))
    for _ in range(2):
        assert ask(each_cast, "ada", pair_id, Remedy.TRIAD).wish is Remedy.TRIAD
    assert ask(each_cast, "ada", pair_id, Remedy.SWAP).wish is Remedy.SWAP
    assert needs_attention(each_cast) == [True]
    assert look(each_cast, "ben", pair_id).wish is None, "whose wish it is stays theirs"
    assert len(each_cast.store.rows(SupportWish)) == 1
    assert "swap" not in each_cast.store.rows(SupportWish)[0].sealed_wish
    assert len(each_cast.store.rows(AuditEntry)) == trail
    for _ in range(2):
        take_back(each_cast, "ada", pair_id)
    assert needs_attention(each_cast) == [False]


def test_a_click_delivered_again_after_its_opposite_changes_nothing(each_cast: Cast) -> None:
    pair_id = paired(each_cast, "ada", "ben")
    ask(each_cast, "ada", pair_id, Remedy.SWAP, "swap")
    ask(each_cast, "ada", pair_id, Remedy.TRIAD, "triad")
    assert ask(each_cast, "ada", pair_id, Remedy.SWAP, "swap").wish is Remedy.TRIAD
    take_back(each_cast, "ada", pair_id, "back")
    assert ask(each_cast, "ada", pair_id, Remedy.SWAP, "swap").wish is None
    assert needs_attention(each_cast) == [False]
    ask(each_cast, "ada", pair_id, Remedy.SWAP, "swap anew")
    assert take_back(each_cast, "ada", pair_id, "back").wish is Remedy.SWAP


def test_without_a_programme_there_is_nobody_to_ask_and_the_rest_is_there(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    assert look(each_cast, "ada", pair_id).contacts == ()
    with pytest.raises(NobodyToAsk):
        ask(each_cast, "ada", pair_id)


def test_an_owner_in_the_pair_neither_learns_of_a_wish_nor_is_the_one_to_talk_to(each_cast: Cast) -> None:
    """Of two, they would know whose wish it is; and nobody is a third party to their own pair."""
    pair_id = paired(each_cast, "olga", "ben")
    answers_too(each_cast, "sven", ProgrammeRole.OWNER)
    assert look(each_cast, "ben", pair_id).contacts == ("USVEN",)
    ask(each_cast, "ben", pair_id)
    assert needs_attention(each_cast) == [False]
    assert needs_attention(each_cast, "sven") == [True], "the owner outside the pair sees it"
    take_back(each_cast, "ben", pair_id)
    answers_too(each_cast, "sven", ProgrammeRole.SPONSOR)
    assert look(each_cast, "ben", pair_id).contacts == ()
    with pytest.raises(NobodyToAsk):
        ask(each_cast, "ben", pair_id)


def test_a_stranger_has_no_options_and_an_ended_pair_none_any_more(each_cast: Cast) -> None:
    pair_id = paired(each_cast, "ada", "ben")
    with pytest.raises(NotInThisPair):
        look(each_cast, "eve", pair_id)
    ask(each_cast, "ada", pair_id)
    each_cast.store.do(pairs.leave, LeavePair(each_cast.actor("ben"), pair_id, receipt()))
    assert needs_attention(each_cast) == [False]
    with pytest.raises(PairHasEnded):
        look(each_cast, "ada", pair_id)


def test_a_pair_in_which_nobody_answers_for_a_rhythm_and_a_half_needs_attention(each_cast: Cast) -> None:
    pair_id = paired(each_cast, "ada", "ben")
    each_cast.store.clock.advance(days=20)
    assert needs_attention(each_cast) == [False]
    each_cast.store.clock.advance(days=2)
    assert needs_attention(each_cast) == [True]
    each_cast.tap("ben", pair_id)
    assert needs_attention(each_cast) == [False]
    each_cast.store.clock.advance(days=22)
    with each_cast.store.transaction() as uow:
        [ben] = [each for each in uow.db.query(Participant) if each.slack_user_id == "UBEN"]
        ben.paused_until = date(2026, 12, 24)
    assert needs_attention(each_cast) == [False], "who takes a break owes no answer"


# A partner who does not answer


def meets(cast: Cast, *closing: str) -> list[Sending]:
    """The pair's next session is held; those named close their half within the two days."""
    session = next(each for each in cast.store.rows(Session) if each.state is SessionState.PLANNED)
    assert session.starts_at is not None
    said = live(cast, session.starts_at)
    cast.store.do(session_commands.end, InSession(cast.actor("ada"), session.id))
    for name in closing:
        cast.store.do(closes.close_half, CloseHalf(cast.actor(name), session.id, "Mine.", None, receipt()))
    return said + live(cast, cast.store.clock.now() + timedelta(days=4))


def about_ben(cast: Cast, name: str, pair_id: UUID) -> AboutPartner:
    [ben] = [each for each in cast.store.rows(Participant) if each.slack_user_id == "UBEN"]
    [place] = [each for each in cast.store.rows(Membership) if each.participant_id == ben.id]
    return AboutPartner(cast.actor(name), pair_id, place.id)


def fallen_silent(cast: Cast) -> tuple[UUID, list[Sending]]:
    """Ben leaves two things in a row without an answer, Ada none."""
    pair_id = paired(cast, "ada", "ben")
    said = meets(cast, "ada")
    cast.check_in("ada", pair_id)
    return pair_id, said + meets(cast, "ada")


def test_after_two_missed_in_a_row_the_other_gets_options_once_and_the_silent_one_nothing(each_cast: Cast) -> None:
    pair_id, said = fallen_silent(each_cast)
    assert notices(said, PartnerSilent) == ["UADA"]
    each_cast.check_in("ada", pair_id)
    assert notices(meets(each_cast, "ada"), PartnerSilent) == []
    assert needs_attention(each_cast) == [False]


def test_who_answers_late_or_otherwise_is_not_silent(each_cast: Cast) -> None:
    pair_id = paired(each_cast, "ada", "ben")
    said = meets(each_cast, "ada")
    said += live(each_cast, each_cast.store.clock.now() + timedelta(days=8))
    each_cast.check_in("ben", pair_id)
    each_cast.check_in("ada", pair_id)
    assert notices(said + meets(each_cast, "ada"), PartnerSilent) == []


def test_where_neither_answers_nobody_is_asked(each_cast: Cast) -> None:
    paired(each_cast, "ada", "ben")
    said = [*meets(each_cast), *meets(each_cast)]
    assert notices(said, PartnerSilent) == []


def test_who_pauses_has_missed_nothing(each_cast: Cast) -> None:
    paired(each_cast, "ada", "ben")
    with each_cast.store.transaction() as uow:
        [ben] = [each for each in uow.db.query(Participant) if each.slack_user_id == "UBEN"]
        ben.paused_until = date(2026, 12, 24)
    assert notices([*meets(each_cast, "ada"), *meets(each_cast, "ada")], PartnerSilent) == []


def test_a_nudge_comes_once_and_names_nobody(each_cast: Cast) -> None:
    pair_id, _ = fallen_silent(each_cast)
    for _ in range(3):
        each_cast.store.do(silence.nudge_for_me, about_ben(each_cast, "ada", pair_id))
    said = live(each_cast, each_cast.store.clock.now() + timedelta(days=3))
    assert notices(said, GladToHear) == ["UBEN"]
    [line] = [each.dispatch.notice for each in said if isinstance(each.dispatch.notice, GladToHear)]
    assert line == GladToHear(pair_id)


def test_who_answers_before_the_nudge_came_is_not_nudged(each_cast: Cast) -> None:
    pair_id, _ = fallen_silent(each_cast)
    each_cast.store.clock.set(datetime(2026, 4, 4, 12, 0, tzinfo=UTC))
    each_cast.store.do(silence.nudge_for_me, about_ben(each_cast, "ada", pair_id))
    each_cast.check_in("ben", pair_id)
    said = live(each_cast, each_cast.store.clock.now() + timedelta(days=4))
    assert notices(said, GladToHear) == []
    assert each_cast.store.do(silence.look, about_ben(each_cast, "ada", pair_id)).is_over


def test_nobody_asks_about_another_who_was_not_given_the_options(each_cast: Cast) -> None:
    pair_id = paired(each_cast, "ada", "ben")
    for name in ("ada", "ben", "eve"):
        for way in (silence.look, silence.nudge_for_me):
            with pytest.raises(NotInThisPair):
                each_cast.store.do(way, about_ben(each_cast, name, pair_id))
