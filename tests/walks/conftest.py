"""One furnished house for all walks of a module: making it takes longer than any of them."""

import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from shutil import copy

import pytest
import pytest_asyncio

from mentoring.pairs import queries as pairs
from tests.scenarios.fixtures import captured_log
from tests.scenarios.stage import Scene, raised
from tests.walks.forging import Holdings
from tests.walks.gathering import Gatherer
from tests.walks.house import OPENS_AT, House, furnished
from tests.walks.kept import Kept
from tests.walks.outright import outright
from tests.walks.postman import shown_by

GO_THROUGH = ("jan", "ada", "gus", "ben", "carl", "hugo", "dora", "olga", "root")
"""Whoever is shown something that others are not; Jan first, who is enrolled and has nothing else."""


@pytest.fixture(scope="module")
def house_log() -> Iterator[io.StringIO]:
    with captured_log() as written:
        yield written


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(
    tmp_path_factory: pytest.TempPathFactory, migrated_file: Path, house_log: io.StringIO
) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("house")
    store = folder / "bothways.sqlite3"
    copy(migrated_file, store)
    async with raised(Scene(folder, f"sqlite:///{store}", opens_at=OPENS_AT)) as stage, furnished(stage) as house:
        yield house


@pytest.fixture(scope="module")
def kept(house: House) -> Iterator[Kept]:
    kept = Kept(house.stage.scene.store_url)
    yield kept
    kept.close()


@pytest.fixture(scope="module")
def holdings(house: House) -> Holdings:
    """Ada's pairs that are under way; whoever is only invited to one is nobody's secret."""
    under_way = house.cast.store.do(pairs.under_way, house.cast.actor("ada"))
    return Holdings(house.cast.store, [each.pair_id for each in under_way])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def gathered(house: House, kept: Kept) -> Gatherer:
    """Everything that can be done, gone through."""
    found = Gatherer(house.postman, kept, Holdings(house.cast.store, [house.prize.pair_id]).ids)
    newest_first = reversed(house.stage.entries())
    seen = [surface for entry in newest_first if (surface := shown_by(entry, "")) and not surface.is_view]
    for name in GO_THROUGH:
        user_id = house.id_of(name)
        await found.goes_through(user_id, outright(house, user_id), seen if name == "ada" else ())
    return found
