"""
The privacy walk: every way into what a pair holds, tried by everybody who must not get in.

The ways are found, not listed: a public domain function of a pair's nouns that is not known here fails the test, and
whoever adds one says how it is called, or why no person calls it.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import mentoring
from mentoring import checkins, home, pulses
from mentoring.charters import queries as charter_queries
from mentoring.closes import commands as closes
from mentoring.errors import Refusal
from mentoring.learning_log import queries as log_queries
from mentoring.participants import Actor
from mentoring.prep import queries as preps
from mentoring.sessions import queries as sessions
from tests.factories.cast import Cast
from tests.factories.filled import Filled
from tests.factories.store import Store
from tests.mentoring.hoard import hoard
from tests.mentoring.ways_in import CANARY, PRIVATE, WAYS, Prize

NOUNS = (
    "mentoring.calendars",
    "mentoring.charters",
    "mentoring.checkins",
    "mentoring.closes",
    "mentoring.commitments",
    "mentoring.pulses",
    "mentoring.pairs",
    "mentoring.home",
    "mentoring.learning_log",
    "mentoring.prep",
    "mentoring.remedies",
    "mentoring.sessions",
    "mentoring.transcripts",
    "mentoring.show_and_tell",
)

# Called by our own code, never by a person: what they are given was checked by one of the ways above, or is read by
# delivery for an address that the domain chose.
NOT_BY_PEOPLE = {
    "mentoring.transcripts.consent": {"handed_in", "stand"},
    "mentoring.transcripts.reading": {"proposals"},
    "mentoring.transcripts.rules": {"is_late"},
    "mentoring.calendars.events": {"entry_of", "is_ahead", "is_called_off"},
    "mentoring.calendars.holds": {"at_latest", "file", "follow", "forget", "take"},
    "mentoring.charters.cards": {"in_force_key", "put_away", "to_sign_key", "unpin"},
    "mentoring.charters.notices": {"in_force", "to_sign"},
    "mentoring.charters.queries": {"page"},
    "mentoring.charters.rules": {
        "charter_of",
        "in_force",
        "is_in_force",
        "is_signed_by_anybody",
        "newest",
        "seal",
        "signatures",
        "unseal",
    },
    "mentoring.charters.unsigned": {"choice", "expect", "nudge", "settle"},
    "mentoring.checkins": {"opened", "recent"},
    "mentoring.closes.notices": {"answered", "ask", "asked", "key"},
    "mentoring.closes.queries": {"closed_by", "closes_of", "lines_of", "summary_of"},
    "mentoring.commitments.commands": {"keep_from_checkin", "propose"},
    "mentoring.commitments.nudges": {"advance", "due", "hours_of", "key", "owner_of"},
    "mentoring.commitments.queries": {"line_of", "made_in", "open_in", "to_settle"},
    "mentoring.commitments.rules": {"first_nudge", "next_nudge"},
    "mentoring.home": {"card", "greeting"},
    "mentoring.learning_log.commands": {"keep", "keep_from_checkin"},
    "mentoring.learning_log.exports": {"as_csv", "as_markdown", "plain"},
    "mentoring.learning_log.files": {"told"},
    "mentoring.learning_log.notices": {"sharing_asked", "words_asked"},
    "mentoring.learning_log.queries": {"holds", "recent"},
    "mentoring.learning_log.rules": {
        "baseline_of",
        "charter_baseline",
        "checked",
        "happened_at",
        "own_entry",
        "seal",
        "unseal",
        "written",
    },
    "mentoring.learning_log.permission": {"last_words", "may_be_shown", "standing"},
    "mentoring.learning_log.sharing": {"question_key", "take_back_questions"},
    "mentoring.learning_log.words": {"advance", "card", "question_key"},
    "mentoring.pairs.circle": {"circle"},
    "mentoring.pairs.commands": {"propose"},
    "mentoring.pairs.by_owner": {"suggested_roles"},
    "mentoring.pairs.not_again": {"wished_of"},
    "mentoring.pairs.answering": {
        *("does_not_form", "enrolments_of", "held", "is_led", "open_if_all_accepted", "record", "say_no"),
        "withdraw_unanswered",
    },
    "mentoring.pairs.course": {"advance", "reminder"},
    "mentoring.pairs.drafts": {*("close", "draft", "give_way", "invitation_key", "redraw", "reminder_key")},
    "mentoring.pairs.ending": {"put_away", "tell_of_the_end"},
    "mentoring.pairs.onward": {"advance", "asked"},
    "mentoring.pairs.patience": {"onward_key", "release_at", "remind_at", "stretch_of"},
    "mentoring.pairs.hours": {"when_all_work"},
    "mentoring.pairs.notices": {"declined", "ended", "farewell", "invitation", "opened", "when_they_work"},
    "mentoring.pairs.queries": {"open_invitation"},
    "mentoring.pairs.rules": {
        *("asked_seat", "members_of", "memberships_of", "pairs_at_work", "people_key", "people_of", "seat", "seats")
    },
    "mentoring.prep.agenda": {"shared_in"},
    "mentoring.prep.cards": {"card_of", "own", "page_of", "points_of"},
    "mentoring.prep.notices": {"told"},
    "mentoring.prep.together": {"bring_along", "brought_along"},
    "mentoring.prep.resources": {"brought"},
    "mentoring.prep.schedule": {"follow", "plan", "redraw", "redraw_own"},
    "mentoring.pulses": {"ask", "asked_in", "card_of", "own", "rate_in_close", "was_given_in_close"},
    "mentoring.remedies.attention": {"needing"},
    "mentoring.remedies.gone": {"came_back", "key", "notice", "settle", "told"},
    "mentoring.remedies.options": {"contacts_of", "of_place"},
    "mentoring.remedies.rules": {"is_low"},
    "mentoring.remedies.silence": {"glad_to_hear", "is_silent", "notice", "told"},
    "mentoring.sessions.course": {"advance", "close", "end", "not_held"},
    "mentoring.sessions.openers": {"pick"},
    "mentoring.sessions.planning": {
        "ahead",
        "asks_until",
        "cadence_of",
        "cancel",
        "follow",
        "hours_of",
        "is_in_doubt",
        "card_key",
        "still_together_key",
        "people_of",
        "plan_first",
        "plan_next",
        "propose",
        "put_at",
        "refresh_card",
        "rule_after",
        "standing",
        "start_of_day",
    },
    "mentoring.sessions.queries": {
        "card",
        "from_elsewhere",
        "held_by",
        "last_call",
        "latest_of",
        "still_together",
        "view_of",
    },
    "mentoring.sessions.rules": {"leader_after", "next_hand", "segments"},
    "mentoring.show_and_tell.attendance": {"events_of"},
    "mentoring.show_and_tell.course": {"advance", "recap_at"},
    "mentoring.show_and_tell.rules": {
        "check_time",
        "find",
        "may_change",
        "must_be_ahead",
        "must_have_stage",
        "stages",
    },
    "mentoring.show_and_tell.telling": {
        "announce",
        "announced",
        "card",
        "entry_changed",
        "news",
        "presenting",
        "recount",
        "redraw",
        "tell",
    },
}


def found() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function that a module of a pair's nouns defines."""
    for info in pkgutil.walk_packages(mentoring.__path__, "mentoring."):
        if info.name.startswith(NOUNS):
            module = importlib.import_module(info.name)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                if not name.startswith("_") and function.__module__ == info.name:
                    yield info.name, function


def robbed(cast: Cast) -> Prize:
    """What there is to get at; and in the same store another pair, and another workspace with people of these names."""
    prize = hoard(cast)
    cast.chartered("eve", "finn")
    other = Cast(cast.store, "T2")
    other.chartered("eve", "finn")
    other.chartered("ada", "ben")
    return prize


@pytest.fixture
def scene(filled_once: Callable[..., Filled[Prize]], tmp_path: Path) -> Iterator[tuple[Cast, Prize]]:
    with filled_once(robbed).copied(tmp_path / "bothways.sqlite3") as scene:
        yield scene


@pytest.fixture
def cast(scene: tuple[Cast, Prize]) -> Cast:
    return scene[0]


@pytest.fixture
def prize(scene: tuple[Cast, Prize]) -> Prize:
    return scene[1]


STRANGERS = {
    "with a pair": Actor("T1", "UEVE"),
    "without one": Actor("T1", "UNOBODY"),
    "owner": Actor("T1", "UOLGA"),
    "sponsor": Actor("T1", "USVEN"),
    "other workspace": Actor("T2", "UEVE"),
    "same person elsewhere": Actor("T2", "UADA"),
}


@pytest.fixture(params=STRANGERS)
def stranger(request: pytest.FixtureRequest) -> Actor:
    """Everybody who must not get in."""
    return STRANGERS[request.param]


def attempt(store: Store, way: Callable[..., Any], command: Any) -> str:
    """What somebody gets to see: the answer, or the refusal with its facts."""
    try:
        return repr(store.do(way, command))
    except Refusal as refusal:
        return f"{type(refusal).__name__} {refusal.facts}"


def rows_of(store: Store, prize: Prize) -> dict[str, set[str]]:
    """The rows, as text, that mention the pair or anything in it."""
    mentioned = {str(each) for each in prize.ids}
    return {
        table: {row for row in map(repr, rows) if any(each in row for each in mentioned)}
        for table, rows in store.contents().items()
    }


def test_every_way_in_is_known() -> None:
    unknown = [
        f"{module}.{function.__name__}"
        for module, function in found()
        if function not in WAYS and function.__name__ not in NOT_BY_PEOPLE.get(module, set())
    ]
    assert unknown == [], "say in WAYS how each is called, or in NOT_BY_PEOPLE why nobody calls it"


def test_nothing_is_excused_that_takes_an_actor_or_is_not_there() -> None:
    functions = {(module, function.__name__): function for module, function in found()}
    for module, names in NOT_BY_PEOPLE.items():
        for name in names:
            if name in {"seat", "seats", "asked_seat", "held_by", "stages", "must_have_stage"}:
                continue  # The rule itself.
            first = next(iter(inspect.signature(functions[module, name]).parameters.values()), None)
            kind = first.annotation if first else None
            fields = (*getattr(kind, "__struct_fields__", ()), *getattr(kind, "__dataclass_fields__", ()))
            is_inner = (module, name) == ("mentoring.home", "card")
            assert is_inner or (kind is not Actor and "actor" not in fields), f"{module}.{name} takes an actor"


@pytest.mark.parametrize(
    "way", list(WAYS), ids=lambda way: f"{way.__module__.removeprefix('mentoring.')}.{way.__name__}"
)
def test_nobody_else_reads_or_changes_anything_of_a_pair(
    cast: Cast, prize: Prize, stranger: Actor, way: Callable[..., Any]
) -> None:
    before = rows_of(cast.store, prize)
    for command in WAYS[way](stranger, prize):
        seen = attempt(cast.store, way, command)
        assert CANARY not in seen
        assert not any(str(each) in seen for each in prize.ids), seen
    assert rows_of(cast.store, prize) == before


@pytest.mark.parametrize(
    "way", list(WAYS), ids=lambda way: f"{way.__module__.removeprefix('mentoring.')}.{way.__name__}"
)
def test_not_even_the_partner_sees_what_is_private(cast: Cast, prize: Prize, way: Callable[..., Any]) -> None:
    for command in WAYS[way](cast.actor("ben"), prize):
        seen = attempt(cast.store, way, command)
        assert PRIVATE not in seen
        assert not any(str(each) in seen for each in prize.pulse_ids), seen


@pytest.mark.parametrize(
    "way", list(WAYS), ids=lambda way: f"{way.__module__.removeprefix('mentoring.')}.{way.__name__}"
)
def test_whoever_was_only_asked_sees_nothing_but_the_invitation(
    cast: Cast, prize: Prize, way: Callable[..., Any]
) -> None:
    for command in WAYS[way](cast.actor("carl"), prize):
        assert CANARY not in attempt(cast.store, way, command)


def test_the_walk_would_find_a_leak(cast: Cast, prize: Prize) -> None:
    """The very same walk as one of the two people finds everything there is to find."""
    seen = "".join(
        attempt(cast.store, way, command)
        for way in (
            charter_queries.open_page,
            checkins.read,
            closes.form,
            home.glance,
            log_queries.read,
            preps.look,
            pulses.question,
            sessions.look,
        )
        for command in WAYS[way](cast.actor("ada"), prize)
    )
    assert CANARY in seen
    assert PRIVATE in seen
    assert all(
        str(each) in seen
        for each in (*prize.checkin_ids, *prize.pulse_ids, *prize.session_ids, *prize.commitment_ids, prize.pair_id)
    )
