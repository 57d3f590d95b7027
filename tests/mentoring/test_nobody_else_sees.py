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
from typing import Any
from uuid import UUID

import pytest

import mentoring
from mentoring import checkins, home, pulses
from mentoring.charters import commands as charter_commands
from mentoring.charters import queries as charter_queries
from mentoring.charters.commands import Basis, SignCharter, WriteCharter
from mentoring.charters.rules import CharterText
from mentoring.checkins import CheckInDraft, KeepCheckIn, ReadCheckIn
from mentoring.errors import Refusal
from mentoring.home import OpenHome, SayHello
from mentoring.pairs import commands as pair_commands
from mentoring.pairs import queries as pair_queries
from mentoring.pairs.commands import Answer, AnswerInvitation, InvitePartner, LeavePair, WithdrawInvitation
from mentoring.participants import Actor, InPair, Profile
from mentoring.pulses import AnswerPulse, AskAgain, Score
from mentoring.states import Role, Visibility
from models import CheckIn, Pulse
from tests.factories.cast import TEXT, Cast, receipt
from tests.factories.store import Store

NOUNS = ("mentoring.charters", "mentoring.checkins", "mentoring.pulses", "mentoring.pairs", "mentoring.home")
CANARY = "canary"
PRIVATE = "canary-for-ada-alone"


@dataclass(frozen=True)
class Prize:
    """What strangers are after: a pair with everything in it, and the ids of it all."""

    pair_id: UUID
    invitation_id: UUID
    checkin_ids: tuple[UUID, ...]
    pulse_ids: tuple[UUID, ...]
    basis: Basis

    @property
    def ids(self) -> set[UUID]:
        return {self.pair_id, self.invitation_id, *self.checkin_ids, *self.pulse_ids, self.basis.version_id}


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
    pulses.open_questions: lambda actor, _prize: [actor],
    pulses.question: lambda actor, prize: [AskAgain(actor, prize.pair_id, each) for each in (*prize.pulse_ids, None)],
    pulses.answer: lambda actor, prize: [
        AnswerPulse(actor, prize.pair_id, each, score, receipt())
        for each in (*prize.pulse_ids, None)
        for score in (Score.NOT_AT_ALL, None)
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
    "mentoring.checkins": {"recent", "shared"},
    "mentoring.home": {"card", "greeting"},
    "mentoring.pairs.circle": {"circle"},
    "mentoring.pairs.commands": {"propose"},
    "mentoring.pairs.drafts": {"draft", "invitation_key"},
    "mentoring.pairs.notices": {"declined", "ended", "farewell", "invitation", "opened"},
    "mentoring.pairs.queries": {"open_invitation"},
    "mentoring.pairs.rules": {"asked_seat", "members_of", "people_key", "seat", "seats"},
    "mentoring.pulses": {"ask", "asked"},
}


def found() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function that a module of a pair's nouns defines."""
    for info in pkgutil.walk_packages(mentoring.__path__, "mentoring."):
        if info.name.startswith(NOUNS):
            module = importlib.import_module(info.name)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                if not name.startswith("_") and function.__module__ == info.name:
                    yield info.name, function


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
    cast.tap("ada", pair_id, Score.NOT_AT_ALL)
    basis = cast.basis("ada", pair_id)
    assert basis is not None
    return Prize(
        pair_id,
        cast.invitation("ada", "carl"),
        tuple(row.id for row in cast.store.rows(CheckIn)),
        tuple(row.id for row in cast.store.rows(Pulse)),
        basis,
    )


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
            if name in {"seat", "seats", "asked_seat"}:
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
        for way in (charter_queries.open_page, checkins.read, home.glance, pulses.question)
        for command in WAYS[way](cast.actor("ada"), prize)
    )
    assert CANARY in seen
    assert PRIVATE in seen
    assert all(str(each) in seen for each in (*prize.checkin_ids, *prize.pulse_ids, prize.pair_id))
