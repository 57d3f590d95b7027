"""
After which taps private options open by themselves: for an owner to say, and nothing for an owner to learn.

The tests about what they learn try to: they set, wait, set again, and compare everything that an owner can read.
"""

from datetime import timedelta
from uuid import UUID

import pytest

from mentoring import home, library
from mentoring.closes import commands as closes
from mentoring.closes.commands import CloseHalf
from mentoring.delivery.steps import DirectMessage
from mentoring.errors import NotInThisPair
from mentoring.programmes import queries, settings
from mentoring.programmes.queries import InProgramme, OnlyItsOwner
from mentoring.programmes.settings import CHOICES, ChangeSettings, OneOfThese, OpenSettings, ProgrammeSettings
from mentoring.pulses import Score
from mentoring.remedies import history, options
from mentoring.remedies.options import Tapped
from mentoring.sessions import commands as session_commands
from mentoring.sessions import queries as sessions
from mentoring.sessions.queries import InSession
from models import AuditEntry, Programme
from tests.factories.cast import Cast, receipt
from tests.mentoring.delivery.waiting import deliver_all


def together(cast: Cast, programme_id: UUID, *names: str) -> UUID:
    """People under way in a programme, with a charter in force."""
    pair_id = cast.proposal(programme_id, *names)
    for name in names:
        cast.answer(name, pair_id)
    cast.agree(pair_id, *names)
    return pair_id


def chooses(cast: Cast, name: str, programme_id: UUID, below: int | None, click: str = "") -> ProgrammeSettings:
    return cast.store.do(settings.change, ChangeSettings(cast.actor(name), programme_id, below, click or receipt()))


def opens_after(cast: Cast, name: str, pair_id: UUID) -> list[int]:
    """The taps after which the options open to somebody."""
    asked = [Tapped(cast.actor(name), pair_id, score) for score in (None, *Score)]
    return [each.score for each in asked if each.score and cast.store.do(options.opened_by, each)]


def readings(cast: Cast, programme_id: UUID, name: str = "olga") -> str:
    """Everything that an owner can read or is told, the settings apart, which they made themselves."""
    mine = InProgramme(cast.actor(name), programme_id)
    page = cast.store.do(queries.owners_page, mine)
    books = cast.store.do(library.page, mine)
    said = [each.dispatch.kind for each in deliver_all(cast) if each.dispatch.address == DirectMessage("UOLGA")]
    return f"{page} {books} {cast.store.do(home.glance, cast.actor(name))} {said}"


def changed(before: dict[str, list[tuple[object, ...]]], after: dict[str, list[tuple[object, ...]]]) -> set[str]:
    return {table for table in before if before[table] != after[table]}


def test_below_three_is_usual_and_an_owner_chooses_two_three_or_four(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    pair_id = together(each_cast, programme_id, "ada", "ben")
    assert each_cast.store.do(settings.look, OpenSettings(each_cast.actor("olga"), programme_id)).opens_below == 3
    assert opens_after(each_cast, "ada", pair_id) == [1, 2]
    for below in CHOICES:
        assert chooses(each_cast, "olga", programme_id, below).opens_below == below
        assert opens_after(each_cast, "ada", pair_id) == list(range(1, below))
    for wrong in (None, 1, 5, 0, -1):
        with pytest.raises(OneOfThese) as refused:
            chooses(each_cast, "olga", programme_id, wrong)
        assert refused.value.field == "opens_below"
    assert opens_after(each_cast, "ada", pair_id) == [1, 2, 3]


def test_another_programme_and_two_without_one_keep_their_own(cast: Cast) -> None:
    spring, autumn = cast.programme(name="Spring"), cast.programme(name="Autumn")
    elsewhere, free = together(cast, autumn, "ada", "ben"), cast.chartered("eve", "finn")
    chooses(cast, "olga", spring, 4)
    assert opens_after(cast, "ada", elsewhere) == opens_after(cast, "eve", free) == [1, 2]
    [built_in] = [each for each in cast.store.rows(Programme) if each.id not in {spring, autumn}]
    for name in ("olga", "eve"):
        with pytest.raises(OnlyItsOwner):
            chooses(cast, name, built_in.id, 4)


@pytest.mark.parametrize("who", ["ada", "sven", "nobody", "olga elsewhere", "another owner"])
def test_nobody_but_its_owner_looks_or_sets(cast: Cast, who: str) -> None:
    programme_id = cast.programme()
    together(cast, programme_id, "ada", "ben")
    other = Cast(cast.store, "T2")
    other.programme()
    cast.programme("otto", name="Autumn")
    theirs = {"olga elsewhere": other.actor("olga"), "another owner": cast.actor("otto")}
    actor = theirs.get(who) or cast.actor(who)
    before = cast.store.contents()
    with pytest.raises(OnlyItsOwner):
        cast.store.do(settings.look, OpenSettings(actor, programme_id))
    with pytest.raises(OnlyItsOwner):
        cast.store.do(settings.change, ChangeSettings(actor, programme_id, 4, receipt()))
    assert cast.store.contents() == before


def test_a_form_that_comes_again_does_not_undo_what_was_set_after_it(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    chooses(each_cast, "olga", programme_id, 4, "first")
    chooses(each_cast, "olga", programme_id, 2, "second")
    assert chooses(each_cast, "olga", programme_id, 4, "first").opens_below == 2
    chooses(each_cast, "olga", programme_id, 2, "third")
    noted = [each for each in each_cast.store.rows(AuditEntry) if each.action == "programme.set"]
    assert len(noted) == 2


def test_an_owner_who_sets_and_waits_and_sets_again_reads_the_same_whatever_was_tapped(cast: Cast) -> None:
    programme_id = cast.programme()
    pair_id = together(cast, programme_id, "ada", "ben")
    deliver_all(cast)
    # The pair goes on answering, so that it never falls silent; only what is tapped differs from round to round.
    cast.tap("ada", pair_id, Score.FULLY)
    seen = {readings(cast, programme_id)}
    for below in CHOICES:
        for score in (Score.NOT_AT_ALL, Score.LITTLE, Score.PARTLY, Score.FULLY):
            for earlier in (2, below):
                chooses(cast, "olga", programme_id, earlier)
            cast.tap("ada", pair_id, score)
            cast.store.do(options.opened_by, Tapped(cast.actor("ada"), pair_id, score))
            chooses(cast, "olga", programme_id, below)
            seen.add(readings(cast, programme_id))
    assert len(seen) == 1


def test_a_change_tells_nobody_opens_nothing_and_touches_nothing_of_a_pair(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    pair_id = together(each_cast, programme_id, "ada", "ben")
    each_cast.tap("ada", pair_id, Score.PARTLY)
    woken = each_cast.store.woken
    before = each_cast.store.contents()
    chooses(each_cast, "olga", programme_id, 4)
    after = each_cast.store.contents()
    assert changed(before, after) == {"programmes", "audit", "inbound_events"}
    assert each_cast.store.woken == woken, "delivery has nothing to say"


def test_that_options_opened_leaves_no_trace_in_the_store(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    pair_id = together(each_cast, programme_id, "ada", "ben")
    each_cast.tap("ada", pair_id, Score.NOT_AT_ALL)
    before = each_cast.store.contents()
    for score in (None, *Score):
        each_cast.store.do(options.opened_by, Tapped(each_cast.actor("ada"), pair_id, score))
    assert each_cast.store.contents() == before
    with pytest.raises(NotInThisPair):
        each_cast.store.do(options.opened_by, Tapped(each_cast.actor("olga"), pair_id, Score.NOT_AT_ALL))


def test_members_read_that_their_owner_chose_and_two_without_one_that_nobody_did(cast: Cast) -> None:
    programme_id = cast.programme()
    pair_id, free = together(cast, programme_id, "ada", "ben"), cast.chartered("eve", "finn")
    chooses(cast, "olga", programme_id, 4)
    [mine] = cast.store.do(history.own_taps, cast.actor("ada"))
    assert (mine.opens_below, mine.is_set_by_owner) == (Score.MOSTLY, True)
    [theirs] = cast.store.do(history.own_taps, cast.actor("eve"))
    assert (theirs.opens_below, theirs.is_set_by_owner) == (Score.PARTLY, False)
    asked = [Tapped(cast.actor(name), pair, Score.LITTLE) for name, pair in (("ada", pair_id), ("eve", free))]
    assert [cast.store.do(options.opened_by, each).is_set_by_owner for each in asked] == [True, False]  # type: ignore[union-attr]  # both are low


def test_the_tap_in_a_close_counts_by_the_same_threshold(cast: Cast) -> None:
    programme_id = cast.programme()
    pair_id = together(cast, programme_id, "ada", "ben")
    chooses(cast, "olga", programme_id, 4)
    [ahead] = cast.store.do(sessions.sessions_ahead, cast.actor("ada"))
    assert ahead.starts_at is not None
    cast.store.clock.set(ahead.starts_at + timedelta(minutes=1))
    cast.store.do(session_commands.end, InSession(cast.actor("ada"), ahead.session_id))
    half = CloseHalf(cast.actor("ada"), ahead.session_id, "Mine.", Score.PARTLY, receipt())
    closed = cast.store.do(closes.close_half, half)
    assert cast.store.do(options.opened_by, Tapped(half.actor, closed.pair_id, half.score)) is not None
    chooses(cast, "olga", programme_id, 3)
    assert cast.store.do(options.opened_by, Tapped(half.actor, pair_id, half.score)) is None
