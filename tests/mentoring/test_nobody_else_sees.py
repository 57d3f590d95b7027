"""
The privacy walk: every way into what a pair holds, tried by everybody who must not get in.

The ways are found, not listed: a public domain function of a pair's nouns that is not known here fails the test, and
whoever adds one says how it is called, or why no person calls it.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

import mentoring
from mentoring import checkins, home, pulses
from mentoring.charters import commands as charter_commands
from mentoring.charters import queries as charter_queries
from mentoring.charters.commands import Basis, SignCharter, WriteCharter
from mentoring.charters.rules import CharterText
from mentoring.checkins import CheckInDraft, KeepCheckIn, ReadCheckIn
from mentoring.closes import commands as closes
from mentoring.closes.commands import CloseHalf
from mentoring.commitments import commands as commitments
from mentoring.commitments import nudges
from mentoring.commitments.commands import AddCommitment, OneCommitment, PutOff
from mentoring.commitments.nudges import SnoozeNudge
from mentoring.commitments.rules import Promise
from mentoring.errors import Refusal
from mentoring.home import OpenHome, SayHello
from mentoring.learning_log import commands as log_commands
from mentoring.learning_log import queries as log_queries
from mentoring.learning_log import sharing as log_sharing
from mentoring.learning_log import words as log_words
from mentoring.learning_log.commands import AddEntry, WithdrawEntry
from mentoring.learning_log.queries import OpenLog, ReadEntry
from mentoring.learning_log.rules import EntryDraft
from mentoring.learning_log.sharing import AnswerSharing, AskToShare
from mentoring.learning_log.words import AnswerWords, KeepWords
from mentoring.pairs import by_owner
from mentoring.pairs import commands as pair_commands
from mentoring.pairs import queries as pair_queries
from mentoring.pairs.by_owner import ConsiderPair, PairByOwner
from mentoring.pairs.commands import Answer, AnswerInvitation, InvitePartner, LeavePair, WithdrawInvitation
from mentoring.participants import Actor, InPair, Profile
from mentoring.prep import commands as prep_commands
from mentoring.prep import queries as preps
from mentoring.prep.commands import KeepPoints, OnAgenda
from mentoring.prep.points import Points
from mentoring.pulses import AnswerPulse, AskAgain, Score
from mentoring.sessions import commands as session_commands
from mentoring.sessions import queries as sessions
from mentoring.sessions.commands import AtRevision, MoveSession, WriteTogether
from mentoring.sessions.queries import InSession
from mentoring.sessions.rules import Plan
from mentoring.states import LogKind, Role, Visibility
from models import CheckIn, Commitment, LogEntry, Pulse, Session, SessionState, WordsRequest
from models.base import new_id
from tests.factories.cast import TEXT, Cast, receipt
from tests.factories.clock import MONDAY_MORNING
from tests.factories.store import Store

NOUNS = (
    "mentoring.charters",
    "mentoring.checkins",
    "mentoring.closes",
    "mentoring.commitments",
    "mentoring.pulses",
    "mentoring.pairs",
    "mentoring.home",
    "mentoring.learning_log",
    "mentoring.prep",
    "mentoring.sessions",
)
CANARY = "canary"
PRIVATE = "canary-for-ada-alone"
FRIDAY = MONDAY_MORNING.date() + timedelta(days=4)


@dataclass(frozen=True)
class Prize:
    """What strangers are after: a pair with everything in it, and the ids of it all."""

    pair_id: UUID
    invitation_id: UUID
    checkin_ids: tuple[UUID, ...]
    pulse_ids: tuple[UUID, ...]
    log_ids: tuple[UUID, ...]
    words_ids: tuple[UUID, ...]
    session_ids: tuple[UUID, ...]
    commitment_ids: tuple[UUID, ...]
    basis: Basis

    @property
    def ids(self) -> set[UUID]:
        return {
            self.pair_id,
            self.invitation_id,
            *self.checkin_ids,
            *self.pulse_ids,
            *self.log_ids,
            *self.words_ids,
            *self.session_ids,
            *self.commitment_ids,
            self.basis.version_id,
        }


Commands = Callable[[Actor, Prize], list[Any]]


def _profile(user_id: str) -> Profile:
    return Profile(user_id, user_id.lower(), "Europe/Lisbon")


def _in_each(actor: Actor, prize: Prize) -> list[Any]:
    return [InPair(actor, each) for each in (prize.pair_id, prize.invitation_id)]


WAYS: dict[Callable[..., Any], Commands] = {
    charter_commands.write: lambda actor, prize: [
        WriteCharter(actor, pair_id, TEXT, basis)
        for pair_id in (prize.pair_id, prize.invitation_id)
        for basis in (prize.basis, None)
    ],
    charter_commands.sign: lambda actor, prize: [SignCharter(actor, prize.pair_id, prize.basis)],
    charter_queries.open_page: _in_each,
    checkins.forms: lambda actor, _prize: [actor],
    checkins.keep: lambda actor, prize: [
        KeepCheckIn(actor, prize.pair_id, CheckInDraft("forged"), visibility, receipt()) for visibility in Visibility
    ],
    checkins.read: lambda actor, prize: [ReadCheckIn(actor, each) for each in prize.checkin_ids],
    log_commands.add: lambda actor, prize: [
        AddEntry(actor, prize.pair_id, kind, EntryDraft("forged", measured="forged", value="1"), receipt())
        for kind in (LogKind.DEMO, LogKind.READING)
    ],
    log_commands.withdraw: lambda actor, prize: [WithdrawEntry(actor, each) for each in prize.log_ids],
    log_queries.logs: lambda actor, _prize: [actor],
    log_queries.page: lambda actor, prize: [OpenLog(actor, prize.pair_id, words) for words in ("", CANARY)],
    log_queries.read: lambda actor, prize: [ReadEntry(actor, each) for each in prize.log_ids],
    log_queries.form: _in_each,
    log_queries.whole: _in_each,
    log_sharing.ask: lambda actor, prize: [AskToShare(actor, each) for each in prize.log_ids],
    log_sharing.answer: lambda actor, prize: [
        AnswerSharing(actor, each, agrees) for each in prize.log_ids for agrees in (True, False)
    ],
    log_words.pairs_to_keep_for: lambda actor, _prize: [actor],
    log_words.keep_words: lambda actor, prize: [
        KeepWords(actor, prize.pair_id, "forged", author, "forged", "https://x.y/z", (), MONDAY_MORNING, receipt())
        for author in (actor.user_id, "UADA")
    ],
    log_words.answer_words: lambda actor, prize: [
        AnswerWords(actor, each, agrees) for each in prize.words_ids for agrees in (True, False)
    ],
    closes.form: lambda actor, prize: [InSession(actor, each) for each in prize.session_ids],
    # Ben's own half makes the summary, in which Ada's line is his to read.
    closes.close_half: lambda actor, prize: [
        CloseHalf(actor, each, "forged", Score.NOT_AT_ALL, receipt())
        for each in prize.session_ids
        if actor.user_id != "UBEN"
    ],
    commitments.form: lambda actor, prize: [InSession(actor, each) for each in prize.session_ids],
    commitments.look: _in_each,
    commitments.add: lambda actor, prize: [
        AddCommitment(actor, each, Promise("forged"), whose, FRIDAY, receipt())
        for each in prize.session_ids
        for whose in (actor.user_id, "UADA")
    ],
    commitments.confirm: lambda actor, prize: [OneCommitment(actor, each) for each in prize.commitment_ids],
    commitments.done: lambda actor, prize: [OneCommitment(actor, each) for each in prize.commitment_ids],
    commitments.drop: lambda actor, prize: [OneCommitment(actor, each) for each in prize.commitment_ids],
    commitments.put_off: lambda actor, prize: [
        PutOff(actor, each, until, receipt()) for each in prize.commitment_ids for until in (FRIDAY, None)
    ],
    nudges.snooze: lambda actor, _prize: [SnoozeNudge(actor, FRIDAY)],
    pulses.open_questions: lambda actor, _prize: [actor],
    pulses.question: lambda actor, prize: [AskAgain(actor, prize.pair_id, each) for each in (*prize.pulse_ids, None)],
    pulses.answer: lambda actor, prize: [
        AnswerPulse(actor, prize.pair_id, each, score, receipt())
        for each in (*prize.pulse_ids, None)
        for score in (Score.NOT_AT_ALL, None)
    ],
    sessions.sessions_ahead: lambda actor, _prize: [actor],
    sessions.look: lambda actor, prize: [InSession(actor, each) for each in prize.session_ids],
    session_commands.start: lambda actor, prize: [InSession(actor, each) for each in prize.session_ids],
    session_commands.end: lambda actor, prize: [InSession(actor, each) for each in prize.session_ids],
    session_commands.skip: lambda actor, prize: [AtRevision(actor, each, 1) for each in prize.session_ids],
    session_commands.did_not_happen: lambda actor, prize: [AtRevision(actor, each, 1) for each in prize.session_ids],
    session_commands.move: lambda actor, prize: [
        MoveSession(actor, each, 1, MONDAY_MORNING + timedelta(days=3)) for each in prize.session_ids
    ],
    preps.preps_ahead: lambda actor, _prize: [actor],
    preps.look: lambda actor, prize: [InSession(actor, each) for each in prize.session_ids],
    prep_commands.keep: lambda actor, prize: [
        KeepPoints(actor, each, receipt(), Points("forged")) for each in prize.session_ids
    ],
    prep_commands.share: lambda actor, prize: [OnAgenda(actor, each, receipt()) for each in prize.session_ids],
    prep_commands.unshare: lambda actor, prize: [OnAgenda(actor, each, receipt()) for each in prize.session_ids],
    session_commands.write: lambda actor, prize: [
        WriteTogether(actor, each, "forged", Plan("forged"), 1) for each in prize.session_ids
    ],
    # Anybody may ask anybody; the pair that is there must be untouched by it.
    pair_commands.invite: lambda actor, _prize: [
        InvitePartner(actor, _profile(actor.user_id), _profile("UADA"), Role.SENIOR, receipt())
    ],
    pair_commands.answer: lambda actor, prize: [
        AnswerInvitation(actor, pair_id, answer)
        for pair_id in (prize.pair_id, prize.invitation_id)
        for answer in Answer
    ],
    pair_commands.withdraw: lambda actor, prize: [WithdrawInvitation(actor, prize.invitation_id)],
    pair_commands.leave: lambda actor, prize: [LeavePair(actor, prize.pair_id, receipt())],
    pair_queries.under_way: lambda actor, _prize: [actor],
    pair_queries.still_open: _in_each,
    # Of these, and of enrolments, `test_enrolments_are_nobody_elses.py` tries what only an owner could come near.
    by_owner.consider: lambda actor, _prize: [ConsiderPair(actor, ("UADA", "UBEN"))],
    by_owner.pair: lambda actor, _prize: [
        PairByOwner(actor, uuid4(), (("UADA", Role.SENIOR), ("UBEN", Role.JUNIOR)), receipt())
    ],
    home.open_home: lambda actor, _prize: [OpenHome(actor)],
    home.glance: lambda actor, _prize: [actor],
    home.hello: lambda actor, _prize: [SayHello(actor, receipt())],
}

# Called by our own code, never by a person: what they are given was checked by one of the ways above, or is read by
# delivery for an address that the domain chose.
NOT_BY_PEOPLE = {
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
    "mentoring.checkins": {"opened", "recent"},
    "mentoring.closes.notices": {"answered", "ask", "asked", "key"},
    "mentoring.closes.queries": {"closed_by", "closes_of", "lines_of", "summary_of"},
    "mentoring.commitments.commands": {"keep_from_checkin"},
    "mentoring.commitments.nudges": {"advance", "due", "hours_of", "key", "owner_of"},
    "mentoring.commitments.queries": {"line_of", "made_in", "open_in", "to_settle"},
    "mentoring.commitments.rules": {"first_look", "first_nudge", "next_morning", "next_nudge", "working_days_after"},
    "mentoring.home": {"card", "greeting"},
    "mentoring.learning_log.commands": {"keep", "keep_from_checkin"},
    "mentoring.learning_log.exports": {"as_csv", "as_markdown", "harmless", "plain"},
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
    "mentoring.pairs.drafts": {"close", "draft", "invitation_key", "withdraw_unanswered"},
    "mentoring.pairs.hours": {"when_all_work"},
    "mentoring.pairs.notices": {"declined", "ended", "farewell", "invitation", "opened"},
    "mentoring.pairs.queries": {"open_invitation"},
    "mentoring.pairs.rules": {"asked_seat", "members_of", "people_key", "seat", "seats"},
    "mentoring.prep.agenda": {"shared_in"},
    "mentoring.prep.cards": {"card_of", "own", "page_of", "points_of"},
    "mentoring.prep.notices": {"told"},
    "mentoring.prep.resources": {"brought"},
    "mentoring.prep.schedule": {"plan", "redraw"},
    "mentoring.pulses": {"ask", "asked", "rate_in_close", "was_given_in_close"},
    "mentoring.sessions.course": {"advance", "close", "end", "not_held"},
    "mentoring.sessions.openers": {"pick"},
    "mentoring.sessions.planning": {
        "ahead",
        "asks_until",
        "cadence_of",
        "cancel",
        "card_key",
        "people_of",
        "plan_first",
        "plan_next",
        "propose",
        "put_at",
        "refresh_card",
        "rule_after",
        "start_of_day",
    },
    "mentoring.sessions.queries": {"card", "held_by", "last_call", "latest_of", "view_of"},
    "mentoring.sessions.rules": {"leader_after", "next_hand", "segments"},
}


def found() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function that a module of a pair's nouns defines."""
    for info in pkgutil.walk_packages(mentoring.__path__, "mentoring."):
        if info.name.startswith(NOUNS):
            module = importlib.import_module(info.name)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                if not name.startswith("_") and function.__module__ == info.name:
                    yield info.name, function


def _fill_the_log(cast: Cast, pair_id: UUID) -> None:
    """An entry that is asked about, and words that wait for Ada's yes."""
    ada, ben = cast.actor("ada"), cast.actor("ben")
    kept = cast.store.do(
        log_commands.add, AddEntry(ada, pair_id, LogKind.DEMO, EntryDraft(f"{CANARY} entry"), receipt())
    )
    cast.store.do(log_sharing.ask, AskToShare(ada, kept.entry_id))
    words = KeepWords(
        ben, pair_id, f"{CANARY} words", "UADA", CANARY, f"https://{CANARY}.example/p1", (), MONDAY_MORNING, receipt()
    )
    cast.store.do(log_words.keep_words, words)


def hoard(cast: Cast) -> Prize:
    """A pair of a programme with canaries in every text, and an invitation that is open."""
    programme_id = cast.programme("olga", "sven")
    pair_id = cast.proposal(programme_id, "ada", "ben")
    for name in ("ada", "ben"):
        cast.answer(name, pair_id)
    text = CharterText(**{name: f"{CANARY} {name}" for name in CharterText.__dataclass_fields__})
    cast.agree(pair_id, "ada", "ben", text=text)
    cast.write("ben", pair_id, replace(text, norms=f"{CANARY} anew"))
    cast.check_in("ada", pair_id, f"{CANARY} shared")
    cast.check_in("ada", pair_id, PRIVATE, Visibility.PRIVATE)
    _fill_the_log(cast, pair_id)
    cast.tap("ada", pair_id, Score.NOT_AT_ALL)
    [session] = cast.store.rows(Session)
    written = WriteTogether(cast.actor("ada"), session.id, f"{CANARY} notes", Plan(f"{CANARY} plan", CANARY), 0)
    cast.store.do(session_commands.write, written)
    _prepare(cast, session)
    _meet(cast, session)
    basis = cast.basis("ada", pair_id)
    assert basis is not None
    return Prize(
        pair_id,
        cast.invitation("ada", "carl"),
        tuple(row.id for row in cast.store.rows(CheckIn)),
        tuple(row.id for row in cast.store.rows(Pulse)),
        tuple(row.id for row in cast.store.rows(LogEntry)),
        tuple(row.id for row in cast.store.rows(WordsRequest)),
        tuple(row.id for row in cast.store.rows(Session)),
        tuple(row.id for row in cast.store.rows(Commitment)),
        basis,
    )


def _prepare(cast: Cast, session: Session) -> None:
    """Points of each: Ada's for her alone, Ben's on the card."""
    for name, changed in (("ada", PRIVATE), ("ben", f"{CANARY} agenda")):
        cast.store.do(prep_commands.keep, KeepPoints(cast.actor(name), session.id, receipt(), Points(changed)))
    cast.store.do(prep_commands.share, OnAgenda(cast.actor("ben"), session.id, receipt()))


def _meet(cast: Cast, session: Session) -> None:
    """An earlier session that is being closed: Ada's half for her alone, and what each of them committed to."""
    met = {column.name: getattr(session, column.name) for column in Session.__table__.columns}
    met |= {"id": new_id(), "number": 7, "state": SessionState.CLOSING, "ended_at": cast.store.clock.now()}
    with cast.store.transaction() as uow:
        uow.db.add(Session(**met))
    half = CloseHalf(cast.actor("ada"), met["id"], PRIVATE, Score.NOT_AT_ALL, receipt())
    cast.store.do(closes.close_half, half)
    for name in ("ada", "ben"):
        promise = Promise(f"{CANARY} promise", f"{CANARY} risk")
        command = AddCommitment(cast.actor(name), met["id"], promise, f"U{name.upper()}", FRIDAY, receipt())
        cast.store.do(commitments.add, command)


@pytest.fixture
def prize(cast: Cast) -> Prize:
    return hoard(cast)


@pytest.fixture(params=["with a pair", "without one", "owner", "sponsor", "other workspace", "same person elsewhere"])
def stranger(request: pytest.FixtureRequest, cast: Cast, prize: Prize) -> Actor:
    """Everybody who must not get in."""
    match request.param:
        case "with a pair":
            cast.chartered("eve", "finn")
            return cast.actor("eve")
        case "without one":
            return cast.actor("nobody")
        case "owner":
            return cast.actor("olga")
        case "sponsor":
            return cast.actor("sven")
        case "other workspace":
            other = Cast(cast.store, "T2")
            other.chartered("eve", "finn")
            return other.actor("eve")
        case _:
            other = Cast(cast.store, "T2")
            other.chartered("ada", "ben")
            return other.actor("ada")


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
        table: {repr(row) for row in rows if any(each in repr(row) for each in mentioned)}
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
            if name in {"seat", "seats", "asked_seat", "held_by"}:
                continue  # The rule itself.
            first = next(iter(inspect.signature(functions[module, name]).parameters.values()), None)
            kind = first.annotation if first else None
            fields = getattr(kind, "__dataclass_fields__", {})
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
