"""One furnished house for all walks: making it takes longer than any of them."""

import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from shutil import copy

import pytest
import pytest_asyncio

from tests.scenarios.fixtures import captured_log
from tests.scenarios.stage import Scene, raised
from tests.walks.forging import Holdings
from tests.walks.gathering import Gatherer
from tests.walks.going_through import gather, holdings_of_ada
from tests.walks.house import OPENS_AT, House, furnished
from tests.walks.kept import Kept


@pytest.fixture(scope="package")
def house_log() -> Iterator[io.StringIO]:
    with captured_log("DEBUG") as written:
        yield written


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def house(
    tmp_path_factory: pytest.TempPathFactory, migrated_file: Path, house_log: io.StringIO
) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("house")
    store = folder / "bothways.sqlite3"
    copy(migrated_file, store)
    async with raised(Scene(folder, f"sqlite:///{store}", opens_at=OPENS_AT)) as stage, furnished(stage) as house:
        yield house


@pytest.fixture(scope="package")
def kept(house: House) -> Iterator[Kept]:
    kept = Kept(house.stage.scene.store_url)
    yield kept
    kept.close()


@pytest.fixture(scope="package")
def holdings(house: House) -> Holdings:
    return holdings_of_ada(house)


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def gathered(house: House, kept: Kept) -> Gatherer:
    return await gather(house, kept)
