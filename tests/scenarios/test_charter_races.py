"""Clicks that meet: the charter's rules hold when everything happens at one instant, in threads of their own."""

from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from msgspec.structs import asdict

from mentoring.charters import commands, queries
from mentoring.charters.commands import Basis, SignCharter, WriteCharter
from mentoring.charters.rules import CharterMovedOn, CharterText
from mentoring.participants import Actor, InPair
from models import Consent, ConsentKind, OutboxRow, Pair, Schedule, Signature
from tests.factories.store import BESIDE_A_BOT_MS, Store
from tests.scenarios.people import Person
from tests.scenarios.stage import Stage

ROUNDS = 25
TEXT = CharterText("Answer ten questions", "Fewer tickets", "", "Stays here", "Approved ones", "Tuesdays", "Kindly")


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run each in a thread of its own, released at the same instant; what each returned or raised."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        barrier.wait(timeout=60)
        try:
            return act()
        except Exception as error:  # noqa: BLE001 - handed to the test, which says what it expects
            return error

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


class Desk:
    """One pair's charter, reached past the bot's own queue of one writer."""

    def __init__(self, store: Store, team: str, pair: Pair) -> None:
        self._store = store
        self._team = team
        self._pair = pair

    def basis(self, person: Person) -> Basis:
        page = self._store.do(queries.open_page, InPair(self._actor(person), self._pair.id))
        assert page.written is not None
        return Basis(page.written.version_id, page.written.revision)

    def writing(self, person: Person, text: CharterText, basis: Basis | None) -> Callable[[], object]:
        command = WriteCharter(self._actor(person), self._pair.id, text, basis)
        return lambda: self._store.do(commands.write, command)

    def signing(self, person: Person, basis: Basis) -> Callable[[], object]:
        command = SignCharter(self._actor(person), self._pair.id, basis)
        return lambda: self._store.do(commands.sign, command)

    def _actor(self, person: Person) -> Actor:
        return Actor(self._team, person.id)


def told_of_force(stage: Stage) -> int:
    return sum(row.dedup_key.startswith("charter-in-force:") for row in stage.stored(OutboxRow))


@pytest.fixture
async def desk(any_stage: Stage) -> AsyncIterator[tuple[Desk, Person, Person]]:
    alex, bea = await any_stage.person("alex"), await any_stage.person("bea")
    await any_stage.become_a_pair(alex, bea)
    [pair] = any_stage.stored(Pair)
    assert any_stage.bot is not None
    store = Store(any_stage.scene.store_url, tuple(any_stage.settings().keys()), busy_ms=BESIDE_A_BOT_MS)
    store.clock.set(any_stage.now)
    yield Desk(store, any_stage.bot.team_id, pair), alex, bea
    store.close()


async def test_the_last_two_signatures_at_one_instant_bring_it_into_force_once(
    any_stage: Stage, desk: tuple[Desk, Person, Person]
) -> None:
    at, alex, bea = desk
    at.writing(alex, TEXT, None)()
    for number in range(1, ROUNDS + 1):
        basis = at.basis(alex)
        outcomes = at_once(*(at.signing(person, basis) for person in (alex, bea, alex, bea)))
        assert [each for each in outcomes if isinstance(each, Exception)] == []
        assert told_of_force(any_stage) == number
        at.writing(alex, CharterText(**(asdict(TEXT) | {"purpose": f"Round {number}"})), basis)()
    assert len(any_stage.stored(Signature)) == 2 * ROUNDS
    consents = [each for each in any_stage.stored(Consent) if each.kind is ConsentKind.CHARTER]
    assert len(consents) == 2 * ROUNDS
    assert len(any_stage.stored(Schedule)) == 2


async def test_a_signature_and_an_edit_at_one_instant_never_leave_a_signature_under_words_nobody_read(
    any_stage: Stage, desk: tuple[Desk, Person, Person]
) -> None:
    at, alex, bea = desk
    at.writing(alex, TEXT, None)()
    for number in range(ROUNDS):
        basis = at.basis(alex)
        changed = CharterText(**(asdict(TEXT) | {"purpose": f"Changed {number}"}))
        signed, written = at_once(at.signing(bea, basis), at.writing(alex, changed, basis))
        assert not isinstance(written, Exception)
        after = at.basis(alex)
        if isinstance(signed, CharterMovedOn):
            # The edit came first: the same version grew by a revision, and nobody has signed it.
            assert after == Basis(basis.version_id, basis.revision + 1)
        else:
            # The signature came first: the change became a version of its own.
            assert after.version_id != basis.version_id
        assert [each for each in any_stage.stored(Signature) if each.version_id == after.version_id] == []


async def test_two_who_save_at_one_instant_never_overwrite_each_other(
    any_stage: Stage, desk: tuple[Desk, Person, Person]
) -> None:
    at, alex, bea = desk
    basis = None
    for number in range(ROUNDS):
        outcomes = at_once(
            at.writing(alex, CharterText(**(asdict(TEXT) | {"purpose": f"Alex {number}"})), basis),
            at.writing(bea, CharterText(**(asdict(TEXT) | {"purpose": f"Bea {number}"})), basis),
        )
        assert sum(isinstance(each, CharterMovedOn) for each in outcomes) == 1, outcomes
        assert sum(not isinstance(each, Exception) for each in outcomes) == 1, outcomes
        basis = at.basis(alex)
